import { relative } from 'node:path';
import { bestFigures, bundled, root, runProgram, type ApiFigures, type Line, type Result } from '../harness.ts';

export const row = 21;
export const name = 'API server over HTTP';

const repeats = 2;
const objects = 2000;

/** The same operations through sockets, JSON and two processes on one machine. Nothing is held against them but that they end. */
export async function run(): Promise<Result> {
  const server = relative(root, await bundled('src/bin/serve.ts'));
  const runs: ApiFigures[] = [];
  for (let i = 0; i < repeats; i++) runs.push(await runProgram('api-http', [server, objects]));
  const best = bestFigures(runs);
  const line = (what: string, ours: number, unit: string): Line => ({
    what,
    ours,
    unit,
    theirs: undefined,
    goal: 'measured',
    ok: ours > 0,
  });
  return {
    lines: [
      line('create a Pod', best.create, '/s'),
      line('get', best.get, '/s'),
      line('list of 2,000', best.list, '/s'),
      line('watch delivery p50, one watcher', best.alone, 'ms'),
      line('watch delivery p50, 200 Services', best.services, 'ms'),
      line('watch delivery p50, 1,000 watchers', best.many, 'ms'),
    ],
  };
}
