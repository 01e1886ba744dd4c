import { deepEqual } from '../../../api/equal.ts';
import type { Pod } from '../../../api/types.ts';
import { createRecorder } from '../../client/events.ts';
import { createInformer, informerReceive, startInformer, type Change, type InformerSpec } from '../../client/informer.ts';
import { certificate, resources } from '../../client/requests.ts';
import type { ActorKind, Context, MessageEntry } from '../../kernel/types.ts';
import type { ApiResponse, CriCall, CriReply, Message } from '../../messages.ts';
import type { NodeProfile } from '../../profiles.ts';
import { timestamp } from '../../time.ts';
import { postStartEnded } from './hooks.ts';
import { logCancelled, logChunk, logsAnswered, serveLogs } from './logs.ts';
import { execAnswered, serveExec } from './exec.ts';
import { heartbeat, nodeAnswered, nodeReady, register } from './node.ts';
import { probeAnswered, probeTick, readinessChanged } from './probes.ts';
import { recover, runtimeRestarted, terminatedReason, type Running } from './recover.ts';
import { checkStatus, reportAnswered, resend } from './report.ts';
import { createAnswered, imageStatusAnswered, killAnswered, pullAnswered, pullEnded, startAnswered } from './start.ts';
import { edit, rest, type KubeletState, type ProbeTicket } from './state.ts';
import { newWork, relist, relistLater, sandboxAnswered, sync, syncSoon } from './sync.ts';
import { noteStep } from './talk.ts';
import { beginTermination, forget, preStopEnded, removeAgain, removeAnswered, terminate } from './terminate.ts';
import { refresh, refreshed, sourceArrived } from './volumes.ts';

/** The kubelet of one node. Models: pkg/kubelet. Left out: static Pods, volumes with drivers, eviction, device plugins, cgroups. */
export const kubeletKind: ActorKind<KubeletState> = {
  kind: 'kubelet',
  create(_id, options) {
    const profile = options as NodeProfile;
    const spec: InformerSpec<Pod> = Object.freeze({ resource: resources.pods, fieldSelector: `spec.nodeName=${profile.name}` });
    return {
      profile,
      identity: certificate(`system:node:${profile.name}`, ['system:nodes'], 'kubelet/v1.33.1 (linux/amd64) kubernetes/8adc0f0'),
      spec,
      informer: createInformer<Pod>(spec),
      pods: new Map(),
      calls: new Map(),
      probes: new Map(),
      refreshes: new Map(),
      preStops: new Map(),
      recorder: createRecorder(),
      pulling: undefined,
      pullQueue: [],
      phaseMs: 0,
      recovered: false,
      running: undefined,
      recoverCall: 0,
      node: { object: undefined, call: 0, reportedMs: 0, ready: false, registered: false, images: new Map(), dirty: false },
      lease: { object: undefined, call: 0 },
      allocated: { cpuMilli: 0, memoryBytes: 0, pods: 0 },
      resendSet: false,
      suspects: new Set(),
      logs: new Map(),
      execs: new Map(),
    };
  },
  receive,
};

function receive(state: KubeletState, entry: MessageEntry, ctx: Context): void {
  const { message } = entry;
  switch (message.kind) {
    case 'start':
      state.phaseMs = ctx.randomInt(1000);
      register(state, ctx);
      state.recoverCall = ctx.send(`runtime@${state.profile.name}`, { kind: 'cri', call: { call: 'ListContainers' } });
      startInformer(ctx, state.identity, state.spec as InformerSpec<never>, state.informer as never);
      return;
    case 'cri-reply':
      return criAnswered(state, ctx, message.re, message.call, message.reply);
    case 'probe-reply':
      return probeAnswered(state, ctx, message.re, message.ok, message.output);
    case 'container-event':
      if (message.event === 'died') died(state, ctx, entry, message);
      // The runtime itself has just started: what it ran before may be gone.
      else if (state.recovered) ctx.send(entry.from, { kind: 'cri', call: { call: 'ListContainers' } });
      return;
    case 'timer':
      return timer(state, ctx, entry, message.name, message.data);
    case 'request':
      return message.request.path.startsWith('/exec/') ? serveExec(state, ctx, entry, message.request) : serveLogs(state, ctx, entry, message.request);
    case 'chunk':
      return logChunk(state, ctx, message.stream, message.text);
    case 'cancel':
      return logCancelled(state, ctx, message.stream);
    case 'response':
      if (answered(state, ctx, message.re, message.response)) return;
      break;
    case 'stream-end':
      if (state.logs.has(message.stream)) return logChunk(state, ctx, message.stream, undefined);
      break;
  }
  const first = !state.informer.synced;
  const changes = informerReceive(ctx, state.identity, state.spec, state.informer, message);
  if (!changes) return;
  if (first && state.informer.synced) return begin(state, ctx);
  if (state.recovered) for (const change of changes) podChanged(state, ctx, change);
}

