import { describe, expect, it } from 'vitest';
import type { HorizontalPodAutoscaler, MetricSpec, Pod, ScalingRules } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import { limit, limitByRules, noMemory, remember, rulesOf, stabilize, stabilizeByRules } from './behavior.ts';
import { byAverage, byShare, byUtilization, byValue, type Scene } from './calculator.ts';
import { decide, needsMetrics, type Decision, type Look } from './decide.ts';
import { questionFor, readAnswer } from './measure.ts';
import { goSelector, type Measured } from './metric.ts';
import { requestsOf, settings, type PodMetric } from './pods.ts';

const now = 1_000_000;
const minute = 60_000;

interface Given {
  readonly phase?: Pod['status']['phase'];
  readonly ready?: boolean;
  readonly startedMs?: number;
  readonly request?: string;
  readonly leaving?: boolean;
}

const pod = (
  name: string,
  { phase = 'Running', ready = true, startedMs = 0, request = '100m', leaving }: Given = {},
): Pod =>
  ({
    metadata: {
      name,
      namespace: 'default',
      labels: { app: 'web' },
      ...(leaving ? { deletionTimestamp: timestamp(now) } : {}),
    },
    spec: { containers: [{ name: 'web', resources: request === '' ? {} : { requests: { cpu: request } } }] },
    status: {
      phase,
      startTime: timestamp(startedMs),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestamp(startedMs) }],
    },
  }) as unknown as Pod;

const sceneOf = (pods: readonly Pod[]): Scene => ({ pods, settings, now });
const samples = (values: Readonly<Record<string, number>>): Map<string, PodMetric> =>
  new Map(Object.entries(values).map(([name, value]) => [name, { value, atMs: now, windowMs: 15_000 }]));
const web = (count: number): Pod[] => Array.from({ length: count }, (_, i) => pod(`web-${i}`));

describe('replicas from what Pods use', () => {
  const cases: readonly (readonly [string, readonly Pod[], Readonly<Record<string, number>>, number])[] = [
    ['twice the target: twice as many', web(2), { 'web-0': 100, 'web-1': 100 }, 4],
    ['a tenth above the target is within the tolerance', web(2), { 'web-0': 55, 'web-1': 55 }, 2],
    ['a little more than a tenth is not', web(2), { 'web-0': 56, 'web-1': 56 }, 3],
    [
      'a Pod that still starts is taken to use nothing',
      [...web(1), pod('web-1', { startedMs: now - 1_000 })],
      { 'web-0': 200, 'web-1': 900 },
      4,
    ],
    ['a Pod nobody measured is taken to use nothing when there is too little', web(2), { 'web-0': 100 }, 2],
    ['and to use all it asked for when there is too much', web(3), { 'web-0': 10, 'web-1': 10 }, 3],
    [
      'a Pod on its way out does not count',
      [...web(1), pod('web-1', { leaving: true })],
      { 'web-0': 100, 'web-1': 900 },
      2,
    ],
    ['nor does a failed one', [...web(1), pod('web-1', { phase: 'Failed' })], { 'web-0': 100 }, 2],
  ];
  it.each(cases)('%s', (_, pods, values, replicas) => {
    const got = byUtilization(sceneOf(pods), pods.length, 50, 'cpu', samples(values), '');
    expect('replicas' in got && got.replicas).toBe(replicas);
  });

  it('says which container asks for nothing', () => {
    const got = byUtilization(sceneOf([pod('web-0', { request: '' })]), 1, 50, 'cpu', samples({ 'web-0': 9 }), '');
    expect(got).toEqual({ error: 'missing request for cpu in container web of Pod web-0' });
  });

  it('counts sidecars among the requests, and one container alone when asked to', () => {
    const two = pod('web-0');
    two.spec.initContainers = [
      { name: 'log', restartPolicy: 'Always', resources: { requests: { cpu: '20m' } } },
      { name: 'once', resources: {} },
    ] as never;
    expect(requestsOf([two], '', 'cpu')).toEqual(new Map([['web-0', 120]]));
    expect(requestsOf([two], 'log', 'cpu')).toEqual(new Map([['web-0', 20]]));
  });

  it('works without requests for values', () => {
    const bare = [pod('web-0', { request: '' }), pod('web-1', { request: '' })];
    expect(byAverage(sceneOf(bare), 2, 100, 'memory', samples({ 'web-0': 300, 'web-1': 100 }))).toEqual({
      replicas: 4,
      usage: 200,
    });
    expect(byValue(sceneOf(bare), 2, 1000, 3000)).toEqual({ replicas: 6, usage: 3000 });
    expect(byShare(sceneOf(bare), 2, 1000, 3000)).toEqual({ replicas: 3, usage: 1500 });
  });
});

