import { describe, expect, it } from 'vitest';
import type { Condition, EndpointSlice, KubeObject, Node, Pod, ReplicaSet, Service } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import type { Controller, Plan, View } from './controller.ts';
import { endpointSliceController } from './endpointslice.ts';
import { garbageCollectorController } from './garbage-collector.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { podGcController } from './pod-gc.ts';
import { replicaSetController } from './replicaset.ts';
import { serviceAccountController } from './serviceaccount.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { viewWith } from './testing.ts';

/** Requests as lines: `POST pods`, `DELETE pods web-1`. */
const lines = (plan: Plan | undefined): string[] =>
  (plan?.requests ?? []).map((w) => [w.method, w.resource, w.name, w.subresource].filter(Boolean).join(' '));
const look = (controller: Controller, key: string, view: View): string[] => lines(controller.reconcile(key, view));

const meta = (name: string, more: Partial<KubeObject['metadata']> = {}): KubeObject['metadata'] => ({
  name,
  namespace: 'default',
  uid: name,
  resourceVersion: '1',
  generation: 1,
  creationTimestamp: timestamp(0),
  ...more,
});
const ownedBy = (kind: string, name: string): Partial<KubeObject['metadata']> => ({
  ownerReferences: [{ apiVersion: 'v1', kind, name, uid: name, controller: true, blockOwnerDeletion: true }],
});
const isReady = (status: Condition['status'], at = 0): Condition[] => [{ type: 'Ready', status, lastTransitionTime: timestamp(at), lastHeartbeatTime: timestamp(at) }];

function pod(name: string, more: { meta?: Partial<Pod['metadata']>; spec?: object; status?: Partial<Pod['status']> } = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(name, { labels: { app: 'web' }, ...more.meta }),
    spec: { nodeName: 'w1', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }], ...more.spec } as never,
    status: { phase: 'Running', podIP: `10.0.0.${name.length}`, conditions: isReady('True'), ...more.status },
  };
}

describe('ReplicaSet', () => {
  const rs = (replicas: number, status: Partial<ReplicaSet['status']> = {}): ReplicaSet => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: meta('web'),
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: {} as never } },
    status: { replicas: 0, ...status },
  });
  const full = { replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 };
  const own = (name: string, more: Parameters<typeof pod>[1] = {}): Pod => pod(name, { ...more, meta: { ...ownedBy('ReplicaSet', 'web'), ...more.meta } });
  it.each<[string, ReplicaSet, Pod[], string[]]>([
    ['has what it wants and says so: nothing', rs(2, full), [own('a'), own('b')], []],
    ['misses one: creates one', rs(3, { ...full }), [own('a'), own('b')], ['POST pods']],
    ['a terminating Pod is not counted: its replacement comes at once', rs(2, full), [own('a'), own('b', { meta: { deletionTimestamp: timestamp(0) } })], ['POST pods', 'PUT replicasets web status']],
    ['a finished Pod is not counted', rs(1), [own('a', { status: { phase: 'Failed' } })], ['POST pods', 'PUT replicasets web status']],
    ['has too many: the least valuable goes', rs(1, full), [own('a'), own('b', { status: { conditions: isReady('False') } })], ['DELETE pods b', 'PUT replicasets web status']],
    ['a stranger that matches is adopted', rs(2, full), [own('a'), pod('b')], ['PATCH pods b']],
    ['one that stopped matching is let go and replaced', rs(2, full), [own('a'), own('b', { meta: { labels: { app: 'x' } } })], ['PATCH pods b', 'POST pods', 'PUT replicasets web status']],
    ['somebody else’s Pod is left alone', rs(1, { ...full, replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1 }), [own('a'), pod('b', { meta: ownedBy('ReplicaSet', 'other') })], []],
    ['being deleted it creates nothing', { ...rs(3), metadata: meta('web', { deletionTimestamp: timestamp(0) }) }, [], ['PUT replicasets web status']],
  ])('%s', (_name, replicaSet, pods, wanted) => {
    expect(look(replicaSetController, 'default/web', viewWith({ replicasets: [replicaSet], pods }))).toEqual(wanted);
  });
  it('creates and deletes at most 500 at a look', () => {
    expect(look(replicaSetController, 'default/web', viewWith({ replicasets: [rs(2000)] })).filter((l) => l === 'POST pods')).toHaveLength(500);
  });
  it('a Pod counts as available after minReadySeconds, and the look for that is planned', () => {
    const waiting = { ...rs(1), spec: { ...rs(1).spec, minReadySeconds: 10 } };
    const plan = replicaSetController.reconcile('default/web', viewWith({ replicasets: [waiting], pods: [own('a')] }, { now: 4000 }));
    expect(plan.requeueAfterMs).toBe(6000);
    expect((plan.requests![0]!.body as ReplicaSet).status).toEqual({ replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, observedGeneration: 1 });
  });
});

