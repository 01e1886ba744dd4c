import { holdKey, releaseKey, type WorkQueue } from '../client/workqueue.ts';
import type { Change } from '../client/informer.ts';
import type { Plural, Write } from './controller.ts';
import type { Informers } from './informers.ts';

export interface Waiter {
  readonly controller: string;
  readonly key: string;
}

/**
 * Read your own writes: which keys must wait until the cache has seen the results of their own requests. Without it
 * a controller would look at yesterday's view and do its work twice.
 * Models: pkg/controller/controller_utils.go ControllerExpectations; exact, because every write names its revision.
 * Left out: expectations' expiry after 5 minutes (a watch here is never silent without ending).
 */
export interface Holds {
  /** Per resource: revisions the informer has yet to reach, ascending. */
  revisions: { [P in Plural]?: { revision: number; waiter: Waiter }[] };
  /** `plural key` → who waits for this object to be seen going. */
  leaving: Map<string, { uid: string; waiter: Waiter }[]>;
}

export const createHolds = (): Holds => ({ revisions: {}, leaving: new Map() });

/** Notes that a write was accepted; the key is held unless the cache has its result already. */
export function holdFor(
  holds: Holds,
  informers: Informers,
  queue: WorkQueue,
  waiter: Waiter,
  write: Write,
  body: unknown,
): void {
  const informer = informers[write.resource];
  if (!informer || write.method === 'GET') return;
  if (write.method === 'DELETE') {
    if (!write.name || !write.uid) return;
    const key = write.namespace ? `${write.namespace}/${write.name}` : write.name;
    const cached = informer.store.get(key);
    if (cached?.metadata.uid !== write.uid || cached.metadata.deletionTimestamp) return;
    const place = `${write.resource} ${key}`;
    holds.leaving.set(place, [...(holds.leaving.get(place) ?? []), { uid: write.uid, waiter }]);
    holdKey(queue, waiter.key);
    return;
  }
  const revision = Number(
    (body as { metadata?: { resourceVersion?: string } } | undefined)?.metadata?.resourceVersion ?? 0,
  );
  if (!(revision > Number(informer.resourceVersion))) return;
  const list = (holds.revisions[write.resource] ??= []);
  let at = list.length;
  while (at > 0 && list[at - 1]!.revision > revision) at--;
  list.splice(at, 0, { revision, waiter });
  holdKey(queue, waiter.key);
}

/** What an informer's progress brought back. */
export interface Seen {
  /** Controllers that have a key free again. */
  readonly freed: Set<string>;
  /** Revision → whose write it was. */
  readonly own: Map<number, Waiter>;
}

/** The informer of a resource has moved on: sets free who waited for it. */
export function releaseSeen(
  holds: Holds,
  informers: Informers,
  plural: Plural,
  changes: readonly Change[],
  queues: Readonly<Record<string, WorkQueue>>,
): Seen | undefined {
  let seen: Seen | undefined;
  const release = ({ controller, key }: Waiter): void => {
    releaseKey(queues[controller]!, key);
    (seen ??= { freed: new Set(), own: new Map() }).freed.add(controller);
  };
  const list = holds.revisions[plural];
  if (list && list.length > 0) {
    const reached = Number(informers[plural]!.resourceVersion);
    let done = 0;
    for (; done < list.length && list[done]!.revision <= reached; done++) {
      const { revision, waiter } = list[done]!;
      release(waiter);
      seen!.own.set(revision, waiter);
    }
    if (done > 0) list.splice(0, done);
  }
  if (holds.leaving.size === 0) return seen;
  for (const { key } of changes) {
    const place = `${plural} ${key}`;
    const waiting = holds.leaving.get(place);
    if (!waiting) continue;
    const cached = informers[plural]!.store.get(key);
    const left = waiting.filter(({ uid, waiter }) => {
      if (cached?.metadata.uid === uid && !cached.metadata.deletionTimestamp) return true;
      release(waiter);
      return false;
    });
    if (left.length > 0) holds.leaving.set(place, left);
    else holds.leaving.delete(place);
  }
  return seen;
}
