import type { KubeObject } from '../../../api/types.ts';
import { settleAll } from './inherit.ts';
import { emptyOrder } from './order.ts';
import {
  createRevision,
  emptyStore,
  newHistory,
  versionAt,
  versionNumber,
  type Directory,
  type Store,
} from './store.ts';
import { addKey } from './write.ts';

/** A moment of a store, as cheap as two words: the store only grows, so it can be read at that revision for ever. */
export interface StoreMoment {
  readonly store: Store;
  readonly revision: number;
}

/** Promises that everything visible now stays readable. */
export function pin(store: Store): StoreMoment {
  const { pins, revision } = store;
  if (pins[pins.length - 1] !== revision) pins.push(revision);
  return { store, revision };
}

/**
 * A store of its own that goes on from a moment. What either writes from here on the other never sees. Costs a few words
 * per directory: keys are inherited when they are needed.
 */
export function fork({ store, revision }: StoreMoment): Store {
  // A fork that has not written yet adds nothing to the chain.
  if (store.origin?.revision === revision) return fork(store.origin);
  const next = emptyStore();
  next.revision = revision;
  next.origin = { store, revision };
  next.volatileFloor = Math.min(store.volatileFloor, revision);
  const root = store.directories.get('/');
  if (root) forkDirectory(root, next);
  return next;
}

function forkDirectory(from: Directory, into: Store): Directory {
  const directory: Directory = {
    path: from.path,
    children: from.children.map((child) => forkDirectory(child, into)),
    all: emptyOrder(),
    live: emptyOrder(),
    deleted: 0,
    inherits: from,
  };
  into.directories.set(from.path, directory);
  return directory;
}

/** What goes into a saved file: the living keys of a moment. Their past is not in it; replaying the session rebuilds that. */
export interface PackedStore {
  readonly revision: number;
  readonly keys: readonly (readonly [
    key: string,
    value: KubeObject,
    revision: number,
    version: number,
    created: number,
    lease: number,
  ])[];
}

export function packStore(moment: StoreMoment): PackedStore {
  const store = fork(moment);
  settleAll(store);
  return {
    revision: store.revision,
    keys: [...store.keys.values()].map((h) => [h.key, h.values[0]!, h.revisions[0]!, h.before + 1, h.created, h.lease]),
  };
}

export function unpackStore(packed: PackedStore): Store {
  const store = emptyStore();
  store.revision = packed.revision;
  store.forgotten = packed.revision;
  for (const [key, value, revision, version, created, lease] of packed.keys) {
    const history = newHistory(key, value, revision);
    history.created = created;
    history.before = version - 1;
    history.lease = lease;
    addKey(store, history);
  }
  return store;
}

/**
 * Frees everything that is only visible before `revision`: the host's way to bound memory. Not etcd's compaction, which
 * is part of the model and frees nothing here, because the learner may still want to look back.
 */
export function forgetBefore(store: Store, revision: number): void {
  settleAll(store);
  store.forgotten = Math.max(store.forgotten, revision);
  if (store.origin && store.origin.revision < revision) store.origin = undefined;
  store.pins = store.pins.filter((pinned) => pinned >= revision);
  let cut = 0;
  while (cut < store.logRevisions.length && store.logRevisions[cut]! < revision) cut++;
  store.logRevisions.splice(0, cut);
  store.logKeys.splice(0, cut);
  for (const history of store.keys.values()) {
    const at = versionAt(history, revision);
    if (at <= 0) continue;
    [history.created, history.before] = [createRevision(history, at), versionNumber(history, at) - 1];
    history.revisions = history.revisions.slice(at);
    history.values = history.values.slice(at);
    history.settled = Math.max(0, history.settled - at);
    history.dropped = 0;
  }
  for (const directory of store.directories.values()) {
    const gone = (h: { values: readonly unknown[] }): boolean => h.values.length === 1 && h.values[0] === undefined;
    directory.all.added = directory.all.added.filter((h) => !gone(h));
    directory.all.sorted = directory.all.sorted.filter((h) => !gone(h));
    directory.live.added = directory.live.added.filter((h) => !gone(h));
    directory.live.sorted = directory.live.sorted.filter((h) => !gone(h));
    directory.deleted = 0;
    for (const h of [...directory.live.added, ...directory.live.sorted])
      if (h.values[h.values.length - 1] === undefined) directory.deleted++;
  }
  for (const [key, history] of store.keys)
    if (history.values.length === 1 && history.values[0] === undefined) store.keys.delete(key);
}
