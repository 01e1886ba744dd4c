import { getCondition } from '../../../api/conditions.ts';
import { milliValue } from '../../../api/quantity.ts';
import type { Pod } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { parseTimestamp } from '../../time.ts';

/** What was measured of one Pod: thousandths of the unit, at a moment, over the window before it. */
export interface PodMetric {
  readonly value: number;
  readonly atMs: VirtualMs;
  readonly windowMs: number;
}

/** Pod name → what was measured. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

/** What kube-controller-manager's flags say. Ratios are shares of 1, times in ms. */
export interface Settings {
  readonly tolerance: { readonly up: number; readonly down: number };
  readonly cpuInitializationMs: number;
  readonly initialReadinessDelayMs: number;
  readonly downscaleStabilizationMs: number;
}

/** Source: pkg/controller/podautoscaler/config/v1alpha1/defaults.go. */
export const settings: Settings = Object.freeze({
  tolerance: Object.freeze({ up: 0.1, down: 0.1 }),
  cpuInitializationMs: 300_000,
  initialReadinessDelayMs: 30_000,
  downscaleStabilizationMs: 300_000,
});

export interface Groups {
  readonly ready: number;
  readonly unready: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
}

/**
 * Whose measurements count: those of Pods that go or failed do not, Pods that still start use what they do not use for
 * long, and of some nothing is known.
 * Models: replica_calculator.go groupPods.
 */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetrics,
  resource: string,
  { cpuInitializationMs, initialReadinessDelayMs }: Settings,
  now: VirtualMs,
): Groups {
  const unready = new Set<string>();
  const missing = new Set<string>();
  const ignored = new Set<string>();
  let ready = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if (deletionTimestamp || pod.status.phase === 'Failed') ignored.add(name);
    else if (pod.status.phase === 'Pending') unready.add(name);
    else if (!metric) missing.add(name);
    else if (resource === 'cpu' && isStarting(pod, metric)) unready.add(name);
    else ready++;
  }
  return { ready, unready, missing, ignored };

  /** Its CPU is that of a start, not of its work. */
  function isStarting({ status }: Pod, metric: PodMetric): boolean {
    const condition = getCondition(status.conditions, 'Ready');
    if (!condition || !status.startTime) return true;
    const startMs = parseTimestamp(status.startTime);
    const turnedMs = parseTimestamp(condition.lastTransitionTime ?? '');
    const isUnready = condition.status === 'False';
    // Early on a sample counts only when it was taken wholly after the Pod had become ready.
    if (startMs + cpuInitializationMs > now) return isUnready || metric.atMs < turnedMs + metric.windowMs;
    // Later an unready Pod is set aside only if it has never been ready.
    return isUnready && startMs + initialReadinessDelayMs > turnedMs;
  }
}

/** Pod → what its containers (or one of them) request, in thousandths; an error when one says nothing. Models: calculateRequests. */
export function requestsOf(pods: readonly Pod[], container: string, resource: string): Map<string, number> | string {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    let sum = 0;
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    for (const { name, resources } of [...spec.containers, ...sidecars]) {
      if (container !== '' && name !== container) continue;
      const amount = resources?.requests?.[resource];
      if (amount === undefined) return `missing request for ${resource} in container ${name} of Pod ${metadata.name}`;
      sum += milliValue(amount);
    }
    requests.set(metadata.name, sum);
  }
  return requests;
}
