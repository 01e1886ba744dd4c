import { copyWith } from '../../api/copy.ts';
import type { EntryId, VirtualMs } from '../kernel/types.ts';
import { plugins } from './plugins/index.ts';
import type { ClusterEvent } from './plugins/types.ts';
import type { PodInfo } from './pod-info.ts';

/** Where a waiting Pod is kept. `gated` Pods wait for their spec.schedulingGates to be taken away. */
export type Pool = 'active' | 'backoff' | 'unschedulable' | 'gated';

/** A Pod that has no node yet. Frozen; every change is a new one. */
export interface QueuedPod {
  readonly info: PodInfo;
  readonly pool: Pool;
  /** When it came, or when its last attempt failed: the time its place in the queue and its back-off count from. */
  readonly sinceMs: VirtualMs;
  readonly attempts: number;
  /** Plugins that refused it last time; empty when the attempt ended in an error. */
  readonly refusedBy: readonly string[];
  /** The entry that tells why it is in this pool. */
  readonly cause: EntryId;
  /** Number of this stay in a heap; entries of earlier stays are stale. */
  readonly stay: number;
}

/** A Pod's place in a heap. Frozen. */
interface Place {
  readonly key: string;
  readonly stay: number;
  /** First criterion: back-off end in ms, or minus the priority. */
  readonly first: number;
  readonly second: number;
}

/**
 * The Pods waiting to be scheduled. Plain data.
 * Models: pkg/scheduler/backend/queue/scheduling_queue.go, backoff_queue.go. Left out: pods in flight (a cycle here is one
 * step, nothing can happen during it).
 */
export interface SchedulingQueue {
  pods: Map<string, QueuedPod>;
  /** Priority first, then who waits longest. */
  active: Place[];
  /** Whose back-off ends first. Taken from when nothing is active (v1.33). */
  backoff: Place[];
  /** As backoff, but after an error: these wait to the end. */
  errorBackoff: Place[];
  unschedulable: Set<string>;
  stays: number;
}

const backoffMsMin = 1_000;
const backoffMsMax = 10_000;
/** A Pod does not wait longer than this for a waking event. Source: DefaultPodMaxInUnschedulablePodsDuration. */
export const unschedulableMsMax = 300_000;

export const createQueue = (): SchedulingQueue => ({
  pods: new Map(),
  active: [],
  backoff: [],
  errorBackoff: [],
  unschedulable: new Set(),
  stays: 0,
});

/** 1 s after the first failed attempt, doubling up to 10 s, counted from the failure. */
export function backoffEndMs({ attempts, sinceMs }: Pick<QueuedPod, 'attempts' | 'sinceMs'>): VirtualMs {
  if (attempts === 0) return sinceMs;
  return sinceMs + Math.min(backoffMsMax, backoffMsMin * 2 ** (Math.min(attempts, 5) - 1));
}

/** Puts a Pod into a pool; whatever place it had before is void. */
export function enqueue(queue: SchedulingQueue, pod: Omit<QueuedPod, 'stay'>): void {
  const { key } = pod.info;
  const stay = ++queue.stays;
  queue.unschedulable.delete(key);
  queue.pods.set(key, Object.freeze(copyWith(pod, { stay })));
  switch (pod.pool) {
    case 'active':
      push(queue.active, { key, stay, first: -pod.info.priority, second: pod.sinceMs });
      break;
    case 'backoff': {
      const windowMs = backoffMsMin;
      const end = backoffEndMs(pod);
      if (pod.refusedBy.length === 0) push(queue.errorBackoff, { key, stay, first: end, second: 0 });
      else push(queue.backoff, { key, stay, first: Math.floor(end / windowMs) * windowMs, second: -pod.info.priority });
      break;
    }
    case 'unschedulable':
      queue.unschedulable.add(key);
      break;
    case 'gated':
  }
}

export function forgetQueued(queue: SchedulingQueue, key: string): void {
  queue.pods.delete(key);
  queue.unschedulable.delete(key);
}

/** A newer version of the waiting Pod's object; it keeps its place. */
export function refreshQueued(queue: SchedulingQueue, queued: QueuedPod, info: PodInfo): void {
  queue.pods.set(info.key, Object.freeze(copyWith(queued, { info })));
}

/** The Pod the next cycle will take, or undefined when none is due. */
export function nextPod(queue: SchedulingQueue): QueuedPod | undefined {
  return top(queue, queue.active) ?? top(queue, queue.backoff);
}

/** Takes that Pod out. */
export function popPod(queue: SchedulingQueue): QueuedPod | undefined {
  const next = nextPod(queue);
  if (next) forgetQueued(queue, next.info.key);
  return next;
}

/** Back-offs that are over. Taken out; the caller makes them active. */
export function takeBackedOff(queue: SchedulingQueue, now: VirtualMs): QueuedPod[] {
  const done: QueuedPod[] = [];
  for (const heap of [queue.backoff, queue.errorBackoff]) {
    for (let pod = top(queue, heap); pod && heap[0]!.first <= now; pod = top(queue, heap)) {
      forgetQueued(queue, pod.info.key);
      done.push(pod);
    }
  }
  return done;
}

/** When the next Pod that failed with an error may try again. */
export function nextErrorBackoffMs(queue: SchedulingQueue): VirtualMs | undefined {
  return top(queue, queue.errorBackoff) && queue.errorBackoff[0]!.first;
}

/** Waiting Pods that this event may have helped. Models: isPodWorthRequeuing. */
export function wokenBy(queue: SchedulingQueue, event: ClusterEvent): QueuedPod[] {
  const woken: QueuedPod[] = [];
  for (const key of queue.unschedulable) {
    const pod = queue.pods.get(key)!;
    if (
      pod.refusedBy.length === 0 ||
      plugins.some((p) => p.wakes && pod.refusedBy.includes(p.name) && p.wakes(pod.info, event))
    )
      woken.push(pod);
  }
  return woken;
}

/** Waiting Pods that have waited long enough, whatever happened. */
export function overdue(queue: SchedulingQueue, now: VirtualMs): QueuedPod[] {
  return [...queue.unschedulable]
    .map((key) => queue.pods.get(key)!)
    .filter(({ sinceMs }) => now - sinceMs >= unschedulableMsMax);
}

/** Start of the longest wait without a waking event. */
export function longestWaitSinceMs(queue: SchedulingQueue): VirtualMs | undefined {
  let first: VirtualMs | undefined;
  for (const key of queue.unschedulable) {
    const { sinceMs } = queue.pods.get(key)!;
    if (first === undefined || sinceMs < first) first = sinceMs;
  }
  return first;
}

/** The first Pod of a heap whose place is still good. Drops void places on the way. */
function top(queue: SchedulingQueue, heap: Place[]): QueuedPod | undefined {
  for (let place = heap[0]; place; place = heap[0]) {
    const pod = queue.pods.get(place.key);
    if (pod && pod.stay === place.stay) return pod;
    pop(heap);
  }
  return undefined;
}

const before = (a: Place, b: Place): boolean =>
  a.first < b.first || (a.first === b.first && (a.second < b.second || (a.second === b.second && a.stay < b.stay)));

function push(heap: Place[], place: Place): void {
  let at = heap.length;
  heap.push(Object.freeze(place));
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(place, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = place;
}

function pop(heap: Place[]): void {
  const last = heap.pop()!;
  const { length } = heap;
  if (length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= length) break;
    if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
