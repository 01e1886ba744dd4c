import type {
  KubeObject,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StorageClass,
} from '../../../api/types.ts';
import type { Cache } from '../cache.ts';
import type { PodInfo } from '../pod-info.ts';

/** What a plugin may look up besides nodes and Pods. */
export interface Listers {
  /** Services of a namespace whose selector might select these labels (a superset of those that do). */
  services(namespace: string, labels: Readonly<Record<string, string>> | undefined): readonly Service[];
  replicaSet(namespace: string, name: string): ReplicaSet | undefined;
  namespaces(): Iterable<Namespace>;
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined;
  readonly storage: StorageListers;
}

/** Claims and their volumes, those included that Pods under way have been promised. */
export interface StorageListers {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  volumes(): Iterable<PersistentVolume>;
  storageClass(name: string): StorageClass | undefined;
}

/** One attempt to place one Pod. Lives for one call only. */
export interface Cycle {
  readonly cache: Cache;
  readonly info: PodInfo;
  readonly pod: Pod;
  readonly listers: Listers;
}

/** Why a node (or, before looking at nodes, the whole cluster) is refused. */
export interface Rejection {
  /** Upstream's texts. */
  readonly reasons: readonly string[];
  /** Could evicting Pods help? Upstream: Unschedulable (true), UnschedulableAndUnresolvable (false). */
  readonly preemptable: boolean;
}

export const rejection = (preemptable: boolean, ...reasons: readonly string[]): Rejection =>
  Object.freeze({ reasons: Object.freeze(reasons), preemptable });

/** What a filter found out about the Pod before it sees any node. Undefined: nothing to check on any node. */
export type PreFilter<S> =
  | undefined
  | { readonly state: S; /** Only these nodes can do at all. */ readonly nodes?: ReadonlySet<string> }
  | { readonly refused: Rejection };

/** Something that happened in the cluster and may make room for a Pod that waits. */
export type ClusterEvent =
  | { readonly resource: 'Node'; readonly action: 'Add'; readonly node: Node }
  | { readonly resource: 'Node'; readonly action: 'Delete'; readonly node: Node }
  | {
      readonly resource: 'Node';
      readonly action: 'Update';
      readonly node: Node;
      readonly old: Node;
      readonly aspect: NodeAspect;
    }
  | { readonly resource: 'AssignedPod'; readonly action: 'Add'; readonly info: PodInfo }
  | { readonly resource: 'AssignedPod'; readonly action: 'Delete'; readonly info: PodInfo }
  | { readonly resource: 'AssignedPod'; readonly action: 'Update'; readonly info: PodInfo; readonly old: PodInfo }
  | {
      readonly resource: StorageResource;
      readonly action: 'Add' | 'Update';
      readonly object: KubeObject;
      readonly old: KubeObject | undefined;
    };

export type StorageResource = 'PersistentVolumeClaim' | 'PersistentVolume' | 'StorageClass';

/** Which part of a node changed; `Taint` includes spec.unschedulable. One event per part. */
export type NodeAspect = 'Allocatable' | 'Label' | 'Taint';

/**
 * One scheduler plugin. `S` and `T` are what it works out once per attempt, before the loops over the nodes.
 * Models: pkg/scheduler/framework/interface.go.
 */
export interface Plugin<S = unknown, T = unknown> {
  readonly name: string;
  preFilter?(cycle: Cycle): PreFilter<S>;
  /** Undefined: the node passes. */
  filter?(cycle: Cycle, state: S, slot: number): Rejection | undefined;
  /** Weight of the score in the sum. */
  readonly weight?: number;
  /** Undefined: the plugin has no opinion on this Pod and gives no score. */
  preScore?(cycle: Cycle, feasible: readonly number[]): T | undefined;
  /**
   * Writes a whole number from 0 to 100 for every feasible node to `out`, which begins with zeros and may be longer; or
   * returns the one number that all of them score.
   */
  score?(cycle: Cycle, state: T, feasible: readonly number[], out: Int32Array): number | undefined;
  /**
   * May this event have removed the reason why the plugin refused the Pod? Asked only of plugins that refused it.
   * Models: EventsToRegister and its QueueingHint functions.
   */
  wakes?(info: PodInfo, event: ClusterEvent): boolean;
}

/**
 * Scales to 0–100 by the highest; reversed: the highest gets 0. Returns what all score when all are 0.
 * Models: plugins/helper/normalize_score.go DefaultNormalizeScore.
 */
export function normalize(scores: Int32Array, count: number, reverse: boolean): number | undefined {
  let max = 0;
  for (let i = 0; i < count; i++) if (scores[i]! > max) max = scores[i]!;
  if (max === 0) return reverse ? 100 : 0;
  for (let i = 0; i < count; i++) {
    const scaled = Math.floor((100 * scores[i]!) / max);
    scores[i] = reverse ? 100 - scaled : scaled;
  }
  return undefined;
}
