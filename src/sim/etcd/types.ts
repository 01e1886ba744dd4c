import type { ActorId, EntryId, VirtualMs } from '../kernel/types.ts';
import type { Store } from './mvcc/store.ts';

/** Name of one etcd process of the group. */
export type MemberId = string;

/**
 * How a proposed write becomes durable: who is in the group and who leads. The seam for Raft: with one member a
 * proposal is committed as soon as the member's own log is on disk; a larger group waits for a majority.
 */
export interface Replication {
  readonly members: readonly MemberId[];
  readonly leader: MemberId;
  readonly term: number;
}

/** A grant of time: when it runs out, all keys attached to it are deleted in one revision. */
export interface EtcdLease {
  readonly id: number;
  readonly ttlSeconds: number;
  readonly expiresMs: VirtualMs;
  /** Keys ever attached. One counts only while the key's newest version still names this lease. */
  readonly keys: string[];
}

export interface EtcdWatcher {
  readonly client: ActorId;
  readonly prefix: string;
}

export interface EtcdState {
  readonly member: MemberId;
  readonly replication: Replication;
  readonly store: Store;
  /** Reads and watches below it are refused. */
  compactRevision: number;
  readonly leases: Map<number, EtcdLease>;
  nextLeaseId: number;
  readonly watchers: Map<EntryId, EtcdWatcher>;
  /** When the last write becomes durable: answers leave in the order of their revisions. */
  durableMs: VirtualMs;
}

/** Least and most time of one WAL fsync on a healthy SSD, in ms. Source: etcd.io/docs "Hardware": p99 of wal_fsync below 10 ms. */
export const fsyncMsMin = 1;
export const fsyncMsMax = 3;
