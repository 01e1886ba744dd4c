import { getCondition } from '../../api/conditions.ts';
import type { Condition, Pod, Service } from '../../api/types.ts';
import { byIndex } from '../client/informer.ts';
import { call, pathOf, resources, strategicPatch } from '../client/requests.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import type { FilterVerdict, Note } from '../notes.ts';
import { timestamp } from '../time.ts';
import { attemptPod, chooseNode, feasibleNodesToFind, refusalCounts, type Attempt } from './attempt.ts';
import { addPod, nodeOrder, removePod, type Cache } from './cache.ts';
import { writeEvent } from './events.ts';
import { fitError } from './fit-error.ts';
import { podInfo, type PodInfo } from './pod-info.ts';
import { findPreemption, type Preemption } from './preemption.ts';
import type { Cycle, Listers } from './plugins/types.ts';
import { popPod, type QueuedPod } from './queue.ts';
import { volumePlan } from './plugins/volume-binding.ts';
import { storageListers } from './storage.ts';
import { writeVolumes } from './volumes.ts';
import { identity, labelIndex, type SchedulerState } from './state.ts';
import { evict } from './evict.ts';
import { nodeScores, verdicts } from './table.ts';
import { flushBackoff, put, setCycleTimer } from './waiting.ts';

/** Larger clusters' notes count refusals instead of listing them; `explainAttempt` gives the whole table. */
const nodesListedMax = 50;
const scoresListedMax = 10;

/**
 * One scheduling cycle: takes the next Pod, finds it a node, and sends the binding off without waiting for it.
 * Models: schedule_one.go ScheduleOne, schedulingCycle, handleSchedulingFailure.
 */
export function scheduleOne(state: SchedulerState, ctx: Context): void {
  state.cycle = 0;
  flushBackoff(state, ctx);
  const queued = popPod(state.queue);
  if (queued) place(state, ctx, queued);
  setCycleTimer(state, ctx);
}

function place(state: SchedulerState, ctx: Context, queued: QueuedPod): void {
  const { info } = queued;
  const { pod } = info;
  // Another Pod than the timer was set for: its own cause tells why it is here.
  const cause = info.key === state.cycleFor ? ctx.entry.id : queued.cause;
  if (pod.metadata.deletionTimestamp) {
    writeEvent(ctx, identity, state.written, state.host, pod, {
      ...failed,
      message: `skip schedule deleting pod: ${info.key}`,
      cause,
    });
    return;
  }
  const attempts = queued.attempts + 1;
  const { cache } = state;
  const cycle: Cycle = { cache, info, pod, listers: listersOf(state) };
  const released = holdNominated(state, info);
  const attempt = attemptPod(cycle, state.startIndex, feasibleNodesToFind(nodeOrder(cache).length));
  const randomInt = (n: number): number => ctx.randomInt(n);
  const slot = attempt.feasible.length > 0 ? chooseNode(attempt, randomInt) : undefined;
  const preemption = slot === undefined && attempt.all > 0 ? findPreemption(cycle, attempt, randomInt) : undefined;
  released();
  if (attempt.all > 0) state.startIndex = (state.startIndex + attempt.examined) % attempt.all;
  if (slot !== undefined) {
    const node = cache.names[slot]!;
    const note = ctx.note(noteOf(cache, attempt, pod, attempts, node, `Successfully assigned ${info.key} to ${node}`), {
      cause,
      quiet: false,
    });
    reserve(state, info, node);
    const plan = volumePlan(cycle, cache.nodes[slot]!);
    if (plan) writeVolumes(state, ctx, { info, node, attempts, cause: note, plan, written: 0, sinceMs: -1 });
    else sendBinding(state, ctx, info, node, attempts, note);
    return;
  }
  const message = fitError(attempt, preemption?.helps === false ? preemption.message : '');
  const note = ctx.note(noteOf(cache, attempt, pod, attempts, undefined, message), { cause, quiet: false });
  fail(state, ctx, queued, attempts, {
    message,
    reason: 'Unschedulable',
    refusedBy: refusers(attempt),
    preemption,
    cause: note,
  });
}

/** Models: assume. */
function reserve(state: SchedulerState, info: PodInfo, node: string): void {
  addPod(state.cache, info, node);
  state.assumed.add(info.key);
  state.nominated.delete(info.key);
}

/** Models: the binding cycle's last step. */
export function sendBinding(
  state: SchedulerState,
  ctx: Context,
  info: PodInfo,
  node: string,
  attempts: number,
  cause: EntryId,
): void {
  const { name, namespace = 'default', uid } = info.pod.metadata;
  const id = call(ctx, identity, 'POST', pathOf(resources.pods, namespace, name, 'binding'), {
    cause,
    quiet: false,
    body: {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { kind: 'Node', name: node },
    },
  });
  state.bindings.set(id, Object.freeze({ info, node, attempts }));
}

interface Failure {
  readonly message: string;
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly refusedBy: readonly string[];
  readonly preemption: Preemption | undefined;
  readonly cause: EntryId;
}

