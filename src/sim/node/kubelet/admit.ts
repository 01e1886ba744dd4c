import type { Node } from '../../../api/types.ts';
import { allowsEveryNode, matchesRequired } from '../../node-selector.ts';
import { turnedAway } from './pressure.ts';
import { allocatableMemory } from './node.ts';
import type { KubeletState, PodWork } from './state.ts';

export interface Refusal {
  /** What the Event says. */
  readonly event: string;
  readonly status: { readonly reason: string; readonly message: string };
}

const refuse = (reason: string, event: string): Refusal => ({
  event,
  status: { reason, message: `Pod was rejected: ${event}` },
});

/**
 * Whether a Pod fits on this node by the kubelet's own count, whoever bound it. Takes its share when it does. Upstream's
 * kubelet watches its Node; here it reads it when the labels it knows do not fit: `stale` asks for that, unless they are `fresh`.
 * Models: lifecycle/predicate.go. Left out: preemption for critical Pods, taints of static Pods.
 */
export function admit(state: KubeletState, work: PodWork, fresh: boolean): Refusal | 'stale' | undefined {
  const { profile, allocated } = state;
  const { pod, requests } = work;
  const pressed = turnedAway(state, pod);
  if (pressed !== undefined)
    return { event: pressed, status: { reason: 'Evicted', message: `Pod was rejected: ${pressed}` } };
  if (!allowsEveryNode(pod) && !matchesRequired(pod, ownNode(state))) {
    if (!fresh) return 'stale';
    return refuse('NodeAffinity', `Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector`);
  }
  const short = (what: string, requested: number, used: number, capacity: number): Refusal | undefined =>
    requested > 0 && used + requested > capacity
      ? refuse(
          `OutOf${what}`,
          `Node didn't have enough resource: ${what}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
        )
      : undefined;
  const refusal =
    short('pods', 1, allocated.pods, profile.maxPods) ??
    short('cpu', requests.cpuMilli, allocated.cpuMilli, profile.cpus * 1000) ??
    short('memory', requests.memoryBytes, allocated.memoryBytes, allocatableMemory(state)) ??
    portConflict(state, work);
  if (refusal) return refusal;
  take(state, work, 1);
  return undefined;
}

/** This machine's Node; before the API server has told it, what this kubelet has sent. */
const ownNode = ({ node, profile }: KubeletState): Node =>
  node.object ?? ({ metadata: { name: profile.name, labels: profile.labels } } as Node);

/** Counts a Pod's share in (1) or out (-1). */
export function take(state: KubeletState, work: Readonly<PodWork>, sign: 1 | -1): void {
  state.allocated.pods += sign;
  state.allocated.cpuMilli += sign * work.requests.cpuMilli;
  state.allocated.memoryBytes += sign * work.requests.memoryBytes;
}

function portConflict(state: KubeletState, work: PodWork): Refusal | undefined {
  const wanted = hostPorts(work);
  if (wanted.length === 0) return undefined;
  for (const other of state.pods.values()) {
    if (other.uid === work.uid || !other.admitted || other.terminating?.completed) continue;
    if (hostPorts(other).some((port) => wanted.includes(port)))
      return refuse(
        'NodePorts',
        `Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports`,
      );
  }
  return undefined;
}

const hostPorts = (work: Readonly<PodWork>): string[] =>
  work.containers.flatMap((c) =>
    (c.spec.ports ?? []).filter((p) => p.hostPort).map((p) => `${p.protocol}/${p.hostPort}`),
  );
