import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chaosCluster } from '../stories/chaos.ts';

/**
 * npm run -s chaos [-- --seeds 1000 --from 1 --deeds 30] [SEED …]: beats that many clusters and tells which invariant
 * of which seed did not hold. A SEED tells everything that was done, too. Ends with `N passed, N failed`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    deeds: { type: 'string', default: '30' },
    /** Only every nth seed: what one of several processes does. */
    every: { type: 'string', default: '0' },
  },
});
const from = Number(values.from);
const count = Number(values.seeds);
const every = Number(values.every);
let passed = 0;
let failed = 0;

function beat(seed: number, tells: boolean): void {
  const started = performance.now();
  let problems: readonly string[];
  try {
    const { broken, done } = chaosCluster(seed, Number(values.deeds));
    problems = broken;
    if (tells) for (const line of done) console.log(`      ${line}`);
  } catch (error) {
    problems = [(error as Error).stack ?? String(error)];
  }
  if (problems.length === 0) passed++;
  else failed++;
  if (problems.length > 0 || tells)
    console.log(`  ${problems.length === 0 ? '✓' : '✗'} seed ${seed} (${Math.round(performance.now() - started)} ms)`);
  for (const problem of problems) console.log(`      ${problem}`);
}

/** Every nth seed in a process of its own: runs know nothing of each other, so every core can have some. */
function beatBeside(lane: number, lanes: number): Promise<void> {
  const own = ['--from', String(from + lane), '--seeds', String(count - lane), '--every', String(lanes)];
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...own, '--deeds', values.deeds], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let counted = false;
  createInterface(child.stdout).on('line', (line) => {
    const [, ok, wrong] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
    if (ok === undefined) return console.log(line);
    counted = true;
    passed += Number(ok);
    failed += Number(wrong);
  });
  return new Promise((resolve) => {
    child.on('close', () => {
      if (!counted) failed++;
      resolve();
    });
  });
}

const lanes = Math.min(availableParallelism(), count);
if (positionals.length > 0) for (const seed of positionals) beat(Number(seed), true);
else if (every > 0 || lanes === 1) for (let i = 0; i < count; i += Math.max(1, every)) beat(from + i, false);
else await Promise.all(Array.from({ length: lanes }, (_, lane) => beatBeside(lane, lanes)));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
