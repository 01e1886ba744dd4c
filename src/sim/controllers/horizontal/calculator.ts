import type { Pod } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { isReady } from '../pods.ts';
import { groupPods, requestsOf, type Groups, type PodMetrics, type Settings } from './pods.ts';

/** How many replicas one metric asks for, and what it was measured at. */
export interface Proposal {
  readonly replicas: number;
  /** Average per Pod, or the value itself, in thousandths. */
  readonly usage: number;
  /** Share of the requests, in percent. */
  readonly utilization?: number;
}

/** Upstream's words when a metric gives no number. */
export interface Unable {
  readonly error: string;
}

export const unable = (error: string): Unable => ({ error });
export const isUnable = (of: object): of is Unable => 'error' in of;

/** The Pods a scale selects, at a moment, under the controller's settings. */
export interface Scene {
  readonly pods: readonly Pod[];
  readonly settings: Settings;
  readonly now: VirtualMs;
}

const isWithin = ({ tolerance }: Settings, ratio: number): boolean =>
  1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;

const withoutPods = (metrics: PodMetrics, { unready, ignored }: Groups): Map<string, number> => {
  const values = new Map<string, number>();
  for (const [name, { value }] of metrics) if (!unready.has(name) && !ignored.has(name)) values.set(name, value);
  return values;
};

interface Ratio {
  readonly ratio: number;
  readonly usage: number;
  readonly utilization?: number;
}

/**
 * From the ratio of use to target to a number of replicas. Pods that are set aside or unknown are taken for what speaks
 * against a change; if that turns the direction, nothing changes.
 */
function propose(
  { settings }: Scene,
  current: number,
  values: Map<string, number>,
  { ready, unready, missing }: Groups,
  ratioOf: () => Ratio | Unable,
  whenFewer: (pod: string) => number,
): Proposal | Unable {
  const first = ratioOf();
  if (isUnable(first)) return first;
  const { ratio, usage, utilization } = first;
  const answer = (replicas: number): Proposal => ({
    replicas,
    usage,
    ...(utilization === undefined ? {} : { utilization }),
  });
  const growsWithUnready = unready.size > 0 && ratio > 1;
  if (!growsWithUnready && missing.size === 0)
    return answer(isWithin(settings, ratio) ? current : Math.ceil(ratio * ready));
  if (ratio !== 1) for (const pod of missing) values.set(pod, ratio < 1 ? whenFewer(pod) : 0);
  if (growsWithUnready) for (const pod of unready) values.set(pod, 0);
  const second = ratioOf();
  if (isUnable(second)) return second;
  const again = second.ratio;
  if (isWithin(settings, again) || (ratio < 1 && again > 1) || (ratio > 1 && again < 1)) return answer(current);
  const replicas = Math.ceil(again * values.size);
  return answer((again < 1 && replicas > current) || (again > 1 && replicas < current) ? current : replicas);
}

const noMetrics = unable('did not receive metrics for targeted pods (pods might be unready)');
const noPods = unable('no pods returned by selector while calculating replica count');

/** A resource as a share of what the Pods request. `target` in percent. Models: GetResourceReplicas. */
export function byUtilization(
  scene: Scene,
  current: number,
  target: number,
  resource: string,
  metrics: PodMetrics,
  container: string,
): Proposal | Unable {
  const { pods, settings, now } = scene;
  if (pods.length === 0) return noPods;
  const groups = groupPods(pods, metrics, resource, settings, now);
  const values = withoutPods(metrics, groups);
  if (values.size === 0) return noMetrics;
  const requests = requestsOf(pods, container, resource);
  if (typeof requests === 'string') return unable(requests);
  const ratioOf = (): Ratio | Unable => {
    let [used, requested, count] = [0, 0, 0];
    for (const [pod, value] of values) {
      const request = requests.get(pod);
      if (request === undefined) continue;
      used += value;
      requested += request;
      count++;
    }
    if (requested === 0) return unable('no metrics returned matched known pods');
    const utilization = Math.trunc((used * 100) / requested);
    return { ratio: utilization / target, utilization, usage: Math.trunc(used / count) };
  };
  // Nothing is known of a Pod: it is taken to use all it requests, or the target where that is more.
  const atMost = Math.max(100, target);
  return propose(scene, current, values, groups, ratioOf, (pod) =>
    Math.trunc(((requests.get(pod) ?? 0) * atMost) / 100),
  );
}

/** An average value per Pod; `target` in thousandths. `resource` is empty for custom metrics. Models: calcPlainMetricReplicas. */
export function byAverage(
  scene: Scene,
  current: number,
  target: number,
  resource: string,
  metrics: PodMetrics,
): Proposal | Unable {
  const { pods, settings, now } = scene;
  if (pods.length === 0) return noPods;
  const groups = groupPods(pods, metrics, resource, settings, now);
  const values = withoutPods(metrics, groups);
  if (values.size === 0) return noMetrics;
  const ratioOf = (): Ratio => {
    let sum = 0;
    for (const value of values.values()) sum += value;
    const usage = Math.trunc(sum / values.size);
    return { ratio: usage / target, usage };
  };
  return propose(scene, current, values, groups, ratioOf, () => target);
}

/** One value for all Pods together. Models: GetObjectMetricReplicas, GetExternalMetricReplicas, getUsageRatioReplicaCount. */
export function byValue({ pods, settings }: Scene, current: number, target: number, usage: number): Proposal | Unable {
  const ratio = usage / target;
  // From nothing to something there is no tolerance.
  if (current === 0) return { replicas: Math.ceil(ratio), usage };
  if (isWithin(settings, ratio)) return { replicas: current, usage };
  if (pods.length === 0) return unable(`unable to calculate ready pods: ${noPods.error}`);
  const ready = pods.filter((pod) => pod.status.phase === 'Running' && isReady(pod)).length;
  return { replicas: Math.ceil(ratio * ready), usage };
}

/** One value, shared out to the Pods. Models: GetObjectPerPodMetricReplicas, GetExternalPerPodMetricReplicas. */
export function byShare({ settings }: Scene, current: number, target: number, usage: number): Proposal {
  const ratio = usage / (target * current);
  return {
    replicas: isWithin(settings, ratio) ? current : Math.ceil(usage / target),
    usage: Math.ceil(usage / current),
  };
}
