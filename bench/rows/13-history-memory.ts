import { runProgram, type Result } from '../harness.ts';

export const row = 13;
export const name = 'memory per write of history';

export async function run(): Promise<Result> {
  const { perWrite, perWriteWithTrace, perClone } = await runProgram<{
    perWrite: number;
    perWriteWithTrace: number;
    perClone: number;
  }>('history-memory', [], ['--expose-gc']);
  const window = (perWrite * 100_000) / 1e6;
  return {
    lines: [
      {
        what: 'versions',
        ours: perWrite,
        unit: 'B',
        theirs: 700,
        ratio: perWrite / 700,
        goal: '≤ 700 B',
        ok: perWrite <= 700,
        note: `${Math.round(perWriteWithTrace)} B with every message of the trace`,
      },
      {
        what: 'structuredClone of each version',
        ours: perWrite,
        unit: 'B',
        theirs: perClone,
        ratio: perWrite / perClone,
        goal: '≤ 1/3',
        ok: perWrite <= perClone / 3,
      },
      {
        what: 'window of 100,000 writes',
        ours: window,
        unit: 'MB',
        theirs: 70,
        ratio: window / 70,
        goal: '≤ 70 MB',
        ok: window <= 70,
      },
    ],
  };
}
