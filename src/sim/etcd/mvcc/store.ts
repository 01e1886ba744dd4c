import type { KubeObject } from '../../../api/types.ts';
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
  /** Lease the newest version is attached to; 0 = none. Where that has changed: from which revision on, and what it was. */
  lease: number;
  leaseChanges: { readonly revision: number; readonly before: number }[] | undefined;
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
  /** In a fork: the origin's directory, while what is inherited from it has not been needed yet. */
  inherits: Directory | undefined;
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
  /** In a fork only the keys that were needed so far; `historyOf` finds the others in the origin. */
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
    leaseChanges: undefined,
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

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);

export function directoryOf(store: Store, key: string): Directory {
  return (
    store.directories.get(key.slice(0, key.lastIndexOf('/') + 1)) ??
    addDirectory(store, key.slice(0, key.lastIndexOf('/') + 1))
  );
}

function addDirectory(store: Store, path: string): Directory {
  const directory: Directory = {
    path,
    children: [],
    all: emptyOrder(),
    live: emptyOrder(),
    deleted: 0,
    inherits: undefined,
  };
  store.directories.set(path, directory);
  if (path.length > 1) {
    const up = parentOf(path);
    const parent = store.directories.get(up) ?? addDirectory(store, up);
    const at = parent.children.findIndex((child) => child.path > path);
    parent.children.splice(at < 0 ? parent.children.length : at, 0, directory);
  }
  return directory;
}
