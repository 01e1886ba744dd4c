import { createStore, useStore, type StoreApi } from 'zustand';
import { createPace, type Pace } from './pace.ts';

type Change<T> = Partial<T> | ((state: T) => Partial<T>);

export interface CalmStore<T> {
  /** In components: the state as it is drawn. */
  <U>(pick: (state: T) => U): U;
  /** The state as it is; the canvases follow it picture by picture. */
  readonly getState: StoreApi<T>['getState'];
  readonly subscribe: StoreApi<T>['subscribe'];
  /** What the person does: drawn at once. */
  readonly setState: (change: Change<T>) => void;
  /** What the simulation tells, perhaps many times a second. */
  readonly hear: (change: Change<T>) => void;
  readonly calm: Pace['calm'];
}

/**
 * A store whose components are drawn at the pace one reads, while pods and packets on the canvases, which show motion,
 * change with every picture: laying out and painting the page costs ten times as much as moving a point.
 */
export function createCalm<T>(initial: T, onHurry: (hurried: boolean) => void): CalmStore<T> {
  const live = createStore<T>(() => initial);
  const drawn = createStore<T>(() => initial);
  const pace = createPace(() => drawn.setState(live.getState(), true), onHurry);
  const use = <U>(pick: (state: T) => U): U => useStore(drawn, pick);
  return Object.assign(use, {
    getState: live.getState,
    subscribe: live.subscribe,
    setState(change: Change<T>): void {
      live.setState(change);
      pace.now();
    },
    hear(change: Change<T>): void {
      live.setState(change);
      pace.soon();
    },
    calm: pace.calm,
  });
}
