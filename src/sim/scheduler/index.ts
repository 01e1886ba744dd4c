import type { Change } from '../client/informer.ts';
import { informerReceive, startInformer, type Informer, type InformerSpec } from '../client/informer.ts';
import { errorText, isOk } from '../client/requests.ts';
import type { ActorKind, Context, EntryId, MessageEntry } from '../kernel/types.ts';
import type { ApiResponse } from '../messages.ts';
import { removePod } from './cache.ts';
import { writeEvent } from './events.ts';
import type { PodInfo } from './pod-info.ts';
import { fail, scheduleOne, sendBinding } from './schedule-one.ts';
import {
  createState,
  identity,
  namespaceSpec,
  nodeSpec,
  podSpec,
  replicaSetSpec,
  serviceSpec,
  type SchedulerState,
} from './state.ts';
import { claimSpec, classSpec, volumeSpec } from './storage.ts';
import { onStorage, volumesBound, volumeWritten, type Outcome } from './volumes.ts';
import { flushBackoff, flushOverdue, setBackoffTimer, setCycleTimer, timers, wake } from './waiting.ts';
import { onNode, onPod } from './watching.ts';

/** A connection that broke has lost what was under way on it after this time, in ms. */
const lostAnswerMs = 1_000;

/**
 * kube-scheduler with its default profile.
 * Models: pkg/scheduler. Left out: leader election, several profiles, extenders.
 */
export const schedulerKind: ActorKind<SchedulerState> = { kind: 'scheduler', create: createState, receive };

function receive(state: SchedulerState, entry: MessageEntry, ctx: Context): void {
  const { message } = entry;
  switch (message.kind) {
    case 'start':
      startInformer(ctx, identity, nodeSpec, state.nodes as Informer<never>);
      startInformer(ctx, identity, podSpec, state.pods as Informer<never>);
      startInformer(ctx, identity, serviceSpec as InformerSpec<never>, state.services as Informer<never>);
      startInformer(ctx, identity, replicaSetSpec, state.replicaSets as Informer<never>);
      startInformer(ctx, identity, namespaceSpec, state.namespaces as Informer<never>);
      startInformer(ctx, identity, claimSpec, state.storage.claims as Informer<never>);
      startInformer(ctx, identity, volumeSpec, state.storage.volumes as Informer<never>);
      startInformer(ctx, identity, classSpec, state.storage.classes as Informer<never>);
      return;
    case 'timer':
      if (message.name === timers.cycle) return scheduleOne(state, ctx);
      if (message.name === timers.backoff) {
        state.backoffTimer = false;
        flushBackoff(state, ctx);
        setBackoffTimer(state, ctx);
        return setCycleTimer(state, ctx);
      }
      if (message.name === timers.flush) {
        flushOverdue(state, ctx);
        return setCycleTimer(state, ctx);
      }
      if (message.name === timers.volumes) {
        const key = message.data as string;
        afterVolumes(state, ctx, key, volumesBound(state, ctx, key));
        return setCycleTimer(state, ctx);
      }
      if (message.name === timers.bindings) return giveUpBindings(state, ctx, message.data as EntryId);
      break;
    case 'response':
      if (state.bindings.has(message.re)) {
        bound(state, ctx, message.re, message.response);
        return setCycleTimer(state, ctx);
      }
      if (state.storage.writes.has(message.re)) {
        const key = state.storage.writes.get(message.re)!;
        afterVolumes(state, ctx, key, volumeWritten(state, ctx, message.re, message.response));
        return setCycleTimer(state, ctx);
      }
      break;
    case 'stream-end':
      if (message.stream === state.pods.stream && state.bindings.size > 0) {
        ctx.timer(lostAnswerMs, { kind: 'timer', name: timers.bindings, data: entry.id }, { quiet: false });
      }
  }
  if (offer(state, entry, ctx)) setCycleTimer(state, ctx);
}

