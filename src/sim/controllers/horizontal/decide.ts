import { setCondition } from '../../../api/conditions.ts';
import { matches, parseLabelSelector } from '../../../api/selectors.ts';
import type { Condition, HorizontalPodAutoscaler, MetricSpec, MetricStatus, Pod } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { timestamp } from '../../time.ts';
import { limit, limitByRules, rulesOf, stabilize, stabilizeByRules, type Memory } from './behavior.ts';
import { compute, type Counts, type Failed, type Measured } from './metric.ts';
import type { Settings } from './pods.ts';

export type Conditions = readonly Condition[];

/** The scale subresource of the target, as far as it matters. Source: autoscaling/v1 Scale. */
export interface Scale {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
  readonly spec?: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

export interface Warned {
  readonly reason: string;
  readonly message: string;
}

/** What one look decides. Plain data. */
export interface Decision {
  readonly current: number;
  readonly desired: number;
  /** Why it rescales; undefined: it does not. */
  readonly because: string | undefined;
  readonly conditions: Conditions;
  readonly metrics: readonly MetricStatus[] | null;
  readonly warnings: readonly Warned[];
  /** No number came out at all: what the status wants stays as it was. */
  readonly failed: boolean;
  readonly memory: Memory;
}

/** What a look knows besides the autoscaler itself. */
export interface Look {
  readonly scale: Scale;
  /** Pods of the namespace. */
  readonly pods: readonly Pod[];
  /** Other autoscalers of the namespace and the selectors they were last seen with. */
  readonly others: ReadonlyMap<string, string>;
  readonly memory: Memory;
  readonly settings: Settings;
  readonly now: VirtualMs;
  /** What was measured for a metric. */
  readonly measured: (metric: MetricSpec, index: number) => Measured;
}

export const withCondition = (
  conditions: Conditions | undefined,
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: VirtualMs,
): Conditions => setCondition(conditions, { type, status, reason, message, lastTransitionTime: timestamp(now) });

/** Whether this look has to ask for metrics at all. */
export function needsMetrics({ spec }: HorizontalPodAutoscaler, scale: Scale): boolean {
  const current = scale.spec?.replicas ?? 0;
  const min = spec.minReplicas ?? 1;
  return !(current === 0 && min !== 0) && current <= spec.maxReplicas && current >= min;
}

/**
 * How many replicas an autoscaler wants, and what it says about it.
 * Models: horizontal.go reconcileAutoscaler between the reading of the scale and its update.
 */
export function decide(hpa: HorizontalPodAutoscaler, look: Look): Decision {
  const { spec, status } = hpa;
  const { scale, now } = look;
  const current = scale.spec?.replicas ?? 0;
  const memory: Memory =
    look.memory.recommendations.length > 0
      ? look.memory
      : { ...look.memory, recommendations: [{ replicas: current, atMs: now }] };
  const conditions = withCondition(
    status?.conditions,
    'AbleToScale',
    'True',
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale",
    now,
  );
  const plain = { current, conditions, metrics: null, warnings: [], failed: false, memory } as const;
  const min = spec.minReplicas ?? 1;
  if (current === 0 && min !== 0) {
    const reason = 'scaling is disabled since the replica count of the target is zero';
    const off = withCondition(conditions, 'ScalingActive', 'False', 'ScalingDisabled', reason, now);
    return { ...plain, desired: 0, because: undefined, conditions: off };
  }
  if (current > spec.maxReplicas)
    return { ...plain, desired: spec.maxReplicas, because: 'Current number of replicas above Spec.MaxReplicas' };
  if (current < min) return { ...plain, desired: min, because: 'Current number of replicas below Spec.MinReplicas' };
  return byMetrics(hpa, look, { ...plain, desired: current, because: undefined }, min);
}

type Draft = Decision & { readonly conditions: Conditions };

const unchanged = (draft: Draft, failure: Partial<Decision>): Decision => ({ ...draft, failed: true, ...failure });

/** Models: computeReplicasForMetrics and what reconcileAutoscaler makes of its answer. */
function byMetrics(hpa: HorizontalPodAutoscaler, look: Look, draft: Draft, min: number): Decision {
  const { current } = draft;
  const { now } = look;
  const inactive = (reason: string, message: string): Conditions =>
    withCondition(draft.conditions, 'ScalingActive', 'False', reason, message, now);
  const selected = podsOf(hpa, look);
  if ('reason' in selected) {
    const { reason, message, event, error } = selected;
    const warnings = [
      { reason: event, message: error },
      { reason: 'FailedComputeMetricsReplicas', message: error },
    ];
    return unchanged(draft, { conditions: inactive(reason, message), warnings });
  }
  const metrics = hpa.spec.metrics ?? [];
  const counts: Counts = { spec: current, status: look.scale.status.replicas };
  const statuses: MetricStatus[] = [];
  const failures: Failed[] = [];
  let replicas = 0;
  let name = '';
  for (const [i, metric] of metrics.entries()) {
    const found = compute(
      metric,
      look.measured(metric, i),
      counts,
      { pods: selected.pods, settings: look.settings, now },
      hpa.metadata.namespace ?? '',
    );
    if ('error' in found) {
      failures.push(found);
      statuses.push({ type: '' });
      continue;
    }
    statuses.push(found.status);
    if (replicas === 0 || found.replicas > replicas) ({ replicas, name } = found);
  }
  const warnings: Warned[] = failures.map(({ reason, error }) => ({ reason, message: error }));
  const first = failures[0];
  // A metric that says nothing does not stop growth, but nothing shrinks without it.
  if (first && (failures.length === metrics.length || replicas < current)) {
    const whole = `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${first.whole}`;
    return unchanged(draft, {
      conditions: inactive(first.reason, `the HPA was unable to compute the replica count: ${first.error}`),
      metrics: statuses,
      warnings: [...warnings, { reason: 'FailedComputeMetricsReplicas', message: whole }],
    });
  }
  const conditions = withCondition(
    draft.conditions,
    'ScalingActive',
    'True',
    'ValidMetricFound',
    `the HPA was able to successfully calculate a replica count from ${name}`,
    now,
  );
  return normalized(hpa, look, { ...draft, conditions, metrics: statuses, warnings }, min, replicas, name);
}

/** Models: normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors. */
function normalized(
  { spec }: HorizontalPodAutoscaler,
  { settings, now }: Look,
  draft: Draft,
  min: number,
  wanted: number,
  name: string,
): Decision {
  const { current } = draft;
  const rules = spec.behavior && rulesOf(spec.behavior, settings);
  const stable = rules
    ? stabilizeByRules(draft.memory, current, wanted, rules, now)
    : {
        ...stabilize(draft.memory, wanted, settings, now),
        reason: 'ScaleDownStabilized',
        message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
      };
  const { replicas, memory } = stable;
  const limited = rules
    ? limitByRules(memory, current, replicas, min, spec.maxReplicas, rules, now)
    : limit(current, replicas, min, spec.maxReplicas);
  const able = replicas === wanted ? ready : stable;
  const limits = limited.replicas === replicas ? 'False' : 'True';
  const conditions = withCondition(
    withCondition(draft.conditions, 'AbleToScale', 'True', able.reason, able.message, now),
    'ScalingLimited',
    limits,
    limited.reason,
    limited.message,
    now,
  );
  const because = wanted > current ? `${name} above target` : wanted < current ? 'All metrics below target' : '';
  return {
    ...draft,
    conditions,
    memory,
    desired: limited.replicas,
    because: limited.replicas === current ? undefined : because,
  };
}

const ready = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };

