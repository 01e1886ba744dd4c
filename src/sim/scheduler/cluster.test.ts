import { describe, expect, it } from 'vitest';
import type { Event, Node, Pod } from '../../api/types.ts';
import { kubeProxyKind, type KubeProxyState } from '../node/kube-proxy.ts';
import { testCluster, type TestCluster } from '../testing.ts';
import { schedulerKind } from './index.ts';

/** The scheduler and one kube-proxy beside the real API server and etcd. */
function start(nodes: readonly { name: string; cpu?: string; taints?: Node['spec']['taints'] }[]): TestCluster {
  const cluster = testCluster({
    kinds: [schedulerKind as never, kubeProxyKind as never],
    actors: [
      { id: 'scheduler', kind: 'scheduler' },
      { id: 'kube-proxy@w1-k8s', kind: 'kube-proxy' },
    ],
  });
  cluster.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  for (const { name, cpu = '4', taints } of nodes) {
    const node = cluster.create('/api/v1/nodes', {
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      spec: taints ? { taints } : {},
    });
    const status = { allocatable: { cpu, memory: '8Gi', pods: '110' }, capacity: { cpu, memory: '8Gi', pods: '110' } };
    cluster.request({ method: 'PUT', path: `/api/v1/nodes/${name}/status`, body: { ...node, status } });
    // The API server taints a new node not-ready until something takes that away.
    const made = cluster.get(`/api/v1/nodes/${name}`) as Node;
    cluster.request({
      method: 'PUT',
      path: `/api/v1/nodes/${name}`,
      body: { ...made, spec: { ...made.spec, taints: taints ?? [] } },
    });
  }
  cluster.kernel.settle(10_000);
  return cluster;
}

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, spec: Record<string, unknown> = {}, cpu?: string) => ({
  metadata: { name, labels: { app: 'web' } },
  spec: {
    containers: [{ name: 'c', image: 'nginx:1.27', ...(cpu ? { resources: { requests: { cpu } } } : {}) }],
    ...spec,
  },
});
const live = (cluster: TestCluster, name: string): Pod => cluster.get(`${pods}/${name}`) as Pod;
const events = (cluster: TestCluster): Event[] =>
  (cluster.get('/api/v1/namespaces/default/events') as unknown as { items: Event[] }).items;

const three = [{ name: 'w1-k8s' }, { name: 'w2-k8s' }, { name: 'w3-k8s' }];

describe('beside the real API server', () => {
  it('a Pod is bound, and told so', () => {
    const cluster = start(three);
    cluster.create(pods, pod('web'));
    expect(cluster.kernel.settle(10_000)).toBe(true);
    const { spec, status } = live(cluster, 'web');
    expect(spec.nodeName).toMatch(/^w\d-k8s$/);
    expect(status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect(events(cluster)).toMatchObject([
      {
        reason: 'Scheduled',
        message: `Successfully assigned default/web to ${spec.nodeName}`,
        reportingComponent: 'default-scheduler',
        action: 'Binding',
        involvedObject: { kind: 'Pod', name: 'web' },
      },
    ]);
  });

  it('a Pod that fits nowhere gets the Event and the condition, and is placed when room comes', () => {
    const cluster = start([
      { name: 'm-k8s', taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] },
      ...three,
    ]);
    cluster.create(pods, pod('big', {}, '6'));
    cluster.kernel.settle(10_000);
    const message =
      '0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu. ' +
      'preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.';
    expect(events(cluster)).toMatchObject([{ type: 'Warning', reason: 'FailedScheduling', message }]);
    expect(live(cluster, 'big').status.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ]);
    const node = cluster.get('/api/v1/nodes/w2-k8s') as Node;
    cluster.request({
      method: 'PUT',
      path: '/api/v1/nodes/w2-k8s/status',
      body: { ...node, status: { ...node.status, allocatable: { ...node.status.allocatable, cpu: '8' } } },
    });
    cluster.kernel.settle(10_000);
    expect(live(cluster, 'big').spec.nodeName).toBe('w2-k8s');
    expect(live(cluster, 'big').status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  });

  it('with a required anti-affinity on the hostname each node takes one, the fourth waits', () => {
    const cluster = start(three);
    const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    for (const name of ['a', 'b', 'c', 'd']) cluster.create(pods, pod(name, { affinity }));
    cluster.kernel.settle(10_000);
    expect(new Set(['a', 'b', 'c'].map((name) => live(cluster, name).spec.nodeName)).size).toBe(3);
    expect(events(cluster).at(-1)!.message).toBe(
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    );
    cluster.request({ method: 'DELETE', path: `${pods}/a`, body: { gracePeriodSeconds: 0 } });
    cluster.kernel.settle(10_000);
    expect(live(cluster, 'd').spec.nodeName).toBeDefined();
  });

  it('a stopped scheduler leaves Pods pending without a word, and catches up when it is back', () => {
    const cluster = start(three);
    cluster.kernel.stopActor('scheduler');
    cluster.create(pods, pod('web'));
    cluster.kernel.runUntil(cluster.kernel.now + 30_000);
    expect([live(cluster, 'web').spec.nodeName, events(cluster)]).toEqual([undefined, []]);
    cluster.kernel.startActor('scheduler');
    cluster.kernel.settle(10_000);
    expect(live(cluster, 'web').spec.nodeName).toBeDefined();
  });

  it('kube-proxy writes the rules of a Service from its slices', () => {
    const cluster = start(three);
    cluster.create('/api/v1/namespaces/default/services', {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    cluster.create('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
      metadata: { name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.1.5'], conditions: { ready: true } }],
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    });
    cluster.kernel.settle(10_000);
    const rule = cluster.kernel.stateOf<KubeProxyState>('kube-proxy@w1-k8s')!.rules.get('default/web')!;
    expect(rule.ports).toMatchObject([{ port: 80, endpoints: ['10.244.1.5:8080'] }]);
  });
});
