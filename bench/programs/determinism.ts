import { hashEntry, startHash } from '../../src/sim/kernel/hash.ts';
import { cpuMs } from '../harness.ts';
import { scenario } from './scenario.ts';

/** RUNS: the same scenario again and again; how many gave the first one's hash, and what part of the CPU hashing is. */
const runs = Number(process.argv[2] ?? 1);
let hash = '';
let equal = 0;
let [runMs, hashMs] = [Infinity, Infinity];
for (let i = 0; i < runs; i++) {
  let before = cpuMs();
  const cluster = scenario(7);
  runMs = Math.min(runMs, cpuMs() - before);
  const found = cluster.kernel.traceHash();
  if (i === 0) hash = found;
  if (found === hash) equal++;
  // Ten times over, because once is shorter than the clock of CPU time can tell.
  before = cpuMs();
  const state = startHash(7);
  for (let again = 0; again < 10; again++) {
    for (const entry of cluster.kernel.trace.entries) hashEntry(state, entry);
  }
  hashMs = Math.min(hashMs, (cpuMs() - before) / 10);
}
console.log(JSON.stringify({ hash, equal, runs, share: hashMs / runMs }));
