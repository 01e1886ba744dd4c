import type { Pod } from '../../../api/types.ts';
import { createRecorder } from '../../client/events.ts';
import { createInformer, informerReceive, startInformer, type InformerSpec } from '../../client/informer.ts';
import { certificate, resources } from '../../client/requests.ts';
import type { ActorKind, Context, MessageEntry } from '../../kernel/types.ts';
import type { ApiResponse, CriCall, CriReply } from '../../messages.ts';
import type { NodeProfile } from '../../profiles.ts';
import { createAnswered, postStartEnded, startAnswered } from './create.ts';
import { lookForPressure, statsArrived, watchPressure } from './eviction.ts';
import { execAnswered } from './exec.ts';
import { forwardAnswered } from './forward.ts';
import { imageStatusAnswered, pullAnswered, pullEnded } from './images.ts';
import type { Job, Next } from './job.ts';
import { logCancelled, logChunk, logsAnswered } from './logs.ts';
import { metricsAnswered } from './metrics.ts';
import { serve } from './serve.ts';
import { heartbeat, leasePath, nodeAnswered, nodeReady, register } from './node.ts';
import { died, podChanged } from './pods.ts';
import { probeAnswered, probeTick } from './probes.ts';
import { recover, runtimeRestarted, type Running } from './recover.ts';
import { reportAnswered, resend } from './report.ts';
import { killAnswered } from './start.ts';
import { edit, type HookTicket, type KubeletState, type Operation, type ProbeTicket } from './state.ts';
import { preStopEnded, removeAgain, removeAnswered, sandboxStopped, terminate } from './terminate.ts';
import { refresh, refreshed, sourceArrived } from './volumes.ts';
import { advance, readinessChanged, relist, sandboxAnswered, syncSoon, nodeArrived } from './worker.ts';

