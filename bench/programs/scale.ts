import { cpuMs } from '../harness.ts';
import { emptyCluster, etcdOf, kubectl, readyReplicas, rollOut } from '../world.ts';
import { readAt } from '../../src/sim/etcd/index.ts';
import type { Deployment } from '../../src/api/types.ts';

/**
 * NODES PODS UPDATED: one Deployment from an empty cluster to all Pods Ready, and, where UPDATED is not 0, a second one of
 * that many Pods updated from one template to the next. Memory is what the process held at most.
 */
const [nodes, pods, updated] = process.argv.slice(2).map(Number) as [number, number, number];
const cluster = emptyCluster(nodes);
const [cpu, steps] = [cpuMs(), cluster.kernel.steps];
rollOut(cluster, 'd', pods);
const spent = cpuMs() - cpu;
const birth = {
  podsPerSecond: (1000 * pods) / spent,
  eventsPerSecond: (1000 * (cluster.kernel.steps - steps)) / spent,
};

function update(name: string, replicas: number): number {
  rollOut(cluster, name, replicas);
  const before = cpuMs();
  kubectl(cluster, `kubectl set image deployment/${name} c=registry.k8s.io/pause:3.9`);
  const limitMs = cluster.now + 3_600_000;
  for (const looks = 256; !isUpdated(name, replicas);) {
    for (let i = 0; i < looks; i++) cluster.kernel.step();
    if (cluster.now > limitMs) throw new Error(`${name} is not updated after an hour`);
  }
  return cpuMs() - before;
}

function isUpdated(name: string, replicas: number): boolean {
  const etcd = etcdOf(cluster);
  const { metadata, status } = readAt(etcd, `/registry/deployments/default/${name}`, etcd.store.revision) as Deployment;
  return (
    metadata.generation === 2 &&
    status?.observedGeneration === 2 &&
    status.updatedReplicas === replicas &&
    status.replicas === replicas &&
    readyReplicas(cluster, name) === replicas
  );
}

const updateMs = updated > 0 ? update('u', updated) / updated : 0;
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ...birth, updateMs, peakMb }));
