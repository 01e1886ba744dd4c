/** The story at its quickest sets off and lands this often in a second: up to here every change is drawn. */
const perSecond = 9;
/** So many more may follow each other at once. */
const atOnce = 6;
/** Beyond that: so long between two drawings, until nothing has been told for a while. */
const hurriedMs = 250;
const calmMs = 600;

export interface Pace {
  /** Draws, or notes that there is something to draw. */
  soon(): void;
  now(): void;
  /** The person moves by themselves, step by step or dragging: what answers that is drawn at once. */
  calm(): void;
}

/**
 * When to draw letters, lists and cards: single steps at once; when news come faster than words can be read (playing by
 * the clock, a thousand Pods rolling out), four times a second. `onHurry` hears when that begins and ends.
 */
export function createPace(draw: () => void, onHurry: (hurried: boolean) => void): Pace {
  let tokens = atOnce;
  let heardAt = 0;
  let drawnAt = 0;
  let queued = false;
  let delayed: ReturnType<typeof setTimeout> | undefined;
  /** Runs while one is hurried. */
  let calming: ReturnType<typeof setTimeout> | undefined;

  const now = (): void => {
    clearTimeout(delayed);
    delayed = undefined;
    queued = false;
    drawnAt = performance.now();
    draw();
  };
  const isHurried = (): boolean => {
    const at = performance.now();
    tokens = Math.min(atOnce, tokens + ((at - heardAt) * perSecond) / 1000);
    heardAt = at;
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

  return {
    now,
    soon() {
      if (queued) return;
      const wait = isHurried() ? drawnAt + hurriedMs - performance.now() : 0;
      if (wait > 0) {
        delayed ??= setTimeout(now, wait);
        return;
      }
      // What one message tells in several parts is drawn in one go.
      queued = true;
      queueMicrotask(() => {
        if (queued) now();
      });
    },
    calm() {
      tokens = atOnce;
      if (calming === undefined) return;
      clearTimeout(calming);
      calming = undefined;
      onHurry(false);
    },
  };
}
