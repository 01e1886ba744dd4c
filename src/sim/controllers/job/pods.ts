import type { Job, Pod } from '../../../api/types.ts';
import { isActive, leastValuableFirst, podFrom } from '../pods.ts';
import { generateName } from './indexes.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
const indexKey = 'batch.kubernetes.io/job-completion-index';
const failuresKey = 'batch.kubernetes.io/job-index-failure-count';
const ignoredKey = 'batch.kubernetes.io/job-index-ignored-failure-count';

export const isTracked = (pod: Pod): boolean => pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;
export const isIndexed = (job: Job): boolean => job.spec.completionMode === 'Indexed';
export const isSuspended = (job: Job): boolean => job.spec.suspend === true;

/** Terminating Pods are waited for instead of being replaced and counted at once. */
export const waitsForEnd = ({ spec }: Job): boolean =>
  spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

/** Models: job_controller.go isPodFailed. */
export const hasFailed = (pod: Pod, job: Job): boolean =>
  pod.status.phase === 'Failed' ||
  (!waitsForEnd(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded');

/** undefined: the Pod has none that could be one. */
export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[indexKey];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A Pod of an indexed Job counts only at an index that the Job has. Models: getValidPodsWithFilter. */
export function isPlaced(pod: Pod, job: Job): boolean {
  if (!isIndexed(job)) return true;
  const index = indexOf(pod);
  return index !== undefined && index < (job.spec.completions ?? 0);
}

function countOf(pod: Pod, key: string): number {
  const text = pod.metadata.annotations?.[key] ?? '';
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  return count <= 2_147_483_647 ? count : 0;
}

/** How often the Pods of its index failed before it; `ignored`: those the failure policy does not count. */
export const indexFailures = (pod: Pod): number => countOf(pod, failuresKey);
export const indexFailuresAll = (pod: Pod): number => indexFailures(pod) + countOf(pod, ignoredKey);

/** The counts its replacement starts with. Models: getNewIndexFailureCounts. */
export function nextFailures(failed: Pod | undefined, ignored: boolean): { failures: number; ignored: number } {
  if (!failed) return { failures: 0, ignored: 0 };
  return {
    failures: indexFailures(failed) + (ignored ? 0 : 1),
    ignored: countOf(failed, ignoredKey) + (ignored ? 1 : 0),
  };
}

/** When its containers ended, Unix ms. Models: backoff_utils.go getFinishedTime. */
export function finishedMs(pod: Pod): number | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  // A sidecar may outlive what it stands beside.
  const sidecars = initContainerStatuses.filter(({ name }) =>
    pod.spec.initContainers?.some((c) => c.name === name && c['restartPolicy'] === 'Always'),
  );
  const ends = [...containerStatuses, ...sidecars].map((c) => Date.parse(c.state.terminated?.finishedAt ?? ''));
  if (ends.length > 0 && ends.every((at) => at === at)) return Math.max(...ends);
  const ready = pod.status.conditions?.find((c) => c.type === 'Ready' && c.status === 'False');
  if (ready?.lastTransitionTime) return Date.parse(ready.lastTransitionTime);
  // The deletion was asked for a grace period before the time by which it must be done.
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  if (deletionTimestamp) return Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return creationTimestamp ? Date.parse(creationTimestamp) : undefined;
}

/** Pods too many: those without a good index and doubles first, then the least valuable. Models: activePodsForRemoval. */
export function surplus(job: Job, active: readonly Pod[], count: number, now: number): Pod[] {
  const { remove, keep } = isIndexed(job)
    ? doubles(active, job.spec.completions ?? 0, now)
    : { remove: [], keep: active };
  if (remove.length >= count) return remove;
  return [...remove, ...leastValuableFirst(keep, keep, now).slice(0, count - remove.length)];
}

/** Of several Pods of an index only the most advanced one stays. Models: appendDuplicatedIndexPodsForRemoval. */
export function doubles(active: readonly Pod[], completions: number, now: number): { remove: Pod[]; keep: Pod[] } {
  const remove: Pod[] = [];
  const byIndex = new Map<number, Pod[]>();
  for (const pod of active) {
    const index = indexOf(pod);
    if (index === undefined || index >= completions) remove.push(pod);
    else byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
  }
  const keep: Pod[] = [];
  for (const pods of [...byIndex].sort(([a], [b]) => a - b).map(([, each]) => each)) {
    const order = leastValuableFirst(pods, pods, now);
    keep.push(order.pop()!);
    remove.push(...order);
  }
  return { remove, keep };
}

export const activeIndexes = (pods: readonly Pod[]): Set<number> =>
  new Set(pods.filter(isActive).flatMap((pod) => indexOf(pod) ?? []));

export interface Place {
  readonly index: number;
  /** With a limit per index: what happened at this index before. */
  readonly before?: { readonly failures: number; readonly ignored: number };
}

type PodDraft = {
  metadata: Record<string, unknown> & { labels?: object; annotations?: object; finalizers?: string[] };
};

/** A Pod of a Job, at an index if it has them. */
export function jobPod(job: Job, place: Place | undefined): unknown {
  const pod = podFrom(job.spec.template, job) as PodDraft & { spec: Pod['spec'] };
  const finalizers = [...(pod.metadata.finalizers ?? [])];
  if (!finalizers.includes(trackingFinalizer)) finalizers.push(trackingFinalizer);
  if (!place) return { ...pod, metadata: { ...pod.metadata, finalizers } };
  const index = String(place.index);
  const { before } = place;
  const annotations = {
    ...pod.metadata.annotations,
    [indexKey]: index,
    ...(before ? { [failuresKey]: String(before.failures) } : {}),
    ...(before && before.ignored > 0 ? { [ignoredKey]: String(before.ignored) } : {}),
  };
  const env = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } },
  };
  const told = (containers: Pod['spec']['containers']): Pod['spec']['containers'] =>
    containers.map((container) => {
      const given = (container['env'] ?? []) as { name: string }[];
      return given.some(({ name }) => name === env.name) ? container : { ...container, env: [...given, env] as never };
    });
  const { initContainers } = pod.spec;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: generateName(job.metadata.name, place.index),
      labels: { ...pod.metadata.labels, [indexKey]: index },
      annotations,
      finalizers,
    },
    spec: {
      ...pod.spec,
      hostname: `${job.metadata.name}-${index}`,
      containers: told(pod.spec.containers),
      ...(initContainers ? { initContainers: told(initContainers) } : {}),
    },
  };
}
