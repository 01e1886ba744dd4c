import { cpuMs } from '../harness.ts';
import { emptyCluster, rollOut } from '../world.ts';

/** NODES PODS: CPU of a Deployment from an empty cluster to all Pods Ready, in a process that has done nothing else. */
const [nodes, pods] = process.argv.slice(2).map(Number) as [number, number];
const cluster = emptyCluster(nodes);
const [cpu, steps] = [cpuMs(), cluster.kernel.steps];
rollOut(cluster, 'd', pods);
const cold = { cpuMs: cpuMs() - cpu, steps: cluster.kernel.steps - steps };
// Again, and once more: what it costs when the engine knows the code.
let warmMs = Infinity;
for (const name of ['e', 'f']) {
  const before = cpuMs();
  rollOut(cluster, name, pods);
  warmMs = Math.min(warmMs, cpuMs() - before);
}
console.log(JSON.stringify({ ...cold, warmMs }));