/** The kubelet of one node. Models: pkg/kubelet. Left out: static Pods, volumes with drivers, evictions for want of disk, device plugins, cgroups. */
export const kubeletKind: ActorKind<KubeletState> = {
  kind: 'kubelet',
  create(_id, options) {
    // Frozen, so that checkpoints share it.
    const profile = Object.freeze({ ...(options as NodeProfile) });
    const spec: InformerSpec<Pod> = Object.freeze({
      resource: resources.pods,
      fieldSelector: `spec.nodeName=${profile.name}`,
    });
    return {
      profile,
      runtime: `runtime@${profile.name}`,
      identity: certificate(
        `system:node:${profile.name}`,
        ['system:nodes'],
        'kubelet/v1.33.1 (linux/amd64) kubernetes/8adc0f0',
      ),
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
      recoverCall: -1,
      node: {
        object: undefined,
        call: 0,
        reportedMs: 0,
        ready: false,
        registered: false,
        images: new Map(),
        dirty: false,
      },
      lease: { object: undefined, call: 0, path: leasePath(profile.name) },
      allocated: { cpuMilli: 0, memoryBytes: 0, pods: 0 },
      pressure: { active: false, observedMs: 0, watching: false, call: 0 },
      hostPaths: new Map(),
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
      askRuntime(state, ctx);
      startInformer(ctx, state.identity, state.spec as InformerSpec<never>, state.informer as never);
      return;
    case 'cri-reply':
      return criAnswered(state, ctx, message.re, message.call, message.reply);
    case 'probe-reply':
      return probeAnswered(state, ctx, message.re, message);
    case 'container-event':
      if (message.event === 'memory') watchPressure(state, ctx);
      else if (message.event === 'died') died(state, ctx, entry, message);
      // The runtime itself has just started: what it ran before may be gone.
      else if (state.recovered || state.running !== undefined || state.recoverCall === 0) askRuntime(state, ctx);
      return;
    case 'timer':
      return timer(state, ctx, entry, message.name, message.data);
    case 'request':
      return serve(state, ctx, entry, message.request);
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

function askRuntime(state: KubeletState, ctx: Context): void {
  const id = ctx.send(state.runtime, { kind: 'cri', call: { call: 'ListContainers' } });
  if (!state.recovered) state.recoverCall = id;
}

/** Pods known and containers known: now the work can begin. */
function begin(state: KubeletState, ctx: Context): void {
  if (!state.informer.synced || state.running === undefined) return;
  state.recovered = true;
  recover(state, ctx, state.running as Running);
  state.running = undefined;
}

function criAnswered(state: KubeletState, ctx: Context, re: number, call: CriCall['call'], reply: CriReply): void {
  if (re === state.recoverCall) {
    // Without its runtime it knows nothing of its Pods, and says nothing about them. The runtime calls when it is there.
    if (!reply.ok) return void (state.recoverCall = 0);
    state.running = reply.value;
    return begin(state, ctx);
  }
  if (call === 'ReadLog' && logsAnswered(state, ctx, re, reply)) return;
  if (call === 'ExecSync' && execAnswered(state, ctx, re, reply)) return;
  if (call === 'ListContainerStats') return metricsAnswered(state, ctx, re, reply);
  if (call === 'PortForward' && forwardAnswered(state, ctx, re, reply)) return;
  if (call === 'ListPodSandboxStats') return statsArrived(state, ctx, reply);
  if (call === 'ListContainers') return runtimeRestarted(state, ctx, reply);
  const hook = state.preStops.get(re);
  if (hook) {
    state.preStops.delete(re);
    const { exitCode = 0 } = (reply.ok ? reply.value : { exitCode: 1 }) as { exitCode?: number };
    const owner = edit(state, hook.uid);
    if (owner) hookEnded({ state, ctx, work: owner }, hook, exitCode === 0);
    return;
  }
  const uid = state.calls.get(re);
  if (uid === undefined) return;
  state.calls.delete(re);
  const work = edit(state, uid);
  if (work?.operation?.call === re) {
    const job = { state, ctx, work };
    advance(job, stepAnswered(job, work.operation.step, reply));
  } else if (call === 'StopContainer' && work?.terminating && !work.operation) terminate({ state, ctx, work });
  if (call === 'PullImage') pullEnded(state, ctx, re);
}

function hookEnded(job: Job, hook: HookTicket, ok: boolean): void {
  const next = preStopEnded(job, hook, ok);
  if (next !== 'wait') advance(job, next);
}

/** The answer a Pod's worker has waited for. */
function stepAnswered(job: Job, step: Operation['step'], reply: CriReply): Next {
  switch (step) {
    case 'sandbox':
      return sandboxAnswered(job, reply);
    case 'image-status':
      return imageStatusAnswered(job, reply);
    case 'pull':
      return pullAnswered(job, reply);
    case 'create':
      return createAnswered(job, reply);
    case 'start':
      return startAnswered(job, reply);
    case 'post-start':
      return postStartEnded(job, reply);
    case 'kill':
      return killAnswered(job);
    case 'stop-sandbox':
      return sandboxStopped(job, reply);
    default:
      return 'wait';
  }
}

/** An answer of the API server. True when it was for a Pod's worker or the node. */
function answered(state: KubeletState, ctx: Context, re: number, response: ApiResponse): boolean {
  const uid = state.calls.get(re);
  if (uid === undefined) return nodeAnswered(state, ctx, re, response) || refreshed(state, ctx, re, response);
  state.calls.delete(re);
  const open = state.pods.get(uid)?.operation;
  if (open?.call !== re) reportAnswered(state, ctx, uid, response);
  else {
    const job = { state, ctx, work: edit(state, uid)! };
    if (open.step === 'volumes') advance(job, sourceArrived(job, response));
    else if (open.step === 'node') advance(job, nodeArrived(job, response));
    else if (open.step === 'delete') removeAnswered(job, response);
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
      if (work?.operation?.call !== entry.id) return;
      const job = { state, ctx, work };
      return advance(job, postStartEnded(job, { ok: true, value: undefined }));
    }
    case 'pre-stop': {
      const hook = data as HookTicket;
      const work = edit(state, hook.uid);
      if (work) hookEnded({ state, ctx, work }, hook, true);
      return;
    }
    case 'register':
      return register(state, ctx);
    case 'node-ready':
      return nodeReady(state, ctx);
    case 'deadline':
      ctx.timer(0, { kind: 'timer', name: 'sync', data }, { quiet: false });
      return;
    case 'refresh': {
      const work = edit(state, data as string);
      if (work) refresh({ state, ctx, work });
      return;
    }
    case 'resend':
      return resend(state, ctx);
    case 'pressure':
      return lookForPressure(state, ctx);
    case 'probed':
      return;
    case 'remove': {
      const work = edit(state, data as string);
      if (work) removeAgain({ state, ctx, work });
      return;
    }
    default:
      // The informer's own retry.
      informerReceive(ctx, state.identity, state.spec, state.informer, entry.message);
  }
}
