import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { allSets, Corpus, KnownDifferences } from '../conformance/index.ts';
import { celEngine } from '../lessons/cel-engine.ts';
import { cel } from '../sim/apiserver/admission/policy/engine.ts';

// Recorded policies are really evaluated.
cel.engine = celEngine;

/**
 * npm run -s conformance -- DIR [--only NAME] [--show N]: checks this cluster against recordings of the real programs.
 * One line per set and figure, `NAME [figure]: N passed, N failed`, then a total. Exits 1 when a failure is not listed in
 * conformance/known.yaml. `--only` runs the sets (or tables) whose name contains NAME; `--show` prints the first N differences of each.
 */
function main(args: readonly string[]): number {
  const option = (name: string): string | undefined => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args[at + 1];
  };
  const folder = args[0];
  if (!folder || folder.startsWith('--') || !existsSync(folder)) {
    console.error(
      `usage: npm run -s conformance -- DIR [--only NAME] [--show N]\nno such folder: ${folder ?? '(none)'}`,
    );
    return 2;
  }
  const corpus = new Corpus(resolve(folder));
  const known = new KnownDifferences(join(process.cwd(), 'conformance/known.yaml'));
  const [only, show] = [option('--only'), Number(option('--show') ?? 0)];
  let [passed, failed, unexplained] = [0, 0, 0];
  for (const [group, run] of Object.entries(allSets)) {
    for (const score of run(corpus)) {
      if (only && !group.includes(only) && !score.name.includes(only)) continue;
      const open = known.unexplained(score);
      passed += score.passed;
      failed += score.misses.length;
      unexplained += open.length;
      if (score.passed + score.misses.length === 0) continue;
      const said = score.misses.length > 0 && open.length === 0 ? ' (all known)' : '';
      console.log(`${score.name} [${score.figure}]: ${score.passed} passed, ${score.misses.length} failed${said}`);
      for (const { id, got, want } of open.slice(0, show)) console.log(`  ${id}\n    got  ${got}\n    want ${want}`);
    }
  }
  console.log(`total: ${passed} passed, ${failed} failed, ${unexplained} of them not in conformance/known.yaml`);
  return unexplained > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
