import type { Context } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { containerRuns } from './start.ts';
import type { ContainerWork, KubeletState, PodWork } from './state.ts';
import { cri, noteStep, podEvent, waitFor } from './talk.ts';
import { stopContainer } from './terminate.ts';

interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
  readonly sleep?: { readonly seconds: number };
  readonly httpGet?: unknown;
}

/**
 * Runs a container's postStart hook. True when the pass has to wait for it.
 * Models: lifecycle/handlers.go. Left out: httpGet hooks, which count as answered.
 */
export function postStart(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork): boolean {
  const handler = container.spec.lifecycle?.postStart as Handler | undefined;
  if (handler?.exec?.command) {
    const id = cri(state, ctx, work, { call: 'ExecSync', podUid: work.uid, containerId: container.id, command: handler.exec.command, timeoutMs: 0 });
    waitFor(work, id, 'post-start', container.index);
    return true;
  }
  if (handler?.sleep) {
    const id = ctx.timer(handler.sleep.seconds * 1000, { kind: 'timer', name: 'hook', data: work.uid });
    waitFor(work, id, 'post-start', container.index);
    return true;
  }
  return false;
}

export function postStartEnded(state: KubeletState, ctx: Context, work: PodWork, reply: CriReply): void {
  const container = work.containers[work.operation!.container]!;
  const { exitCode = 0 } = (reply.ok ? reply.value : { exitCode: 126 }) as { exitCode?: number };
  if (exitCode === 0) return containerRuns(state, ctx, work, container);
  container.waiting = Object.freeze({ reason: 'PostStartHookError', message: 'PostStartHook failed' });
  const cause = noteStep(ctx, work, 'killing', container, 'PostStartHook failed');
  podEvent(state, ctx, work, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', container, cause);
  podEvent(state, ctx, work, 'Normal', 'Killing', 'FailedPostStartHook', container, cause);
  work.failed = true;
  waitFor(work, stopContainer(state, ctx, work, container, work.pod.spec.terminationGracePeriodSeconds * 1000, cause), 'kill', container.index);
  // After the kill the next pass decides about a restart.
  container.doomed = undefined;
  work.hookFailed = true;
}

/** Begins a container's preStop hook. True when the stop has to wait for it; the answer comes as `pre-stop`. */
export function preStop(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork, graceMs: number): boolean {
  const handler = container.spec.lifecycle?.preStop as Handler | undefined;
  if (!handler || graceMs <= 0) return false;
  const data = Object.freeze({ uid: work.uid, container: container.index, id: container.id });
  if (handler.sleep) {
    noteStep(ctx, work, 'pre-stop', container);
    ctx.timer(Math.min(graceMs, handler.sleep.seconds * 1000), { kind: 'timer', name: 'pre-stop', data });
    return true;
  }
  if (handler.exec?.command) {
    const cause = noteStep(ctx, work, 'pre-stop', container);
    const id = cri(state, ctx, work, { call: 'ExecSync', podUid: work.uid, containerId: container.id, command: handler.exec.command, timeoutMs: graceMs }, cause);
    state.preStops.set(id, data);
    return true;
  }
  return false;
}
