import type { KubeObject } from '../../../api/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import { emptyOrder, type KeyOrder } from './order.ts';

/** All kept versions of one key, oldest first. The two arrays run in parallel; they only ever grow at the end. */
export interface KeyHistory {
  readonly key: string;
  /** Mod revisions, ascending. */
  revisions: number[];
  /** Frozen objects; undefined is a tombstone. */
  values: (KubeObject | undefined)[];
  /** Create revision of the incarnation that values[0] belongs to, and how many of its versions came before values[0]. */
  created: number;
  before: number;
  /** Lease the newest version is attached to; 0 = none. */
  lease: number;
  /** True while it stands in its directory's `live` order (where a deleted key stays until the next clean-up). */
  listed: boolean;
  /** How many leading versions have been looked at by `dropOld` and kept, and how many were dropped after those. */
  settled: number;
  dropped: number;
}

/** A level of the key space: `/registry/pods/` holds `/registry/pods/default/`, which holds keys. */
export interface Directory {
  readonly path: string;
  /** In byte order of their paths. */
  children: Directory[];
  /** Every key that has a history here. */
  all: KeyOrder;
  /** Keys alive now, and some lately deleted ones. */
  live: KeyOrder;
  deleted: number;
}

/** Where a fork left its origin: everything up to `revision` is read there. */
export interface Origin {
  readonly store: Store;
  readonly revision: number;
}

/**
 * The multi-version key space: per key its versions, per revision the key it changed. A past revision is read by binary
 * search in each key, so looking back never needs a re-run. Histories only grow, which is what lets a checkpoint be
 * a pointer to the store and a number.
 * Models: etcd server/storage/mvcc (key index and backend in one).
 */
export interface Store {
  revision: number;
  origin: Origin | undefined;
  keys: Map<string, KeyHistory>;
  directories: Map<string, Directory>;
  /** The revision log: revision and changed key, in order (a revision can change several keys). */
  logRevisions: number[];
  logKeys: KeyHistory[];
  /** Revisions somebody holds a checkpoint of: versions visible there are never dropped. Ascending. */
  pins: number[];
  /** Highest revision at which a volatile key lost a version: below it, their past has holes. */
  volatileFloor: number;
  /** Nothing below this revision can be read any more, because the host freed it. */
  forgotten: number;
}

export const emptyStore = (): Store => ({
  revision: 1,
  origin: undefined,
  keys: new Map(),
  directories: new Map(),
  logRevisions: [],
  logKeys: [],
  pins: [],
  volatileFloor: 0,
  forgotten: 0,
});

/** Housekeeping writes these without end, so only this many revisions of their past are kept. */
export const volatileWindow = 4_000;

export const isVolatile = (key: string): boolean =>
  key.startsWith('/registry/leases/') || key.startsWith('/registry/events/');

export const currentValue = (history: KeyHistory | undefined): KubeObject | undefined =>
  history && history.values[history.values.length - 1];

/** Mod revision of a key, 0 when it does not exist: what a txn compares. */
export const modRevision = (history: KeyHistory | undefined): number =>
  currentValue(history) === undefined ? 0 : history!.revisions[history!.revisions.length - 1]!;

/** Index of the version visible at a revision, -1 when the key has none that old. */
export function versionAt(history: KeyHistory, revision: number): number {
  const { revisions } = history;
  let low = 0;
  let high = revisions.length;
  if (high > 0 && revisions[high - 1]! <= revision) return high - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (revisions[mid]! <= revision) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}

/** Writes one key at `revision` (a value, or undefined for a tombstone) and returns the change as a watch tells it. */
export function write(
  store: Store,
  key: string,
  value: KubeObject | undefined,
  revision: number,
  lease: number,
): EtcdEvent {
  let history = store.keys.get(key);
  let previous: KubeObject | undefined;
  if (history) {
    previous = currentValue(history);
    history.revisions.push(revision);
    history.values.push(value);
    history.lease = lease;
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

/** Makes a key known with one version, as a first write does. */
export function newHistory(key: string, value: KubeObject | undefined, revision: number): KeyHistory {
  // Literals of length 1: most keys (every Event) get few versions, and V8 gives an empty array room for 17 at its first push.
  return {
    key,
    revisions: [revision],
    values: [value],
    created: revision,
    before: 0,
    lease: 0,
    listed: false,
    settled: 0,
    dropped: 0,
  };
}

/** Index of the first version of the incarnation that `at` belongs to; -1 when it began before values[0]. */
function incarnation(history: KeyHistory, at: number): number {
  for (let i = at - 1; i >= 0; i--) if (history.values[i] === undefined) return i + 1;
  return history.before === 0 ? 0 : -1;
}

/** etcd's create_revision of the version at an index. */
export function createRevision(history: KeyHistory, at: number): number {
  const first = incarnation(history, at);
  return first <= 0 ? history.created : history.revisions[first]!;
}

/** etcd's `version`: 1 at creation, +1 per write. Older than the window of a volatile key it may miss dropped ones. */
export function versionNumber(history: KeyHistory, at: number): number {
  const first = incarnation(history, at);
  const dropped = at >= history.settled ? history.dropped : 0;
  return first > 0 ? at - first + 1 : at + 1 + history.before + dropped;
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

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);

export function directoryOf(store: Store, key: string): Directory {
  return (
    store.directories.get(key.slice(0, key.lastIndexOf('/') + 1)) ??
    addDirectory(store, key.slice(0, key.lastIndexOf('/') + 1))
  );
}

function addDirectory(store: Store, path: string): Directory {
  const directory: Directory = { path, children: [], all: emptyOrder(), live: emptyOrder(), deleted: 0 };
  store.directories.set(path, directory);
  if (path.length > 1) {
    const up = parentOf(path);
    const parent = store.directories.get(up) ?? addDirectory(store, up);
    const at = parent.children.findIndex((child) => child.path > path);
    parent.children.splice(at < 0 ? parent.children.length : at, 0, directory);
  }
  return directory;
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
