import { bestFigures, runProgram, type ApiFigures, type Line, type Result } from '../harness.ts';

export const row = 20;
export const name = 'API server in process';

const repeats = 3;
/** webernetes 0.6.1, as recorded on this kind of machine. */
const peer = { create: 7_000, get: 94_000, list: 105, watchMs: 54 };

export async function run(): Promise<Result> {
  const runs: ApiFigures[] = [];
  for (let i = 0; i < repeats; i++) runs.push(await runProgram('api', [2000]));
  const { create, get, list, services, many } = bestFigures(runs);
  const atLeast = (what: string, ours: number, theirs: number, goal: number): Line => ({
    what,
    ours,
    unit: '/s',
    theirs,
    ratio: theirs / ours,
    goal: `≥ ${goal.toLocaleString('en-US')}/s`,
    ok: ours >= goal,
  });
  const within = (what: string, ours: number): Line => ({
    what: `watch delivery p50, ${what}`,
    ours,
    unit: 'ms',
    theirs: peer.watchMs,
    ratio: ours / peer.watchMs,
    goal: '≤ 0.5 ms',
    ok: ours <= 0.5,
  });
  return {
    lines: [
      atLeast('create a Pod', create, peer.create, 20_000),
      atLeast('get', get, peer.get, 90_000),
      atLeast('list of 2,000', list, peer.list, 1_000),
      within('200 Services', services),
      within('1,000 watchers', many),
    ],
  };
}
