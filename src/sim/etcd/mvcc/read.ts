import type { KubeObject } from '../../../api/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import { locate, settle } from './inherit.ts';
import { firstAfter, keysInOrder } from './order.ts';
import {
  createRevision,
  currentValue,
  versionAt,
  versionNumber,
  type Directory,
  type KeyHistory,
  type Store,
} from './store.ts';

/** What etcd says about a key besides its value. */
export interface KeyInfo {
  readonly key: string;
  readonly value: KubeObject;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

/** The store that knows a revision: this one, or the one it was forked from. */
function storeAt(store: Store, revision: number): Store {
  let at = store;
  while (at.origin && revision <= at.origin.revision) at = at.origin.store;
  return at;
}

/** Value of a key as it was at a revision. O(log versions of the key). */
export function readAt(store: Store, key: string, revision: number): KubeObject | undefined {
  const found = locate(store, key, revision);
  return found?.history.values[found.at];
}

/** As readAt, with etcd's counters. */
export function infoAt(store: Store, key: string, revision: number): KeyInfo | undefined {
  const found = locate(store, key, revision);
  if (!found) return undefined;
  const { history, at } = found;
  const value = history.values[at];
  if (value === undefined) return undefined;
  return {
    key,
    value,
    createRevision: createRevision(history, at),
    modRevision: history.revisions[at]!,
    version: versionNumber(history, at),
  };
}

/** Values of all keys under a prefix (ending in `/`) as they were at a revision, in key order. */
export function listAt(store: Store, prefix: string, revision: number): KubeObject[] {
  const out: KubeObject[] = [];
  visitAt(store, prefix, revision, (_key, value) => out.push(value));
  return out;
}

/** The same without making a list. */
export function visitAt(
  store: Store,
  prefix: string,
  revision: number,
  look: (key: string, value: KubeObject) => void,
): void {
  const from = storeAt(store, revision);
  const visit = (directory: Directory): void => {
    settle(from, directory);
    for (const history of keysInOrder(directory.all)) {
      const value = history.values[versionAt(history, revision)];
      if (value !== undefined) look(history.key, value);
    }
    directory.children.forEach(visit);
  };
  const directory = from.directories.get(prefix);
  if (directory) visit(directory);
}

/** The living keys under a prefix now, in key order. Cleans up after deletions when they are many. */
function liveKeys(store: Store, directory: Directory, out: KeyHistory[]): void {
  settle(store, directory);
  const keys = keysInOrder(directory.live);
  for (const history of keys) if (currentValue(history) !== undefined) out.push(history);
  if (directory.deleted > 64 && directory.deleted * 2 > keys.length) {
    directory.live.sorted = keys.filter((history) => currentValue(history) !== undefined || (history.listed = false));
    directory.deleted = 0;
  }
  for (const child of directory.children) liveKeys(store, child, out);
}

/** One page of a prefix: values, and how many keys there are from `after` on. At the newest revision when `revision` is undefined. */
export function range(
  store: Store,
  prefix: string,
  revision: number | undefined,
  limit: number,
  after: string,
): { values: KubeObject[]; count: number } {
  if (revision !== undefined && revision < store.revision) {
    const values = pastAfter(store, prefix, revision, after);
    return { values: limit > 0 ? values.slice(0, limit) : values, count: values.length };
  }
  const keys: KeyHistory[] = [];
  const directory = store.directories.get(prefix);
  if (directory) liveKeys(store, directory, keys);
  const start = after === '' ? 0 : firstAfter(keys, after);
  const end = limit > 0 ? Math.min(keys.length, start + limit) : keys.length;
  const values: KubeObject[] = [];
  for (let i = start; i < end; i++) values.push(currentValue(keys[i])!);
  return { values, count: keys.length - start };
}

function pastAfter(store: Store, prefix: string, revision: number, after: string): KubeObject[] {
  if (after === '') return listAt(store, prefix, revision);
  const out: KubeObject[] = [];
  const from = storeAt(store, revision);
  const visit = (directory: Directory): void => {
    settle(from, directory);
    const keys = keysInOrder(directory.all);
    for (let i = firstAfter(keys, after); i < keys.length; i++) {
      const value = keys[i]!.values[versionAt(keys[i]!, revision)];
      if (value !== undefined) out.push(value);
    }
    directory.children.forEach(visit);
  };
  const directory = from.directories.get(prefix);
  if (directory) visit(directory);
  return out;
}

/** Index in the revision log of the first entry after a revision. */
function logAfter({ logRevisions }: Store, revision: number): number {
  let low = 0;
  let high = logRevisions.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (logRevisions[mid]! <= revision) low = mid + 1;
    else high = mid;
  }
  return low;
}

/**
 * Keys written with from < revision <= to, each once, with their values as they were at `at`; of a key `wanted` is asked
 * once. Makes nothing per change: a leap over a long history costs what its keys cost.
 */
export function changedKeys(
  store: Store,
  from: number,
  to: number,
  at: number,
  wanted: (key: string) => boolean,
): Map<string, KubeObject | undefined> {
  const out = new Map<string, KubeObject | undefined>();
  const { origin } = store;
  if (origin && from < origin.revision)
    for (const key of changedKeys(origin.store, from, Math.min(to, origin.revision), at, wanted).keys())
      out.set(key, readAt(store, key, at));
  const here = storeAt(store, at) === store;
  const { logRevisions, logKeys } = store;
  const seen = new Set<KeyHistory>();
  for (let i = logAfter(store, from); i < logRevisions.length && logRevisions[i]! <= to; i++) {
    const history = logKeys[i]!;
    if (seen.has(history)) continue;
    seen.add(history);
    const { key } = history;
    if (wanted(key)) out.set(key, here ? history.values[versionAt(history, at)] : readAt(store, key, at));
  }
  return out;
}

/** All changes with from < revision <= to, in order. Dropped versions of volatile keys are left out. */
export function changesBetween(store: Store, from: number, to: number): EtcdEvent[] {
  const out: EtcdEvent[] = [];
  const { origin } = store;
  if (origin && from < origin.revision) out.push(...changesBetween(origin.store, from, Math.min(to, origin.revision)));
  const { logRevisions, logKeys } = store;
  for (let i = logAfter(store, from); i < logRevisions.length && logRevisions[i]! <= to; i++) {
    const history = logKeys[i]!;
    const at = versionAt(history, logRevisions[i]!);
    if (history.revisions[at] !== logRevisions[i]) continue;
    const value = history.values[at];
    out.push({
      type: value === undefined ? 'delete' : 'put',
      key: history.key,
      revision: logRevisions[i]!,
      value,
      previous: history.values[at - 1],
    });
  }
  return out;
}
