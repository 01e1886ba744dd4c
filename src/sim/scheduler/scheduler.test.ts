import { describe, expect, it } from 'vitest';
import type { Event, KubeObject, Node, Pod, Taint } from '../../api/types.ts';
import { setCondition } from '../../api/conditions.ts';
import { Kernel } from '../kernel/kernel.ts';
import { truncated } from '../kernel/trace.ts';
import type { ActorKind, Context } from '../kernel/types.ts';
import type { ApiRequest } from '../messages.ts';
import type { Note } from '../notes.ts';
import { explainAttempt } from './explain.ts';
import { schedulerKind } from './index.ts';
import type { SchedulerState } from './state.ts';

/** A minimal API server: lists, watches, bindings, status patches, deletes. Enough to test the scheduler alone. */
interface Fake {
  objects: Map<string, KubeObject>;
  streams: Map<number, { plural: string; client: string }>;
  revision: number;
  requests: ApiRequest[];
  /** Answers to give to the next bindings instead of binding. */
  refuse: { code: number; message: string }[];
}

const ok = (body: unknown) => ({ code: 200, body: Object.freeze(body) });

const fakeApiserver: ActorKind<Fake> = {
  kind: 'fake-apiserver',
  create: () => ({ objects: new Map(), streams: new Map(), revision: 0, requests: [], refuse: [] }),
  receive(state, entry, ctx) {
    const { message } = entry;
    if (message.kind === 'timer') {
      write(state, ctx, message.name, message.data as { path: string; object?: KubeObject });
      return;
    }
    if (message.kind !== 'request') return;
    const { request } = message;
    state.requests.push(request);
    const reply = (response: { code: number; body: unknown; streaming?: boolean }): void =>
      void ctx.send(entry.from, { kind: 'response', re: entry.id, response });
    const parts = request.path.split('/');
    const namespaced = parts.indexOf('namespaces');
    const [plural, name, sub] = namespaced > 0 ? parts.slice(namespaced + 2) : parts.slice(parts[1] === 'api' ? 3 : 4);
    const path = namespaced > 0 ? `${plural}/${parts[namespaced + 1]}/${name}` : `${plural}/${name}`;
    if (request.method === 'GET' && request.query?.watch) {
      state.streams.set(entry.id, { plural: plural!, client: entry.from });
      reply({ ...ok({}), streaming: true });
    } else if (request.method === 'GET') {
      const items = [...state.objects].filter(([key]) => key.startsWith(`${plural}/`)).map(([, object]) => object);
      reply(ok({ metadata: { resourceVersion: String(state.revision) }, items }));
    } else if (sub === 'binding') {
      const refusal = state.refuse.shift();
      const pod = state.objects.get(path) as Pod | undefined;
      if (refusal || !pod)
        reply({
          code: refusal?.code ?? 404,
          body: { kind: 'Status', message: refusal?.message ?? `pods "${name}" not found` },
        });
      else {
        write(state, ctx, 'put', {
          path,
          object: {
            ...pod,
            spec: { ...pod.spec, nodeName: (request.body as { target: { name: string } }).target.name },
          } as Pod,
        });
        reply({ ...ok({}), code: 201 });
      }
    } else if (sub === 'status') {
      const pod = state.objects.get(path) as Pod;
      const { conditions, ...rest } = (request.body as Pod).status;
      const merged = (conditions ?? []).reduce((list, c) => [...setCondition(list, c)], pod.status.conditions ?? []);
      write(state, ctx, 'put', {
        path,
        object: { ...pod, status: { ...pod.status, ...rest, conditions: merged } } as Pod,
      });
      reply(ok({}));
    } else if (request.method === 'DELETE') {
      write(state, ctx, 'delete', { path });
      reply(ok({}));
    } else reply({ ...ok(request.body), code: 201 });
  },
};

function write(state: Fake, ctx: Context, verb: string, { path, object }: { path: string; object?: KubeObject }): void {
  const old = state.objects.get(path);
  const base = object ?? old;
  if (!base) return;
  const next = Object.freeze({ ...base, metadata: { ...base.metadata, resourceVersion: String(++state.revision) } });
  if (verb === 'delete') state.objects.delete(path);
  else state.objects.set(path, next);
  const type = verb === 'delete' ? 'DELETED' : old ? 'MODIFIED' : 'ADDED';
  for (const [stream, { plural, client }] of state.streams) {
    if (path.startsWith(`${plural}/`)) ctx.send(client, { kind: 'watch', stream, events: [{ type, object: next }] });
  }
}

