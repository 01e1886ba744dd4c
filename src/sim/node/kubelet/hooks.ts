import { cri, noteStep, waitFor, type Job, type Next } from './job.ts';
import type { ContainerWork } from './state.ts';

interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
  readonly sleep?: { readonly seconds: number };
  readonly httpGet?: unknown;
}

/**
 * Runs a container's postStart hook; undefined when there is none to wait for.
 * Models: lifecycle/handlers.go. Left out: httpGet hooks, which count as answered.
 */
export function postStart(job: Job, container: ContainerWork): Next | undefined {
  const handler = container.spec.lifecycle?.postStart as Handler | undefined;
  const { ctx, work } = job;
  if (handler?.exec?.command) {
    const { command } = handler.exec;
    const id = cri(job, {
      call: 'ExecSync',
      podUid: work.uid,
      containerId: container.id,
      command,
      timeoutMs: 0,
    });
    return waitFor(job, id, 'post-start', container.index);
  }
  if (!handler?.sleep) return undefined;
  const id = ctx.timer(handler.sleep.seconds * 1000, { kind: 'timer', name: 'hook', data: work.uid });
  return waitFor(job, id, 'post-start', container.index);
}

/** Begins a container's preStop hook. True when the stop has to wait for it; its end comes as a timer or an ExecSync answer. */
export function preStop(job: Job, container: ContainerWork, graceMs: number): boolean {
  const { state, ctx, work } = job;
  const handler = container.spec.lifecycle?.preStop as Handler | undefined;
  if (graceMs <= 0 || !(handler?.sleep ?? handler?.exec?.command)) return false;
  const cause = noteStep(job, 'pre-stop', container);
  const data = Object.freeze({ uid: work.uid, container: container.index, id: container.id });
  if (handler.sleep) {
    const delayMs = Math.min(graceMs, handler.sleep.seconds * 1000);
    ctx.timer(delayMs, { kind: 'timer', name: 'pre-stop', data }, { cause });
    return true;
  }
  const command = handler.exec!.command!;
  const call = {
    call: 'ExecSync' as const,
    podUid: work.uid,
    containerId: container.id,
    command,
    timeoutMs: graceMs,
  };
  state.preStops.set(cri(job, call, cause), data);
  return true;
}
