import { call, pathOf, resources } from '../../client/requests.ts';
import type { EntryId } from '../../kernel/types.ts';
import type { ApiResponse, CriReply } from '../../messages.ts';
import { take } from './admit.ts';
import { minimumGraceMs, preStop } from './hooks.ts';
import { cri, noteStep, podEvent, stopContainer, waitFor, type Job, type Next } from './job.ts';
import { stopProbes } from './probes.ts';
import { report } from './report.ts';
import { killAnswered } from './start.ts';
import { rest, type ContainerWork, type HookTicket, type KubeletState, type PodWork } from './state.ts';
import { isSidecar } from './status.ts';

/** A DELETE the API server did not answer is sent again after this long, in ms. */
const deleteRetryMs = 10_000;

/** Ends a Pod: it was deleted (`completed` false), or all its work is done. Models: kubelet.go SyncTerminatingPod. */
export function beginTermination(job: Job, graceMs: number, completed: boolean): Next {
  const { ctx, work } = job;
  const before = work.terminating;
  const effectiveMs = Math.max(minimumGraceMs, graceMs);
  if (before) {
    const shorter = effectiveMs < before.graceMs && !before.completed;
    work.terminating = { ...before, graceMs: Math.min(before.graceMs, effectiveMs) };
    for (const container of work.containers)
      if (shorter && container.state === 'running' && container.stopping) stopContainer(job, container, effectiveMs);
    return 'wait';
  }
  work.terminating = { sinceMs: ctx.now, graceMs: effectiveMs, completed };
  for (const container of work.containers) stopProbes(container, ['liveness', 'startup']);
  // What only waits is given up; what the runtime is doing is waited for.
  const step = work.operation?.step;
  if (step === 'pull' || step === 'pull-queue' || step === 'volumes' || step === 'image-status')
    work.operation = undefined;
  return work.operation ? 'wait' : 'terminate';
}

/** Goes on with a termination: containers, then the sandbox, then the last word to the API server. */
export function terminate(job: Job): void {
  const { work } = job;
  work.operation = undefined;
  work.todo = [];
  const running = work.containers.filter((c) => c.state === 'running');
  if (running.length > 0) {
    // Sidecars end after the others, in the reverse of their order.
    const ordinary = running.filter((c) => !isSidecar(c));
    for (const container of ordinary.length > 0 ? ordinary : running.slice(-1))
      if (!container.stopping) kill(job, container);
  } else if (work.sandbox === 'ready') {
    const cause = noteStep(job, 'sandbox-stop');
    waitFor(job, cri(job, { call: 'StopPodSandbox', podUid: work.uid }, cause), 'stop-sandbox');
  } else finish(job);
}

function kill(job: Job, container: ContainerWork): void {
  const { graceMs, sinceMs } = job.work.terminating!;
  container.stopping = true;
  const message = `Stopping container ${container.spec.name}`;
  const cause = noteStep(job, 'killing', container, message);
  podEvent(job, 'Normal', 'Killing', message, container, cause);
  const leftMs = graceMs - (job.ctx.now - sinceMs);
  if (preStop(job, container, leftMs) === undefined)
    stopContainer(job, container, Math.max(minimumGraceMs, leftMs), cause);
}

/** As long as the runtime does not answer, nobody may believe that the Pod has ended; it calls when it is back. */
export function sandboxStopped({ work }: Job, reply: CriReply): Next {
  if (!reply.ok && reply.code === 'Unavailable') {
    work.operation = undefined;
    return 'wait';
  }
  work.sandbox = 'stopped';
  return 'terminate';
}

/** The preStop hook of a container is over, well or not: now the signal, with what is left of the time. Says how its Pod's worker goes on when that waited. */
export function preStopEnded(job: Job, hook: HookTicket, ok: boolean): Next {
  const { ctx, work } = job;
  const container = work.containers[hook.container];
  const inPass = work.operation?.step === 'pre-stop' && work.operation.container === hook.container;
  // It may have ended by itself meanwhile.
  if (container?.id !== hook.id || container.state !== 'running') return inPass ? killAnswered(job) : 'wait';
  if (!ok) podEvent(job, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container);
  const { sinceMs, graceMs } = work.terminating ?? hook;
  const call = stopContainer(job, container, Math.max(minimumGraceMs, sinceMs + graceMs - ctx.now));
  return inPass ? waitFor(job, call, 'kill', hook.container) : 'wait';
}

/** All is stopped: the final status, and the object's removal when it was deleted. Models: SyncTerminatedPod, status_manager.go canBeDeleted. */
function finish(job: Job): void {
  const { state, ctx, work } = job;
  const cause = noteStep(job, 'finished');
  report(job, true, cause);
  if (work.gone) return forget(job);
  // A finished Pod keeps its record but not its share of the node: the scheduler may hear of its end before this kubelet does.
  release(state, work);
  if (work.pod.metadata.deletionTimestamp) return remove(job, cause);
  work.passEndMs = ctx.now;
  rest(state, work);
}

function remove(job: Job, because?: EntryId): void {
  const { state, ctx, work } = job;
  const { name, namespace, uid } = work.pod.metadata;
  const cause = because ?? noteStep(job, 'removed');
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, preconditions: { uid } };
  const id = call(ctx, state.identity, 'DELETE', pathOf(resources.pods, namespace, name), { body, cause });
  state.calls.set(id, work.uid);
  waitFor(job, id, 'delete');
}

export function removeAnswered({ state, ctx, work }: Job, response: ApiResponse): void {
  work.operation = undefined;
  if (response.code === 0 || response.code >= 500)
    ctx.timer(deleteRetryMs, { kind: 'timer', name: 'remove', data: work.uid }, { quiet: true });
  rest(state, work);
}

/** Sends the DELETE again if it is still needed. */
export function removeAgain(job: Job): void {
  if (!job.work.operation && job.work.terminating) remove(job);
}

function release(state: KubeletState, work: PodWork): void {
  if (!work.admitted) return;
  take(state, work, -1);
  work.admitted = false;
}

/** The object is gone and nothing of it runs: nothing remains. */
export function forget({ state, ctx, work }: Job): void {
  release(state, work);
  state.pods.delete(work.uid);
  if (work.sandbox === 'none') return;
  const call = { call: 'RemovePodSandbox' as const, podUid: work.uid };
  ctx.send(state.runtime, { kind: 'cri', call }, { quiet: true });
}
