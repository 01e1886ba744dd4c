import { describe, expect, it } from 'vitest';
import type { Deployment, Namespace, Node, Pod, ReplicaSet } from '../../api/types.ts';
import { mergePatch } from '../client/requests.ts';
import { testCluster, type TestCluster } from '../testing.ts';
import { controllerManagerKind } from './index.ts';

const start = (seed = 1): TestCluster => {
  const cluster = testCluster({ seed, kinds: [controllerManagerKind as never], actors: [{ id: 'controller-manager', kind: 'controller-manager' }] });
  cluster.kernel.settle(5000);
  return cluster;
};
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const web = (replicas: number, image = 'nginx:1'): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] } } },
});
const items = <T>(cluster: TestCluster, path: string): T[] => (cluster.request({ path }).body as { items: T[] }).items;

describe('on the real server', () => {
  it('x', () => {
    const c = start();
    for (const e of c.kernel.trace.entries) {
      if (e.type==='message' && e.message.kind==='response' && e.message.response.code>=300) console.log(JSON.stringify(e.message.response.body), e.to);
    }
    c.create(deployments, web(3));
    console.log(c.kernel.settle(60_000), c.kernel.now);
    for (const e of c.kernel.trace.entries) {
      if (e.type==='message' && e.message.kind==='response' && e.message.response.code>=300) console.log(JSON.stringify(e.message.response.body), e.to);
      if (e.type === 'note' && e.note.kind==='reconcile') console.log(e.at, e.note.controller, e.note.key, JSON.stringify(e.note.because), e.note.requests);
    }
    console.log(items<Pod>(c, '/api/v1/namespaces/default/pods').map(p=>p.metadata.name), JSON.stringify(c.get(deployments+'/web'),null,1));
  });
});
