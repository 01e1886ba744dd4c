import { minima, runProgram, type Line, type Result } from '../harness.ts';
import { peerInstalled, peerRollout, recorded, type PodCount } from '../peer.ts';

export const row = 1;
export const name = 'CPU per Pod, 50 nodes, to Ready';

const nodes = 50;
const repeats = 5;
const sizes: readonly { readonly pods: PodCount; readonly part: number }[] = [
  { pods: 100, part: 8 },
  { pods: 500, part: 25 },
  { pods: 1000, part: 50 },
];
/** The peer needs over a minute for 1,000 Pods: its speed on this machine is taken from the two smaller sizes. */
const peerSizes: readonly PodCount[] = [100, 500];

export async function run(): Promise<Result> {
  const runs: Record<PodCount, { cpuMs: number; warmMs: number }[]> = { 100: [], 500: [], 1000: [] };
  const peer: Record<PodCount, number[]> = { 100: [], 500: [], 1000: [] };
  const withPeer = peerInstalled();
  for (let i = 0; i < repeats; i++) {
    for (const { pods } of sizes) runs[pods].push(await runProgram('rollout', [nodes, pods]));
    if (withPeer && i < 2) for (const pods of peerSizes) peer[pods].push((await peerRollout(nodes, pods)) / pods);
  }
  const slowness = withPeer ? Math.min(...peerSizes.map((pods) => Math.min(...peer[pods]) / recorded.npm[pods])) : 1;
  const note = withPeer
    ? `theirs: 0.6.1 as recorded × ${slowness.toFixed(2)} (0.3.5 now ÷ then)`
    : 'theirs: 0.6.1 as recorded; the peer could not be installed';
  return {
    lines: sizes.map(({ pods, part }): Line => {
      const least = minima(runs[pods]);
      const ours = least.cpuMs / pods;
      const theirs = recorded.newest[pods] * slowness;
      return {
        what: `${pods} Pods`,
        ours,
        unit: 'ms',
        theirs,
        ratio: ours / theirs,
        goal: `≤ 1/${part}`,
        ok: ours / theirs <= 1 / part,
        note: `warm ${(least.warmMs / pods).toFixed(2)} ms; ${note}`,
      };
    }),
  };
}
