import type { HorizontalPodAutoscaler, MetricSpec, Pod, ScalingRules } from '../api/types.ts';
import {
  limit,
  limitByRules,
  noMemory,
  remember,
  stabilize,
  stabilizeByRules,
  type Limited,
  type Memory,
  type ScaleEvent,
} from '../sim/controllers/horizontal/behavior.ts';
import {
  byAverage,
  byShare,
  byUtilization,
  byValue,
  isUnable,
  unable,
  type Scene,
} from '../sim/controllers/horizontal/calculator.ts';
import { decide, withCondition, type Scale } from '../sim/controllers/horizontal/decide.ts';
import type { Measured } from '../sim/controllers/horizontal/metric.ts';
import { groupPods, requestsOf, settings, type PodMetric, type Settings } from '../sim/controllers/horizontal/pods.ts';
import { epochMs, parseTimestamp, rfc3339 } from '../sim/time.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, text, type Outcome } from './table.ts';

/** The autoscaler's arithmetic and single looks against upstream's own unit tests. */
export const autoscalerTables = (corpus: Corpus): Score[] => [
  table(corpus, 'hpa-behavior', behavior),
  table(corpus, 'hpa-pods', pods),
  table(corpus, 'hpa-replica-calculator', calculation),
  table(corpus, 'hpa-controller', oneLook),
];

const list = <T>(of: unknown): readonly T[] => (of ?? []) as readonly T[];
const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** What upstream's tests run the controller with. */
const tested: Settings = { ...settings, cpuInitializationMs: 120_000, initialReadinessDelayMs: 10_000 };

/** The recorded moment has whole seconds: a time within the same second is taken for now itself. */
const nowOf = (c: Case): number => parseTimestamp(text(c['now'])) + 999;

interface Recorded {
  readonly recommendation: number;
  readonly timestamp: string;
}
const memoryOf = (c: Case): Memory => ({
  recommendations: list<Recorded>(c['recommendations']).map(({ recommendation, timestamp }) => ({
    replicas: recommendation,
    atMs: parseTimestamp(timestamp),
  })),
  ups: eventsOf(c['scaleUpEvents']),
  downs: eventsOf(c['scaleDownEvents']),
});
const eventsOf = (of: unknown): ScaleEvent[] =>
  list<{ replicaChange: number; timestamp: string }>(of).map(({ replicaChange, timestamp }) => ({
    change: replicaChange,
    atMs: parseTimestamp(timestamp),
  }));

function behavior(c: Case): Outcome {
  const now = nowOf(c);
  const current = c['currentReplicas'] as number;
  const wanted = c['prenormalizedDesiredReplicas'] as number;
  const rules = { up: (c['scaleUpRules'] ?? {}) as ScalingRules, down: (c['scaleDownRules'] ?? {}) as ScalingRules };
  const said = ({ replicas, reason }: Limited): unknown => [replicas, reason];
  switch (c['upstreamTest']) {
    case 'TestScalingWithRules': {
      const [min, max] = [c['specMinReplicas'] as number, c['specMaxReplicas'] as number];
      const filled = { up: filledRules(rules.up, true), down: filledRules(rules.down, false) };
      const got = limitByRules(memoryOf(c), current, wanted, min, max, filled, now);
      return [said(got), [c['expectedReplicas'], c['expectedCondition']]];
    }
    case 'TestNormalizeDesiredReplicasWithBehavior': {
      const windows = {
        up: { stabilizationWindowSeconds: c['scaleUpStabilizationWindowSeconds'] as number },
        down: { stabilizationWindowSeconds: c['scaleDownStabilizationWindowSeconds'] as number },
      };
      const got = stabilizeByRules(memoryOf(c), current, wanted, windows, now);
      return [
        [got.replicas, got.memory.recommendations.map(({ replicas }) => replicas)],
        [
          c['expectedStabilizedReplicas'],
          // Where the test does not say, any memory is right.
          c['expectedRecommendations']
            ? list<Recorded>(c['expectedRecommendations']).map(({ recommendation }) => recommendation)
            : got.memory.recommendations.map(({ replicas }) => replicas),
        ],
      ];
    }
    case 'TestConvertDesiredReplicasWithRules':
      return [
        said(
          limit(
            current,
            c['expectedDesiredReplicas'] as number,
            c['hpaMinReplicas'] as number,
            c['hpaMaxReplicas'] as number,
          ),
        ),
        [c['expectedConvertedDesiredReplicas'], c['expectedCondition']],
      ];
    case 'TestNormalizeDesiredReplicas': {
      const got = stabilize(memoryOf(c), wanted, settings, now);
      return [
        [got.replicas, got.memory.recommendations.length],
        [c['expectedStabilizedReplicas'], c['expectedLogLength']],
      ];
    }
    case 'TestStoreScaleEvents': {
      const [from, to] = [10, 10 + (c['replicaChange'] as number)];
      const got = remember(memoryOf(c), rules, from, to, now);
      return [
        [got.ups.length, got.downs.length],
        [list(c['expectedUps']).length, list(c['expectedDowns']).length],
      ];
    }
    default:
      return String(c['upstreamTest']);
  }
}

