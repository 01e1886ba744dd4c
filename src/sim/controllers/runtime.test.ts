import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject, Pod, ReplicaSet, WatchEvent } from '../../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { Kernel } from '../kernel/kernel.ts';
import { lastStep, traceGet, truncated } from '../kernel/trace.ts';
import type { ActorKind, Context, EntryId } from '../kernel/types.ts';
import type { ApiRequest } from '../messages.ts';
import { timestamp } from '../time.ts';
import { controllerManagerKind } from './index.ts';
import type { ManagerState } from './state.ts';

/**
 * The least server the runtime can be tried on: a store, watches and a kubelet that makes every Pod ready. Answers
 * and watch events take a random time each (in order per stream), which is the hard case for a controller.
 */
interface Server {
  revision: number;
  names: number;
  /** `plural key` → object. */
  store: Map<string, KubeObject>;
  streams: Map<EntryId, { client: string; plural: string; lastAt: number }>;
  slowMs: number;
  refusePods: boolean;
  /** Per ReplicaSet: the most replicas it was ever to have, and had. */
  most: Map<string, { spec: number; pods: number }>;
  /** The most replicas all ReplicaSets together were to have. */
  mostSpec: number;
}

const serverKind: ActorKind<Server> = {
  kind: 'apiserver',
  create: (_id, options) => ({
    revision: 1,
    names: 0,
    store: new Map(),
    streams: new Map(),
    refusePods: false,
    most: new Map(),
    mostSpec: 0,
    slowMs: 0,
    ...(options as object),
  }),
  receive(s, entry, ctx) {
    const { message } = entry;
    if (message.kind === 'timer') {
      const pod = s.store.get(message.data as string) as Pod | undefined;
      if (!pod) return;
      if (pod.metadata.deletionTimestamp) return store(s, ctx, 'pods', pod, 'DELETED');
      const conditions = [{ type: 'Ready', status: 'True' as const, lastTransitionTime: timestamp(ctx.now) }];
      return store(s, ctx, 'pods', { ...pod, status: { ...pod.status, phase: 'Running', conditions } });
    }
    if (message.kind !== 'request') return;
    const reply = (code: number, body: unknown): void =>
      void ctx.send(
        entry.from,
        { kind: 'response', re: entry.id, response: { code, body } },
        { delayMs: 1 + ctx.randomInt(s.slowMs + 1) },
      );
    const { request } = message;
    const { plural, namespace, name } = placeOf(request.path);
    if (request.method === 'GET' && !name) {
      if (request.query?.['watch']) s.streams.set(entry.id, { client: entry.from, plural, lastAt: 0 });
      else reply(200, { metadata: { resourceVersion: String(s.revision) }, items: list(s, plural) });
      return;
    }
    reply(...write(s, ctx, request, plural, namespace, name));
  },
};

const list = (s: Server, plural: string): KubeObject[] =>
  [...s.store].flatMap(([key, o]) => (key.startsWith(`${plural} `) ? [o] : []));

function placeOf(path: string): { plural: string; namespace: string; name: string } {
  const parts = path.split('/').slice(path.startsWith('/apis') ? 4 : 3);
  const namespace = parts[0] === 'namespaces' && parts.length > 2 ? parts.splice(0, 2)[1]! : '';
  return { plural: parts[0]!, namespace, name: parts[1] ?? '' };
}

function store(s: Server, ctx: Context, plural: string, object: KubeObject, type?: WatchEvent['type']): KubeObject {
  const key = `${plural} ${keyOf(object)}`;
  const next = Object.freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(++s.revision) } });
  const event = { type: type ?? (s.store.has(key) ? 'MODIFIED' : 'ADDED'), object: next } as const;
  if (type === 'DELETED') s.store.delete(key);
  else s.store.set(key, next);
  for (const [stream, to] of s.streams) {
    if (to.plural !== plural) continue;
    to.lastAt = Math.max(to.lastAt, ctx.now + 1 + ctx.randomInt(s.slowMs + 1));
    ctx.send(to.client, { kind: 'watch', stream, events: [event] }, { delayMs: to.lastAt - ctx.now });
  }
  tally(s, plural, next);
  return next;
}

