import { runProgram, type Result } from '../harness.ts';

export const row = 5;
export const name = 'CPU per message, 1,000 nodes/30,000 Pods over 10/300';

export async function run(): Promise<Result> {
  const { small, large } = await runProgram<{ small: number; large: number }>(
    'growth',
    [2],
    ['--max-old-space-size=8192'],
  );
  return {
    lines: [{ ours: large, unit: 'µs', theirs: small, ratio: large / small, goal: '≤ 2.5', ok: large / small <= 2.5 }],
  };
}