const node = (
  name: string,
  change: { cpu?: string; labels?: Record<string, string>; taints?: Taint[]; unschedulable?: boolean } = {},
): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `u-${name}`, labels: { 'kubernetes.io/hostname': name, ...change.labels } },
    spec: {
      ...(change.taints ? { taints: change.taints } : {}),
      ...(change.unschedulable ? { unschedulable: true } : {}),
    },
    status: { allocatable: { cpu: change.cpu ?? '4', memory: '8Gi', pods: '110' } },
  }) as unknown as Node;

const pod = (
  name: string,
  spec: Partial<Pod['spec']> & { cpu?: string } = {},
  labels: Record<string, string> = {},
): Pod => {
  const { cpu, ...rest } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `u-${name}`, labels },
    spec: {
      schedulerName: 'default-scheduler',
      containers: [{ name: 'c', image: 'nginx', resources: cpu ? { requests: { cpu } } : {} }],
      ...rest,
    },
    status: { phase: 'Pending' },
  } as unknown as Pod;
};

function start(objects: readonly KubeObject[], seed = 1) {
  const kernel = new Kernel([fakeApiserver, schedulerKind] as never, seed);
  kernel.addActor('apiserver', 'fake-apiserver');
  const put = (object: KubeObject): void =>
    void kernel.inject('apiserver', { kind: 'timer', name: 'put', data: { path: pathFor(object), object } });
  const remove = (object: KubeObject): void =>
    void kernel.inject('apiserver', { kind: 'timer', name: 'delete', data: { path: pathFor(object) } });
  objects.forEach(put);
  kernel.addActor('scheduler', 'scheduler', undefined, 1);
  const run = (ms = 2_000): boolean => kernel.settle(ms);
  const fake = (): Fake => kernel.stateOf<Fake>('apiserver')!;
  const events = (): Event[] =>
    fake()
      .requests.filter((r) => r.method === 'POST' && r.path.endsWith('/events'))
      .map((r) => r.body as Event);
  const notes = <K extends Note['kind']>(kind: K) =>
    [...kernel.trace.entries].flatMap((e) =>
      e.type === 'note' && e.note.kind === kind ? [e.note as Extract<Note, { kind: K }>] : [],
    );
  const nodeOf = (name: string): string | undefined =>
    (fake().objects.get(`pods/default/${name}`) as Pod | undefined)?.spec.nodeName;
  const live = (name: string): Pod => fake().objects.get(`pods/default/${name}`) as Pod;
  return { kernel, put, remove, run, fake, events, notes, nodeOf, live };
}

