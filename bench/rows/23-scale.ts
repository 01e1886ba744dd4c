import { runProgram, type Line, type Result } from '../harness.ts';

export const row = 23;
export const name = 'headless at size';

interface Scale {
  readonly podsPerSecond: number;
  readonly eventsPerSecond: number;
  readonly updateMs: number;
  readonly peakMb: number;
}

/**
 * CPU of etcd, API server, scheduler and controller manager together for one Pod of a Deployment at 1,000 nodes, in ms, to
 * bound (no kubelets): Kubernetes 1.33.13, recorded once on a machine like this.
 */
const realPerPodMs = 10.9;
const repeats = 2;
/** Most memory the large cluster may take with all its history: what a browser's tab has. In MB. */
const memoryMb = 4096;

export async function run(): Promise<Result> {
  const lines: Line[] = [];
  for (const [nodes, pods, updated] of [
    [100, 3000, 1000],
    [1000, 30_000, 0],
  ] as const) {
    const runs: Scale[] = [];
    for (let i = 0; i < repeats; i++)
      runs.push(await runProgram('scale', [nodes, pods, updated], ['--max-old-space-size=8192']));
    const most = (key: keyof Scale): number => Math.max(...runs.map((run) => run[key]));
    const where = `${nodes} nodes/${pods.toLocaleString('en-US')} Pods`;
    const perPod = 1000 / most('podsPerSecond');
    const peak = Math.min(...runs.map((run) => run.peakMb));
    lines.push(
      {
        what: `${where}, Pods to Ready per CPU s`,
        ours: most('podsPerSecond'),
        unit: '/s',
        theirs: 1000 / realPerPodMs,
        ratio: perPod / realPerPodMs,
        goal: '≤ 1/5 of the CPU',
        ok: perPod <= realPerPodMs / 5,
        note: 'theirs: the real control plane to bound, recorded',
      },
      {
        what: `${where}, messages per CPU s`,
        ours: most('eventsPerSecond'),
        unit: '/s',
        theirs: undefined,
        goal: '≥ 20,000',
        ok: most('eventsPerSecond') >= 20_000,
      },
      {
        what: `${where}, peak memory`,
        ours: peak,
        unit: 'MB',
        theirs: memoryMb,
        ratio: peak / memoryMb,
        goal: `≤ ${memoryMb} MB`,
        ok: peak <= memoryMb,
      },
    );
    if (updated === 0) continue;
    const update = Math.min(...runs.map((run) => run.updateMs));
    lines.push({
      what: `rolling update of ${updated.toLocaleString('en-US')} replicas, CPU per replica`,
      ours: update,
      unit: 'ms',
      theirs: perPod,
      ratio: update / perPod,
      goal: '≤ 3 births',
      ok: update <= 3 * perPod,
      note: 'theirs: a Pod’s birth in the same run; an update ends one Pod and makes another',
    });
  }
  return { lines };
}
