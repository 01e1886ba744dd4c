import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { allSets, barOf, Corpus, isBelow, KnownDifferences, share, type Score } from '../conformance/index.ts';
import { celEngine } from '../lessons/cel-engine.ts';
import { cel } from '../sim/apiserver/admission/policy/engine.ts';

// Recorded policies are really evaluated.
cel.engine = celEngine;

/**
 * npm run -s conformance -- DIR [--only NAME] [--show N]: checks this cluster against recordings of the real programs.
 * One line per set and figure, `NAME [figure]: N passed, N failed`, with the share that passed and what it must reach;
 * figures below that come first. Then recordings that are not there or that no check plays, and a total. Exits 1 when a
 * failure is not listed in conformance/known.yaml. `--only` runs the sets (or tables) whose name contains NAME; `--show`
 * prints the first N differences of each.
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
  const scores = Object.entries(allSets)
    .flatMap(([group, run]) =>
      run(corpus).filter((score) => !only || group.includes(only) || score.name.includes(only)),
    )
    .filter(({ passed, misses }) => passed + misses.length > 0);
  const below = scores.filter(isBelow);
  for (const score of [...below, ...scores.filter((score) => !isBelow(score))]) tell(score, known, show);
  if (!only) {
    if (corpus.missing.length > 0) console.log(`not in this folder: ${corpus.missing.join(', ')}`);
    for (const file of corpus.unplayed) console.log(`${file}: no check plays this recording`);
  }
  const sum = (of: (score: Score) => number): number => scores.reduce((all, score) => all + of(score), 0);
  const unexplained = sum((score) => known.unexplained(score).length);
  console.log(
    `total: ${sum(({ passed }) => passed)} passed, ${sum(({ misses }) => misses.length)} failed, ${unexplained} of them not in conformance/known.yaml; ${below.length} figures below their bar`,
  );
  return unexplained > 0 ? 1 : 0;
}

function tell(score: Score, known: KnownDifferences, show: number): void {
  const { name, figure, passed, misses } = score;
  const open = known.unexplained(score);
  const bar = barOf(score);
  const said = [
    misses.length > 0 && open.length === 0 ? ' (all known)' : '',
    bar === undefined ? '' : `, ${(Math.floor(share(score) * 10) / 10).toFixed(1)} % of ${bar} %`,
    isBelow(score) ? ', BELOW' : '',
  ];
  console.log(`${name} [${figure}]: ${passed} passed, ${misses.length} failed${said.join('')}`);
  for (const { id, got, want } of open.slice(0, show)) console.log(`  ${id}\n    got  ${got}\n    want ${want}`);
}

process.exitCode = main(process.argv.slice(2));
