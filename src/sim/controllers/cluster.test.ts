import { describe, expect, it } from 'vitest';
import type { EndpointSlice, KubeObject, Node, Pod, ReplicaSet } from '../../api/types.ts';
import {
  createInformer,
  informerReceive,
  startInformer,
  type Informer,
  type InformerSpec,
} from '../client/informer.ts';
import { call, certificate, mergePatch, pathOf, resources, strategicPatch } from '../client/requests.ts';
import type { ActorKind } from '../kernel/types.ts';
import type { Credential } from '../messages.ts';
import { superAdmin, testCluster, type TestCluster } from '../testing.ts';
import { microTimestamp, timestamp } from '../time.ts';
import { controllerManagerKind } from './index.ts';

/** Stands for scheduler and kubelets: binds every Pod, makes it ready after a moment, lets it go when it is deleted. */
interface StandIn {
  pods: Informer<Pod>;
  known: Set<string>;
}
const spec: InformerSpec<Pod> = { resource: resources.pods };
const identity = certificate('kubernetes-super-admin', ['system:masters'], 'stand-in');
const standInKind: ActorKind<StandIn> = {
  kind: 'stand-in',
  create: () => ({ pods: createInformer(spec), known: new Set() }),
  receive(state, { message }, ctx) {
    if (message.kind === 'start') return startInformer(ctx, identity, spec as never, state.pods as never);
    if (message.kind === 'timer' && message.name !== 'informer-retry') {
      const pod = state.pods.store.get(message.data as string);
      const path = pod && pathOf(resources.pods, pod.metadata.namespace, pod.metadata.name);
      if (!path) return;
      if (message.name === 'end')
        call(ctx, identity, 'DELETE', path, {
          body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 },
        });
      else {
        const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp(ctx.now) }];
        const podIP = `10.244.0.${state.known.size}`;
        const status = { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions };
        call(ctx, identity, 'PATCH', `${path}/status`, { contentType: strategicPatch, body: { status } });
      }
      return;
    }
    for (const { key, object } of informerReceive(ctx, identity, spec, state.pods, message) ?? []) {
      const { namespace, name, uid, deletionTimestamp } = object.metadata;
      if (!object.spec.nodeName && !state.known.has(uid)) {
        state.known.add(uid);
        const target = { apiVersion: 'v1', kind: 'Node', name: `w${1 + (state.known.size % 2)}` };
        call(ctx, identity, 'POST', `${pathOf(resources.pods, namespace, name)}/binding`, {
          body: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target },
        });
        ctx.timer(40, { kind: 'timer', name: 'ready', data: key });
      }
      if (deletionTimestamp && state.known.delete(uid)) ctx.timer(30, { kind: 'timer', name: 'end', data: key });
    }
  },
};

function start(seed = 1): TestCluster {
  const cluster = testCluster({
    seed,
    kinds: [controllerManagerKind as never, standInKind as never],
    actors: [
      { id: 'controller-manager', kind: 'controller-manager' },
      { id: 'stand-in', kind: 'stand-in' },
    ],
  });
  expect(cluster.kernel.settle(5000)).toBe(true);
  return cluster;
}

const apps = (namespace: string): string => `/apis/apps/v1/namespaces/${namespace}`;
const core = (namespace: string): string => `/api/v1/namespaces/${namespace}`;
const web = (replicas: number): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } },
  },
});
const list = <T extends KubeObject>(cluster: TestCluster, path: string): T[] =>
  (cluster.request({ path }).body as { items: T[] }).items;
const run = (namespace = 'default'): TestCluster => {
  const cluster = start();
  if (namespace !== 'default') {
    cluster.create('/api/v1/namespaces', { metadata: { name: namespace } });
    cluster.kernel.settle(5000);
  }
  cluster.create(`${apps(namespace)}/deployments`, web(3));
  expect(cluster.kernel.settle(60_000)).toBe(true);
  return cluster;
};
const remove = (cluster: TestCluster, path: string, propagationPolicy?: string): void => {
  cluster.request({
    method: 'DELETE',
    path,
    ...(propagationPolicy ? { body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy } } : {}),
  });
};

