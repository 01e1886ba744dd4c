import { cpuMs } from '../harness.ts';
import { emptyCluster, rollOut } from '../world.ts';

/** NODES PODS: CPU of a Deployment from an empty cluster to all Pods Ready, in a process that has done nothing else. */
const [nodes, pods] = process.argv.slice(2).map(Number) as [number, number];
const cluster = emptyCluster(nodes);
const [cpu, steps] = [cpuMs(), cluster.kernel.steps];
rollOut(cluster, 'd', pods);
console.log(JSON.stringify({ cpuMs: cpuMs() - cpu, steps: cluster.kernel.steps - steps }));