/** Pods known and containers known: now the work can begin. */
function begin(state: KubeletState, ctx: Context): void {
  if (!state.informer.synced || state.running === undefined) return;
  state.recovered = true;
  recover(state, ctx, state.running as Running);
  state.running = undefined;
}

function podChanged(state: KubeletState, ctx: Context, change: Change<Pod>): void {
  const pod = change.object;
  const { uid } = pod.metadata;
  if (change.type === 'deleted') {
    const work = edit(state, uid);
    if (!work) return;
    work.gone = true;
    if (work.operation?.step === 'delete') work.operation = undefined;
    if (isIdle(work)) return forget(state, ctx, work);
    // Removed by force: what still runs is killed in the background.
    beginTermination(state, ctx, work, 0, false);
    return;
  }
  const known = state.pods.get(uid);
  if (!known) {
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return adoptFinished(state, ctx, change);
    newWork(state, ctx, change.key, pod);
    if (pod.metadata.deletionTimestamp) return leave(state, ctx, pod);
    return sync(state, ctx, uid);
  }
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  const leaving = deletionTimestamp !== undefined && deletionGracePeriodSeconds !== change.old?.metadata.deletionGracePeriodSeconds;
  checkStatus(state, ctx, known, pod.status);
  // What comes back is mostly one's own status: nothing to do, not even a copy of the record.
  if (!leaving && deepEqual(pod.spec, known.pod.spec) && deepEqual(pod.metadata.labels, known.pod.metadata.labels) && !pod.spec.readinessGates?.length) return;
  const work = edit(state, uid)!;
  work.pod = pod;
  if (leaving) return leave(state, ctx, pod);
  if (!work.operation) rest(state, work);
  if (!work.terminating) syncSoon(state, ctx, uid);
}

/** Nothing of the Pod runs or is under way. */
const isIdle = (work: { operation: unknown; sandbox: string; containers: readonly { state: string }[] }): boolean => !work.operation && work.sandbox !== 'ready' && work.containers.every((c) => c.state !== 'running');

function adoptFinished(state: KubeletState, ctx: Context, change: Change<Pod>): void {
  const work = newWork(state, ctx, change.key, change.object);
  work.terminating = { sinceMs: ctx.now, graceMs: 0, completed: true };
  if (change.object.metadata.deletionTimestamp) return terminate(state, ctx, work);
  rest(state, work);
}

/** A Pod is being deleted. */
function leave(state: KubeletState, ctx: Context, pod: Pod): void {
  const work = edit(state, pod.metadata.uid)!;
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds) * 1000;
  if (work.terminating?.completed) {
    if (!work.operation) terminate(state, ctx, work);
    return;
  }
  beginTermination(state, ctx, work, graceMs, false);
}

/** A container has ended. The kubelet sees it at the next relist, a termination at once. */
function died(state: KubeletState, ctx: Context, entry: MessageEntry, { podUid: uid, containerId: id, exitCode = 0, reason, message }: Extract<Message, { kind: 'container-event' }>): void {
  const work = edit(state, uid);
  const container = work?.containers.find((c) => c.id === id);
  if (!work || !container || container.state !== 'running') return;
  container.state = 'exited';
  container.endedMs = entry.sentMs;
  container.terminated = Object.freeze({
    exitCode,
    reason: terminatedReason(exitCode, reason),
    ...(message ? { message } : {}),
    startedAt: timestamp(container.startedMs),
    finishedAt: timestamp(entry.sentMs),
    containerID: `containerd://${id}`,
  });
  container.ready = false;
  container.started = false;
  container.stopping = false;
  container.probes = [];
  noteStep(ctx, work, 'exited', container, String(exitCode));
  if (work.terminating && !work.operation) return terminate(state, ctx, work);
  relistLater(state, ctx, work, id);
  if (!work.operation) rest(state, work);
}