describe('EndpointSlice', () => {
  const service = (spec: Partial<Service['spec']> = {}): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('web'),
    spec: { type: 'ClusterIP', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }], sessionAffinity: 'None', ...spec },
    status: { loadBalancer: {} },
  });
  const bodies = (view: View): EndpointSlice[] => (endpointSliceController.reconcile('default/web', view).requests ?? []).flatMap((w) => (w.body && w.method !== 'DELETE' ? [w.body as EndpointSlice] : []));
  const stored = (slice: EndpointSlice, name: string): EndpointSlice => ({ ...slice, metadata: { ...meta(name), ...slice.metadata, name, uid: name } });
  const conditions = (p: Pod, spec: Partial<Service['spec']> = {}): unknown => bodies(viewWith({ services: [service(spec)], pods: [p] }))[0]?.endpoints[0]?.conditions;

  it.each([
    ['ready', pod('a'), {}, { ready: true, serving: true, terminating: false }],
    ['not ready', pod('a', { status: { conditions: isReady('False') } }), {}, { ready: false, serving: false, terminating: false }],
    ['going while it still serves: not for new clients', pod('a', { meta: { deletionTimestamp: timestamp(0) } }), {}, { ready: false, serving: true, terminating: true }],
    ['not ready, but the Service wants it published', pod('a', { status: { conditions: isReady('False') } }), { publishNotReadyAddresses: true }, { ready: true, serving: false, terminating: false }],
    ['finished: no endpoint', pod('a', { status: { phase: 'Succeeded' } }), {}, undefined],
    ['without an address: no endpoint', pod('a', { status: { podIP: '' } }), {}, undefined],
  ] as const)('a Pod that is %s', (_name, p, spec, wanted) => expect(conditions(p, spec)).toEqual(wanted));

  it.each([
    ['without a selector', { selector: undefined as never }],
    ['of type ExternalName', { type: 'ExternalName' as const }],
  ])('a Service %s is left alone', (_name, spec) => {
    expect(look(endpointSliceController, 'default/web', viewWith({ services: [service(spec)], pods: [pod('a')] }))).toEqual([]);
  });
  it('without any Pod there is one empty slice, which the first Pod’s endpoint then fills', () => {
    const [empty] = bodies(viewWith({ services: [service()] }));
    expect(empty).toMatchObject({ endpoints: [], ports: [], metadata: { generateName: 'web-', labels: { 'kubernetes.io/service-name': 'web' } } });
    const view = viewWith({ services: [service()], endpointslices: [stored(empty!, 'web-1')], pods: [pod('a')] });
    expect(look(endpointSliceController, 'default/web', view)).toEqual(['PUT endpointslices web-1']);
    expect(bodies(view)[0]).toMatchObject({ ports: [{ port: 8080, protocol: 'TCP', name: '' }], endpoints: [{ nodeName: 'w1', targetRef: { kind: 'Pod', name: 'a' } }] });
    expect(look(endpointSliceController, 'default/web', viewWith({ services: [service()], endpointslices: [stored(bodies(view)[0]!, 'web-1')], pods: [pod('a')] }))).toEqual([]);
  });
  it('a slice holds 100 endpoints', () => {
    const pods = Array.from({ length: 250 }, (_, i) => pod(`p${i}`));
    expect(bodies(viewWith({ services: [service()], pods })).map((slice) => slice.endpoints.length)).toEqual([100, 100, 50]);
  });
  it('a named port is looked up in each Pod: other numbers, another slice', () => {
    const named = service({ ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }] });
    const other = pod('bb', { spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 9090, protocol: 'TCP' }] }] } });
    expect(bodies(viewWith({ services: [named], pods: [pod('a'), other] })).map((slice) => slice.ports[0]!.port)).toEqual([8080, 9090]);
  });
});