const pathFor = ({ kind, metadata }: KubeObject): string =>
  `${kind.toLowerCase()}s/${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;

const control = node('m-k8s', {
  taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  labels: { 'node-role.kubernetes.io/control-plane': '' },
});
const workers = ['w1', 'w2', 'w3'].map((name) => node(name));

describe('a Pod that fits', () => {
  it('is assumed, bound by POST pods/x/binding and reported with Scheduled', () => {
    const cluster = start([control, ...workers, pod('web')]);
    expect(cluster.run()).toBe(true);
    const at = cluster.nodeOf('web')!;
    expect(['w1', 'w2', 'w3']).toContain(at);
    const binding = cluster.fake().requests.find((r) => r.path.endsWith('/pods/web/binding'))!;
    expect(binding.body).toEqual({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web', namespace: 'default', uid: 'u-web' },
      target: { kind: 'Node', name: at },
    });
    expect(cluster.events()).toMatchObject([
      {
        type: 'Normal',
        reason: 'Scheduled',
        action: 'Binding',
        message: `Successfully assigned default/web to ${at}`,
        reportingComponent: 'default-scheduler',
        reportingInstance: 'default-scheduler-m-k8s',
      },
    ]);
  });

  it('leaves its whole table in the trace: every node, every plugin with an opinion', () => {
    const cluster = start([control, ...workers, pod('web', { cpu: '1' })]);
    cluster.run();
    const [note] = cluster.notes('schedule');
    expect(note!.filters.map(({ node: n, plugin, reasons }) => [n, plugin, ...reasons])).toEqual([
      ['m-k8s', 'TaintToleration', 'node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }'],
      ['w1', undefined],
      ['w2', undefined],
      ['w3', undefined],
    ]);
    expect(note!.plugins).toEqual([
      'TaintToleration',
      'NodeResourcesFit',
      'NodeResourcesBalancedAllocation',
      'ImageLocality',
    ]);
    expect(note!.scores.map((s) => [s.node, ...s.scores, s.total])).toEqual(
      ['w1', 'w2', 'w3'].map((n) => [n, 300, 86, 87, 0, 473]),
    );
    expect(note!.nodes).toEqual({ all: 4, examined: 4, feasible: 3 });
  });

  it('is a step of its own whose causes lead to the watch event that brought it', () => {
    const cluster = start([control, ...workers]);
    cluster.run();
    cluster.put(pod('web'));
    cluster.run();
    const entries = [...cluster.kernel.trace.entries];
    const schedule = entries.find((e) => e.type === 'note' && e.note.kind === 'schedule')!;
    const chain: string[] = [];
    for (let at = schedule; at; at = entries[at.cause - 1]!)
      chain.push(at.type === 'note' ? at.note.kind : at.message.kind);
    expect(chain).toEqual(['schedule', 'timer', 'schedule-queue', 'watch', 'timer']);
  });

  it('spreads replicas that a Service selects over the nodes', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'default', uid: 's' },
      spec: { selector: { app: 'web' } },
      status: {},
    } as unknown as KubeObject;
    const cluster = start([control, ...workers, service]);
    cluster.run();
    for (let i = 0; i < 9; i++) cluster.put(pod(`web-${i}`, {}, { app: 'web' }));
    cluster.run();
    const counts = new Map<string, number>();
    for (let i = 0; i < 9; i++)
      counts.set(cluster.nodeOf(`web-${i}`)!, (counts.get(cluster.nodeOf(`web-${i}`)!) ?? 0) + 1);
    expect([...counts].sort()).toEqual([
      ['w1', 3],
      ['w2', 3],
      ['w3', 3],
    ]);
  });

  it('chooses among equals by the seed: every node wins for some seed, the same seed always the same', () => {
    const winner = (seed: number): string => {
      const cluster = start([...workers, pod('web')], seed);
      cluster.run();
      return cluster.nodeOf('web')!;
    };
    expect(new Set(Array.from({ length: 20 }, (_, i) => winner(i)))).toEqual(new Set(['w1', 'w2', 'w3']));
    expect(winner(3)).toBe(winner(3));
  });

  it('goes by priority, then by who waits longest', () => {
    const cluster = start([control, ...workers]);
    cluster.run();
    cluster.put(pod('first'));
    cluster.put(pod('second'));
    cluster.put(pod('urgent', { priority: 10 }));
    cluster.run();
    expect(cluster.notes('schedule').map((n) => n.pod.name)).toEqual(['urgent', 'first', 'second']);
  });
});

describe('a Pod that fits nowhere', () => {
  it.each([
    [
      'too little CPU everywhere, a taint on one',
      [control, ...workers],
      pod('big', { cpu: '40' }),
      '0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.',
    ],
    [
      'a label no node has',
      [control, ...workers],
      pod('p', { nodeSelector: { disk: 'ssd' } }),
      "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
    ],
    [
      'all cordoned',
      [node('w1', { unschedulable: true }), node('w2', { unschedulable: true })],
      pod('p'),
      '0/2 nodes are available: 2 node(s) were unschedulable. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    ],
    [
      'one node that is not there',
      [...workers],
      pod('p', {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['w9'] }] }],
            },
          },
        },
      }),
      "0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ],
    [
      'it may not preempt',
      [node('w1')],
      pod('p', { cpu: '9', priority: 5, preemptionPolicy: 'Never' }),
      '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    ],
    ['no nodes', [], pod('p'), 'no nodes available to schedule pods'],
  ])('%s', (_, nodes, waiting, message) => {
    const cluster = start([...nodes, waiting]);
    expect(cluster.run()).toBe(true);
    expect(cluster.events()).toMatchObject([
      { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message },
    ]);
    expect(cluster.live(waiting.metadata.name).status.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ]);
    expect(cluster.notes('schedule').at(-1)).toMatchObject({ chosen: undefined, message });
  });

  it('wakes when what refused it changes, not when something else does', () => {
    const small = node('w1');
    const cluster = start([small, pod('p', { nodeSelector: { disk: 'ssd' } })]);
    cluster.run();
    cluster.put({
      ...small,
      status: { ...small.status, allocatable: { cpu: '8', memory: '8Gi', pods: '110' } },
    } as Node);
    cluster.run();
    expect(cluster.notes('schedule')).toHaveLength(1);
    cluster.put(node('w1', { cpu: '8', labels: { disk: 'ssd' } }));
    cluster.run();
    expect(cluster.nodeOf('p')).toBe('w1');
    expect(cluster.notes('schedule-queue').map((n) => n.event)).toEqual([
      'UnscheduledPodAdd',
      'ScheduleAttemptFailure',
      'NodeUpdateNodeLabel',
    ]);
  });

  it('gets the room a deleted Pod leaves', () => {
    const cluster = start([node('w1'), pod('a', { cpu: '3' })]);
    cluster.run();
    cluster.put(pod('b', { cpu: '3' }));
    cluster.run();
    expect(cluster.nodeOf('b')).toBeUndefined();
    cluster.remove(pod('a'));
    cluster.run();
    expect(cluster.nodeOf('b')).toBe('w1');
  });

  it('is tried again after five minutes even if nothing happened, and nobody waits for that', () => {
    const cluster = start([node('w1'), pod('big', { cpu: '40' })]);
    expect(cluster.run()).toBe(true);
    expect(cluster.kernel.now).toBeLessThan(1_000);
    cluster.kernel.runUntil(400_000);
    expect(cluster.notes('schedule').map((n) => n.attempt)).toEqual([1, 2]);
    // The status patch made a new version of the Pod, so the second Event is one of its own; from then on it is a series.
    expect(cluster.events()).toHaveLength(2);
    cluster.kernel.runUntil(700_000);
    expect(cluster.fake().requests.filter((r) => r.method === 'PATCH' && r.path.includes('/events/'))).toMatchObject([
      { body: { series: { count: 2 } } },
    ]);
  });

  it('does not repeat a status patch that would change nothing', () => {
    const cluster = start([node('w1'), pod('big', { cpu: '40' })]);
    cluster.kernel.runUntil(400_000);
    expect(cluster.fake().requests.filter((r) => r.path.endsWith('/status'))).toHaveLength(1);
  });

  it('with gates waits for them silently', () => {
    const cluster = start([node('w1'), pod('p', { schedulingGates: [{ name: 'quota' }] })]);
    cluster.run();
    expect([cluster.notes('schedule').length, cluster.events().length]).toEqual([0, 0]);
    cluster.put(pod('p', { schedulingGates: [] }));
    cluster.run();
    expect(cluster.nodeOf('p')).toBe('w1');
  });

  it('of another scheduler is left alone', () => {
    const cluster = start([node('w1'), pod('p', { schedulerName: 'mine' })]);
    cluster.run();
    expect(cluster.notes('schedule')).toEqual([]);
  });
});

describe('a binding that fails', () => {
  it('is forgotten, told, and tried again after the back-off', () => {
    const cluster = start([node('w1')]);
    cluster.run();
    cluster.fake().refuse.push({ code: 500, message: 'etcdserver: request timed out' });
    cluster.put(pod('p', { cpu: '3' }));
    expect(cluster.run(5_000)).toBe(true);
    expect(cluster.events().map((e) => [e.reason, e.message])).toEqual([
      ['FailedScheduling', 'running Bind plugin "DefaultBinder": etcdserver: request timed out'],
      ['Scheduled', 'Successfully assigned default/p to w1'],
    ]);
    expect(cluster.live('p').status.conditions).toMatchObject([{ reason: 'SchedulerError' }]);
    expect(cluster.notes('schedule').map((n) => n.attempt)).toEqual([1, 2]);
    const { cache } = cluster.kernel.stateOf<SchedulerState>('scheduler')!;
    expect(cache.columns.cpu[cache.slots.get('w1')!]).toBe(3_000);
  });
});

describe('preemption', () => {
  it('evicts the least important Pods that make room, names the node, and takes it', () => {
    const cluster = start([node('w1', { cpu: '4' })]);
    cluster.run();
    cluster.put(pod('low', { cpu: '2', priority: 1 }));
    cluster.put(pod('mid', { cpu: '2', priority: 5 }));
    cluster.run();
    cluster.put(pod('high', { cpu: '2', priority: 100 }));
    cluster.run();
    expect(cluster.nodeOf('high')).toBe('w1');
    expect([cluster.live('low'), cluster.nodeOf('mid')]).toEqual([undefined, 'w1']);
    expect(cluster.events().map((e) => [e.involvedObject.name, e.reason, e.message])).toContainEqual([
      'low',
      'Preempted',
      'Preempted by pod u-high on node w1',
    ]);
    expect(cluster.events().map((e) => e.message)).toContain('0/1 nodes are available: 1 Insufficient cpu.');
    expect(cluster.fake().requests.find((r) => r.path.endsWith('/pods/high/status'))!.body).toMatchObject({
      status: { nominatedNodeName: 'w1' },
    });
  });
});

describe('every decision', () => {
  it('is the one that the objects of that moment explain', () => {
    const labelled = workers.map(
      (w, i) => ({ ...w, metadata: { ...w.metadata, labels: { ...w.metadata.labels, zone: 'ab'[i % 2]! } } }) as Node,
    );
    const cluster = start([control, ...labelled]);
    cluster.run();
    const spread = [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule' as const,
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ];
    const near = {
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 9, podAffinityTerm: { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'zone' } },
        ],
      },
    };
    const away = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' },
        ],
      },
    };
    for (let i = 0; i < 24; i++) {
      if (i % 3 === 0) cluster.put(pod(`web-${i}`, { cpu: '500m', topologySpreadConstraints: spread }, { app: 'web' }));
      else if (i % 3 === 1) cluster.put(pod(`db-${i}`, { cpu: '700m', affinity: away }, { app: 'db' }));
      else cluster.put(pod(`cache-${i}`, { affinity: near }, { app: 'cache' }));
    }
    const { kernel } = cluster;
    let checked = 0;
    while (!kernel.isSettled()) {
      const state = kernel.stateOf<SchedulerState>('scheduler')!;
      const notesBefore = cluster.notes('schedule').length;
      const nodesNow = [...state.nodes.store.values()];
      const podsNow = [...state.cache.pods.values()].map(
        ({ info, slot }) => ({ ...info.pod, spec: { ...info.pod.spec, nodeName: state.cache.names[slot]! } }) as Pod,
      );
      kernel.step();
      const note = cluster.notes('schedule')[notesBefore];
      if (!note) continue;
      const table = explainAttempt(
        cluster.fake().objects.get(`pods/default/${note.pod.name}`) as Pod,
        nodesNow,
        podsNow,
      );
      expect({ filters: table.filters, plugins: table.plugins }).toEqual({
        filters: note.filters,
        plugins: note.plugins,
      });
      const byName = (a: { node: string }, b: { node: string }): number => (a.node < b.node ? -1 : 1);
      expect([...table.scores].sort(byName)).toEqual([...note.scores].sort(byName));
      expect(table.message).toBe(note.chosen === undefined ? note.message : '');
      expect(note.chosen === undefined || table.best.includes(note.chosen)).toBe(true);
      checked++;
    }
    expect(checked).toBe(24);
    expect(cluster.notes('schedule').filter((n) => n.chosen === undefined).length).toBeGreaterThan(0);
  });
});

describe('a checkpoint', () => {
  it('goes on exactly as the original, from the middle of a rush', () => {
    const cluster = start([control, ...workers]);
    for (let i = 0; i < 30; i++) cluster.put(pod(`p-${i}`, { cpu: '500m' }));
    const { kernel } = cluster;
    while (cluster.notes('schedule').length < 10) kernel.step();
    const saved = kernel.packSnapshot(kernel.snapshot());
    const trace = truncated(kernel.trace, kernel.steps);
    cluster.run();
    const end = kernel.traceHash();
    const other = new Kernel([fakeApiserver, schedulerKind] as never, 99);
    other.restore(other.unpackSnapshot(saved), trace);
    other.settle(2_000);
    expect(other.traceHash()).toBe(end);
  });
});