/** Keeps the records the "never more than allowed" test is about. */
function tally(s: Server, plural: string, object: KubeObject): void {
  if (plural === 'replicasets') {
    const most = s.most.get(object.metadata.uid) ?? { spec: 0, pods: 0 };
    s.most.set(object.metadata.uid, { ...most, spec: Math.max(most.spec, (object as ReplicaSet).spec.replicas) });
    s.mostSpec = Math.max(
      s.mostSpec,
      (list(s, 'replicasets') as ReplicaSet[]).reduce((sum, rs) => sum + rs.spec.replicas, 0),
    );
  }
  if (plural !== 'pods') return;
  const owner = object.metadata.ownerReferences![0]!.uid;
  const pods = list(s, 'pods').filter(
    (o) => !o.metadata.deletionTimestamp && o.metadata.ownerReferences![0]!.uid === owner,
  ).length;
  const most = s.most.get(owner)!;
  s.most.set(owner, { ...most, pods: Math.max(most.pods, pods) });
}

function write(
  s: Server,
  ctx: Context,
  request: ApiRequest,
  plural: string,
  namespace: string,
  name: string,
): [number, unknown] {
  const old = s.store.get(`${plural} ${namespace ? `${namespace}/${name}` : name}`);
  const body = request.body as KubeObject;
  if (request.method === 'POST') {
    if (plural === 'pods' && s.refusePods) return [403, { message: 'pods "web-" is forbidden: exceeded quota' }];
    const made = body.metadata.name ?? `${body.metadata.generateName}${(100_000 + s.names++).toString(36)}`;
    if (s.store.has(`${plural} ${namespace}/${made}`)) return [409, { reason: 'AlreadyExists', message: 'exists' }];
    const metadata = {
      ...body.metadata,
      name: made,
      uid: `uid-${s.revision}`,
      generation: 1,
      creationTimestamp: timestamp(ctx.now),
    };
    const status = plural === 'pods' ? { phase: 'Pending' } : plural === 'replicasets' ? { replicas: 0 } : {};
    const object = store(s, ctx, plural, { ...body, metadata, status });
    if (plural === 'pods')
      ctx.timer(5 + ctx.randomInt(50), { kind: 'timer', name: 'kubelet', data: `pods ${keyOf(object)}` });
    return [201, object];
  }
  if (!old) return [404, { message: 'not found' }];
  if (request.method === 'DELETE') {
    if (plural !== 'pods') return [200, store(s, ctx, plural, old, 'DELETED')];
    ctx.timer(5 + ctx.randomInt(50), { kind: 'timer', name: 'kubelet', data: `pods ${keyOf(old)}` });
    return [
      200,
      store(s, ctx, plural, { ...old, metadata: { ...old.metadata, deletionTimestamp: timestamp(ctx.now) } }),
    ];
  }
  if (request.method === 'PATCH')
    return [200, store(s, ctx, plural, { ...old, metadata: { ...old.metadata, ...body.metadata } })];
  if (body.metadata.resourceVersion !== old.metadata.resourceVersion)
    return [409, { reason: 'Conflict', message: 'the object has been modified' }];
  if (request.path.endsWith('/status'))
    return [
      200,
      store(s, ctx, plural, {
        ...old,
        metadata: { ...old.metadata, annotations: body.metadata.annotations ?? {} },
        status: body['status'],
      }),
    ];
  const changed = JSON.stringify(old['spec']) !== JSON.stringify(body['spec']);
  return [
    200,
    store(s, ctx, plural, {
      ...body,
      metadata: { ...body.metadata, generation: old.metadata.generation! + Number(changed) },
      status: old['status'],
    }),
  ];
}

function start(seed: number, options: Partial<Server> = {}): Kernel {
  const kernel = new Kernel([serverKind as never, controllerManagerKind as never], seed);
  kernel.addActor('apiserver', 'apiserver', options);
  kernel.addActor('controller-manager', 'controller-manager', undefined, 1);
  kernel.settle(1000);
  return kernel;
}

const server = (kernel: Kernel): Server => kernel.stateOf<Server>('apiserver')!;
const manager = (kernel: Kernel): ManagerState => kernel.stateOf<ManagerState>('controller-manager')!;
const all = <T extends KubeObject>(kernel: Kernel, plural: string): T[] => list(server(kernel), plural) as T[];
const get = <T extends KubeObject>(kernel: Kernel, plural: string, key: string): T =>
  server(kernel).store.get(`${plural} ${key}`) as T;

function send(kernel: Kernel, method: ApiRequest['method'], path: string, body?: unknown): void {
  kernel.inject(
    'apiserver',
    { kind: 'request', request: { method, path, body, credential: { type: 'anonymous' } } },
    { from: 'user' },
  );
}

const deployments = '/apis/apps/v1/namespaces/default/deployments';

