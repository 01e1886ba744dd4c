import type { Context, VirtualMs } from '../../kernel/types.ts';
import { ended } from './lifecycle.ts';
import { memoryOf } from './load.ts';
import { lookLater, memoryStats } from './memory.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

/** The machine's memory has run out: the kernel kills the process it thinks worst. Models: Linux mm/oom_kill.c oom_badness. */
export function kernelLooks(state: RuntimeState, ctx: Context): void {
  const { memory } = state;
  memory.looking = false;
  const stats = memoryStats(state, ctx.now);
  if (stats.usedBytes > memory.capacityBytes) {
    const victim = worst(state, ctx.now);
    if (!victim) return;
    const systemOom = Object.freeze({ process: processOf(victim), pid: 2_000 + ctx.randomInt(30_000) });
    ended(state, victim, ctx.now, 137, 'OOMKilled', ctx, systemOom);
    return lookLater(state, ctx);
  }
  if (stats.growing && memory.systemBytes + memory.peakBytes > memory.capacityBytes) lookLater(state, ctx);
}

function worst(state: RuntimeState, now: VirtualMs): ContainerRun | undefined {
  let victim: ContainerRun | undefined;
  let most = -Infinity;
  for (const run of state.containers.values()) {
    if (run.state !== 'running') continue;
    const score = (memoryOf(run, now) / state.memory.capacityBytes) * 1000 + run.oomScoreAdj;
    if (score > most) [victim, most] = [run, score];
  }
  return victim;
}

/** `stress` for `polinux/stress:1.0`: a process's name has 15 letters at most. */
const processOf = ({ program }: ContainerRun): string =>
  (program.image.split('/').at(-1) ?? '').split(/[:@]/)[0]!.slice(0, 15);
