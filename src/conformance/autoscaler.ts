import type { Pod, ScalingRules } from '../api/types.ts';
import {
  limit,
  limitByRules,
  remember,
  stabilize,
  stabilizeByRules,
  type Limited,
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
import { groupPods, requestsOf, settings, type PodMetric } from '../sim/controllers/horizontal/pods.ts';
import { epochMs, parseTimestamp } from '../sim/time.ts';
import { filledRules, list, memoryOf, nowOf, podsAs, prefix, tested, type Recorded } from './autoscaler-fixtures.ts';
import { oneLook } from './autoscaler-looks.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, text, type Outcome } from './table.ts';

/** The autoscaler's arithmetic and single looks against upstream's own unit tests. */
export const autoscalerTables = (corpus: Corpus): Score[] => [
  table(corpus, 'hpa-behavior', behavior),
  table(corpus, 'hpa-pods', pods),
  table(corpus, 'hpa-replica-calculator', calculation),
  table(corpus, 'hpa-controller', oneLook),
];

const sorted = (names: Iterable<string>): string[] => [...names].sort();

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