/** Shows a message to the informers. True when it was for one of them. */
function offer(state: SchedulerState, { message }: MessageEntry, ctx: Context): boolean {
  const pods = informerReceive(ctx, identity, podSpec, state.pods, message);
  if (pods) return each(pods, (change) => onPod(state, ctx, change));
  const nodes = informerReceive(ctx, identity, nodeSpec, state.nodes, message);
  if (nodes) return each(nodes, (change) => onNode(state, ctx, change));
  const { storage } = state;
  const claims = informerReceive(ctx, identity, claimSpec, storage.claims, message);
  if (claims) return each(claims, (change) => onStorage(state, ctx, 'PersistentVolumeClaim', change));
  const volumes = informerReceive(ctx, identity, volumeSpec, storage.volumes, message);
  if (volumes) return each(volumes, (change) => onStorage(state, ctx, 'PersistentVolume', change));
  const classes = informerReceive(ctx, identity, classSpec, storage.classes, message);
  if (classes) return each(classes, (change) => onStorage(state, ctx, 'StorageClass', change));
  return !!(
    informerReceive(ctx, identity, replicaSetSpec, state.replicaSets, message) ??
    informerReceive(ctx, identity, serviceSpec, state.services, message) ??
    informerReceive(ctx, identity, namespaceSpec, state.namespaces, message)
  );
}

function each<C extends Change>(changes: readonly C[], handle: (change: C) => void): true {
  for (const change of changes) handle(change);
  return true;
}

/** The API server's answer to a binding. Models: schedule_one.go bindingCycle, handleBindingCycleError. */
function bound(state: SchedulerState, ctx: Context, id: EntryId, response: ApiResponse): void {
  const { info, node } = state.bindings.get(id)!;
  if (!isOk(response)) return bindingFailed(state, ctx, id, errorText(response));
  state.bindings.delete(id);
  writeEvent(ctx, identity, state.written, state.host, info.pod, {
    type: 'Normal',
    reason: 'Scheduled',
    action: 'Binding',
    message: `Successfully assigned ${info.key} to ${node}`,
  });
}

function bindingFailed(state: SchedulerState, ctx: Context, id: EntryId, error: string): void {
  const { info, attempts } = state.bindings.get(id)!;
  state.bindings.delete(id);
  giveBack(state, ctx, info, attempts, `running Bind plugin "DefaultBinder": ${error}`);
}

/** A Pod's volumes are there, or will not be. Models: RunPreBindPlugins. */
function afterVolumes(state: SchedulerState, ctx: Context, key: string, outcome: Outcome): void {
  if (outcome === 'waiting') return;
  const { info, node, attempts, cause } = state.storage.waits.get(key)!;
  state.storage.waits.delete(key);
  if (outcome === 'bound') sendBinding(state, ctx, info, node, attempts, cause);
  else giveBack(state, ctx, info, attempts, `running PreBind plugin "VolumeBinding": ${outcome.error}`);
}

/** The Pod does not go to its node after all. */
function giveBack(state: SchedulerState, ctx: Context, info: PodInfo, attempts: number, message: string): void {
  if (state.assumed.delete(info.key)) {
    removePod(state.cache, info.key);
    wake(state, ctx, { resource: 'AssignedPod', action: 'Delete', info });
  }
  fail(state, ctx, { info }, attempts, {
    message,
    reason: 'SchedulerError',
    refusedBy: [],
    preemption: undefined,
    cause: ctx.entry.id,
  });
}

/** Bindings sent before the connection broke whose answer never came. */
function giveUpBindings(state: SchedulerState, ctx: Context, before: EntryId): void {
  const lost = [...state.bindings].filter(([id]) => id <= before);
  for (const [id, { info }] of lost) {
    const { namespace, name } = info.pod.metadata;
    bindingFailed(
      state,
      ctx,
      id,
      `Post "https://127.0.0.1:6443/api/v1/namespaces/${namespace}/pods/${name}/binding": EOF`,
    );
  }
  setCycleTimer(state, ctx);
}
