import type { IntOrString } from '../../../api/types.ts';
import type { EntryId } from '../../kernel/types.ts';
import { cri, noteStep, stopContainer, waitFor, type Job, type Next } from './job.ts';
import { portOf } from './probes.ts';
import type { ContainerWork, HookTicket } from './state.ts';

interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
  readonly sleep?: { readonly seconds: number };
  readonly httpGet?: { readonly path?: string; readonly port: IntOrString };
}

/** A container gets at least this long after SIGTERM, in ms. Source: kuberuntime_container.go minimumGracePeriodInSeconds. */
export const minimumGraceMs = 2_000;

/**
 * Begins what a hook does and returns the message whose answer is its end; undefined when it has nothing to do.
 * Models: lifecycle/handlers.go. An HTTP hook succeeds with any answer, whatever its status code. Left out: other hosts than the Pod.
 */
function begin(
  job: Job,
  container: ContainerWork,
  handler: Handler,
  limitMs: number,
  cause?: EntryId,
): EntryId | undefined {
  const { uid } = job.work;
  if (handler.exec?.command) {
    const { command } = handler.exec;
    const call = { call: 'ExecSync' as const, podUid: uid, containerId: container.id, command, timeoutMs: limitMs };
    return cri(job, call, cause);
  }
  if (!handler.httpGet) return undefined;
  const { path = '/', port } = handler.httpGet;
  const request = { port: portOf(container, port), method: 'GET', path, body: '' };
  const call = { call: 'PortForward' as const, podUid: uid, ...request };
  return cri(job, call, cause);
}

/** Runs a container's postStart hook; undefined when there is none to wait for. */
export function postStart(job: Job, container: ContainerWork): Next | undefined {
  const handler = container.spec.lifecycle?.postStart as Handler | undefined;
  if (!handler) return undefined;
  const { ctx, work } = job;
  const id = handler.sleep
    ? ctx.timer(handler.sleep.seconds * 1000, { kind: 'timer', name: 'hook', data: work.uid })
    : begin(job, container, handler, 0);
  return id === undefined ? undefined : waitFor(job, id, 'post-start', container.index);
}

/** Begins a container's preStop hook; its end comes as a timer or an answer of the runtime. undefined: nothing to wait for. */
export function preStop(job: Job, container: ContainerWork, graceMs: number): EntryId | undefined {
  const { state, ctx, work } = job;
  const handler = container.spec.lifecycle?.preStop as Handler | undefined;
  if (graceMs <= 0 || !(handler?.sleep ?? handler?.httpGet ?? handler?.exec?.command)) return undefined;
  const cause = noteStep(job, 'pre-stop', container);
  const ticket: HookTicket = Object.freeze({
    uid: work.uid,
    container: container.index,
    id: container.id,
    sinceMs: ctx.now,
    graceMs,
  });
  if (handler.sleep) {
    const delayMs = Math.min(graceMs, handler.sleep.seconds * 1000);
    return ctx.timer(delayMs, { kind: 'timer', name: 'pre-stop', data: ticket }, { cause });
  }
  const id = begin(job, container, handler, graceMs, cause);
  if (id !== undefined) state.preStops.set(id, ticket);
  return id;
}

/** Kills a container of a Pod that goes on: its preStop hook first, then the signal. The pass waits for the end. Models: kuberuntime_container.go killContainer. */
export function killInPass(job: Job, container: ContainerWork, graceMs: number, cause: EntryId): Next {
  const hook = preStop(job, container, graceMs);
  if (hook === undefined) {
    const call = stopContainer(job, container, Math.max(minimumGraceMs, graceMs), cause);
    return waitFor(job, call, 'kill', container.index);
  }
  container.stopping = true;
  return waitFor(job, hook, 'pre-stop', container.index);
}
