import { fromBytes, value } from '../../../api/quantity.ts';
import type { Pod } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { hardThresholdBytes, type MemoryStats } from '../runtime/memory.ts';
import { noteStep, podEvent } from './job.ts';
import { nodeEvent, reportNode } from './node.ts';
import { isCritical } from './pressure.ts';
import { report } from './report.ts';
import { edit, type KubeletState, type PodWork } from './state.ts';
import { beginTermination } from './terminate.ts';
import { advance } from './worker.ts';

/** Source: eviction_manager.go and KubeletConfiguration defaults: monitoring interval 10 s, evictionPressureTransitionPeriod 5 min. */
const monitorMs = 10_000;
const transitionMs = 300_000;
/** A hard threshold leaves a Pod this long to end, in ms. Source: immediateEvictionGracePeriodSeconds. */
const immediateGraceMs = 1_000;
/**
 * The runtime's containers may come to take more memory than there is: from now on the kubelet looks every ten seconds.
 * Upstream always looks; a node on which nothing can come of it has nothing to look for.
 * Models: pkg/kubelet/eviction with the hard threshold memory.available<100Mi. Left out: soft thresholds, minimum reclaim,
 * disk, inodes and process ids, which the model's machines never run out of.
 */
export function watchPressure(state: KubeletState, ctx: Context): void {
  if (!state.pressure.watching) lookLater(state, ctx, false);
}

function lookLater(state: KubeletState, ctx: Context, quiet: boolean): void {
  state.pressure.watching = true;
  const delayMs = monitorMs - ((ctx.now - state.phaseMs + monitorMs) % monitorMs);
  ctx.timer(delayMs, { kind: 'timer', name: 'pressure' }, { quiet });
}

/** The moment to look has come. */
export function lookForPressure(state: KubeletState, ctx: Context): void {
  state.pressure.call = ctx.send(state.runtime, { kind: 'cri', call: { call: 'ListPodSandboxStats' } });
}

/** Models: eviction_manager.go synchronize. */
export function statsArrived(state: KubeletState, ctx: Context, reply: CriReply): void {
  const { pressure, profile } = state;
  pressure.watching = false;
  pressure.call = 0;
  if (!reply.ok) return lookLater(state, ctx, true);
  const stats = reply.value as MemoryStats;
  const availableBytes = Math.max(0, profile.memoryBytes - stats.usedBytes);
  const low = availableBytes < hardThresholdBytes;
  if (low) pressure.observedMs = ctx.now;
  const active = low || (pressure.active && ctx.now - pressure.observedMs < transitionMs);
  if (active !== pressure.active) {
    pressure.active = active;
    const reason = active ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory';
    nodeEvent(state, ctx, reason, `Node ${profile.name} status is now: ${reason}`);
    const step = active ? 'pressure' : 'pressure-over';
    ctx.note({ kind: 'kubelet', step, pod: { kind: 'Node', name: profile.name } });
    reportNode(state, ctx);
  }
  if (low) {
    nodeEvent(state, ctx, 'EvictionThresholdMet', 'Attempting to reclaim memory', 'Warning');
    evictOne(state, ctx, stats, availableBytes);
  }
  if (active || stats.growing) lookLater(state, ctx, !low && !stats.growing);
}

interface Usage {
  readonly work: Readonly<PodWork>;
  readonly bytes: number;
  readonly overBytes: number;
}

/** At most one Pod per look. */
function evictOne(state: KubeletState, ctx: Context, stats: MemoryStats, availableBytes: number): void {
  const victim = ranked(state, stats)[0];
  if (!victim) return;
  const message = messageFor(victim.work.pod, stats, availableBytes);
  const work = edit(state, victim.work.uid)!;
  const job = { state, ctx, work };
  work.verdict = { reason: 'Evicted', message };
  const cause = noteStep(job, 'evicted', undefined, message);
  podEvent(job, 'Warning', 'Evicted', message, undefined, cause);
  report(job, false, cause);
  advance(job, beginTermination(job, immediateGraceMs, true));
}

/** Who goes first: who uses more than it requested, then the lower priority, then who is further above. Models: helpers.go rankMemoryPressure. */
export function ranked(state: KubeletState, stats: MemoryStats): readonly Usage[] {
  const byPod = new Map<string, number>();
  for (const { podUid, memoryBytes } of stats.containers) byPod.set(podUid, (byPod.get(podUid) ?? 0) + memoryBytes);
  const list: Usage[] = [];
  for (const work of state.pods.values()) {
    const bytes = byPod.get(work.uid);
    if (bytes === undefined || work.terminating || isCritical(work.pod)) continue;
    list.push({ work, bytes, overBytes: bytes - work.requests.memoryBytes });
  }
  return list.sort(
    (a, b) =>
      Number(b.overBytes > 0) - Number(a.overBytes > 0) ||
      (a.work.pod.spec.priority ?? 0) - (b.work.pod.spec.priority ?? 0) ||
      b.overBytes - a.overBytes,
  );
}

/** Models: helpers.go evictionMessage. */
function messageFor(pod: Pod, { containers }: MemoryStats, availableBytes: number): string {
  let text = `The node was low on resource: memory. Threshold quantity: ${fromBytes(hardThresholdBytes)}, available: ${fromBytes(kibi(availableBytes))}. `;
  for (const { name, resources } of pod.spec.containers) {
    const usedBytes = containers.find((c) => c.podUid === pod.metadata.uid && c.name === name)?.memoryBytes ?? 0;
    const request = resources?.requests?.['memory'];
    if (usedBytes > value(request))
      text += `Container ${name} was using ${fromBytes(kibi(usedBytes))}, request is ${request ?? '0'}, has larger consumption of memory. `;
  }
  return text;
}

/** The kernel counts pages: nobody sees less than a Ki. */
const kibi = (bytes: number): number => Math.floor(bytes / 1024) * 1024;
