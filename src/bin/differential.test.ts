import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import docs from '../api/schema/docs.json';
import { provideDocs } from '../kubectl/commands/explain.ts';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { lab } from '../sim/profiles.ts';
import { difference, sameText } from './differential/compare.ts';
import { files } from './differential/files.ts';
import { runOurs } from './differential/ours.ts';
import { realKubectl, RealTerminal } from './differential/real.ts';
import { scenarios, type Scenario } from './differential/table.ts';

/**
 * The page's kubectl against the real one: each line runs in both on clusters forked from one state, and must say the
 * same on both streams and end with the same code. The real one speaks HTTP to the same simulated API server.
 */
const kubectl = realKubectl();
if (!kubectl) console.log('skipped: no kubectl 1.33 in PATH or beside the one that is there');
provideDocs(docs);

/** Only lines with this text, for work on one of them: DIFFERENTIAL='describe pod' npx vitest run src/bin/differential. */
const only = process.env['DIFFERENTIAL'] ?? '';

/** The cluster as the scenario's lines find it. */
function stateOf(scenario: Scenario): Cluster {
  const cluster = Cluster.boot({ profile: lab, seed: 7, programs: { shell } });
  for (const line of scenario.setup) expect(runOurs(line, cluster, files)).toMatchObject({ code: 0 });
  cluster.kernel.runUntil(cluster.now + scenario.settleMs);
  return cluster;
}

describe.skipIf(!kubectl)('the page says what the real kubectl says', () => {
  const terminals = Array.from({ length: Math.min(4, availableParallelism() + 1) }, () => new RealTerminal(kubectl!));
  afterAll(() => terminals.forEach((terminal) => terminal.close()));

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const lines = scenario.lines.map((l) => (typeof l === 'string' ? { line: l, differs: '' } : l));
      const wanted = lines.filter(({ line }) => line.includes(only));
      const state = wanted.length > 0 ? stateOf(scenario) : undefined;
      const checkpoint = state?.checkpoint();
      const wrong: string[] = [];
      let next = 0;
      await Promise.all(
        terminals.map(async (terminal) => {
          while (next < wanted.length) {
            const { line, differs } = wanted[next++]!;
            const real = await terminal.run(line, state!.fork(checkpoint!), files);
            const ours = runOurs(line, state!.fork(checkpoint!), files);
            const same = sameText(ours, real);
            if (!same && differs === '') wrong.push(`$ ${line}\n${difference(ours, real)}`);
            if (same && differs !== '') wrong.push(`$ ${line}\nsays the same now, though the table says: ${differs}`);
          }
        }),
      );
      if (wrong.length > 0) console.log(wrong.sort().join('\n\n'));
      expect(wrong.length).toBe(0);
    },
    120_000,
  );
});
