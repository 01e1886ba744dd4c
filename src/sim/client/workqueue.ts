import type { EntryId, VirtualMs } from '../kernel/types.ts';

/** Why a key stands in a queue: the entry that put it there, and whether that was housekeeping. */
export interface Cause {
  readonly entry: EntryId;
  readonly quiet: boolean;
}

/**
 * The keys one controller still has to look at. A key is here at most once, and never given to two workers: a change
 * seen meanwhile is remembered in `again`. Plain data.
 * Models: client-go util/workqueue queue.go, delaying_queue.go, default_rate_limiters.go.
 */
export interface WorkQueue {
  /** Keys waiting for a worker, oldest first. */
  waiting: Map<string, Cause>;
  /** Keys a worker has. */
  active: Set<string>;
  /** Keys whose own results have not all come back through the watch → how many are awaited. */
  held: Map<string, number>;
  /** Active or held keys that were added again. */
  again: Map<string, Cause>;
  /** Keys to add later → when. */
  later: Map<string, VirtualMs>;
  /** Keys added because their time had come, not taken yet. */
  due: Set<string>;
  /** Key → failed attempts in a row. */
  failures: Map<string, number>;
  /** Overall limit of retries: a bucket refilled by retriesPerSecond. */
  tokens: number;
  tokensAtMs: VirtualMs;
}

/** Source: workqueue.DefaultTypedControllerRateLimiter: 5 ms·2ⁿ up to 1000 s, overall 10/s with a burst of 100. */
const retryBaseMs = 5;
const retryMaxMs = 1_000_000;
const retriesPerSecond = 10;
const retryBurst = 100;

export const createQueue = (): WorkQueue => ({
  waiting: new Map(),
  active: new Set(),
  held: new Map(),
  again: new Map(),
  later: new Map(),
  due: new Set(),
  failures: new Map(),
  tokens: retryBurst,
  tokensAtMs: 0,
});

/** Where an added key went: `waiting` = the next free worker takes it, `again` = remembered for when it is free. */
export function addKey(queue: WorkQueue, key: string, cause: Cause): 'waiting' | 'again' {
  const free = !queue.active.has(key) && !queue.held.has(key);
  (free ? queue.waiting : queue.again).set(key, cause);
  return free ? 'waiting' : 'again';
}

/** Is the key remembered already? A visible reason outranks a quiet one, because the work is then part of the story. */
export function isQueued(queue: WorkQueue, key: string, quiet: boolean): boolean {
  const before = queue.waiting.get(key) ?? queue.again.get(key);
  return before !== undefined && (quiet || !before.quiet);
}

/** Gives the oldest waiting key to a worker. */
export function takeKey(queue: WorkQueue): { key: string; cause: Cause } | undefined {
  if (queue.waiting.size === 0) return undefined;
  const [key, cause] = queue.waiting.entries().next().value!;
  queue.waiting.delete(key);
  queue.active.add(key);
  return { key, cause };
}

/** A result of the key's own work has not come back through the watch yet: nobody may take the key before it has. */
export const holdKey = (queue: WorkQueue, key: string): void =>
  void queue.held.set(key, (queue.held.get(key) ?? 0) + 1);

/** One awaited result was seen. */
export function releaseKey(queue: WorkQueue, key: string): void {
  const left = (queue.held.get(key) ?? 0) - 1;
  if (left > 0) {
    queue.held.set(key, left);
    return;
  }
  queue.held.delete(key);
  if (!queue.active.has(key)) revive(queue, key);
}

/** The worker is done with the key. */
export function doneKey(queue: WorkQueue, key: string): void {
  queue.active.delete(key);
  if (!queue.held.has(key)) revive(queue, key);
}

function revive(queue: WorkQueue, key: string): void {
  const cause = queue.again.get(key);
  if (!cause) return;
  queue.again.delete(key);
  queue.waiting.set(key, cause);
}

/** Asks for a key at `atMs`. False when an earlier wish stands and no new timer is needed. */
export function addLater(queue: WorkQueue, key: string, atMs: VirtualMs): boolean {
  const before = queue.later.get(key);
  if (before !== undefined && before <= atMs) return false;
  queue.later.set(key, atMs);
  return true;
}

/** A timer for a key rang. False when an earlier one has already served it. */
export function takeLater(queue: WorkQueue, key: string, now: VirtualMs): boolean {
  if (queue.later.get(key) !== now) return false;
  queue.later.delete(key);
  queue.due.add(key);
  return true;
}

/** Counts a failure and says after how many ms to try again: the longer of the key's own back-off and the overall limit. */
export function retryDelayMs(queue: WorkQueue, key: string, now: VirtualMs): number {
  const failures = queue.failures.get(key) ?? 0;
  queue.failures.set(key, failures + 1);
  const own = failures > 17 ? retryMaxMs : Math.min(retryMaxMs, retryBaseMs * 2 ** failures);
  queue.tokens = Math.min(retryBurst, queue.tokens + ((now - queue.tokensAtMs) / 1000) * retriesPerSecond) - 1;
  queue.tokensAtMs = now;
  const overall = queue.tokens >= 0 ? 0 : Math.ceil((-queue.tokens / retriesPerSecond) * 1000);
  return Math.max(own, overall);
}

/** The key succeeded: its back-off starts from the beginning next time. */
export const forgetFailures = (queue: WorkQueue, key: string): void => void queue.failures.delete(key);
