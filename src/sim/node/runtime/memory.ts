import type { Context, VirtualMs } from '../../kernel/types.ts';
import { MiB } from '../catalogue/types.ts';
import { memoryOf } from './load.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

/** The kubelet begins to reclaim when less is left. Source: eviction defaults_linux.go memory.available<100Mi. */
export const hardThresholdBytes = 100 * MiB;
/** How often the model's kernel looks whether memory has run out, in ms; the real one knows at the very moment. */
const kernelLooksMs = 1_000;

export interface MachineMemory {
  readonly capacityBytes: number;
  readonly systemBytes: number;
  /** What the running containers may come to take together. */
  peakBytes: number;
  /** The kernel's next look is set. */
  looking: boolean;
}

export const machineMemory = (capacityBytes: number, systemBytes: number): MachineMemory => ({
  capacityBytes,
  systemBytes,
  peakBytes: 0,
  looking: false,
});

/** The most a container may come to take. */
const peakOf = (run: ContainerRun): number => {
  const { memoryBytes } = run.program.behaviour;
  return run.memoryLimitBytes > 0 ? Math.min(memoryBytes, run.memoryLimitBytes) : memoryBytes;
};

/** What the machine uses now, in bytes, and by container; `growing`: some container is not at its peak yet. */
export interface MemoryStats {
  readonly usedBytes: number;
  readonly containers: readonly { readonly podUid: string; readonly name: string; readonly memoryBytes: number }[];
  readonly growing: boolean;
}

export function memoryStats(state: RuntimeState, now: VirtualMs): MemoryStats {
  let usedBytes = state.memory.systemBytes;
  let growing = false;
  const containers: { podUid: string; name: string; memoryBytes: number }[] = [];
  for (const run of state.containers.values()) {
    if (run.state !== 'running') continue;
    const memoryBytes = memoryOf(run, now);
    usedBytes += memoryBytes;
    growing ||= memoryBytes < peakOf(run) && !run.program.script;
    containers.push(Object.freeze({ podUid: run.podUid, name: run.name, memoryBytes }));
  }
  return Object.freeze({ usedBytes, containers: Object.freeze(containers), growing });
}

/** A container has started: when all together may take more than there is, the kubelet and the kernel keep an eye on it. */
export function memoryTaken(state: RuntimeState, run: ContainerRun, ctx: Context): void {
  const { memory } = state;
  memory.peakBytes += peakOf(run);
  const leftBytes = memory.capacityBytes - memory.systemBytes - memory.peakBytes;
  if (leftBytes >= hardThresholdBytes) return;
  ctx.send(`kubelet@${state.node}`, { kind: 'container-event', podUid: '', containerId: '', event: 'memory' });
  if (leftBytes < 0) lookLater(state, ctx);
}

export function memoryFreed(state: RuntimeState, run: ContainerRun): void {
  state.memory.peakBytes = Math.max(0, state.memory.peakBytes - peakOf(run));
}

/** The kernel looks again in a while. */
export function lookLater({ memory }: RuntimeState, ctx: Context): void {
  if (memory.looking) return;
  memory.looking = true;
  ctx.timer(kernelLooksMs, { kind: 'timer', name: 'memory' });
}
