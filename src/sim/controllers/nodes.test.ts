import { describe, expect, it } from 'vitest';
import type { Condition, KubeObject, Node, Pod } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import type { Plan, View } from './controller.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { podGcController } from './pod-gc.ts';
import { serviceAccountController } from './serviceaccount.ts';
import { isReady, lines, look, meta, pod, viewWith } from './testing.ts';

describe('node lifecycle', () => {
  const node = (
    name: string,
    ready: Condition['status'] | undefined,
    more: { taints?: Node['spec']['taints']; at?: number; spec?: Partial<Node['spec']> } = {},
  ): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...meta(name), namespace: undefined as never },
    spec: { ...(more.taints ? { taints: more.taints } : {}), ...more.spec },
    status: ready ? { conditions: isReady(ready, more.at ?? 0) } : {},
  });
  const lease = (name: string, at: number): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Lease',
    metadata: meta(name, { namespace: 'kube-node-lease' }),
    spec: { renewTime: timestamp(at) },
  });
  const plan = (nodes: Node[], now: number, renewed = 0, pods: Pod[] = []): Plan =>
    nodeLifecycleController.reconcile('w1', viewWith({ nodes, leases: [lease('w1', renewed)], pods }, { now }));
  const body = (p: Plan): any => p.requests?.[0]?.body;

  it('49 s of silence: waits for the 50th', () =>
    expect(plan([node('w1', 'True')], 49_000)).toMatchObject({ requeueAfterMs: 1000 }));
  it('a renewed Lease counts from the monitor’s next look, on its 5 s grid', () =>
    expect(plan([node('w1', 'True')], 49_000, 12_000).requeueAfterMs).toBe(16_000));
  it('50 s of silence: the conditions become Unknown, the node is told not ready', () => {
    const p = plan([node('w1', 'True')], 50_000);
    expect(lines(p)).toEqual(['PUT nodes w1 status']);
    expect(body(p).status.conditions).toMatchObject([
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      },
      {
        type: 'MemoryPressure',
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
      },
      { type: 'DiskPressure' },
      { type: 'PIDPressure' },
    ]);
    expect(p.requests![0]!.ifDone).toMatchObject({
      reason: 'NodeNotReady',
      message: 'Node w1 status is now: NodeNotReady',
    });
  });
  it('a node that never posted a status has 60 s', () => {
    expect(plan([node('w1', undefined)], 59_000)).toMatchObject({ requeueAfterMs: 1000 });
    expect(lines(plan([node('w1', undefined)], 60_000))).toEqual(['PUT nodes w1 status']);
  });
  it.each<[string, Node[], string[]]>([
    [
      'silent, others fine: unreachable, and Pods must go',
      [node('w1', 'Unknown'), node('w2', 'True')],
      ['unreachable:NoSchedule', 'unreachable:NoExecute'],
    ],
    [
      'says itself not ready',
      [node('w1', 'False'), node('w2', 'True')],
      ['not-ready:NoSchedule', 'not-ready:NoExecute'],
    ],
    [
      'all nodes are silent: then it may be us, nobody is evicted',
      [node('w1', 'Unknown'), node('w2', 'Unknown')],
      ['unreachable:NoSchedule'],
    ],
    [
      'three of five of a small zone are silent: eviction stops',
      [node('w1', 'Unknown'), node('w2', 'Unknown'), node('w3', 'Unknown'), node('w4', 'True'), node('w5', 'True')],
      ['unreachable:NoSchedule'],
    ],
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
    expect(body(plan([node('w1', 'True', { taints })], 1000)).spec.taints).toEqual([
      { key: 'dedicated', effect: 'NoSchedule' },
    ]);
  });
  it('one node per zone every 10 s', () => {
    const tainted = node('w2', 'Unknown', {
      taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: timestamp(3000) }],
    });
    const mine = node('w1', 'Unknown', { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }] });
    const p = plan([mine, tainted, node('w3', 'True')], 5000);
    expect([lines(p), p.requeueAfterMs]).toEqual([[], 8000]);
  });
  it('Pods of a silent node are no longer ready', () => {
    const taints: Node['spec']['taints'] = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }];
    const p = plan([node('w1', 'Unknown', { taints })], 1000, 0, [
      pod('a'),
      pod('b', { status: { conditions: isReady('False') } }),
    ]);
    expect(lines(p)).toEqual(['PUT pods a status']);
    expect(p.requests![0]!.ifDone).toMatchObject({
      type: 'Warning',
      reason: 'NodeNotReady',
      message: 'Node is not ready',
    });
  });
});