describe('how far and how fast', () => {
  it('grows to the double at most, but always to four', () => {
    expect(limit(1, 9, 1, 10)).toMatchObject({ replicas: 4, reason: 'ScaleUpLimit' });
    expect(limit(4, 9, 1, 10)).toMatchObject({ replicas: 8, reason: 'ScaleUpLimit' });
    expect(limit(6, 11, 1, 10)).toMatchObject({ replicas: 10, reason: 'TooManyReplicas' });
    expect(limit(6, 0, 2, 10)).toMatchObject({ replicas: 2, reason: 'TooFewReplicas' });
  });

  it('shrinks to the highest wish of the last five minutes', () => {
    let memory = stabilize(noMemory, 7, settings, now).memory;
    memory = stabilize(memory, 3, settings, now + minute).memory;
    expect(stabilize(memory, 1, settings, now + 2 * minute).replicas).toBe(7);
    expect(stabilize(memory, 1, settings, now + 5 * minute + 1).replicas).toBe(3);
    expect(stabilize(memory, 1, settings, now + 7 * minute).replicas).toBe(1);
  });

  const slow: ScalingRules = {
    selectPolicy: 'Min',
    policies: [
      { type: 'Pods', value: 2, periodSeconds: 60 },
      { type: 'Percent', value: 100, periodSeconds: 60 },
    ],
  };
  const rules = { up: { stabilizationWindowSeconds: 0, ...slow }, down: { stabilizationWindowSeconds: 0, ...slow } };

  it('a policy counts what its period has brought already', () => {
    const first = limitByRules(noMemory, 4, 20, 1, 100, rules, now);
    expect(first).toMatchObject({ replicas: 6, reason: 'ScaleUpLimit' });
    const memory = remember(noMemory, rules, 4, 6, now);
    expect(limitByRules(memory, 6, 20, 1, 100, rules, now + 30_000).replicas).toBe(6);
    expect(limitByRules(memory, 6, 20, 1, 100, rules, now + 61_000).replicas).toBe(8);
    expect(limitByRules(noMemory, 6, 1, 1, 100, rules, now)).toMatchObject({ replicas: 4, reason: 'ScaleDownLimit' });
  });

  it('a direction that is disabled stands still', () => {
    const off = { ...rules, down: { ...slow, selectPolicy: 'Disabled' } };
    expect(limitByRules(noMemory, 6, 1, 1, 100, off, now)).toMatchObject({ replicas: 6, reason: 'ScaleDownLimit' });
  });

  it('a window before growing takes the lowest wish in it', () => {
    const calm = rulesOf({ scaleUp: { stabilizationWindowSeconds: 60 } }, settings);
    const before = stabilizeByRules(noMemory, 2, 3, calm, now).memory;
    const soon = stabilizeByRules(before, 2, 8, calm, now + 30_000);
    expect([soon.replicas, soon.reason]).toEqual([3, 'ScaleUpStabilized']);
    expect(stabilizeByRules(before, 2, 8, calm, now + 61_000).replicas).toBe(8);
  });
});

const cpu: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
};
const hpa = (spec: Partial<HorizontalPodAutoscaler['spec']> = {}): HorizontalPodAutoscaler =>
  ({
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [cpu],
      ...spec,
    },
    status: { desiredReplicas: 0 },
  }) as HorizontalPodAutoscaler;
const look = (replicas: number, measured: Look['measured'], more: Partial<Look> = {}): Look => ({
  scale: { metadata: { name: 'web' }, spec: { replicas }, status: { replicas, selector: 'app=web' } },
  pods: web(replicas),
  others: new Map(),
  memory: noMemory,
  settings,
  now,
  measured,
  ...more,
});
const each =
  (value: number): Look['measured'] =>
  () => ({
    pods: samples(Object.fromEntries(web(9).map(({ metadata }) => [metadata.name, value]))),
  });
const silent = (error: string): Measured => ({ error });
const said = ({ conditions }: Decision): string[] =>
  conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

