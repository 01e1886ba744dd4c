import { runProgram, type Line, type Result } from '../harness.ts';

export const row = 22;
export const name = 'memory per 10,000 Pods stored';

export async function run(): Promise<Result> {
  const { objects, traced } = await runProgram<{ objects: number; traced: number }>(
    'api-memory',
    [10_000],
    ['--expose-gc'],
  );
  const line = (what: string, bytes: number): Line => ({
    what,
    ours: bytes / 1e6,
    unit: 'MB',
    theirs: undefined,
    goal: 'measured',
    ok: bytes > 0,
  });
  return { lines: [line('objects and caches', objects), line('with the trace of their creation', traced)] };
}
