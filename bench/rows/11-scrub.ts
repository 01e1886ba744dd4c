import type { Result } from '../harness.ts';
import { longTravel } from '../time-travel.ts';

export const row = 11;
export const name = 'scrub to a random step, 3,000 Pods';

export async function run(): Promise<Result> {
  const { short, long } = await longTravel();
  return {
    lines: [
      {
        what: `read and hand over, p95, ${long.writes.toLocaleString('en-US')} writes`,
        ours: long.p95,
        unit: 'ms',
        theirs: 33,
        ratio: long.p95 / 33,
        goal: '≤ 33 ms',
        ok: long.p95 <= 33,
      },
      {
        what: `against a log of ${short.writes.toLocaleString('en-US')}`,
        ours: long.p95,
        unit: 'ms',
        theirs: short.p95,
        ratio: long.p95 / short.p95,
        goal: '≤ 2',
        ok: long.p95 <= 2 * short.p95,
      },
    ],
  };
}
