import { keysInOrder } from './order.ts';
import {
  createRevision,
  newHistory,
  versionAt,
  versionNumber,
  type Directory,
  type KeyHistory,
  type Store,
} from './store.ts';

/**
 * What a fork has from its origin. Nothing is copied when it is made: a key comes over when it is first read or written,
 * a directory when it is first listed. The origin may go on meanwhile; it keeps what is visible at the fork's revision.
 */

/** The living or once living history of a key in this store, brought over from the origin if need be. */
export function historyOf(store: Store, key: string): KeyHistory | undefined {
  const own = store.keys.get(key);
  if (own || !store.origin) return own;
  const found = locate(store.origin.store, key, store.origin.revision);
  return found && found.history.values[found.at] !== undefined ? adopt(store, found.history, found.at) : undefined;
}

/** Where the version of a key that is visible at a revision stands: in this store, or in one it comes from. */
export function locate(
  store: Store,
  key: string,
  revision: number,
): { readonly history: KeyHistory; readonly at: number } | undefined {
  for (let from = store; ;) {
    const { origin } = from;
    if (!origin || revision > origin.revision) {
      const history = from.keys.get(key);
      if (history) return { history, at: versionAt(history, revision) };
      if (!origin) return undefined;
      revision = origin.revision;
    }
    from = origin.store;
  }
}

/** Makes a key of the origin, as it is at a version, a key of this store. */
function adopt(store: Store, history: KeyHistory, at: number): KeyHistory {
  const copy = newHistory(history.key, history.values[at], history.revisions[at]!);
  copy.created = createRevision(history, at);
  copy.before = versionNumber(history, at) - 1;
  copy.lease = leaseAt(history, history.revisions[at]!);
  copy.listed = true;
  store.keys.set(copy.key, copy);
  return copy;
}

function leaseAt({ lease, leaseChanges = [] }: KeyHistory, revision: number): number {
  return leaseChanges.find((change) => change.revision > revision)?.before ?? lease;
}

/** Brings over what a directory inherits. Before its keys are listed. */
export function settle(store: Store, directory: Directory): void {
  const { inherits } = directory;
  if (!inherits) return;
  directory.inherits = undefined;
  const { store: from, revision } = store.origin!;
  settle(from, inherits);
  const sorted: KeyHistory[] = [];
  for (const history of keysInOrder(inherits.all)) {
    const at = versionAt(history, revision);
    // What did not live then and lives here was made here: it has its place already.
    if (history.values[at] !== undefined) sorted.push(store.keys.get(history.key) ?? adopt(store, history, at));
  }
  directory.all = { sorted, added: directory.all.added };
  directory.live = { sorted: sorted.slice(), added: directory.live.added };
}

/** Brings over everything, so that the store knows all its keys by itself. */
export function settleAll(store: Store): void {
  for (const directory of store.directories.values()) settle(store, directory);
}
