import { fromMilli, milliValue } from '../../../api/quantity.ts';
import type { LabelSelector, MetricSpec, MetricStatus, MetricTarget } from '../../../api/types.ts';
import {
  byAverage,
  byShare,
  byUtilization,
  byValue,
  isUnable,
  unable,
  type Proposal,
  type Scene,
  type Unable,
} from './calculator.ts';
import type { PodMetrics } from './pods.ts';

/** What an API answered: per Pod, or values (in thousandths) that belong to no Pod. */
export type Measured = { readonly pods: PodMetrics } | { readonly values: readonly number[] } | Unable;

/** Replicas the scale asks for, and those there are. */
export interface Counts {
  readonly spec: number;
  readonly status: number;
}

/** One metric's say. */
export interface Computed {
  readonly replicas: number;
  /** What a rescaling names as its reason. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** One metric's silence: the event's (and condition's) reason, its text, and the text the whole look fails with. */
export interface Failed {
  readonly reason: string;
  readonly error: string;
  readonly whole: string;
}

type Current = Omit<MetricTarget, 'type'>;
const failed = (reason: string, error: string, prefix: string): Failed => ({
  reason,
  error,
  whole: `${prefix}: ${error}`,
});

/** Go's `%+v` of a *metav1.LabelSelector. */
export function goSelector(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]!},`)
    .join('');
  const expressions = matchExpressions
    .map(({ key, operator, values }) => `{${key} ${operator} [${(values ?? []).join(' ')}]}`)
    .join(',');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions === '' ? '' : `${expressions},`}},}`;
}

/**
 * The replicas one metric asks for.
 * Models: horizontal.go computeReplicasForMetric and the computeStatusFor…Metric functions.
 */
export function compute(
  metric: MetricSpec,
  measured: Measured,
  counts: Counts,
  scene: Scene,
  namespace: string,
): Computed | Failed {
  switch (metric.type) {
    case 'Resource':
      return ofResource(metric.resource!, undefined, measured, counts, scene);
    case 'ContainerResource':
      return ofResource(metric.containerResource!, metric.containerResource!.container, measured, counts, scene);
    case 'Pods':
      return ofPods(metric.pods!, measured, counts, scene);
    case 'Object':
      return ofObject(metric.object!, measured, counts, scene, namespace);
    case 'External':
      return ofExternal(metric.external!, measured, counts, scene, namespace);
    default: {
      const error = `unknown metric source type ${JSON.stringify(metric.type)}`;
      return { reason: 'InvalidMetricSourceType', error, whole: error };
    }
  }
}

function ofResource(
  { name, target }: NonNullable<MetricSpec['resource']>,
  container: string | undefined,
  measured: Measured,
  counts: Counts,
  scene: Scene,
): Computed | Failed {
  const byContainer = container !== undefined;
  const reason = byContainer ? 'FailedGetContainerResourceMetric' : 'FailedGetResourceMetric';
  const prefix = byContainer
    ? `failed to get ${container} container metric value`
    : `failed to get ${name} resource metric value`;
  const average = target.averageValue;
  if (average === undefined && target.averageUtilization === undefined)
    return failed(
      reason,
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
      prefix,
    );
  const what = average === undefined ? 'utilization' : 'usage';
  const proposal = proposalOf();
  if (isUnable(proposal)) return failed(reason, `failed to get ${name} ${what}: ${proposal.error}`, prefix);
  const { replicas, usage, utilization } = proposal;
  const current: Current = {
    ...(utilization === undefined ? {} : { averageUtilization: utilization }),
    averageValue: fromMilli(usage),
  };
  return {
    replicas,
    name:
      average === undefined
        ? `${name}${byContainer ? ' container' : ''} resource utilization (percentage of request)`
        : `${name} resource`,
    status: byContainer
      ? { type: 'ContainerResource', containerResource: { name, container, current } }
      : { type: 'Resource', resource: { name, current } },
  };

  function proposalOf(): Proposal | Unable {
    if (isUnable(measured)) return unable(`unable to get metrics for resource ${name}: ${measured.error}`);
    const pods = 'pods' in measured ? measured.pods : new Map();
    return average === undefined
      ? byUtilization(scene, counts.spec, target.averageUtilization!, name, pods, container ?? '')
      : byAverage(scene, counts.spec, milliValue(average), name, pods);
  }
}

