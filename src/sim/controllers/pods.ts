import { getCondition, isConditionTrue } from '../../api/conditions.ts';
import type { KubeObject, Pod, PodTemplateSpec } from '../../api/types.ts';
import type { VirtualMs } from '../kernel/types.ts';
import { parseTimestamp } from '../time.ts';
import { controllerRef } from './owners.ts';

/** Neither finished nor on its way out. */
export const isActive = (pod: Pod): boolean => !isFinished(pod) && !isLeaving(pod);

/** Its containers have run to their end. */
export const isFinished = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/** On its way out. */
export const isLeaving = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

export const isReady = (pod: Pod): boolean => isConditionTrue(pod.status.conditions, 'Ready');

/** Since when a Pod is ready; undefined when it is not. */
export function readySince(pod: Pod): VirtualMs | undefined {
  if (!isReady(pod)) return undefined;
  return parseTimestamp(getCondition(pod.status.conditions, 'Ready')!.lastTransitionTime ?? '');
}

/** In how many ms a ready Pod counts as available: 0 = it does now; undefined = it is not ready. */
export function availableInMs(pod: Pod, minReadySeconds: number, now: VirtualMs): number | undefined {
  if (!isReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  return Math.max(0, readySince(pod)! + minReadySeconds * 1000 - now);
}

/** The Pod a template stands for. The server gives it its name. Models: GetPodFromTemplate. */
export function podFrom(template: PodTemplateSpec, owner: KubeObject): unknown {
  const { labels, annotations, finalizers } = template.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerRef(owner)],
    },
    spec: template.spec,
  };
}

const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Source: core/v1 PodDeletionCost annotation; a Pod without it costs 0. */
const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[deletionCostAnnotation];
  return text !== undefined && /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

/** Times a container restarted, the most of them. */
const restarts = (pod: Pod): number => Math.max(0, ...(pod.status.containerStatuses ?? []).map((c) => c.restartCount));

/** Whole part of log2 of an age in ns: ages in the same bucket count as equal. Halving is exact, unlike Math.log2. */
function ageBucket(sinceMs: VirtualMs, now: VirtualMs): number {
  let bucket = -1;
  for (let ns = (now - sinceMs) * 1_000_000; ns >= 1; ns /= 2) bucket++;
  return bucket;
}

/** Negative when `a` is younger, in log2 buckets; Pods of one bucket are told apart by uid, so that no zone suffers more. */
function youngerFirst(a: Pod, b: Pod, aSince: VirtualMs, bSince: VirtualMs, now: VirtualMs): number {
  if (aSince === bSince) return 0;
  const difference = ageBucket(aSince, now) - ageBucket(bSince, now);
  if (difference !== 0) return difference;
  return a.metadata.uid < b.metadata.uid ? -1 : 1;
}

/**
 * Pods in the order in which they may go. `related`: Pods that do the same work (of all ReplicaSets of the owner);
 * of two Pods the one with more of them on its node goes first.
 * Models: pkg/controller/controller_utils.go ActivePodsWithRanks.Less.
 */
export function leastValuableFirst(pods: readonly Pod[], related: readonly Pod[], now: VirtualMs): Pod[] {
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (isActive(pod) && pod.spec.nodeName) onNode.set(pod.spec.nodeName, (onNode.get(pod.spec.nodeName) ?? 0) + 1);
  }
  const company = (pod: Pod): number => onNode.get(pod.spec.nodeName ?? '') ?? 0;
  return [...pods].sort((a, b) => {
    const assigned = Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName));
    if (assigned !== 0) return assigned;
    const phase = (phaseOrder[a.status.phase] ?? 0) - (phaseOrder[b.status.phase] ?? 0);
    if (phase !== 0) return phase;
    const [aReady, bReady] = [readySince(a), readySince(b)];
    const readiness = Number(aReady !== undefined) - Number(bReady !== undefined);
    if (readiness !== 0) return readiness;
    const cost = deletionCost(a) - deletionCost(b);
    if (cost !== 0) return cost;
    const rank = company(b) - company(a);
    if (rank !== 0) return rank;
    if (aReady !== undefined && bReady !== undefined) {
      const age = youngerFirst(a, b, aReady, bReady, now);
      if (age !== 0) return age;
    }
    const restarted = restarts(b) - restarts(a);
    if (restarted !== 0) return restarted;
    return youngerFirst(
      a,
      b,
      parseTimestamp(a.metadata.creationTimestamp),
      parseTimestamp(b.metadata.creationTimestamp),
      now,
    );
  });
}