const failed = { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' } as const;

/** Writes down that the Pod has no node, tells the API server, and lets the Pod wait. Models: handleSchedulingFailure. */
export function fail(
  state: SchedulerState,
  ctx: Context,
  queued: Pick<QueuedPod, 'info'>,
  attempts: number,
  failure: Failure,
): void {
  const { info } = queued;
  const { message, reason, refusedBy, preemption, cause } = failure;
  const current = state.pods.store.get(info.key);
  if (current && current.metadata.uid === info.pod.metadata.uid && !current.spec.nodeName) {
    const pool = reason === 'SchedulerError' ? 'backoff' : 'unschedulable';
    put(
      state,
      ctx,
      { info: current === info.pod ? info : podInfo(current), pool, sinceMs: ctx.now, attempts, refusedBy },
      'ScheduleAttemptFailure',
      cause,
    );
  }
  writeEvent(ctx, identity, state.written, state.host, info.pod, { ...failed, message, cause });
  if (!current || current.spec.nodeName) return;
  const nominatedNodeName = preemption?.helps ? preemption.node : '';
  if (preemption?.helps) {
    state.nominated.set(info.key, Object.freeze({ info, node: preemption.node }));
    evict(state, ctx, info.pod, preemption, cause);
  } else state.nominated.delete(info.key);
  patchStatus(ctx, current, { type: 'PodScheduled', status: 'False', reason, message }, nominatedNodeName, cause);
}

/** Only what changes is sent. Models: updatePod. */
function patchStatus(ctx: Context, pod: Pod, next: Condition, nominatedNodeName: string, cause: EntryId): void {
  const old = getCondition(pod.status.conditions, next.type);
  const same = old?.status === next.status && old.reason === next.reason && old.message === next.message;
  const sameNode = (pod.status.nominatedNodeName ?? '') === nominatedNodeName;
  if (same && sameNode) return;
  const lastTransitionTime =
    old?.status === next.status && old.lastTransitionTime ? old.lastTransitionTime : timestamp(ctx.now);
  const status = {
    ...(same ? {} : { conditions: [{ ...next, lastProbeTime: null, lastTransitionTime }] }),
    ...(sameNode ? {} : { nominatedNodeName: nominatedNodeName || null }),
  };
  call(ctx, identity, 'PATCH', pathOf(resources.pods, pod.metadata.namespace, pod.metadata.name, 'status'), {
    cause,
    quiet: false,
    contentType: strategicPatch,
    body: { metadata: { uid: pod.metadata.uid }, status },
  });
}

/**
 * Pods that room is being made for count as if they were there already, for everybody less important. Returns what takes
 * them out again. Models: RunFilterPluginsWithNominatedPods. Left out: upstream also tries without them, and scores without them.
 */
function holdNominated(state: SchedulerState, info: PodInfo): () => void {
  const held: string[] = [];
  for (const [key, nominated] of state.nominated) {
    if (
      key === info.key ||
      nominated.info.priority < info.priority ||
      state.cache.pods.has(key) ||
      !state.cache.slots.has(nominated.node)
    )
      continue;
    addPod(state.cache, nominated.info, nominated.node);
    held.push(key);
  }
  return () => held.forEach((key) => removePod(state.cache, key));
}

const refusers = (attempt: Attempt): string[] => {
  const all = attempt.refusedAtOnce ? [attempt.refusedAtOnce] : [...refusalCounts(attempt).keys()];
  return [...new Set(all.map(({ plugin }) => plugin))].sort();
};

function noteOf(
  cache: Cache,
  attempt: Attempt,
  { metadata }: Pod,
  attempts: number,
  chosen: string | undefined,
  message: string,
): Note {
  const large = attempt.all > nodesListedMax;
  return {
    kind: 'schedule',
    pod: { kind: 'Pod', namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid },
    attempt: attempts,
    filters: large ? noVerdicts : verdicts(cache, attempt),
    plugins: attempt.scores.map(({ plugin }) => plugin),
    scores: nodeScores(cache, attempt, large ? scoresListedMax : Infinity),
    chosen,
    message,
    nodes: { all: attempt.all, examined: attempt.examined, feasible: attempt.feasible.length },
    ...(large ? { refused: countRefusals(attempt) } : {}),
  };
}

const noVerdicts: readonly FilterVerdict[] = Object.freeze([]);

function countRefusals(attempt: Attempt): { plugin: string; reason: string; nodes: number }[] {
  const rows = new Map<string, { plugin: string; reason: string; nodes: number }>();
  for (const [{ plugin, rejection }, nodes] of refusalCounts(attempt)) {
    for (const reason of rejection.reasons) {
      const row = rows.get(`${plugin}\n${reason}`);
      if (row) row.nodes += nodes;
      else rows.set(`${plugin}\n${reason}`, { plugin, reason, nodes });
    }
  }
  return [...rows.values()];
}

/** Looks at Services and ReplicaSets through the informers' indexes. */
function listersOf(state: SchedulerState): Listers {
  return {
    services(namespace, labels) {
      const found: Service[] = [];
      if (state.services.store.size === 0) return found;
      for (const key in labels)
        found.push(...byIndex(state.services, 'label', labelIndex(namespace, key, labels[key]!)));
      return found;
    },
    replicaSet: (namespace, name) => state.replicaSets.store.get(`${namespace}/${name}`),
    namespaces: () => state.namespaces.store.values(),
    namespaceLabels: (name) => state.namespaces.store.get(name)?.metadata.labels,
    storage: storageListers(state.storage),
  };
}
