import type { KubeObject } from '../../../api/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import {
  currentValue,
  directoryOf,
  isVolatile,
  newHistory,
  volatileWindow,
  type Directory,
  type KeyHistory,
  type Store,
} from './store.ts';

/**
 * Writes one key at `revision` (a value, or undefined for a tombstone) and returns the change as a watch tells it.
 * `history`: what `historyOf` says of the key.
 */
export function write(
  store: Store,
  key: string,
  history: KeyHistory | undefined,
  value: KubeObject | undefined,
  revision: number,
  lease: number,
): EtcdEvent {
  let previous: KubeObject | undefined;
  if (history) {
    previous = currentValue(history);
    history.revisions.push(revision);
    history.values.push(value);
    if (history.lease !== lease) {
      (history.leaseChanges ??= []).push({ revision, before: history.lease });
      history.lease = lease;
    }
    if (isVolatile(key)) dropOld(store, history);
    if (value === undefined) directoryOf(store, key).deleted++;
    else if (previous === undefined) list(directoryOf(store, key), history);
  } else {
    history = addKey(store, newHistory(key, value, revision));
    history.lease = lease;
  }
  store.logRevisions.push(revision);
  store.logKeys.push(history);
  return Object.freeze({ type: value === undefined ? 'delete' : 'put', key, revision, value, previous });
}

/** Makes a living key known to the store. */
export function addKey(store: Store, history: KeyHistory): KeyHistory {
  store.keys.set(history.key, history);
  const directory = directoryOf(store, history.key);
  directory.all.added.push(history);
  list(directory, history);
  return history;
}

/** Puts a living key into its directory's order. */
function list(directory: Directory, history: KeyHistory): void {
  if (history.listed) {
    directory.deleted--;
    return;
  }
  history.listed = true;
  directory.live.added.push(history);
}

/**
 * Drops versions of a volatile key that are out of the window and visible at no checkpoint. Each version is looked at
 * once: `settled` remembers how far.
 */
function dropOld(store: Store, history: KeyHistory): void {
  const floor = store.revision - volatileWindow;
  while (history.settled + 1 < history.revisions.length && history.revisions[history.settled + 1]! <= floor) {
    const i = history.settled;
    const next = history.revisions[i + 1]!;
    if (isPinned(store, history.revisions[i]!, next)) {
      history.settled++;
      continue;
    }
    if (history.values[i] === undefined) {
      // A new incarnation begins: nothing of the last one is left before it.
      if (i === 0) history.created = next;
      history.before = 0;
      history.dropped = 0;
    } else if (i === 0) history.before++;
    else history.dropped++;
    takeOut(history.revisions, i);
    takeOut(history.values, i);
    store.volatileFloor = Math.max(store.volatileFloor, next);
  }
}

/** Most are the oldest of all, for which `shift` makes no list of what it took. */
function takeOut(list: unknown[], at: number): void {
  if (at === 0) list.shift();
  else list.splice(at, 1);
}

/** Whether some checkpoint sees a version that lived from `from` until before `until`. */
function isPinned(store: Store, from: number, until: number): boolean {
  const { pins } = store;
  let low = 0;
  let high = pins.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (pins[mid]! < from) low = mid + 1;
    else high = mid;
  }
  return low < pins.length && pins[low]! < until;
}