interface NoPods {
  readonly reason: string;
  readonly message: string;
  readonly event: string;
  readonly error: string;
}

/** The Pods behind the scale; nobody else may scale them. Models: validateAndParseSelector. */
function podsOf({ metadata }: HorizontalPodAutoscaler, look: Look): { pods: readonly Pod[] } | NoPods {
  const text = look.scale.status.selector ?? '';
  if (text === '') {
    const message = "the HPA target's scale is missing a selector";
    return { reason: 'InvalidSelector', message, event: 'SelectorRequired', error: 'selector is required' };
  }
  const selector = parseLabelSelector(text);
  if (typeof selector === 'string') {
    const message = `couldn't convert selector into a corresponding internal selector object: ${selector}`;
    return { reason: 'InvalidSelector', message, event: 'InvalidSelector', error: message };
  }
  const pods = look.pods.filter((pod) => matches(selector, pod.metadata.labels));
  const rivals = [...look.others].filter(([, other]) => {
    const parsed = parseLabelSelector(other);
    return typeof parsed !== 'string' && pods.some((pod) => matches(parsed, pod.metadata.labels));
  });
  if (rivals.length === 0) return { pods };
  const names = [metadata.name, ...rivals.map(([name]) => name)].sort().map((name) => `${metadata.namespace}/${name}`);
  const message = `pods by selector ${text} are controlled by multiple HPAs: [${names.join(' ')}]`;
  return { reason: 'AmbiguousSelector', message, event: 'AmbiguousSelector', error: message };
}
