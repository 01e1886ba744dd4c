import type { Node } from '../../../api/types.ts';
import { call, isOk, pathOf, resources } from '../../client/requests.ts';
import type { Context } from '../../kernel/types.ts';
import type { ApiResponse, CriReply } from '../../messages.ts';
import { admit } from './admit.ts';
import { cri, noteStep, podEvent, waitFor, type Job, type Next } from './job.ts';
import { endPass, nextRelist, relistLater } from './pass.ts';
import { probeUnready } from './probes.ts';
import { report } from './report.ts';
import { startNext, toStart } from './start.ts';
import { edit, rest, type KubeletState } from './state.ts';
import { beginTermination, terminate } from './terminate.ts';
import { unmodelledFields } from './unmodelled.ts';
import { fetchSources, refreshLater } from './volumes.ts';

/** Goes from step to step until something has to be waited for, or the pass is over. */
export function advance(job: Job, first: Next): void {
  let next = first;
  for (;;) {
    // Once a Pod is ending, nothing is set up or started for it any more.
    if (job.work.terminating && next !== 'wait') return terminate(job);
    switch (next) {
      case 'wait':
        return;
      case 'prepare':
        next = prepare(job);
        break;
      case 'start':
        next = startNext(job);
        break;
      case 'terminate':
        return terminate(job);
      case 'end':
        refreshLater(job);
        return endPass(job);
    }
  }
}

/**
 * Compares what a Pod should be with what it is and starts to close the gap. A pass is one round of this; it may take a
 * while (pulls, starts), and what happens meanwhile is looked at by the next one.
 * Models: kubelet.go SyncPod and pod_workers.go podWorkerLoop, with one worker per Pod.
 */
export function sync(state: KubeletState, ctx: Context, uid: string): void {
  const work = edit(state, uid);
  if (!work) return;
  if (work.operation) {
    work.again = true;
    return;
  }
  work.again = false;
  work.failed = false;
  work.killed = -1;
  work.acted = false;
  work.retry++;
  const job = { state, ctx, work };
  advance(job, work.terminating ? 'terminate' : pass(job));
}

function pass(job: Job, freshNode = false): Next {
  const { state, work } = job;
  if (!work.admitted) {
    const refusal = admit(state, work, freshNode);
    if (refusal === 'stale') return readNode(job);
    if (refusal) return reject(job, refusal.event, refusal.status);
    work.admitted = true;
    noteStep(job, 'admitted');
    const unheeded = unmodelledFields(work.pod);
    if (unheeded.length > 0) noteStep(job, 'unmodelled', undefined, unheeded.join(', '));
  }
  report(job);
  probeUnready(job);
  const phase = work.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return beginTermination(job, 0, true);
  return pastDeadline(job) ?? fetchSources(job);
}

/** Asks the API server what this machine's Node says now. */
function readNode(job: Job): Next {
  const { state, ctx, work } = job;
  const id = call(ctx, state.identity, 'GET', pathOf(resources.nodes, undefined, state.profile.name));
  state.calls.set(id, work.uid);
  return waitFor(job, id, 'node');
}

/** The Node has arrived; without an answer the one known before decides. */
export function nodeArrived(job: Job, response: ApiResponse): Next {
  job.work.operation = undefined;
  if (isOk(response)) job.state.node.object = response.body as Node;
  return pass(job, true);
}

function reject(job: Job, event: string, status: { readonly reason: string; readonly message: string }): Next {
  const { state, ctx, work } = job;
  work.verdict = status;
  const cause = noteStep(job, 'rejected', undefined, event);
  podEvent(job, 'Warning', status.reason, event, undefined, cause);
  report(job, true, cause);
  work.terminating = { sinceMs: ctx.now, graceMs: 0, completed: true };
  work.passEndMs = ctx.now;
  rest(state, work);
  return 'wait';
}

