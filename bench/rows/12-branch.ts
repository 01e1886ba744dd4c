import type { Result } from '../harness.ts';
import { timeTravel } from '../time-travel.ts';

export const row = 12;
export const name = 'branch from any step, p95';

export async function run(): Promise<Result> {
  const { branch } = await timeTravel();
  return {
    lines: [
      { ours: branch.p95, unit: 'ms', theirs: 100, ratio: branch.p95 / 100, goal: '≤ 100 ms', ok: branch.p95 <= 100 },
      { what: 'goes on as the original did', ours: branch.equal, unit: '', theirs: branch.of, ratio: branch.equal / branch.of, goal: '60 of 60', ok: branch.equal === branch.of },
    ],
  };
}