describe('a Deployment on the API server', () => {
  it('gets its Pods, and says so', () => {
    const cluster = run();
    expect(list<Pod>(cluster, `${core('default')}/pods`)).toHaveLength(3);
    expect(list<ReplicaSet>(cluster, `${apps('default')}/replicasets`)[0]!.status).toMatchObject({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    const events = list<KubeObject>(cluster, `${core('default')}/events`).map(
      (e) => `${String(e['reason'])} ${String(e['message']).replace(/-[a-z0-9-]+/, '-x')}`,
    );
    expect([...new Set(events)].sort()).toEqual([
      'ScalingReplicaSet Scaled up replica set web-x from 0 to 3',
      'SuccessfulCreate Created pod: web-x',
    ]);
  });
  it('a controller may do only its own work: every request was allowed', () => {
    const refused = [...run().kernel.trace.entries].flatMap((e) =>
      e.type === 'message' && e.message.kind === 'response' && e.message.response.code === 403
        ? [e.message.response.body]
        : [],
    );
    expect(refused).toEqual([]);
  });
  it('a deleted Pod comes back', () => {
    const cluster = run();
    remove(cluster, `${core('default')}/pods/${list<Pod>(cluster, `${core('default')}/pods`)[0]!.metadata.name}`);
    expect(cluster.kernel.settle(60_000)).toBe(true);
    expect(list<Pod>(cluster, `${core('default')}/pods`).map((p) => p.status.phase)).toEqual([
      'Running',
      'Running',
      'Running',
    ]);
  });
});

describe('a controller manager that dies', () => {
  it('sees after its return what happened meanwhile, and mends it', () => {
    const cluster = run();
    cluster.kernel.stopActor('controller-manager');
    remove(cluster, `${core('default')}/pods/${list<Pod>(cluster, `${core('default')}/pods`)[0]!.metadata.name}`);
    cluster.kernel.runUntil(cluster.kernel.now + 1000);
    expect(list<Pod>(cluster, `${core('default')}/pods`)).toHaveLength(2);
    cluster.kernel.startActor('controller-manager');
    expect(cluster.kernel.settle(60_000)).toBe(true);
    expect(list<Pod>(cluster, `${core('default')}/pods`)).toHaveLength(3);
  });
});

describe('deleting a Deployment', () => {
  it.each([
    ['in the background: what it owned follows', undefined, [0, 0, 0]],
    ['in the foreground: it waits for what it owned', 'Foreground', [0, 0, 0]],
    ['as an orphan maker: what it owned stays', 'Orphan', [0, 1, 3]],
  ])('%s', (_name, policy, left) => {
    const cluster = run();
    remove(cluster, `${apps('default')}/deployments/web`, policy);
    expect(cluster.kernel.settle(120_000)).toBe(true);
    const counts = [`${apps('default')}/deployments`, `${apps('default')}/replicasets`, `${core('default')}/pods`].map(
      (path) => list(cluster, path).length,
    );
    expect(counts).toEqual(left);
  });
  it('in the foreground the order is Pods, ReplicaSet, Deployment', () => {
    const cluster = run();
    const paths = [`${core('default')}/pods`, `${apps('default')}/replicasets`, `${apps('default')}/deployments`];
    const streams = paths.map((path) => cluster.watch(path));
    remove(cluster, `${apps('default')}/deployments/web`, 'Foreground');
    cluster.kernel.settle(120_000);
    const gone = streams.flatMap((stream) =>
      cluster
        .events(stream)
        .filter((e) => e.type === 'DELETED')
        .map((e) => Number(e.object.metadata.resourceVersion)),
    );
    expect(gone).toHaveLength(5);
    expect(Math.max(...gone.slice(0, 3))).toBeLessThan(gone[3]!);
    expect(gone[3]).toBeLessThan(gone[4]!);
  });
});

describe('namespaces', () => {
  it('a new one gets its ServiceAccount and its root certificate', () => {
    const cluster = run('lab');
    expect(list(cluster, `${core('lab')}/serviceaccounts`).map((o) => o.metadata.name)).toEqual(['default']);
    expect(list(cluster, `${core('lab')}/configmaps`).map((o) => o.metadata.name)).toEqual(['kube-root-ca.crt']);
  });
  it('a deleted one is emptied, then goes', () => {
    const cluster = run('lab');
    remove(cluster, '/api/v1/namespaces/lab');
    expect(cluster.request({ path: '/api/v1/namespaces/lab' }).body).toMatchObject({
      status: { phase: 'Terminating' },
    });
    expect(cluster.kernel.settle(120_000)).toBe(true);
    expect(cluster.request({ path: '/api/v1/namespaces/lab' }).code).toBe(404);
    expect(cluster.stored('/registry/serviceaccounts/lab/default')).toBeUndefined();
  });
});

describe('a Service', () => {
  it('its slice follows the Pods', () => {
    const cluster = run();
    cluster.create(`${core('default')}/services`, {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    cluster.kernel.settle(60_000);
    const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
    const ready = (): number =>
      list<EndpointSlice>(cluster, path)
        .filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === 'web')
        .flatMap((s) => s.endpoints.filter((e) => e.conditions.ready)).length;
    expect(ready()).toBe(3);
    cluster.request({
      method: 'PATCH',
      path: `${apps('default')}/deployments/web`,
      body: { spec: { replicas: 5 } },
      headers: { 'content-type': mergePatch },
    });
    cluster.kernel.settle(60_000);
    expect(ready()).toBe(5);
  });
});

describe('a node that falls silent', () => {
  const kubelet = (name: string): Credential => ({
    type: 'certificate',
    commonName: `system:node:${name}`,
    organizations: ['system:nodes'],
  });
  /** Renews the Leases of these nodes every 10 s until a moment. */
  function beat(cluster: TestCluster, names: readonly string[], untilMs: number): void {
    const { kernel } = cluster;
    for (; kernel.now < untilMs; kernel.runUntil(Math.min(untilMs, kernel.now + 10_000))) {
      for (const name of names) {
        const body = { spec: { renewTime: microTimestamp(kernel.now) } };
        cluster.request({
          method: 'PATCH',
          path: `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`,
          body,
          credential: superAdmin,
          headers: { 'content-type': mergePatch },
        });
      }
    }
  }
  const node = (cluster: TestCluster, name: string): Node => cluster.get(`/api/v1/nodes/${name}`) as Node;

  it('after 40–55 s it is Unknown and tainted, after 300 s its Pods go; the others stay', () => {
    const cluster = start();
    for (const name of ['w1', 'w2']) {
      cluster.request({
        method: 'POST',
        path: '/api/v1/nodes',
        body: { metadata: { name } },
        credential: kubelet(name),
      });
      const conditions = [
        {
          type: 'Ready',
          status: 'True',
          lastHeartbeatTime: timestamp(cluster.kernel.now),
          lastTransitionTime: timestamp(cluster.kernel.now),
        },
      ];
      cluster.request({
        method: 'PATCH',
        path: `/api/v1/nodes/${name}/status`,
        body: { status: { conditions } },
        headers: { 'content-type': strategicPatch },
      });
      cluster.create('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', {
        metadata: { name },
        spec: { holderIdentity: name, leaseDurationSeconds: 40 },
      });
    }
    cluster.create(`${apps('default')}/deployments`, web(4));
    beat(cluster, ['w1', 'w2'], 60_000);
    const pods = (): Pod[] => list<Pod>(cluster, `${core('default')}/pods`);
    const victims = pods()
      .filter((p) => p.spec.nodeName === 'w1')
      .map((p) => p.metadata.name);
    expect(victims).toHaveLength(2);
    const stopMs = cluster.kernel.now;
    beat(cluster, ['w2'], stopMs + 35_000);
    expect(node(cluster, 'w1').status.conditions![0]!.status).toBe('True');
    beat(cluster, ['w2'], stopMs + 60_000);
    expect(node(cluster, 'w1').status.conditions![0]).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown' });
    expect(node(cluster, 'w1').spec.taints!.map((t) => `${t.key}:${t.effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(node(cluster, 'w2').spec.taints ?? []).toEqual([]);
    const ready = (p: Pod): string | undefined => p.status.conditions?.find((c) => c.type === 'Ready')?.status;
    expect(
      pods()
        .filter((p) => victims.includes(p.metadata.name))
        .map(ready),
    ).toEqual(['False', 'False']);
    beat(cluster, ['w2'], stopMs + 330_000);
    expect(pods().filter((p) => victims.includes(p.metadata.name))).toHaveLength(2);
    beat(cluster, ['w2'], stopMs + 370_000);
    // The stand-in confirms the deletion at once; a kubelet that is away would not.
    expect(pods().filter((p) => victims.includes(p.metadata.name))).toEqual([]);
    expect(pods()).toHaveLength(4);
    const reasons = new Set(list<KubeObject>(cluster, `${core('default')}/events`).map((e) => e['reason']));
    for (const reason of ['NodeNotReady', 'TaintManagerEviction', 'RegisteredNode']) expect(reasons).toContain(reason);
  });
});
