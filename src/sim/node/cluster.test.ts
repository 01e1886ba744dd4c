import { describe, expect, it } from 'vitest';
import type { Event, Pod } from '../../api/types.ts';
import { testCluster, type TestCluster } from '../testing.ts';
import { cniKind, kubeletKind, registryKind, runtimeKind } from './index.ts';
import { testNode } from './testing.ts';

/** A node beside the real API server and etcd. */
function startNode(): TestCluster {
  const cluster = testCluster({
    kinds: [registryKind as never, runtimeKind as never, cniKind as never, kubeletKind as never],
    actors: [
      { id: 'registry', kind: 'registry' },
      { id: 'runtime@w1-k8s', kind: 'runtime', options: testNode },
      { id: 'cni@w1-k8s', kind: 'cni', options: testNode },
      { id: 'kubelet@w1-k8s', kind: 'kubelet', options: testNode },
    ],
  });
  cluster.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  cluster.kernel.runUntil(5_000);
  return cluster;
}

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, spec: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: 'w1-k8s', ...spec },
});
const events = (cluster: TestCluster, name: string): string[] =>
  (cluster.get('/api/v1/namespaces/default/events') as unknown as { items: Event[] }).items
    .filter((e) => e.involvedObject.name === name)
    .map((e) => `${e.reason} ${e.involvedObject.fieldPath ?? ''}`);

describe('beside the real API server', () => {
  it('the node registers and reports ready', () => {
    const cluster = startNode();
    expect(cluster.get('/api/v1/nodes/w1-k8s')).toMatchObject({
      status: {
        conditions: [
          { type: 'MemoryPressure' },
          { type: 'DiskPressure' },
          { type: 'PIDPressure' },
          { type: 'Ready', status: 'True' },
        ],
      },
    });
    cluster.kernel.runUntil(60_000);
    const lease = cluster.get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1-k8s') as unknown as {
      spec: { renewTime: string; acquireTime?: string };
    };
    expect(Date.parse(lease.spec.renewTime)).toBeGreaterThan(Date.parse('2025-06-01T00:00:45Z'));
  });

  it('a Pod runs, is ready, and its conditions stand in upstream order', () => {
    const cluster = startNode();
    cluster.create(pods, pod('web', { containers: [{ name: 'web', image: 'nginx:1.27' }] }));
    cluster.kernel.settle(30_000);
    const web = cluster.get(`${pods}/web`) as Pod;
    expect(web.status).toMatchObject({
      phase: 'Running',
      podIP: '10.244.1.2',
      qosClass: 'BestEffort',
      containerStatuses: [{ ready: true }],
    });
    expect(web.status.conditions!.map((c) => c.type)).toEqual([
      'PodReadyToStartContainers',
      'Initialized',
      'Ready',
      'ContainersReady',
      'PodScheduled',
    ]);
    expect(events(cluster, 'web')).toEqual([
      'Pulling spec.containers{web}',
      'Pulled spec.containers{web}',
      'Created spec.containers{web}',
      'Started spec.containers{web}',
    ]);
  });

  it('a deleted Pod stops gracefully and its object goes', () => {
    const cluster = startNode();
    cluster.create(pods, pod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
    cluster.kernel.settle(30_000);
    cluster.request({ method: 'DELETE', path: `${pods}/web` });
    expect((cluster.get(`${pods}/web`) as Pod).metadata.deletionGracePeriodSeconds).toBe(30);
    cluster.kernel.settle(30_000);
    expect(cluster.request({ path: `${pods}/web` }).code).toBe(404);
  });

  it('two containers of a Pod cannot listen on the same port, on two ports they can', () => {
    const cluster = startNode();
    const twins = (name: string, env: object[]) =>
      pod(name, {
        containers: [
          { name: 'one', image: 'hello:v1' },
          { name: 'two', image: 'hello:v1', env },
        ],
      });
    cluster.create(pods, twins('clash', []));
    cluster.create(pods, twins('apart', [{ name: 'PORT', value: '8080' }]));
    cluster.kernel.runUntil(10_000);
    const restarts = (name: string): number[] =>
      ((cluster.get(`${pods}/${name}`) as Pod).status.containerStatuses ?? []).map((c) => c.restartCount);
    expect(restarts('clash')).toEqual([0, 1]);
    expect(restarts('apart')).toEqual([0, 0]);
  });

  it.each([
    ['a server that is told to end', { image: 'hello:v1' }, ['kill', '1'], 1],
    ['a program without a handler', { image: 'busybox', command: ['sleep', '3600'] }, ['kill', '1'], 0],
    ['SIGKILL from inside', { image: 'hello:v1' }, ['kill', '-9', '1'], 0],
  ])('kill 1: %s', (_, container, command, restarts) => {
    const cluster = startNode();
    cluster.create(pods, pod('web', { containers: [{ name: 'web', ...container }] }));
    cluster.kernel.settle(30_000);
    cluster.request({
      method: 'POST',
      path: `${pods}/web/exec`,
      query: { container: 'web', command: JSON.stringify(command) },
    });
    cluster.kernel.settle(30_000);
    const web = cluster.get(`${pods}/web`) as Pod;
    expect(web.status.containerStatuses?.[0]?.restartCount).toBe(restarts);
  });

  it('ConfigMaps and Secrets are read with the rights of a node', () => {
    const cluster = startNode();
    cluster.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'app' }, data: { mode: 'blue' } });
    cluster.create(
      pods,
      pod('web', {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'c',
            image: 'busybox',
            command: ['sh', '-c', 'echo mode=$MODE; cat /cfg/mode'],
            env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'app', key: 'mode' } } }],
            volumeMounts: [{ name: 'v', mountPath: '/cfg' }],
          },
        ],
        volumes: [{ name: 'v', configMap: { name: 'app' } }],
      }),
    );
    cluster.kernel.settle(30_000);
    expect((cluster.get(`${pods}/web`) as Pod).status.phase).toBe('Succeeded');
    expect(cluster.request({ path: `${pods}/web/log` }).body).toBe('mode=blue\nblue');
  });

  it('logs of a Pod that cannot start are refused with its reason', () => {
    const cluster = startNode();
    cluster.create(pods, pod('web', { containers: [{ name: 'c', image: 'hello:v9' }] }));
    cluster.kernel.runUntil(12_000);
    expect(cluster.request({ path: `${pods}/web/log` })).toMatchObject({
      code: 400,
      body: { message: 'container "c" in pod "web" is waiting to start: trying and failing to pull image' },
    });
  });
});
