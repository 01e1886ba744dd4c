import { interleave, runProgram, type Line, type Result } from '../harness.ts';
import { peerFastForward, peerInstalled } from '../peer.ts';

export const row = 14;
export const name = 'fast-forward, 10 quiet minutes';

interface Run {
  readonly times: number;
}

export async function run(): Promise<Result> {
  const withPeer = peerInstalled();
  const flags = ['--max-old-space-size=8192'];
  const runs = await interleave<number>(2, {
    idle100: async () => (await runProgram<Run>('fast-forward', [100, 0], flags)).times,
    idle1000: async () => (await runProgram<Run>('fast-forward', [1000, 0], flags)).times,
    probed: async () => (await runProgram<Run>('fast-forward', [100, 3000], flags)).times,
    ...(withPeer ? { peer: () => peerFastForward(100, 0, 600) } : {}),
  });
  const best = (key: string): number => Math.max(...runs[key]!);
  const goal = (what: string, key: string, times: number): Line => ({
    what,
    ours: best(key),
    unit: '×',
    theirs: times,
    ratio: best(key) / times,
    goal: `≥ ${times.toLocaleString('en-US')}×`,
    ok: best(key) >= times,
  });
  const lines = [
    goal('100 idle nodes', 'idle100', 10_000),
    goal('1,000 idle nodes', 'idle1000', 500),
    goal('3,000 probed Pods, 100 nodes', 'probed', 500),
  ];
  if (withPeer) {
    const [ours, theirs] = [best('idle100'), best('peer')];
    lines.push({
      what: '100 idle nodes, webernetes 0.3.5',
      ours,
      unit: '×',
      theirs,
      ratio: ours / theirs,
      goal: '≥ 10',
      ok: ours >= 10 * theirs,
    });
  }
  return { lines };
}