describe('garbage collector', () => {
  const owner = (more: Partial<KubeObject['metadata']> = {}): KubeObject => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: meta('rs', more), spec: {}, status: {} });
  const child = pod('a', { meta: ownedBy('ReplicaSet', 'rs') });
  const going = (finalizer: string): KubeObject => owner({ deletionTimestamp: timestamp(0), finalizers: [finalizer] });
  it.each<[string, string, View, string[]]>([
    ['its owner lives: nothing', 'pods/default/a', viewWith({ pods: [child], replicasets: [owner()] }), []],
    ['its owner was seen going: it goes too', 'pods/default/a', viewWith({ pods: [child] }, { absent: ['rs'] }), ['DELETE pods a']],
    ['its owner is not known: ask first', 'pods/default/a', viewWith({ pods: [child] }), ['GET replicasets rs']],
    ['its owner waits for it: it goes', 'pods/default/a', viewWith({ pods: [child], replicasets: [going('foregroundDeletion')] }), ['DELETE pods a']],
    ['one of two owners is gone: only the reference goes', 'pods/default/a', viewWith({ pods: [{ ...child, metadata: { ...child.metadata, ownerReferences: [...child.metadata.ownerReferences!, { apiVersion: 'v1', kind: 'ReplicaSet', name: 'x', uid: 'x' }] } }], replicasets: [owner()] }, { absent: ['x'] }), ['PATCH pods a']],
    ['it waits while a dependent is left', 'replicasets/default/rs', viewWith({ pods: [child], replicasets: [going('foregroundDeletion')] }), []],
    ['no dependent is left: it may go', 'replicasets/default/rs', viewWith({ replicasets: [going('foregroundDeletion')] }), ['PATCH replicasets rs']],
    ['orphaning: dependents are set free, then it may go', 'replicasets/default/rs', viewWith({ pods: [child], replicasets: [going('orphan')] }), ['PATCH pods a', 'PATCH replicasets rs']],
  ])('%s', (_name, key, view, wanted) => expect(look(garbageCollectorController, key, view)).toEqual(wanted));

  it.each([
    ['404: it goes', 404, {}, ['DELETE pods a']],
    ['another object of that name: it goes', 200, { metadata: { uid: 'other' } }, ['DELETE pods a']],
    ['the owner exists: it stays', 200, { metadata: { uid: 'rs' } }, []],
  ])('asked for an unknown owner the server says %s', (_name, code, body, wanted) => {
    const view = viewWith({ pods: [child] });
    const write = garbageCollectorController.reconcile('pods/default/a', view).requests![0]!;
    expect(lines(garbageCollectorController.conclude!('pods/default/a', view, [{ write, response: { code, body } }]))).toEqual(wanted);
  });
  it('only a change of owners or a deletion is worth a look', () => {
    const view = viewWith({ pods: [child], replicasets: [owner()] });
    const { pods, replicasets } = garbageCollectorController.watches;
    expect(pods!({ type: 'updated', key: 'default/a', object: child, old: child }, view)).toBeUndefined();
    expect(pods!({ type: 'added', key: 'default/a', object: child, old: undefined }, view)).toBeUndefined();
    expect(replicasets!({ type: 'deleted', key: 'default/rs', object: owner(), old: undefined }, view)).toEqual(['pods/default/a']);
  });
});

