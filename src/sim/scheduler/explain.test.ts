import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node, Pod, Taint } from '../../api/types.ts';
import { josa, fill, type Entry } from '../../i18n/core.ts';
import { narrationEn, narrationKo } from '../../i18n/narration.ts';
import { schedulerEn, schedulerKo } from '../../i18n/scheduler.ts';
import { explainAttempt, explainMessage } from './explain.ts';

const node = (
  name: string,
  change: {
    labels?: Record<string, string>;
    taints?: Taint[];
    unschedulable?: boolean;
    cpu?: string;
    pods?: string;
  } = {},
): Node =>
  ({
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...change.labels } },
    spec: { taints: change.taints ?? [], unschedulable: change.unschedulable ?? false },
    status: { allocatable: { cpu: change.cpu ?? '4', memory: '8Gi', pods: change.pods ?? '110' } },
  }) as unknown as Node;

const pod = (
  name: string,
  spec: Partial<Pod['spec']> & { cpu?: string; memory?: string; hostPort?: number } = {},
): Pod => {
  const { cpu, memory, hostPort, ...rest } = spec;
  const requests = { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}) };
  return {
    metadata: { name, namespace: 'default', labels: { app: 'web' } },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'nginx',
          resources: { requests },
          ports: hostPort ? [{ containerPort: hostPort, hostPort, protocol: 'TCP' }] : [],
        },
      ],
      ...rest,
    },
    status: { phase: 'Pending' },
  } as unknown as Pod;
};

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const taint = fc.record({
  key: fc.constantFrom('gpu', 'node-role.kubernetes.io/control-plane', 'a.b/c'),
  value: maybe(fc.constantFrom('only', '1')),
  effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
}) as fc.Arbitrary<Taint>;
const nodes = fc
  .array(
    fc.record({
      labels: fc.record({ zone: fc.constantFrom('a', 'b'), disk: fc.constantFrom('ssd', 'hdd') }, { requiredKeys: [] }),
      taints: fc.array(taint, { maxLength: 2 }),
      unschedulable: fc.boolean(),
      cpu: fc.constantFrom('1', '2', '4'),
      pods: fc.constantFrom('1', '3', '110'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) => list.map((change, i) => node(`n${i}`, change as Parameters<typeof node>[1])));
const wanted = fc.record({
  cpu: maybe(fc.constantFrom('500m', '2', '9')),
  memory: maybe(fc.constantFrom('1Gi', '20Gi')),
  hostPort: maybe(fc.constantFrom(80, 81)),
  priority: maybe(fc.constantFrom(0, 10)),
  nodeSelector: maybe(fc.constantFrom({ disk: 'ssd' }, { disk: 'nvme' })),
  tolerations: maybe(fc.constantFrom([{ operator: 'Exists' as const }], [{ key: 'gpu', operator: 'Exists' as const }])),
  topologySpreadConstraints: maybe(
    fc.constant([
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule' as const,
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ]),
  ),
});
const running = fc.array(
  fc.record({
    at: fc.nat(11),
    cpu: maybe(fc.constantFrom('500m', '1')),
    hostPort: maybe(fc.constantFrom(80, 81)),
    priority: maybe(fc.constantFrom(0, 10)),
  }),
  { maxLength: 20 },
);

describe('the clauses of a message', () => {
  it('count exactly the nodes the table refuses for that reason, on 500 clusters', () => {
    let failures = 0;
    fc.assert(
      fc.property(nodes, wanted, running, (cluster, spec, others) => {
        const placed = others.map(({ at, ...own }, i) =>
          pod(`p${i}`, { ...own, nodeName: cluster[at % cluster.length]!.metadata.name } as never),
        );
        const table = explainAttempt(pod('new', spec as never), cluster, placed);
        if (table.message === '') return table.filters.some(({ plugin }) => plugin === undefined);
        failures++;
        const clauses = explainMessage(table.message, table.filters).filter(({ part }) => part === 'filter');
        for (const { text, nodes: named, say } of clauses) {
          expect(text).toMatch(new RegExp(`^${named.length} `));
          expect(say.key).not.toBe('clause.other');
          expect(say.values.count).toBe(named.length);
        }
        const reasons = new Set(table.filters.flatMap((f) => f.reasons));
        expect(clauses).toHaveLength(reasons.size);
        expect(new Set(clauses.flatMap((c) => c.nodes)).size).toBe(cluster.length);
        return true;
      }),
      { numRuns: 500, seed: 1 },
    );
    // Otherwise the property says little.
    expect(failures).toBeGreaterThan(150);
  });

  it('of the preemption tail name the nodes by whether evicting could help', () => {
    const cluster = [node('m', { taints: [{ key: 'k', effect: 'NoSchedule' }] }), node('w1'), node('w2')];
    const { message, filters } = explainAttempt(pod('big', { cpu: '9' }), cluster, []);
    expect(
      explainMessage(message, filters).map(({ text, nodes: named, part, say }) => [part, text, named, say.key]),
    ).toEqual([
      ['filter', '1 node(s) had untolerated taint {k: }', ['m'], 'clause.taint'],
      ['filter', '2 Insufficient cpu', ['w1', 'w2'], 'clause.insufficient'],
      ['preemption', '1 Preemption is not helpful for scheduling', ['m'], 'clause.notHelpful'],
      ['preemption', '2 No preemption victims found for incoming pod', ['w1', 'w2'], 'clause.noVictims'],
    ]);
  });

  it.each([
    ['no nodes', 'no nodes available to schedule pods', ['clause.noNodes']],
    [
      'refused whatever the node',
      '0/3 nodes are available: pod affinity terms conflict. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
      ['clause.conflict', 'clause.notHelpful'],
    ],
    [
      'not allowed to preempt',
      '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
      ['clause.insufficient', 'clause.neverPreempts'],
    ],
    ['a message without a tail', '0/1 nodes are available: 1 Insufficient cpu.', ['clause.insufficient']],
    ['a binding that failed', 'running Bind plugin "DefaultBinder": pods "x" not found', ['clause.binding']],
    ['something new', '0/2 nodes are available: 2 node(s) were on strike.', ['clause.other']],
    ['none', '', []],
  ])('%s', (_, message, keys) => expect(explainMessage(message, []).map(({ say }) => say.key)).toEqual(keys));
});

describe('every sentence', () => {
  const values = {
    all: 4,
    feasible: 3,
    node: 'w1-k8s',
    score: 473,
    equals: 2,
    message: '',
    name: 'web',
    event: 'NodeAdd',
    count: 2,
    what: 'cpu',
    services: 1,
    endpoints: 2,
  };
  it.each(Object.keys(schedulerEn))('%s leaves no place open in either language', (key) => {
    for (const entry of [
      schedulerEn[key as keyof typeof schedulerEn],
      schedulerKo[key as keyof typeof schedulerEn],
    ] as Entry[])
      expect(fill(entry, values)).not.toMatch(/\{|undefined/);
  });
  it('has its key once', () =>
    expect(Object.keys(schedulerEn).filter((key) => key in narrationEn || key in narrationKo)).toEqual([]));
  it('is Korean with the right particle', () => {
    expect(fill(schedulerKo['schedule.chosen'], values)).toBe(
      `노드 4개 중 3개가 필터를 통과했고, w1-k8s${josa('w1-k8s', '이/가')} 가장 높은 점수(473점)를 받았습니다.`,
    );
  });
});
