import { copyWith } from '../../api/copy.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import type { ClusterEvent } from './plugins/types.ts';
import type { PodInfo } from './pod-info.ts';
import {
  backoffEndMs,
  enqueue,
  longestWaitSinceMs,
  nextErrorBackoffMs,
  nextPod,
  overdue,
  takeBackedOff,
  unschedulableMsMax,
  wokenBy,
  type Pool,
  type QueuedPod,
} from './queue.ts';
import type { SchedulerState } from './state.ts';

/** Names of the scheduler's timers. */
export const timers = {
  cycle: 'schedule-one',
  backoff: 'flush-backoff',
  flush: 'flush-unschedulable',
  bindings: 'check-bindings',
  volumes: 'check-volumes',
} as const;

/** Upstream flushes at these intervals. Source: scheduling_queue.go Run. */
const backoffFlushMs = 1_000;
const unschedulableFlushMs = 30_000;

/** Puts a Pod into a pool, writes down why, and sees to it that it will be looked at again. */
export function put(
  state: SchedulerState,
  ctx: Context,
  pod: Omit<QueuedPod, 'stay' | 'cause'>,
  event: string,
  because?: EntryId,
): void {
  const { info, pool } = pod;
  const { namespace, name, uid } = info.pod.metadata;
  const cause = ctx.note(
    {
      kind: 'schedule-queue',
      pod: { kind: 'Pod', namespace: namespace ?? '', name, uid },
      queue: pool === 'gated' ? 'unschedulable' : pool,
      event,
    },
    { quiet: false, cause: because },
  );
  enqueue(state.queue, copyWith(pod, { cause }));
  if (pool === 'unschedulable') setFlushTimer(state, ctx);
  else if (pool === 'backoff' && pod.refusedBy.length === 0) setBackoffTimer(state, ctx);
}

/** A Pod nobody has tried yet, or whose gates have just been opened. */
export function putNew(state: SchedulerState, ctx: Context, info: PodInfo, event: string): void {
  const gated = (info.pod.spec.schedulingGates?.length ?? 0) > 0;
  put(
    state,
    ctx,
    {
      info,
      pool: gated ? 'gated' : 'active',
      sinceMs: ctx.now,
      attempts: 0,
      refusedBy: gated ? ['SchedulingGates'] : [],
    },
    event,
  );
}

/** Out of the unschedulable ones: to the back-off, or at once if that is over. */
export function retry(state: SchedulerState, ctx: Context, pod: QueuedPod, event: string): void {
  const pool: Pool = backoffEndMs(pod) > ctx.now ? 'backoff' : 'active';
  put(state, ctx, { ...pod, pool }, event);
}

/** Something happened in the cluster: every waiting Pod it may help gets another try. */
export function wake(state: SchedulerState, ctx: Context, event: ClusterEvent): void {
  if (state.queue.unschedulable.size === 0) return;
  for (const pod of wokenBy(state.queue, event)) retry(state, ctx, pod, labelOf(event));
}

/** As upstream's metrics name events: `NodeAdd`, `NodeUpdateNodeTaint`, `AssignedPodDelete`. */
function labelOf(event: ClusterEvent): string {
  return event.resource === 'Node' && event.action === 'Update'
    ? `NodeUpdateNode${event.aspect}`
    : event.resource + event.action;
}

/** Pods whose back-off is over become active. */
export function flushBackoff(state: SchedulerState, ctx: Context): void {
  for (const pod of takeBackedOff(state.queue, ctx.now)) put(state, ctx, { ...pod, pool: 'active' }, 'BackoffComplete');
}

/** Pods that have waited for five minutes get another try, in case an event was missed. Models: flushUnschedulablePodsLeftover. */
export function flushOverdue(state: SchedulerState, ctx: Context): void {
  state.flushTimer = false;
  for (const pod of overdue(state.queue, ctx.now)) retry(state, ctx, pod, 'UnschedulableTimeout');
  setFlushTimer(state, ctx);
}

export function setBackoffTimer(state: SchedulerState, ctx: Context): void {
  const end = nextErrorBackoffMs(state.queue);
  if (state.backoffTimer || end === undefined) return;
  state.backoffTimer = true;
  ctx.timer(nextTick(end, backoffFlushMs) - ctx.now, { kind: 'timer', name: timers.backoff }, { quiet: false });
}

/** Only while somebody waits, and at the tick at which upstream would find it overdue. */
function setFlushTimer(state: SchedulerState, ctx: Context): void {
  const since = state.flushTimer ? undefined : longestWaitSinceMs(state.queue);
  if (since === undefined) return;
  state.flushTimer = true;
  const at = Math.max(ctx.now + 1, nextTick(since + unschedulableMsMax, unschedulableFlushMs));
  ctx.timer(at - ctx.now, { kind: 'timer', name: timers.flush }, { quiet: true });
}

const nextTick = (ms: number, everyMs: number): number => Math.ceil(ms / everyMs) * everyMs;

/** One cycle at a time; each is a step of its own, and its cause is what brought the Pod into the queue. */
export function setCycleTimer(state: SchedulerState, ctx: Context): void {
  if (state.cycle !== 0 || !isReady(state)) return;
  const next = nextPod(state.queue);
  if (!next) return;
  state.cycleFor = next.info.key;
  state.cycle = ctx.timer(
    1,
    { kind: 'timer', name: timers.cycle, data: next.info.key },
    { cause: next.cause, quiet: false },
  );
}

/** Nothing is scheduled before everything has been listed. */
const isReady = ({ nodes, pods, services, replicaSets, namespaces, storage }: SchedulerState): boolean =>
  [nodes, pods, services, replicaSets, namespaces, storage.claims, storage.volumes, storage.classes].every(
    ({ synced }) => synced,
  );