function ofPods(
  { metric, target }: NonNullable<MetricSpec['pods']>,
  measured: Measured,
  counts: Counts,
  scene: Scene,
): Computed | Failed {
  const proposal = isUnable(measured)
    ? unable(`unable to get metric ${metric.name}: ${measured.error}`)
    : byAverage(
        scene,
        counts.spec,
        milliValue(target.averageValue),
        '',
        'pods' in measured ? measured.pods : new Map(),
      );
  if (isUnable(proposal)) return failed('FailedGetPodsMetric', proposal.error, 'failed to get pods metric value');
  return {
    replicas: proposal.replicas,
    name: `pods metric ${metric.name}`,
    status: { type: 'Pods', pods: { metric, current: { averageValue: fromMilli(proposal.usage) } } },
  };
}

const sumOf = (measured: Exclude<Measured, Unable>): number =>
  'values' in measured ? measured.values.reduce((sum, each) => sum + each, 0) : 0;

function ofObject(
  { metric, target, describedObject }: NonNullable<MetricSpec['object']>,
  measured: Measured,
  counts: Counts,
  scene: Scene,
  namespace: string,
): Computed | Failed {
  const prefix = 'failed to get object metric value';
  const reason = 'FailedGetObjectMetric';
  const { kind, name } = describedObject;
  const isTotal = target.type === 'Value';
  const proposal = isUnable(measured)
    ? unable(`unable to get metric ${metric.name}: ${kind} on ${namespace} ${name}/${measured.error}`)
    : isTotal
      ? byValue(scene, counts.spec, milliValue(target.value), sumOf(measured))
      : byShare(scene, counts.status, milliValue(target.averageValue), sumOf(measured));
  if (isUnable(proposal))
    return failed(
      reason,
      isTotal ? proposal.error : `failed to get ${metric.name} object metric: ${proposal.error}`,
      prefix,
    );
  const { replicas, usage } = proposal;
  return {
    replicas,
    name: isTotal ? `${kind} metric ${metric.name}` : `external metric ${metric.name}(${goSelector(metric.selector)})`,
    status: {
      type: 'Object',
      object: {
        metric,
        current: isTotal ? { value: fromMilli(usage) } : { averageValue: fromMilli(usage) },
        describedObject: isTotal ? describedObject : { kind: '', name: '' },
      },
    },
  };
}

function ofExternal(
  { metric, target }: NonNullable<MetricSpec['external']>,
  measured: Measured,
  counts: Counts,
  scene: Scene,
  namespace: string,
): Computed | Failed {
  const prefix = `failed to get ${metric.name} external metric value`;
  const isAverage = target.averageValue !== undefined;
  const selector = goSelector(metric.selector);
  const proposal = isUnable(measured)
    ? unable(`unable to get external metric ${namespace}/${metric.name}/${selector}: ${measured.error}`)
    : isAverage
      ? byShare(scene, counts.status, milliValue(target.averageValue), sumOf(measured))
      : byValue(scene, counts.spec, milliValue(target.value), sumOf(measured));
  if (isUnable(proposal))
    return failed(
      'FailedGetExternalMetric',
      isAverage
        ? `failed to get ${metric.name} external metric: ${proposal.error}`
        : `failed to get external metric ${metric.name}: ${proposal.error}`,
      prefix,
    );
  const usage = fromMilli(proposal.usage);
  return {
    replicas: proposal.replicas,
    name: `external metric ${metric.name}(${selector})`,
    status: { type: 'External', external: { metric, current: isAverage ? { averageValue: usage } : { value: usage } } },
  };
}