function criAnswered(state: KubeletState, ctx: Context, re: number, call: CriCall['call'], reply: CriReply): void {
  if (re === state.recoverCall) {
    state.running = reply.ok ? reply.value : { sandboxes: [], containers: [] };
    return begin(state, ctx);
  }
  if (call === 'ReadLog' && logsAnswered(state, ctx, re, reply)) return;
  if (call === 'ExecSync' && execAnswered(state, ctx, re, reply)) return;
  if (call === 'ListContainers') return runtimeRestarted(state, ctx, reply);
  const hook = state.preStops.get(re);
  if (hook) {
    state.preStops.delete(re);
    const { exitCode = 0 } = (reply.ok ? reply.value : { exitCode: 1 }) as { exitCode?: number };
    return preStopEnded(state, ctx, hook.uid, hook.container, hook.id, exitCode === 0);
  }
  const uid = state.calls.get(re);
  if (uid === undefined) return;
  state.calls.delete(re);
  const work = edit(state, uid);
  if (work?.operation?.call === re) {
    switch (work.operation.step) {
      case 'sandbox':
        sandboxAnswered(state, ctx, work, reply);
        break;
      case 'image-status':
        imageStatusAnswered(state, ctx, work, reply);
        break;
      case 'pull':
        pullAnswered(state, ctx, work, reply);
        break;
      case 'create':
        createAnswered(state, ctx, work, reply);
        break;
      case 'start':
        startAnswered(state, ctx, work, reply);
        break;
      case 'post-start':
        postStartEnded(state, ctx, work, reply);
        break;
      case 'kill':
        killAnswered(state, ctx, work);
        break;
      case 'stop-sandbox':
        work.sandbox = 'stopped';
        terminate(state, ctx, work);
        break;
    }
  } else if (call === 'StopContainer' && work?.terminating && !work.operation) terminate(state, ctx, work);
  if (call === 'PullImage') pullEnded(state, ctx, re);
}

/** An answer of the API server. True when it was for a Pod's worker or the node. */
function answered(state: KubeletState, ctx: Context, re: number, response: ApiResponse): boolean {
  const uid = state.calls.get(re);
  if (uid === undefined) return nodeAnswered(state, ctx, re, response) || refreshed(state, ctx, re, response);
  state.calls.delete(re);
  const open = state.pods.get(uid)?.operation;
  if (open?.call !== re) reportAnswered(state, ctx, uid, response);
  else {
    const work = edit(state, uid)!;
    if (open.step === 'volumes') sourceArrived(state, ctx, work, response);
    else if (open.step === 'delete') removeAnswered(state, ctx, work, response);
  }
  return true;
}

function timer(state: KubeletState, ctx: Context, entry: MessageEntry, name: string, data: unknown): void {
  switch (name) {
    case 'relist':
      return relist(state, ctx, data as string);
    case 'probe':
      return probeTick(state, ctx, data as ProbeTicket);
    case 'heartbeat':
      return heartbeat(state, ctx);
    case 'sync':
      return syncSoon(state, ctx, data as string);
    case 'ready':
      return readinessChanged(state, ctx, data as string);
    case 'retry': {
      const { uid, retry } = data as { uid: string; retry: number };
      if (state.pods.get(uid)?.retry !== retry) return;
      // What comes of the wait is part of the story again.
      ctx.timer(0, { kind: 'timer', name: 'sync', data: uid }, { quiet: false });
      return;
    }
    case 'hook': {
      const work = edit(state, data as string);
      if (work?.operation?.call === entry.id) postStartEnded(state, ctx, work, { ok: true, value: undefined });
      return;
    }
    case 'pre-stop': {
      const { uid, container, id } = data as { uid: string; container: number; id: string };
      return preStopEnded(state, ctx, uid, container, id, true);
    }
    case 'register':
      return register(state, ctx);
    case 'node-ready':
      return nodeReady(state, ctx);
    case 'refresh':
      return refresh(state, ctx, data as string);
    case 'resend':
      return resend(state, ctx);
    case 'remove':
      return removeAgain(state, ctx, data as string);
    default:
      // The informer's own retry.
      informerReceive(ctx, state.identity, state.spec, state.informer, entry.message);
  }
}
