import { createStore, useStore, type StoreApi } from 'zustand';

/** The story at its quickest sets off and lands this often in a second: up to here every change is drawn. */
const perSecond = 9;
/** So many more may follow each other at once. */
const atOnce = 6;
/** Beyond that: so long between two drawings, until nothing has been told for a while. */
const hurriedMs = 250;
const calmMs = 600;

export interface CalmStore<T> {
  /** In components: the state as it is drawn. */
  <U>(pick: (state: T) => U): U;
  /** The state as it is; the canvases follow it picture by picture. */
  readonly getState: StoreApi<T>['getState'];
  readonly subscribe: StoreApi<T>['subscribe'];
  /** What the person does: drawn at once. */
  readonly setState: (change: Partial<T> | ((state: T) => Partial<T>)) => void;
  /** What the simulation tells, perhaps many times a second. */
  readonly hear: (change: Partial<T> | ((state: T) => Partial<T>)) => void;
  /** While the person drags something, every picture of it counts. */
  readonly keepUp: (on: boolean) => void;
}

/**
 * A store whose components are drawn at the pace one reads. Single steps are drawn at once. When news come faster than
 * words can be read (playing by the clock, a thousand Pods rolling out), letters, lists and cards change four times a
 * second, while pods and packets on the canvases, which show motion, change with every picture: laying out and painting
 * the page costs ten times as much as moving a point. `onHurry` hears when that begins and ends.
 */
export function createCalm<T>(initial: T, onHurry: (hurried: boolean) => void): CalmStore<T> {
  const live = createStore<T>(() => initial);
  const drawn = createStore<T>(() => initial);
  let tokens = atOnce;
  let heardAt = 0;
  let drawnAt = 0;
  let queued = false;
  let following = false;
  let delayed: ReturnType<typeof setTimeout> | undefined;
  /** Runs while one is hurried. */
  let calming: ReturnType<typeof setTimeout> | undefined;

  const draw = (): void => {
    clearTimeout(delayed);
    delayed = undefined;
    queued = false;
    drawnAt = performance.now();
    drawn.setState(live.getState(), true);
  };
  /** What one message tells in several parts is drawn in one go. */
  const drawSoon = (): void => {
    queued = true;
    queueMicrotask(() => {
      if (queued) draw();
    });
  };
  const isHurried = (): boolean => {
    const now = performance.now();
    tokens = Math.min(atOnce, tokens + ((now - heardAt) * perSecond) / 1000);
    heardAt = now;
    if (tokens >= 1 && calming === undefined) {
      tokens--;
      return false;
    }
    if (calming === undefined) onHurry(true);
    tokens = 0;
    clearTimeout(calming);
    calming = setTimeout(() => {
      calming = undefined;
      onHurry(false);
    }, calmMs);
    return true;
  };
  const soon = (): void => {
    if (queued) return;
    const wait = isHurried() && !following ? drawnAt + hurriedMs - performance.now() : 0;
    if (wait <= 0) drawSoon();
    else delayed ??= setTimeout(draw, wait);
  };

  const use = <U>(pick: (state: T) => U): U => useStore(drawn, pick);
  return Object.assign(use, {
    getState: live.getState,
    subscribe: live.subscribe,
    setState(change: Partial<T> | ((state: T) => Partial<T>)): void {
      live.setState(change);
      draw();
    },
    hear(change: Partial<T> | ((state: T) => Partial<T>)): void {
      live.setState(change);
      soon();
    },
    keepUp(on: boolean): void {
      following = on;
      if (delayed !== undefined) draw();
    },
  });
}
