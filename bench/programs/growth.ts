import { cpuMs } from '../harness.ts';
import { emptyCluster, rollOut } from '../world.ts';

/** CPU per message at two sizes of the same thing: 10 nodes with 300 Pods, and 100 times that, by turns. */
function perMessage(nodes: number, pods: number): { cpuMs: number; perMessageUs: number } {
  const cluster = emptyCluster(nodes);
  const [cpu, steps] = [cpuMs(), cluster.kernel.steps];
  rollOut(cluster, 'd', pods);
  const spent = cpuMs() - cpu;
  return { cpuMs: spent, perMessageUs: (1000 * spent) / (cluster.kernel.steps - steps) };
}

const small: number[] = [];
const large: number[] = [];
const turns = Number(process.argv[2] ?? 2);
for (let i = 0; i < turns; i++) {
  for (let j = 0; j < 4; j++) small.push(perMessage(10, 300).perMessageUs);
  large.push(perMessage(1000, 30_000).perMessageUs);
}
console.log(JSON.stringify({ small: Math.min(...small), large: Math.min(...large) }));
