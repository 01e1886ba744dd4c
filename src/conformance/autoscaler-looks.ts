import type { HorizontalPodAutoscaler, MetricSpec, ScalingRules } from '../api/types.ts';
import { noMemory } from '../sim/controllers/horizontal/behavior.ts';
import { unable } from '../sim/controllers/horizontal/calculator.ts';
import { decide, withCondition, type Scale } from '../sim/controllers/horizontal/decide.ts';
import type { Measured } from '../sim/controllers/horizontal/metric.ts';
import type { PodMetric } from '../sim/controllers/horizontal/pods.ts';
import { epochMs } from '../sim/time.ts';
import { filledRules, list, memoryOf, nowOf, podsAs, prefix, tested } from './autoscaler-fixtures.ts';
import type { TableCase as Case } from './corpus.ts';
import { text, type Outcome } from './table.ts';

type Rules = ScalingRules | null;

/** One look of the controller, as upstream's tests make it. */
export function oneLook(c: Case): Outcome {
  const now = nowOf(c);
  const specReplicas = c['specReplicas'] as number;
  const [up, down] = [c['scaleUpRules'] as Rules, c['scaleDownRules'] as Rules];
  // HPAConfigurableTolerance is alpha in v1.33.
  if (up?.tolerance !== undefined || down?.tolerance !== undefined) return 'a feature gate on';
  const cpuTarget = c['cpuTarget'] as number;
  const metrics: MetricSpec[] = [...list<MetricSpec>(c['metricsTarget'])];
  if (cpuTarget > 0)
    metrics.push({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuTarget } },
    });
  const hpa = {
    metadata: { name: 'test-hpa', namespace: 'test-namespace' },
    spec: {
      scaleTargetRef: c['resource'],
      minReplicas: c['minReplicas'],
      maxReplicas: c['maxReplicas'],
      metrics,
      ...(up || down
        ? {
            behavior: {
              scaleUp: { stabilizationWindowSeconds: 0, ...filledRules(up ?? {}, true) },
              scaleDown: filledRules(down ?? {}, false),
            },
          }
        : {}),
    },
    status: { desiredReplicas: specReplicas },
  } as unknown as HorizontalPodAutoscaler;
  const requests = list<string>(c['reportedCPURequests']);
  const levels = list<number>(c['reportedLevels']);
  const all = podsAs(
    {
      count: requests.length > 0 ? requests.length : specReplicas,
      requests: requests.length > 0 ? requests : null,
      readiness: c['reportedPodReadiness'],
      phases: c['reportedPodPhase'],
      starts: c['reportedPodStartTime'],
      deletions: c['reportedPodDeletionTimestamp'],
      containers: 2,
    },
    now,
    120_000,
    2,
  );
  const name = text(c['name']);
  const scale: Scale = {
    metadata: { name: 'test' },
    spec: { replicas: specReplicas },
    status: {
      replicas: c['statusReplicas'] as number,
      selector: name.includes('SelectorMissing')
        ? ''
        : name.includes('Unparsable')
          ? 'cheddar cheese'
          : `name=${prefix}`,
    },
  };
  const sample = (value: number): PodMetric => ({ value, atMs: now, windowMs: 60_000 });
  const measured = (metric: MetricSpec): Measured => {
    const share = metric.type === 'Pods' ? 1 : metric.type === 'ContainerResource' ? 0.5 : 1;
    switch (metric.type) {
      case 'Resource':
      case 'ContainerResource':
        if (levels.length === 0) return unable('no metrics returned from resource metrics API');
        return {
          pods: new Map(
            levels.map((level, i) => [
              `${prefix}-${i}`,
              sample(share === 1 ? 2 * Math.trunc(level / 2) : Math.trunc(level / 2)),
            ]),
          ),
        };
      case 'Pods':
        return { pods: new Map(levels.map((level, i) => [`${prefix}-${i}`, sample(level)])) };
      default:
        return { values: levels };
    }
  };
  // Tests that make the APIs fail in code of their own.
  const isFailing = name === 'TestConditionFailedGetMetrics' || name.endsWith('OneMetricEmpty');
  const failing = (metric: MetricSpec): Measured =>
    name === 'TestConditionFailedGetMetrics' || metric.type === 'External'
      ? unable('something went wrong')
      : measured(metric);
  const others = c['hpaSelectors'] ? new Map([['test-hpa-2', 'cheddar=cheese']]) : new Map<string, string>();
  // An empty list is a memory all the same: nothing is added to begin with.
  const memory = memoryOf(c);
  const before = [{ replicas: 0, atMs: -epochMs }];
  const got = decide(hpa, {
    scale,
    pods: all,
    others,
    memory: !c['recommendations'] ? noMemory : { ...memory, recommendations: [...before, ...memory.recommendations] },
    settings: tested,
    now,
    measured: isFailing ? failing : measured,
  });
  const rescaled =
    got.because === undefined
      ? got.conditions
      : withCondition(got.conditions, 'AbleToScale', 'True', 'SucceededRescale', '', now);
  const looks = list<{ type: string; status: string; reason: string }>(c['expectedConditions']);
  const shown = (conditions: readonly { type: string; status: string; reason?: string | undefined }[]): string[] =>
    conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).sort();
  return [
    [got.desired, looks.length === 0 ? [] : shown(rescaled)],
    [c['expectedDesiredReplicas'], shown(looks)],
  ];
}