describe('one look', () => {
  it('grows, and says why', () => {
    const got = decide(hpa(), look(2, each(100)));
    expect([got.desired, got.because]).toEqual([4, 'cpu resource utilization (percentage of request) above target']);
    expect(got.metrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } } },
    ]);
  });

  it('is off at zero, and keeps the bounds without asking for metrics', () => {
    expect(said(decide(hpa(), look(0, each(1))))).toContain('ScalingActive False ScalingDisabled');
    const above = decide(hpa({ maxReplicas: 3 }), look(5, each(1)));
    expect([above.desired, above.because]).toEqual([3, 'Current number of replicas above Spec.MaxReplicas']);
    const asks = (replicas: number): boolean => needsMetrics(hpa({ minReplicas: 2 }), look(replicas, each(1)).scale);
    expect([0, 1, 2, 10, 11].map(asks)).toEqual([false, false, true, true, false]);
  });

  it('of several metrics takes the largest wish; a silent one stops shrinking only', () => {
    const two = hpa({
      metrics: [
        cpu,
        { type: 'Pods', pods: { metric: { name: 'qps' }, target: { type: 'AverageValue', averageValue: '1' } } },
      ],
    });
    const withCpu =
      (value: number): Look['measured'] =>
      (metric) =>
        metric.type === 'Pods' ? silent('nobody there') : each(value)(metric, 0);
    expect(decide(two, look(2, withCpu(100))).desired).toBe(4);
    const stays = decide(two, look(4, withCpu(1)));
    expect([stays.desired, stays.failed]).toEqual([4, true]);
    expect(stays.warnings).toEqual([
      { reason: 'FailedGetPodsMetric', message: 'unable to get metric qps: nobody there' },
      {
        reason: 'FailedComputeMetricsReplicas',
        message:
          'invalid metrics (1 invalid out of 2), first error is: failed to get pods metric value: unable to get metric qps: nobody there',
      },
    ]);
  });

  it('two autoscalers on the same Pods do nothing', () => {
    const got = decide(hpa(), look(2, each(100), { others: new Map([['rival', 'app in (web,db)']]) }));
    expect(said(got)).toContain('ScalingActive False AmbiguousSelector');
    expect(got.warnings[0]?.message).toBe(
      'pods by selector app=web are controlled by multiple HPAs: [default/rival default/web]',
    );
    expect(got.because).toBeUndefined();
  });
});

describe('who is asked, and what is made of the answer', () => {
  const object: MetricSpec = {
    type: 'Object',
    object: {
      describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' },
      metric: { name: 'hits' },
      target: { type: 'Value', value: '10' },
    },
  };
  const external: MetricSpec = {
    type: 'External',
    external: {
      metric: { name: 'queue', selector: { matchLabels: { q: 'a' } } },
      target: { type: 'AverageValue', averageValue: '5' },
    },
  };

  it('asks each API where upstream asks it', () => {
    expect(
      [cpu, object, external]
        .map((metric) => questionFor(metric, 'default', 'app=web'))
        .map(({ path, query }) => [path, query]),
    ).toEqual([
      ['/apis/metrics.k8s.io/v1beta1/namespaces/default/pods', { labelSelector: 'app=web' }],
      ['/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/ingresss.networking.k8s.io/main/hits', {}],
      ['/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue', { labelSelector: 'q=a' }],
    ]);
  });

  it('says in upstream’s words that nobody serves it', () => {
    const errors = (code: number): unknown[] =>
      [cpu, object, external].map((metric) => readAnswer(metric, { code, body: '404 page not found\n' }));
    expect(errors(404)).toEqual([
      {
        error:
          'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
      },
      {
        error:
          'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      },
      {
        error:
          'unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      },
    ]);
  });

  it('a Pod one of whose containers was not measured counts as not measured', () => {
    const item = (name: string, usage: Record<string, string>): unknown => ({
      metadata: { name, namespace: 'default' },
      timestamp: timestamp(now),
      window: '15.5s',
      containers: [{ name: 'web', usage }],
    });
    const body = { items: [item('web-0', { cpu: '1500001n' }), item('web-1', { memory: '1Mi' })] };
    expect(readAnswer(cpu, { code: 200, body })).toEqual({
      pods: new Map([['web-0', { value: 2, atMs: now, windowMs: 15_500 }]]),
    });
  });

  it('prints a selector as Go does', () => {
    expect(goSelector(undefined)).toBe('nil');
    expect(goSelector({ matchLabels: { b: '2', a: '1' } })).toBe(
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}',
    );
  });
});
