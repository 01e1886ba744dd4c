import { emptyScene } from '../../src/readings/scene.ts';
import { frameAt } from '../../src/worker/frame.ts';
import { endOf, History, type Branch } from '../../src/worker/history.ts';
import { nextFloat, seedPrng } from '../../src/sim/kernel/prng.ts';
import { cpuMs, percentile } from '../harness.ts';
import { deploymentYaml, emptyCluster, etcdOf, readyReplicas } from '../world.ts';

/**
 * NODES PODS ROLLOUTS: a long history of one Deployment, then 60 places in it: what is on screen there (`seek`), and a
 * new branch from there (`branch`), which must go on exactly as the first one did.
 */
const [nodes, pods, rollouts] = process.argv.slice(2).map(Number) as [number, number, number];
const targets = 60;
/** Branches are made this often at each place: the outer loop, so that other work of the machine hits no place every time. */
const repeats = 5;
/** How far a branch is run on to compare it with the original. */
const compareSteps = 500;

const history = new History(emptyCluster(nodes));
const branch: Branch = history.first;
const { cluster } = branch;
const { kernel } = cluster;
/** Trace hash of the original every `compareSteps` steps. */
const hashes = new Map<number, string>();

function advance(): void {
  history.advance(branch);
  if (kernel.steps % compareSteps === 0) hashes.set(kernel.steps, kernel.traceHash());
}
function give(line: string, files: Readonly<Record<string, string>> = {}): void {
  history.give(branch, { step: endOf(branch), command: { type: 'kubectl', line, files } });
}
function settle(): void {
  while (!kernel.isSettled()) advance();
}

const random = seedPrng(11);
const pick = (from: number, to: number): number => from + Math.floor(nextFloat(random) * (to - from));

function scrub(): { p95: number; max: number } {
  const scene = emptyScene();
  const took: number[] = [];
  for (let i = 0; i < targets + 5; i++) {
    const step = pick(history.firstStep, endOf(branch));
    const cpu = cpuMs();
    // structuredClone stands for the way from the worker to the page.
    structuredClone(frameAt(history, branch, step, scene));
    if (i >= 5) took.push(cpuMs() - cpu);
  }
  return { p95: percentile(took, 95), max: Math.max(...took) };
}

give('kubectl apply -f d.yaml', { 'd.yaml': deploymentYaml('d', pods) });
settle();
if (readyReplicas(cluster, 'd') !== pods) throw new Error(`only ${readyReplicas(cluster, 'd')} Pods are Ready`);
const short = { writes: etcdOf(cluster).store.revision, ...scrub() };
for (let i = 1; i < rollouts; i++) {
  give(`kubectl patch deployment d -p '{"spec":{"template":{"metadata":{"annotations":{"rollout":"${i}"}}}}}'`);
  settle();
}
const long = { writes: etcdOf(cluster).store.revision, ...scrub() };

const places = Array.from({ length: targets }, () => pick(history.firstStep, endOf(branch) - 2 * compareSteps));
/** CPU of making a branch at each place, in ms, once per repeat. A repeat that meets a marking of the whole heap pays for it. */
const took: number[][] = places.map(() => []);
let equal = 0;

function branchAt(i: number): Branch {
  const cpu = cpuMs();
  const fork = history.fork({ branch: branch.id, step: places[i]! });
  took[i]!.push(cpuMs() - cpu);
  history.branches.delete(fork.id);
  return fork;
}

/** Whether a branch goes on exactly as the original did. */
function goesOnAlike(fork: Branch, step: number): boolean {
  const until = Math.ceil((step + 1) / compareSteps) * compareSteps;
  // A command given in between is part of the original: only branches without one can be compared.
  if (branch.commands.some((command) => command.step >= step && command.step < until)) return true;
  while (endOf(fork) < until) history.advance(fork);
  return fork.cluster.kernel.traceHash() === hashes.get(until);
}

for (let i = 0; i < targets; i++) if (goesOnAlike(branchAt(i), places[i]!)) equal++;
for (let repeat = 1; repeat < repeats; repeat++) for (let i = 0; i < targets; i++) branchAt(i);
const least = took.map((times) => Math.min(...times));
console.log(
  JSON.stringify({
    short,
    long,
    steps: endOf(branch),
    branch: { p95: percentile(least, 95), once: percentile(took.flat(), 95), equal, of: targets },
  }),
);
