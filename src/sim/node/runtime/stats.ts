import type { Context, VirtualMs } from '../../kernel/types.ts';
import { loadAt, memoryOf } from './load.ts';
import type { RuntimeState } from './state.ts';

/** What one container uses. Source: CRI ContainerStats. */
export interface ContainerUsage {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly startedMs: VirtualMs;
  /** Since its start, in ns of one core. */
  readonly cpuNs: number;
  /** Working set. */
  readonly memoryBytes: number;
}

/** What a node and its containers use at a moment. */
export interface NodeUsage {
  readonly atMs: VirtualMs;
  /** Since the machine started, in ns of one core. */
  readonly cpuNs: number;
  readonly memoryBytes: number;
  readonly containers: readonly ContainerUsage[];
}

/** What the machine's own processes (kubelet, runtime, kernel) use, and on a control plane machine those of the control plane. */
const system = { cores: 0.04, memoryBytes: 620 * 1024 * 1024 };
const controlPlane = { cores: 0.13, memoryBytes: 1_100 * 1024 * 1024 };

/** Memory a machine takes for itself, in bytes. */
export const systemBytesOf = (isControlPlane: boolean): number => (isControlPlane ? controlPlane : system).memoryBytes;

/** Models: cAdvisor's reading of the cgroups. Left out: its own rhythm of 10 s; here every reading is fresh. */
export function usageOf(state: RuntimeState, ctx: Context): NodeUsage {
  const { now } = ctx;
  const own = state.controlPlane ? controlPlane : system;
  let cpuNs = Math.round(own.cores * now * 1e6) + state.endedNs;
  let { memoryBytes } = own;
  const containers: ContainerUsage[] = [];
  for (const run of state.containers.values()) {
    if (run.state !== 'running' || run.startedMs > now) continue;
    const sandbox = state.sandboxes.get(run.podUid);
    const used = {
      namespace: sandbox?.namespace ?? '',
      pod: sandbox?.name ?? '',
      container: run.name,
      startedMs: run.startedMs,
      cpuNs: Math.round(loadAt(state, run, now).coreMs * 1e6),
      memoryBytes: memoryOf(run, now),
    };
    cpuNs += used.cpuNs;
    memoryBytes += used.memoryBytes;
    containers.push(Object.freeze(used));
  }
  return Object.freeze({ atMs: now, cpuNs, memoryBytes, containers: Object.freeze(containers) });
}
