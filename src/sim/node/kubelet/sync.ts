import { milliValue, value } from '../../../api/quantity.ts';
import type { Pod } from '../../../api/types.ts';
import { createRecorder } from '../../client/events.ts';
import type { Context } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { parseTimestamp, timestamp } from '../../time.ts';
import { admit } from './admit.ts';
import { startNext } from './start.ts';
import { probeUnready } from './probes.ts';
import { report } from './report.ts';
import { edit, noSources, rest, type ContainerWork, type KubeletState, type PodWork } from './state.ts';
import { isSidecar, shouldRestart } from './status.ts';
import { cri, noteStep, podEvent, waitFor } from './talk.ts';
import { beginTermination, terminate } from './terminate.ts';
import { fetchSources, neededSources, refreshLater } from './volumes.ts';

/** A failed pass is tried again after this long, in ms, plus up to half of it. Source: pod_workers.go backOffPeriod, jitter 0.5. */
const retryMs = 10_000;
const retryJitterMs = 5_000;
/** Takes a Pod that has been bound to this node into the kubelet's care. */
export function newWork(state: KubeletState, ctx: Context, key: string, pod: Pod): PodWork {
  const { uid } = pod.metadata;
  const containers: ContainerWork[] = [];
  for (const spec of pod.spec.initContainers ?? []) containers.push(newContainer(containers.length, true, spec));
  for (const spec of pod.spec.containers) containers.push(newContainer(containers.length, false, spec));
  const work: PodWork = {
    uid,
    key,
    ref: Object.freeze({ kind: 'Pod', name: pod.metadata.name, uid, ...(pod.metadata.namespace ? { namespace: pod.metadata.namespace } : {}) }),
    pod,
    recorder: createRecorder(),
    admitted: false,
    verdict: undefined,
    sandbox: 'none',
    ip: '',
    startTime: pod.status.startTime ?? timestamp(ctx.now),
    startMs: pod.status.startTime ? parseTimestamp(pod.status.startTime) : ctx.now,
    containers,
    status: undefined,
    statusLost: false,
    operation: undefined,
    todo: [],
    passEndMs: -1,
    failed: false,
    again: false,
    news: [],
    relistMs: 0,
    relistLoud: false,
    twice: false,
    acted: false,
    retry: 0,
    refreshing: false,
    terminating: undefined,
    gone: false,
    sources: noSources as Map<string, Readonly<Record<string, string>>>,
    needs: neededSources(pod),
    fetching: undefined,
    requests: requestsOf(pod),
    queuedMs: 0,
    pullSinceMs: 0,
    creating: undefined,
    killed: -1,
    hookFailed: false,
    mountWaitMs: 0,
  };
  state.pods.set(uid, work);
  return work;
}

export const newContainer = (index: number, init: boolean, spec: Pod['spec']['containers'][number]): ContainerWork => ({
  index,
  init,
  spec,
  id: '',
  image: '',
  imageId: '',
  state: 'none',
  attempt: 0,
  startedMs: 0,
  terminated: undefined,
  endedMs: 0,
  previous: undefined,
  previousEndedMs: 0,
  waiting: undefined,
  backoff: undefined,
  imageBackoff: undefined,
  imageError: '',
  ready: false,
  started: false,
  probes: [],
  doomed: undefined,
  stopping: false,
});

/** What a Pod asks for: the sum of its containers, or its largest init container. Models: resourcehelper.PodRequests. */
export function requestsOf(pod: Pod): PodWork['requests'] {
  let cpuMilli = 0;
  let memoryBytes = 0;
  for (const { resources: r } of pod.spec.containers) {
    if (!r?.requests) continue;
    cpuMilli += milliValue(r.requests['cpu']);
    memoryBytes += value(r.requests['memory']);
  }
  for (const { resources: r } of pod.spec.initContainers ?? []) {
    cpuMilli = Math.max(cpuMilli, milliValue(r?.requests?.['cpu']));
    memoryBytes = Math.max(memoryBytes, value(r?.requests?.['memory']));
  }
  return { cpuMilli, memoryBytes };
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
  if (!work.admitted && !work.terminating) {
    const refusal = admit(state, work);
    if (refusal) {
      work.verdict = refusal.status;
      const cause = noteStep(ctx, work, 'rejected', undefined, refusal.event);
      podEvent(state, ctx, work, 'Warning', refusal.status.reason, refusal.event, undefined, cause);
      report(state, ctx, work, true, cause);
      work.terminating = { sinceMs: ctx.now, graceMs: 0, completed: true };
      endPass(state, ctx, work);
      return;
    }
    work.admitted = true;
    noteStep(ctx, work, 'admitted');
  }
  if (work.terminating) return terminate(state, ctx, work);
  report(state, ctx, work);
  probeUnready(state, ctx, work);
  if (work.status?.phase === 'Succeeded' || work.status?.phase === 'Failed') return beginTermination(state, ctx, work, 0, true);
  if (pastDeadline(state, ctx, work)) return;
  if (fetchSources(state, ctx, work)) return;
  afterVolumes(state, ctx, work);
}