/** As the API server's defaults fill them. */
const filledRules = (rules: ScalingRules, up: boolean): ScalingRules => ({
  selectPolicy: 'Max',
  policies: up
    ? [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ]
    : [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  ...rules,
});

type Sample = { readonly timestamp: string | null; readonly value: number; readonly window: { ns: number } };

function pods(c: Case): Outcome {
  const all = list<Pod>(c['pods']);
  if (c['upstreamTest'] === 'TestGroupPods') {
    const metrics = new Map<string, PodMetric>(
      Object.entries((c['metrics'] ?? {}) as Record<string, Sample>).map(([name, { timestamp, value, window }]) => [
        name,
        { value, atMs: timestamp ? parseTimestamp(timestamp) : -epochMs, windowMs: window.ns / 1e6 },
      ]),
    );
    const got = groupPods(all, metrics, text(c['resource']), tested, nowOf(c));
    return [
      [got.ready, sorted(got.unready), sorted(got.missing), sorted(got.ignored)],
      [
        c['expectReadyPodCount'],
        ...['expectUnreadyPods', 'expectMissingPods', 'expectIgnoredPods'].map((key) => sorted(list<string>(c[key]))),
      ],
    ];
  }
  const got = requestsOf(all, text(c['container']), text(c['resource']));
  const error = c['expectedError'] as { $error: string } | undefined;
  if (typeof got === 'string') return [got, error?.$error];
  return [Object.fromEntries(got), c['expectedRequests']];
}

const prefix = 'test-pod';

interface Given {
  readonly count: number;
  readonly requests: readonly string[] | null;
  readonly readiness: unknown;
  readonly phases: unknown;
  readonly starts: unknown;
  readonly deletions: unknown;
  readonly containers: number;
}

/** Pods as upstream's test fixtures make them: two containers, ready since they were started. */
function podsAs(given: Given, now: number, startedMs: number, split: number): Pod[] {
  return Array.from({ length: given.count }, (_, i) => {
    const startTime = list<string>(given.starts)[i] ?? rfc3339(epochMs + now - startedMs);
    const request = given.requests?.[i];
    const milli =
      request === undefined ? undefined : request.endsWith('m') ? Number.parseInt(request, 10) : Number(request) * 1000;
    const container = (name: string): unknown => ({
      name,
      resources: milli === undefined ? {} : { requests: { cpu: `${Math.trunc(milli / split)}m` } },
    });
    const deletion = list<string | boolean | null>(given.deletions)[i];
    return {
      metadata: {
        name: `${prefix}-${i}`,
        namespace: 'test-namespace',
        labels: { name: prefix, cheddar: 'cheese' },
        ...(deletion ? { deletionTimestamp: text(c0(deletion)) } : {}),
      },
      spec: { containers: Array.from({ length: given.containers }, (_each, j) => container(`container${j + 1}`)) },
      status: {
        phase: list<Pod['status']['phase']>(given.phases)[i] ?? 'Running',
        startTime,
        conditions: [
          {
            type: 'Ready',
            status: list<'True' | 'False'>(given.readiness)[i] ?? 'True',
            lastTransitionTime: startTime,
          },
        ],
      },
    } as unknown as Pod;
  });
}
const c0 = (value: string | boolean): string => (typeof value === 'string' ? value : '2025-01-01T00:00:00Z');

function calculation(c: Case): Outcome {
  const now = nowOf(c);
  const current = c['currentReplicas'] as number;
  const resource = c['resource'] as {
    name: string;
    requests: string[];
    levels: number[][] | null;
    podNames: string[] | null;
    targetUtilization: number;
    expectedUtilization: number;
    expectedValue: number;
  } | null;
  const metric = c['metric'] as {
    name: string;
    levels: number[] | null;
    metricType: number;
    targetUsage: number;
    perPodTargetUsage: number;
    expectedUsage: number;
  } | null;
  const tolerances = c['tolerances'] as { scaleDown: number; scaleUp: number } | null;
  const scene: Scene = {
    pods: podsAs(
      {
        count: list(c['podReadiness']).length || list(c['podPhase']).length || current,
        requests: resource?.requests ?? null,
        readiness: c['podReadiness'],
        phases: c['podPhase'],
        starts: c['podStartTime'],
        deletions: c['podDeletionTimestamp'],
        containers: 2,
      },
      now,
      120_000,
      1,
    ),
    settings: tolerances ? { ...tested, tolerance: { up: tolerances.scaleUp, down: tolerances.scaleDown } } : tested,
    now,
  };
  const atMs = c['timestamp'] ? parseTimestamp(text(c['timestamp'])) : now;
  const container = text(c['container'] ?? '');
  const samples = (levels: readonly (readonly number[])[], names: readonly string[] | null): Map<string, PodMetric> =>
    new Map(
      levels.flatMap((level, i) => {
        const values = container === '' ? level : level.slice(Number(container.slice(-1)) - 1).slice(0, 1);
        if (values.length === 0) return [];
        const value = values.reduce((sum, each) => sum + each, 0);
        return [[names?.[i] ?? `${prefix}-${i}`, { value, atMs, windowMs: 60_000 }] as const];
      }),
    );
  const expectedError = (c['expectedError'] as { $error: string } | null)?.$error;
  if (resource) {
    const metrics = samples(resource.levels ?? [], resource.podNames);
    const got =
      metrics.size === 0
        ? unable('unable to get metrics for resource cpu: no metrics returned from resource metrics API')
        : byUtilization(scene, current, resource.targetUtilization, resource.name, metrics, container);
    // Upstream's test asks for a part of the text.
    if (isUnable(got))
      return [expectedError && got.error.includes(expectedError) ? expectedError : got.error, expectedError];
    return [
      [got.replicas, got.utilization, got.usage],
      [c['expectedReplicas'], resource.expectedUtilization, resource.expectedValue],
    ];
  }
  if (!metric) return 'neither resource nor metric';
  const levels = metric.levels ?? [];
  const sum = levels.reduce((all, each) => all + each, 0);
  const got = ofMetric();
  if (isUnable(got)) return [got.error, expectedError ?? 'no error'];
  return [
    [got.replicas, got.usage],
    [c['expectedReplicas'], metric.expectedUsage],
  ];

  // Source: the order of metricType in replica_calculator_test.go.
  function ofMetric(): ReturnType<typeof byAverage> {
    switch (metric!.metricType) {
      case 0:
      case 2:
        return byValue(scene, current, metric!.targetUsage, sum);
      case 1:
      case 3:
        return byShare(scene, current, metric!.perPodTargetUsage, sum);
      default:
        return byAverage(
          scene,
          current,
          metric!.targetUsage,
          '',
          samples(
            levels.map((each) => [each]),
            null,
          ),
        );
    }
  }
}

type Rules = ScalingRules | null;

function oneLook(c: Case): Outcome {
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
