import { benchPages, served } from '../browser.ts';
import { interleave, type Result } from '../harness.ts';
import { pageCost } from '../page-cost.ts';
import type { FrameCost } from '../trace.ts';

export const row = 8;
export const name = 'main thread per frame, 1,000 nodes/30,000 Pods';

const repeats = 3;

export async function run(): Promise<Result> {
  const at = (url: string, nodes: number, pods: number): Promise<FrameCost> =>
    pageCost(`${url}bench/pages/live.html?nodes=${nodes}&pods=${pods}&churn=0.01&packets=200`, true);
  const runs = await served(await benchPages(), (url) =>
    interleave(repeats, { large: () => at(url, 1000, 30_000), small: () => at(url, 100, 3000) }),
  );
  const least = (variant: string): number => Math.min(...runs[variant]!.map(({ mean }) => mean));
  const [large, small] = [least('large'), least('small')];
  return {
    lines: [
      {
        what: '1 % churn, pan, 200 packets',
        ours: large,
        unit: 'ms',
        theirs: 8,
        ratio: large / 8,
        goal: '≤ 8 ms',
        ok: large <= 8,
      },
      {
        what: 'over 100 nodes/3,000 Pods',
        ours: large,
        unit: 'ms',
        theirs: small,
        ratio: large / small,
        goal: '≤ 2',
        ok: large <= 2 * small,
      },
    ],
  };
}
