import type { KubeObject } from '../../api/types.ts';
import type { EtcdEvent } from '../messages.ts';
import { forgetBefore } from './mvcc/fork.ts';
import {
  changedKeys as changed,
  changesBetween as changes,
  infoAt,
  listAt as listStore,
  readAt as readStore,
  visitAt as visitStore,
  type KeyInfo,
} from './mvcc/read.ts';
import type { EtcdState } from './types.ts';

export { etcdKind } from './etcd.ts';
export type { EtcdState } from './types.ts';
export type { KeyInfo } from './mvcc/read.ts';

// The read side for views: any revision of the past, without running anything again.

/** Value of a key as it was at a revision. O(log versions of the key). */
export const readAt = (state: EtcdState, key: string, revision: number): KubeObject | undefined =>
  readStore(state.store, key, revision);

/** A key with etcd's counters (create revision, mod revision, version) as it was at a revision. */
export const keyInfoAt = (state: EtcdState, key: string, revision: number): KeyInfo | undefined =>
  infoAt(state.store, key, revision);

/** Values under a prefix that ends in `/`, in key order, as they were at a revision. O(keys · log versions). */
export const listAt = (state: EtcdState, prefix: string, revision: number): KubeObject[] =>
  listStore(state.store, prefix, revision);

/** The same, key by key. */
export const visitAt = (
  state: EtcdState,
  prefix: string,
  revision: number,
  look: (key: string, value: KubeObject) => void,
): void => visitStore(state.store, prefix, revision, look);

/** All changes with from < revision <= to. Versions of Events and Leases that have left the window are missing. */
export const changesBetween = (state: EtcdState, from: number, to: number): EtcdEvent[] =>
  changes(state.store, from, to);

/** Keys written with from < revision <= to that `wanted` says yes to, each once, with their values as they were at `at`. */
export const changedKeys = (
  state: EtcdState,
  from: number,
  to: number,
  at: number,
  wanted: (key: string) => boolean,
): Map<string, KubeObject | undefined> => changed(state.store, from, to, at, wanted);

/** Frees what is only visible before a revision; reading there gives nothing afterwards. */
export const forget = (state: EtcdState, revision: number): void => forgetBefore(state.store, revision);
