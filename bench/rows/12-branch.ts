import type { Line, Result } from '../harness.ts';
import { lessonTravel, longTravel, type TimeTravel } from '../time-travel.ts';

export const row = 12;
export const name = 'branch from any step';

function linesFor(where: string, { long, branch }: TimeTravel): Line[] {
  const writes = `${long.writes.toLocaleString('en-US')} writes`;
  return [
    {
      what: `${where}, ${writes}, p95`,
      ours: branch.p95,
      unit: 'ms',
      theirs: 100,
      ratio: branch.p95 / 100,
      goal: '≤ 100 ms',
      ok: branch.p95 <= 100,
      note: `of all repeats, also those during a marking of the heap: ${branch.once.toFixed(0)} ms`,
    },
    {
      what: `${where}, goes on as the original`,
      ours: branch.equal,
      unit: '',
      theirs: branch.of,
      ratio: branch.equal / branch.of,
      goal: `${branch.of} of ${branch.of}`,
      ok: branch.equal === branch.of,
    },
  ];
}

export async function run(): Promise<Result> {
  return {
    lines: [
      ...linesFor('3 nodes/60 Pods', await lessonTravel()),
      ...linesFor('100 nodes/3,000 Pods', await longTravel()),
    ],
  };
}