describe('node lifecycle', () => {
  const node = (name: string, ready: Condition['status'] | undefined, more: { taints?: Node['spec']['taints']; at?: number; spec?: Partial<Node['spec']> } = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...meta(name), namespace: undefined as never },
    spec: { ...(more.taints ? { taints: more.taints } : {}), ...more.spec },
    status: ready ? { conditions: isReady(ready, more.at ?? 0) } : {},
  });
  const lease = (name: string, at: number): KubeObject => ({ apiVersion: 'v1', kind: 'Lease', metadata: meta(name, { namespace: 'kube-node-lease' }), spec: { renewTime: timestamp(at) } });
  const plan = (nodes: Node[], now: number, renewed = 0, pods: Pod[] = []): Plan =>
    nodeLifecycleController.reconcile('w1', viewWith({ nodes, leases: [lease('w1', renewed)], pods }, { now }));
  const body = (p: Plan): any => p.requests?.[0]?.body;

  it('49 s of silence: waits for the 50th', () => expect(plan([node('w1', 'True')], 49_000)).toMatchObject({ requeueAfterMs: 1000 }));
  it('a renewed Lease counts from the monitor’s next look, on its 5 s grid', () => expect(plan([node('w1', 'True')], 49_000, 12_000).requeueAfterMs).toBe(16_000));
  it('50 s of silence: the conditions become Unknown, the node is told not ready', () => {
    const p = plan([node('w1', 'True')], 50_000);
    expect(lines(p)).toEqual(['PUT nodes w1 status']);
    expect(body(p).status.conditions).toMatchObject([
      { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
      { type: 'MemoryPressure', status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' },
      { type: 'DiskPressure' },
      { type: 'PIDPressure' },
    ]);
    expect(p.requests![0]!.ifDone).toMatchObject({ reason: 'NodeNotReady', message: 'Node w1 status is now: NodeNotReady' });
  });
  it('a node that never posted a status has 60 s', () => {
    expect(plan([node('w1', undefined)], 59_000)).toMatchObject({ requeueAfterMs: 1000 });
    expect(lines(plan([node('w1', undefined)], 60_000))).toEqual(['PUT nodes w1 status']);
  });
  it.each<[string, Node[], string[]]>([
    ['silent, others fine: unreachable, and Pods must go', [node('w1', 'Unknown'), node('w2', 'True')], ['unreachable:NoSchedule', 'unreachable:NoExecute']],
    ['says itself not ready', [node('w1', 'False'), node('w2', 'True')], ['not-ready:NoSchedule', 'not-ready:NoExecute']],
    ['all nodes are silent: then it may be us, nobody is evicted', [node('w1', 'Unknown'), node('w2', 'Unknown')], ['unreachable:NoSchedule']],
    ['three of five of a small zone are silent: eviction stops', [node('w1', 'Unknown'), node('w2', 'Unknown'), node('w3', 'Unknown'), node('w4', 'True'), node('w5', 'True')], ['unreachable:NoSchedule']],
    ['cordoned', [node('w1', 'True', { spec: { unschedulable: true } })], ['unschedulable:NoSchedule']],
  ])('%s', (_name, nodes, wanted) => {
    const taints = body(plan(nodes, 1000)).spec.taints as { key: string; effect: string }[];
    expect(taints.map((t) => `${t.key.replace('node.kubernetes.io/', '')}:${t.effect}`)).toEqual(wanted);
  });
  it('ready again: both taints go, somebody else’s stays', () => {
    const taints: Node['spec']['taints'] = [
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
      { key: 'dedicated', effect: 'NoSchedule' },
    ];
    expect(body(plan([node('w1', 'True', { taints })], 1000)).spec.taints).toEqual([{ key: 'dedicated', effect: 'NoSchedule' }]);
  });
  it('one node per zone every 10 s', () => {
    const tainted = node('w2', 'Unknown', { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: timestamp(3000) }] });
    const mine = node('w1', 'Unknown', { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }] });
    const p = plan([mine, tainted, node('w3', 'True')], 5000);
    expect([lines(p), p.requeueAfterMs]).toEqual([[], 8000]);
  });
  it('Pods of a silent node are no longer ready', () => {
    const taints: Node['spec']['taints'] = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }];
    const p = plan([node('w1', 'Unknown', { taints })], 1000, 0, [pod('a'), pod('b', { status: { conditions: isReady('False') } })]);
    expect(lines(p)).toEqual(['PUT pods a status']);
    expect(p.requests![0]!.ifDone).toMatchObject({ type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
  });
});

