import { call, pathOf, resources } from '../../client/requests.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { ApiResponse } from '../../messages.ts';
import { take } from './admit.ts';
import { preStop } from './hooks.ts';
import { stopProbes } from './probes.ts';
import { report } from './report.ts';
import { edit, rest, type ContainerWork, type KubeletState, type PodWork } from './state.ts';
import { isSidecar } from './status.ts';
import { cri, noteStep, podEvent, waitFor } from './talk.ts';

/** A container gets at least this long, in ms. Source: kuberuntime_container.go minimumGracePeriodInSeconds. */
const minimumGraceMs = 2_000;
/** A DELETE the API server did not answer is sent again after this long, in ms. */
const deleteRetryMs = 10_000;

/** Ends a Pod: it was deleted (`completed` false), or all its work is done. Models: kubelet.go SyncTerminatingPod. */
export function beginTermination(state: KubeletState, ctx: Context, work: PodWork, graceMs: number, completed: boolean): void {
  const before = work.terminating;
  const effectiveMs = Math.max(minimumGraceMs, graceMs);
  if (before) {
    const shorter = effectiveMs < before.graceMs && !before.completed;
    work.terminating = { ...before, graceMs: Math.min(before.graceMs, effectiveMs), completed: before.completed };
    if (shorter) for (const container of work.containers) if (container.state === 'running' && container.stopping) stopContainer(state, ctx, work, container, effectiveMs);
    return;
  }
  work.terminating = { sinceMs: ctx.now, graceMs: effectiveMs, completed };
  for (const container of work.containers) stopProbes(container, ['liveness', 'startup']);
  // What only waits is given up; what the runtime is doing is waited for.
  const step = work.operation?.step;
  if (step === 'pull' || step === 'pull-queue' || step === 'volumes' || step === 'image-status') work.operation = undefined;
  if (!work.operation) terminate(state, ctx, work);
}

/** Goes on with a termination: containers, then the sandbox, then the last word to the API server. */
export function terminate(state: KubeletState, ctx: Context, work: PodWork): void {
  work.operation = undefined;
  work.todo = [];
  const running = work.containers.filter((c) => c.state === 'running');
  if (running.length > 0) {
    // Sidecars end after the others, in the reverse of their order.
    const ordinary = running.filter((c) => !isSidecar(c));
    for (const container of ordinary.length > 0 ? ordinary : [running.at(-1)!]) if (!container.stopping) kill(state, ctx, work, container);
    return;
  }
  if (work.sandbox === 'ready') {
    const cause = noteStep(ctx, work, 'sandbox-stop');
    waitFor(work, cri(state, ctx, work, { call: 'StopPodSandbox', podUid: work.uid }, cause), 'stop-sandbox');
    return;
  }
  finish(state, ctx, work);
}

function kill(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork): void {
  const { graceMs, sinceMs } = work.terminating!;
  container.stopping = true;
  const message = `Stopping container ${container.spec.name}`;
  const cause = noteStep(ctx, work, 'killing', container, message);
  podEvent(state, ctx, work, 'Normal', 'Killing', message, container, cause);
  const leftMs = graceMs - (ctx.now - sinceMs);
  if (preStop(state, ctx, work, container, leftMs)) return;
  stopContainer(state, ctx, work, container, Math.max(minimumGraceMs, leftMs), cause);
}

/** The preStop hook of a container is over, well or not: now the signal, with what is left of the time. */
export function preStopEnded(state: KubeletState, ctx: Context, uid: string, index: number, id: string, ok: boolean): void {
  const work = edit(state, uid);
  const container = work?.containers[index];
  if (!work || !container || container.id !== id || container.state !== 'running') return;
  if (!ok) podEvent(state, ctx, work, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container);
  const { graceMs, sinceMs } = work.terminating ?? { graceMs: 0, sinceMs: ctx.now };
  stopContainer(state, ctx, work, container, Math.max(minimumGraceMs, graceMs - (ctx.now - sinceMs)));
}

/** SIGTERM, and SIGKILL after `timeoutMs`. */
export function stopContainer(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork, timeoutMs: number, cause?: EntryId): EntryId {
  container.stopping = true;
  return cri(state, ctx, work, { call: 'StopContainer', podUid: work.uid, containerId: container.id, timeoutMs }, cause);
}

/** All is stopped: the final status, and the object's removal when it was deleted. Models: SyncTerminatedPod, status_manager.go canBeDeleted. */
function finish(state: KubeletState, ctx: Context, work: PodWork): void {
  const cause = noteStep(ctx, work, 'finished');
  report(state, ctx, work, true, cause);
  if (work.gone) return forget(state, ctx, work);
  if (work.pod.metadata.deletionTimestamp) return remove(state, ctx, work, cause);
  // A finished Pod keeps its record but not its share of the node.
  release(state, work);
  work.passEndMs = ctx.now;
  rest(state, work);
}

function remove(state: KubeletState, ctx: Context, work: PodWork, cause?: EntryId): void {
  const { name, namespace, uid } = work.pod.metadata;
  const note = noteStep(ctx, work, 'removed');
  const id = call(ctx, state.identity, 'DELETE', pathOf(resources.pods, namespace, name), {
    body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, preconditions: { uid } },
    cause: cause ?? note,
  });
  state.calls.set(id, work.uid);
  waitFor(work, id, 'delete');
}

export function removeAnswered(state: KubeletState, ctx: Context, work: PodWork, response: ApiResponse): void {
  work.operation = undefined;
  if (response.code === 0 || response.code >= 500) ctx.timer(deleteRetryMs, { kind: 'timer', name: 'remove', data: work.uid }, { quiet: true });
  rest(state, work);
}

/** Sends the DELETE again if it is still needed. */
export function removeAgain(state: KubeletState, ctx: Context, uid: string): void {
  const work = edit(state, uid);
  if (work && !work.operation && work.terminating) remove(state, ctx, work);
}

function release(state: KubeletState, work: PodWork): void {
  if (!work.admitted) return;
  take(state, work, -1);
  work.admitted = false;
}

/** The object is gone and nothing of it runs: nothing remains. */
export function forget(state: KubeletState, ctx: Context, work: PodWork): void {
  release(state, work);
  state.pods.delete(work.uid);
  if (work.sandbox !== 'none') ctx.send(`runtime@${state.profile.name}`, { kind: 'cri', call: { call: 'RemovePodSandbox', podUid: work.uid } }, { quiet: true });
}
