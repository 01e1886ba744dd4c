import { cpuMs } from '../harness.ts';
import { emptyCluster, rollOut } from '../world.ts';

/** NODES PODS: how many times faster than real time ten quiet minutes pass; the Pods have an HTTP readiness probe. */
const [nodes, pods] = process.argv.slice(2).map(Number) as [number, number];
const cluster = emptyCluster(nodes);
if (pods > 0) rollOut(cluster, 'd', pods, true);
const minutesMs = 600_000;
// The first minute warms up, as a page that has just finished a rollout is warm.
cluster.kernel.runUntil(cluster.now + 60_000);
const [cpu, steps] = [cpuMs(), cluster.kernel.steps];
cluster.kernel.runUntil(cluster.now + minutesMs);
const spent = cpuMs() - cpu;
console.log(JSON.stringify({ cpuMs: spent, times: minutesMs / spent, steps: cluster.kernel.steps - steps }));