describe('taint eviction', () => {
  const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' as const };
  const node = (taints: Node['spec']['taints'] = [unreachable]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...meta('w1'), namespace: undefined as never },
    spec: { taints },
    status: {},
  });
  const tolerating = (seconds?: number): Pod =>
    pod('a', {
      spec: {
        tolerations: [
          {
            key: unreachable.key,
            operator: 'Exists',
            effect: 'NoExecute',
            ...(seconds === undefined ? {} : { tolerationSeconds: seconds }),
          },
        ],
      },
    });
  const out = ['PATCH pods a status', 'DELETE pods a'];
  it.each<[string, Pod, KubeObject, View['revisit'], string[], Plan['requeueAfterMs']]>([
    ['no toleration: at once', pod('a'), node(), 'none', out, undefined],
    ['tolerated for 300 s: then', tolerating(300), node(), 'none', [], 300_000],
    ['the time has come', tolerating(300), node(), 'due', out, undefined],
    ['waiting already: the first appointment stands', tolerating(300), node(), 'pending', [], undefined],
    ['tolerated for ever', tolerating(), node(), 'none', [], 'never'],
    ['the node is well again: called off', tolerating(300), node([]), 'pending', [], 'never'],
    [
      'one of two taints is not tolerated: at once',
      tolerating(300),
      node([unreachable, { key: 'other', effect: 'NoExecute' }]),
      'none',
      out,
      undefined,
    ],
  ])('%s', (_name, p, n, revisit, wanted, requeue) => {
    const plan = taintEvictionController.reconcile('default/a', viewWith({ pods: [p], nodes: [n] }, { revisit }));
    expect([lines(plan), plan.requeueAfterMs]).toEqual([wanted, requeue]);
  });
  it('tells of it', () => {
    const events = (n: KubeObject, revisit: View['revisit']): string[] =>
      (
        taintEvictionController.reconcile('default/a', viewWith({ pods: [tolerating(300)], nodes: [n] }, { revisit }))
          .events ?? []
      ).map((e) => e.message);
    expect([events(node(), 'due'), events(node([]), 'pending')]).toEqual([
      ['Marking for deletion Pod default/a'],
      ['Cancelling deletion of Pod default/a'],
    ]);
  });
});

describe('smaller ones', () => {
  const namespace = (phase: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...meta('default'), namespace: undefined as never },
    status: { phase },
  });
  it.each<[string, View, string[]]>([
    [
      'a namespace without a default account gets one',
      viewWith({ namespaces: [namespace('Active')] }),
      ['POST serviceaccounts'],
    ],
    [
      'one is enough',
      viewWith({
        namespaces: [namespace('Active')],
        serviceaccounts: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('default') }],
      }),
      [],
    ],
    ['a terminating namespace gets none', viewWith({ namespaces: [namespace('Terminating')] }), []],
  ])('%s', (_name, view, wanted) => expect(look(serviceAccountController, 'default', view)).toEqual(wanted));

  it('Pods of a node that is gone are removed by force after 40 s', () => {
    const at = (revisit: View['revisit']): Plan =>
      podGcController.reconcile('w1', viewWith({ pods: [pod('a')] }, { revisit }));
    expect([lines(at('none')), at('none').requeueAfterMs]).toEqual([[], 40_000]);
    expect(lines(at('due'))).toEqual(['PATCH pods a status', 'DELETE pods a']);
    expect(at('due').requests![1]!.body).toMatchObject({ gracePeriodSeconds: 0 });
  });

  describe('a Pod that goes without ever having had a node', () => {
    const going = { deletionTimestamp: timestamp(0), finalizers: ['batch.kubernetes.io/job-tracking'] };
    const waiting = pod('a', { meta: going, spec: { nodeName: undefined }, status: { phase: 'Pending' } });
    const at = (object: Pod, revisit: View['revisit'] = 'due'): Plan =>
      podGcController.reconcile('default/a', viewWith({ pods: [object] }, { revisit, now: 65_000, startedMs: 1000 }));
    const keysOf = (object: Pod): unknown =>
      podGcController.watches.pods!({ type: 'updated', key: 'default/a', object, old: undefined }, viewWith({}));

    it('counts as failed at the next look, every 20 s: its Job may wait for that', () => {
      expect(keysOf(waiting)).toBe('default/a');
      expect([lines(at(waiting, 'none')), at(waiting, 'none').requeueAfterMs]).toEqual([[], 16_000]);
      expect(lines(at(waiting))).toEqual(['PATCH pods a status', 'DELETE pods a']);
      expect(at(waiting).requests![0]!.body).toEqual({ metadata: { uid: 'a' }, status: { phase: 'Failed' } });
    });
    it('is left alone once it failed, or while nobody deletes it', () => {
      expect(lines(at({ ...waiting, status: { phase: 'Failed' } }))).toEqual([]);
      const wanted = pod('a', { spec: { nodeName: undefined }, status: { phase: 'Pending' } });
      expect([keysOf(wanted), lines(at(wanted))]).toEqual([undefined, []]);
    });
  });
});
