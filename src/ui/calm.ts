import { createStore, useStore, type StoreApi } from 'zustand';

/** Pictures of the page that may follow each other at once; after them, so many a second. */
const atOnce = 6;
const perSecond = 8;
/** News that come no faster for this long are calm again. */
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
 * words can be read (playing by the clock, a thousand Pods rolling out), letters, lists and cards change a few times a
 * second, while pods and packets on the canvases, which show motion, change with every picture: laying out and painting
 * the page costs ten times as much as moving a point. `onHurry` hears when that begins and ends.
 */
export function createCalm<T>(initial: T, onHurry: (hurried: boolean) => void): CalmStore<T> {
  const live = createStore<T>(() => initial);
  const drawn = createStore<T>(() => initial);
  let tokens = atOnce;
  let counted = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queued = false;
  let following = false;
  let calming: ReturnType<typeof setTimeout> | undefined;

  const draw = (): void => {
    clearTimeout(timer);
    timer = undefined;
    queued = false;
    drawn.setState(live.getState(), true);
  };
  const hurry = (): void => {
    if (calming === undefined) onHurry(true);
    clearTimeout(calming);
    calming = setTimeout(() => {
      calming = undefined;
      onHurry(false);
    }, calmMs);
  };
  const soon = (): void => {
    if (queued || timer !== undefined) return;
    const now = performance.now();
    tokens = Math.min(atOnce, tokens + ((now - counted) * perSecond) / 1000);
    counted = now;
    if (tokens < 1 && !following) {
      hurry();
      timer = setTimeout(() => {
        timer = undefined;
        soon();
      }, ((1 - tokens) * 1000) / perSecond + 1);
      return;
    }
    tokens = Math.max(0, tokens - 1);
    // What one message tells in several parts is drawn in one go.
    queued = true;
    queueMicrotask(() => {
      if (queued) draw();
    });
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
      if (timer !== undefined) draw();
    },
  });
}