/** Kills a Pod that has been active for longer than it may. True when it did. */
function pastDeadline(state: KubeletState, ctx: Context, work: PodWork): boolean {
  const seconds = work.pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return false;
  const leftMs = seconds * 1000 - (ctx.now - work.startMs);
  if (leftMs > 0) {
    ctx.timer(leftMs, { kind: 'timer', name: 'sync', data: work.uid }, { quiet: leftMs > 60_000 });
    return false;
  }
  const message = 'Pod was active on the node longer than the specified deadline';
  work.verdict = { reason: 'DeadlineExceeded', message };
  podEvent(state, ctx, work, 'Normal', 'DeadlineExceeded', message, undefined, noteStep(ctx, work, 'deadline'));
  report(state, ctx, work);
  beginTermination(state, ctx, work, work.pod.spec.terminationGracePeriodSeconds * 1000, true);
  return true;
}

/** The Pod's sandbox, then its containers: the rest of a pass once all volumes are there. */
export function afterVolumes(state: KubeletState, ctx: Context, work: PodWork): void {
  if (work.sandbox !== 'ready') return runSandbox(state, ctx, work);
  work.todo = toStart(work);
  startNext(state, ctx, work);
}

function runSandbox(state: KubeletState, ctx: Context, work: PodWork): void {
  const { name, namespace = '', uid } = work.pod.metadata;
  const cause = noteStep(ctx, work, 'sandbox');
  const { hostname, hostNetwork } = work.pod.spec;
  const id = cri(state, ctx, work, { call: 'RunPodSandbox', podUid: uid, namespace, name, ...(hostname ? { hostname } : hostNetwork ? { hostname: state.profile.name } : {}), ...(hostNetwork ? { hostNetwork } : {}) }, cause);
  waitFor(work, id, 'sandbox');
}

/** The runtime's answer to RunPodSandbox. */
export function sandboxAnswered(state: KubeletState, ctx: Context, work: PodWork, reply: CriReply): void {
  work.operation = undefined;
  if (!reply.ok) {
    const error = reply.code === 'Unavailable' ? 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"' : reply.error;
    const message = `Failed to create pod sandbox: ${error}`;
    podEvent(state, ctx, work, 'Warning', 'FailedCreatePodSandBox', message, undefined, noteStep(ctx, work, 'sandbox-failed', undefined, error));
    work.failed = true;
    if (work.terminating) return terminate(state, ctx, work);
    return endPass(state, ctx, work);
  }
  work.sandbox = 'ready';
  work.ip = (reply.value as { ip?: string }).ip ?? '';
  relistLater(state, ctx, work, 'sandbox');
  if (work.terminating) return terminate(state, ctx, work);
  work.todo = toStart(work);
  startNext(state, ctx, work);
}

/** Which containers to start (or kill and start) now, in order. Models: kuberuntime_manager.go computePodActions. */
export function toStart(work: PodWork): number[] {
  const todo: number[] = [];
  const { pod, containers } = work;
  const mainStarted = containers.some((c) => !c.init && c.state !== 'none');
  for (const container of containers) {
    if (!container.init) {
      if (container.doomed || shouldRestart(pod, container)) todo.push(container.index);
      continue;
    }
    if (isSidecar(container)) {
      if (container.doomed || container.state !== 'running') todo.push(container.index);
      if (!mainStarted && !(container.state === 'running' && container.started)) return todo;
      continue;
    }
    if (mainStarted || (container.state === 'exited' && container.terminated?.exitCode === 0)) continue;
    if (shouldRestart(pod, container)) todo.push(container.index);
    return todo;
  }
  return todo;
}

/** The pass is over: tell when to look again. */
export function endPass(state: KubeletState, ctx: Context, work: PodWork): void {
  work.operation = undefined;
  work.todo = [];
  work.passEndMs = ctx.now;
  if (work.failed) retryIn(ctx, work, retryMs + ctx.randomInt(retryJitterMs));
  if (work.again || (work.twice && work.acted)) relistLater(state, ctx, work, 'again');
  work.twice = false;
  refreshLater(ctx, work);
  rest(state, work);
}

/** Waiting is quiet; what comes of it is not (`retry` is turned into a loud `sync`). */
export function retryIn(ctx: Context, work: PodWork, delayMs: number): void {
  ctx.timer(delayMs, { kind: 'timer', name: 'retry', data: Object.freeze({ uid: work.uid, retry: work.retry }) }, { quiet: true });
}

const relistPeriodMs = 1000;

/** The next moment of the node's relist grid. */
const nextRelist = (state: KubeletState, now: number): number => now + relistPeriodMs - ((now - state.phaseMs + relistPeriodMs) % relistPeriodMs);

/**
 * Notices a change at the next relist of the node's containers; `about` is a container's id or a word. Each Pod has a
 * timer of its own, so that what follows is caused by its own news; when nothing can have changed there is none.
 * Models: pleg/generic.go, one relist a second.
 */
export function relistLater(state: KubeletState, ctx: Context, work: PodWork, about: string): void {
  if (!work.news.includes(about)) work.news.push(about);
  const loud = !ctx.entry.quiet;
  if (work.relistMs > ctx.now && (work.relistLoud || !loud)) return;
  work.relistMs = nextRelist(state, ctx.now);
  work.relistLoud = loud;
  ctx.timer(work.relistMs - ctx.now, { kind: 'timer', name: 'relist', data: work.uid });
}

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
  if (known.operation || known.passEndMs < 0 || nextRelist(state, known.passEndMs) <= ctx.now) return sync(state, ctx, uid);
  const work = edit(state, uid)!;
  relistLater(state, ctx, work, 'news');
  rest(state, work);
}