const web = (replicas: number, image = 'nginx:1', more: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...more,
  },
});

/** The person replaces the spec, whatever version the object has. */
function respec(kernel: Kernel, change: (spec: Deployment['spec']) => object): void {
  const d = get<Deployment>(kernel, 'deployments', 'default/web');
  send(kernel, 'PUT', `${deployments}/web`, { ...d, spec: { ...d.spec, ...change(d.spec) } });
}

const image = (name: string) => (spec: Deployment['spec']) => ({
  template: { ...spec.template, spec: { containers: [{ name: 'c', image: name }] } },
});

const alive = (kernel: Kernel): Pod[] => all<Pod>(kernel, 'pods').filter((p) => !p.metadata.deletionTimestamp);

describe('a Deployment on the runtime', () => {
  it('brings up its Pods, scales, rolls to a new template and goes back', () => {
    const kernel = start(1);
    send(kernel, 'POST', deployments, web(3));
    expect(kernel.settle(60_000)).toBe(true);
    expect(alive(kernel)).toHaveLength(3);
    expect(get<Deployment>(kernel, 'deployments', 'default/web')).toMatchObject({
      metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } },
      status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 },
    });
    respec(kernel, () => ({ replicas: 5 }));
    kernel.settle(60_000);
    expect(alive(kernel)).toHaveLength(5);
    respec(kernel, image('nginx:2'));
    kernel.settle(60_000);
    const sizes = (): (readonly [string | undefined, number])[] =>
      all<ReplicaSet>(kernel, 'replicasets').map(
        (rs) => [rs.metadata.annotations!['deployment.kubernetes.io/revision'], rs.spec.replicas] as const,
      );
    expect(sizes()).toEqual([
      ['1', 0],
      ['2', 5],
    ]);
    respec(kernel, image('nginx:1'));
    kernel.settle(60_000);
    expect(sizes()).toEqual([
      ['3', 5],
      ['2', 0],
    ]);
    expect(
      all<ReplicaSet>(kernel, 'replicasets')[0]!.metadata.annotations!['deployment.kubernetes.io/revision-history'],
    ).toBe('1');
    expect(
      get<Deployment>(kernel, 'deployments', 'default/web').metadata.annotations!['deployment.kubernetes.io/revision'],
    ).toBe('3');
  });

  it('never has more Pods than allowed, whatever the delays (200 seeds)', () => {
    const wrong: string[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const kernel = start(seed, { slowMs: 40 });
      send(kernel, 'POST', deployments, web(7));
      kernel.settle(60_000);
      respec(kernel, image('nginx:2'));
      kernel.runUntil(kernel.now + 60);
      const victim = alive(kernel)[seed % 5]!;
      send(kernel, 'DELETE', `/api/v1/namespaces/default/pods/${victim.metadata.name}`);
      kernel.runUntil(kernel.now + (seed % 90));
      respec(kernel, () => ({ replicas: 4 }));
      if (!kernel.settle(60_000)) wrong.push(`seed ${seed}: never settles`);
      // 7 + 25 % rounded up.
      if (server(kernel).mostSpec > 9)
        wrong.push(`seed ${seed}: ${server(kernel).mostSpec} replicas during the rollout`);
      for (const { spec, pods } of server(kernel).most.values())
        if (pods > spec) wrong.push(`seed ${seed}: ${pods} Pods for ${spec} replicas`);
      if (alive(kernel).length !== 4) wrong.push(`seed ${seed}: ${alive(kernel).length} Pods for 4`);
    }
    expect(wrong).toEqual([]);
  });

  it('creates 1,000 Pods in batches of 1, 2, 4, …: neither one step nor 1,000 round trips', () => {
    const kernel = start(2);
    send(kernel, 'POST', deployments, web(1000));
    const began = kernel.now;
    const sent = new Map<number, number>();
    kernel.onStep = (entry) => {
      if (entry.message.kind === 'request' && entry.message.request.path.endsWith('/pods'))
        sent.set(entry.sentMs, (sent.get(entry.sentMs) ?? 0) + 1);
    };
    expect(kernel.settle(60_000)).toBe(true);
    expect(alive(kernel)).toHaveLength(1000);
    expect([...sent.values()].slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 245]);
    expect(kernel.now - began).toBeLessThan(1000);
  });
});