describe('taint eviction', () => {
  const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' as const };
  const node = (taints: Node['spec']['taints'] = [unreachable]): KubeObject => ({ apiVersion: 'v1', kind: 'Node', metadata: { ...meta('w1'), namespace: undefined as never }, spec: { taints }, status: {} });
  const tolerating = (seconds?: number): Pod => pod('a', { spec: { tolerations: [{ key: unreachable.key, operator: 'Exists', effect: 'NoExecute', ...(seconds === undefined ? {} : { tolerationSeconds: seconds }) }] } });
  const out = ['PATCH pods a status', 'DELETE pods a'];
  it.each<[string, Pod, KubeObject, View['revisit'], string[], Plan['requeueAfterMs']]>([
    ['no toleration: at once', pod('a'), node(), 'none', out, undefined],
    ['tolerated for 300 s: then', tolerating(300), node(), 'none', [], 300_000],
    ['the time has come', tolerating(300), node(), 'due', out, undefined],
    ['waiting already: the first appointment stands', tolerating(300), node(), 'pending', [], undefined],
    ['tolerated for ever', tolerating(), node(), 'none', [], 'never'],
    ['the node is well again: called off', tolerating(300), node([]), 'pending', [], 'never'],
    ['one of two taints is not tolerated: at once', tolerating(300), node([unreachable, { key: 'other', effect: 'NoExecute' }]), 'none', out, undefined],
  ])('%s', (_name, p, n, revisit, wanted, requeue) => {
    const plan = taintEvictionController.reconcile('default/a', viewWith({ pods: [p], nodes: [n] }, { revisit }));
    expect([lines(plan), plan.requeueAfterMs]).toEqual([wanted, requeue]);
  });
  it('tells of it', () => {
    const events = (n: KubeObject, revisit: View['revisit']): string[] => (taintEvictionController.reconcile('default/a', viewWith({ pods: [tolerating(300)], nodes: [n] }, { revisit })).events ?? []).map((e) => e.message);
    expect([events(node(), 'due'), events(node([]), 'pending')]).toEqual([['Marking for deletion Pod default/a'], ['Cancelling deletion of Pod default/a']]);
  });
});

describe('smaller ones', () => {
  const namespace = (phase: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { ...meta('default'), namespace: undefined as never }, status: { phase } });
  it.each<[string, View, string[]]>([
    ['a namespace without a default account gets one', viewWith({ namespaces: [namespace('Active')] }), ['POST serviceaccounts']],
    ['one is enough', viewWith({ namespaces: [namespace('Active')], serviceaccounts: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('default') }] }), []],
    ['a terminating namespace gets none', viewWith({ namespaces: [namespace('Terminating')] }), []],
  ])('%s', (_name, view, wanted) => expect(look(serviceAccountController, 'default', view)).toEqual(wanted));

  it('Pods of a node that is gone are removed by force after 40 s', () => {
    const at = (revisit: View['revisit']): Plan => podGcController.reconcile('w1', viewWith({ pods: [pod('a')] }, { revisit }));
    expect([lines(at('none')), at('none').requeueAfterMs]).toEqual([[], 40_000]);
    expect(lines(at('due'))).toEqual(['PATCH pods a status', 'DELETE pods a']);
    expect(at('due').requests![1]!.body).toMatchObject({ gracePeriodSeconds: 0 });
  });
});