/** Kills a Pod that has been active for longer than it may; undefined when it may go on. */
function pastDeadline(job: Job): Next | undefined {
  const { ctx, work } = job;
  const { activeDeadlineSeconds: seconds, terminationGracePeriodSeconds } = work.pod.spec;
  if (seconds === undefined) return undefined;
  const leftMs = seconds * 1000 - (ctx.now - work.startMs);
  if (leftMs > 0) {
    if (!work.deadlineSet) ctx.timer(leftMs, { kind: 'timer', name: 'deadline', data: work.uid }, { quiet: true });
    work.deadlineSet = true;
    return undefined;
  }
  const message = 'Pod was active on the node longer than the specified deadline';
  work.verdict = { reason: 'DeadlineExceeded', message };
  podEvent(job, 'Normal', 'DeadlineExceeded', message, undefined, noteStep(job, 'deadline'));
  report(job);
  return beginTermination(job, terminationGracePeriodSeconds * 1000, true);
}

/** The Pod's sandbox, then its containers: the rest of a pass once all volumes are there. */
function prepare(job: Job): Next {
  const { state, work } = job;
  if (work.sandbox === 'ready') {
    work.todo = toStart(work);
    return 'start';
  }
  const { name, namespace = '', uid } = work.pod.metadata;
  const { hostname = work.pod.spec.hostNetwork ? state.profile.name : undefined, hostNetwork } = work.pod.spec;
  const call = {
    call: 'RunPodSandbox' as const,
    podUid: uid,
    namespace,
    name,
    ...(hostname ? { hostname } : {}),
    ...(hostNetwork ? { hostNetwork } : {}),
  };
  return waitFor(job, cri(job, call, noteStep(job, 'sandbox')), 'sandbox');
}

/** What gRPC says of a runtime that does not run. */
const noRuntime =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"';

/** The runtime's answer to RunPodSandbox. */
export function sandboxAnswered(job: Job, reply: CriReply): Next {
  const { work } = job;
  work.operation = undefined;
  if (!reply.ok) {
    const error = reply.code === 'Unavailable' ? noRuntime : reply.error;
    const cause = noteStep(job, 'sandbox-failed', undefined, error);
    podEvent(job, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error}`, undefined, cause);
    work.failed = true;
    return 'end';
  }
  work.sandbox = 'ready';
  work.ip = (reply.value as { ip?: string }).ip ?? '';
  relistLater(job, 'sandbox');
  return 'prepare';
}

// ---------------------------------------------------------------- what starts a pass

/** The relist of the node's containers has come to a Pod with news. */
export function relist(state: KubeletState, ctx: Context, uid: string): void {
  const known = state.pods.get(uid);
  // A quiet timer leaves the work to the one that is part of the story, set for the same moment.
  if (!known || known.news.length === 0 || (ctx.entry.quiet && known.relistLoud)) return;
  const work = edit(state, uid)!;
  work.relistMs = 0;
  work.relistLoud = false;
  work.twice = work.news.length > 1;
  work.news = [];
  sync(state, ctx, uid);
}

/** A pass because of news from outside. It works on a list of containers that is newer than its last pass, so it may have to wait for one. */
export function syncSoon(state: KubeletState, ctx: Context, uid: string): void {
  const known = state.pods.get(uid);
  if (!known) return;
  const fresh = known.passEndMs < 0 || nextRelist(state, known.passEndMs) <= ctx.now;
  if (known.operation || fresh) return sync(state, ctx, uid);
  const work = edit(state, uid)!;
  relistLater({ state, ctx, work }, 'news');
  rest(state, work);
}

/** Readiness goes to the API server at once, without waiting for the Pod's worker. Models: status_manager.go SetContainerReadiness. */
export function readinessChanged(state: KubeletState, ctx: Context, uid: string): void {
  const work = edit(state, uid);
  if (!work) return;
  if (work.sandbox === 'ready') report({ state, ctx, work }, false, ctx.entry.cause);
  if (work.operation) {
    work.again = true;
    return;
  }
  rest(state, work);
  if (!work.terminating) syncSoon(state, ctx, uid);
}