describe('the queue, seen in the trace', () => {
  const kernel = start(3);
  send(kernel, 'POST', deployments, web(2));
  kernel.settle(60_000);
  const entries = [...kernel.trace.entries];

  it('every request goes back to a reconcile note, that to a sync, that to an enqueue', () => {
    const requests = entries.filter(
      (e) => e.type === 'message' && e.agent?.endsWith('-controller') && e.message.kind === 'request',
    );
    expect(requests.length).toBeGreaterThan(10);
    const notes = requests.map((request) => traceGet(kernel.trace, request.cause)!);
    // The others are Events, told because of an answer.
    const decisions = notes.filter((entry) => entry.type === 'note');
    expect(decisions.every((entry) => entry.note.kind === 'reconcile')).toBe(true);
    const syncs = decisions
      .map((entry) => traceGet(kernel.trace, entry.cause)!)
      .filter((entry) => entry.type === 'message' && entry.message.kind === 'timer');
    expect(syncs.length).toBeGreaterThan(5);
    for (const sync of syncs) expect(traceGet(kernel.trace, sync.cause)).toMatchObject({ note: { kind: 'enqueue' } });
  });
  it('speaks as each controller itself', () => {
    const tokens = entries.flatMap((e) =>
      e.type === 'message' && e.message.kind === 'request' && e.agent === 'replicaset-controller'
        ? [e.message.request.credential]
        : [],
    );
    expect(tokens[0]).toEqual({ type: 'token', token: 'system:serviceaccount:kube-system:replicaset-controller' });
  });
  it('ends with nothing queued, held or in flight', () => {
    const { queues, jobs, calls, holds } = manager(kernel);
    for (const queue of Object.values(queues))
      expect([queue.waiting.size, queue.active.size, queue.held.size, queue.again.size]).toEqual([0, 0, 0, 0]);
    expect([jobs.size, calls.size, holds.leaving.size]).toEqual([0, 0, 0]);
    expect(Object.values(holds.revisions).flat()).toEqual([]);
  });
  it('the same key is held back until its own Pods are seen', () => {
    const holds = [4, 5, 6, 7].flatMap((seed) => {
      const slow = start(seed, { slowMs: 40 });
      send(slow, 'POST', deployments, web(5));
      slow.settle(60_000);
      return [...slow.trace.entries].filter((e) => e.type === 'note' && e.note.kind === 'hold');
    });
    expect(holds.length).toBeGreaterThan(0);
  });
});

describe('refusals', () => {
  it('are told, shown in the status, and retried with doubling pauses until they end', () => {
    const kernel = start(5, { refusePods: true });
    send(kernel, 'POST', deployments, web(3));
    kernel.runUntil(kernel.now + 5000);
    const rs = all<ReplicaSet>(kernel, 'replicasets')[0]!;
    expect(rs.status.conditions).toMatchObject([
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message: 'pods "web-" is forbidden: exceeded quota',
      },
    ]);
    expect(all(kernel, 'events').map((e) => [e['reason'], e['message']])).toContainEqual([
      'FailedCreate',
      'Error creating: pods "web-" is forbidden: exceeded quota',
    ]);
    const d = get<Deployment>(kernel, 'deployments', 'default/web');
    expect(d.status.conditions?.map((c) => c.type)).toContain('ReplicaFailure');
    const waits = [...kernel.trace.entries].flatMap((e) =>
      e.type === 'note' && e.note.kind === 'requeue' ? [e.note.afterMs] : [],
    );
    expect(waits.slice(0, 6)).toEqual([5, 10, 20, 40, 80, 160]);
    server(kernel).refusePods = false;
    kernel.runUntil(kernel.now + 10_000);
    expect(alive(kernel)).toHaveLength(3);
    expect(all<ReplicaSet>(kernel, 'replicasets')[0]!.status.conditions ?? []).toEqual([]);
  });
});

describe('a checkpoint in the middle of a rollout', () => {
  it.each([3, 50, 200, 333])('after %i steps: going on from it, or from its text, gives the same trace', (steps) => {
    const kernel = start(8, { slowMs: 20 });
    send(kernel, 'POST', deployments, web(6));
    for (let i = 0; i < steps; i++) kernel.step();
    const snapshot = kernel.snapshot();
    const step = lastStep(kernel.trace);
    const text = kernel.packSnapshot(snapshot);
    kernel.settle(60_000);
    const hash = kernel.traceHash();
    for (const from of [snapshot, kernel.unpackSnapshot(text)]) {
      kernel.restore(from, truncated(kernel.trace, step));
      kernel.settle(60_000);
      expect(kernel.traceHash()).toBe(hash);
    }
  });
});
