import { MiB } from '../catalogue/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { servingSince } from './container.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

/** Work a container has been given: so many core-ms, spread evenly over a time. */
interface Work {
  readonly fromMs: VirtualMs;
  readonly untilMs: VirtualMs;
  readonly coreMs: number;
}

/** What a container has computed so far, and what it is at. Frozen. */
export interface Load {
  /** Up to here everything is in `coreMs`. */
  readonly atMs: VirtualMs;
  /** Time its processes have had a core, in ms: what the kernel counts in cpu.stat. */
  readonly coreMs: number;
  readonly work: readonly Work[];
}

/** Cores it may use at once: its limit (the CFS quota), else the machine's. */
export const coresOf = (state: RuntimeState, run: ContainerRun): number =>
  run.cpuLimitMilli > 0 ? Math.min(run.cpuLimitMilli / 1000, state.cpus) : state.cpus;

/** Cores its own program keeps busy without being asked anything. */
function idleCores(run: ContainerRun): number {
  const { script, behaviour } = run.program;
  return script && run.machine?.servingAtMs === undefined ? 0 : behaviour.cpuMilli / 1000;
}

/** Cores its work asks for at a moment, beyond what it does on its own. */
export const askedCores = ({ work }: Load, atMs: VirtualMs): number =>
  work.reduce(
    (sum, { fromMs, untilMs, coreMs }) => (fromMs <= atMs && atMs < untilMs ? sum + coreMs / (untilMs - fromMs) : sum),
    0,
  );

/**
 * A container's load as of now. What it is asked for beyond its limit is not done: it is throttled.
 * Models: cgroup v2 cpu.max and cpu.stat. Simplified: work is a steady flow, not single requests; what was throttled is
 * lost instead of late; containers do not take a full machine's cores from each other.
 */
export function loadAt(state: RuntimeState, run: ContainerRun, now: VirtualMs): Load {
  const before = state.loads.get(run.id) ?? { atMs: run.startedMs, coreMs: 0, work: [] };
  const end = run.state === 'exited' ? Math.min(now, run.finishedMs) : now;
  if (end <= before.atMs) return before;
  const most = coresOf(state, run);
  const idle = idleCores(run);
  const edges = before.work
    .flatMap(({ fromMs, untilMs }) => [fromMs, untilMs])
    .filter((edge) => edge > before.atMs && edge < end)
    .sort((a, b) => a - b);
  let { atMs, coreMs } = before;
  for (const edge of [...edges, end]) {
    coreMs += Math.min(most, idle + askedCores(before, atMs)) * (edge - atMs);
    atMs = edge;
  }
  return { atMs, coreMs, work: before.work.filter(({ untilMs }) => untilMs > end) };
}

/** Gives a container something to do from `fromMs` on. */
export function addWork(
  state: RuntimeState,
  run: ContainerRun,
  now: VirtualMs,
  fromMs: VirtualMs,
  untilMs: VirtualMs,
  coreMs: number,
): void {
  if (coreMs <= 0) return;
  const { atMs, coreMs: done, work } = loadAt(state, run, now);
  const next = Object.freeze({ fromMs, untilMs: Math.max(untilMs, fromMs + 1), coreMs });
  state.loads.set(run.id, Object.freeze({ atMs, coreMs: done, work: Object.freeze([...work, next]) }));
}

/** Memory in use, in bytes: what the program holds once it has started. Left out: page cache, growth under load. */
export function memoryOf(run: ContainerRun, now: VirtualMs): number {
  const { behaviour, script } = run.program;
  const serving = servingSince(run);
  if (script && serving === undefined) return shellBytes;
  const since = now - run.startedMs - (serving ?? 0);
  const { growth, memoryBytes, startMs } = behaviour;
  if (!growth) return since >= startMs ? memoryBytes : Math.round(memoryBytes / 4);
  const steps = Math.max(0, Math.floor((since - startMs) / growth.everyMs));
  return Math.min(memoryBytes, 2 * MiB + steps * growth.stepBytes);
}

/** A small shell and what it runs. */
const shellBytes = 600 * 1024;
