import { itemsOf, pathOf, query, send, succeeded, type Obj, type Session } from './client.ts';
import { problemOf, type Problem, type StatusBody } from './errors.ts';
import type { Kind } from './kinds.ts';
import { parseDuration, type Flags } from './flags.ts';
import type { Effect, Run } from './types.ts';

/** Virtual Unix ms at which `--request-timeout` ends a watch. */
export function requestLimit(flags: Flags, nowMs: number): number {
  const text = flags.text('request-timeout');
  const limitMs = parseDuration(text) ?? Number(text) * 1000;
  return limitMs > 0 ? nowMs + limitMs : Infinity;
}

/** Waits for what comes next, or for the end of the time. */
export const nextUntil = (untilMs: number, nowMs: number): Effect =>
  untilMs === Infinity ? { type: 'next' } : { type: 'next', timeoutMs: Math.max(0, untilMs - nowMs) };

/** What one object is now; undefined = it does not exist. Returns a value to stop waiting with. */
export type Check<T> = (object: Obj | undefined) => Run<T | undefined>;

export type Waited<T> = { readonly value: T } | { readonly timedOut: true } | { readonly problem: Problem };

/**
 * Lists one object by name and then watches it until `check` is content.
 * Models: client-go tools/watch UntilWithSync over a fieldSelector metadata.name. `untilMs`: virtual Unix time to give up at.
 */
export function* waitForObject<T>(
  session: Session,
  kind: Kind,
  namespace: string,
  name: string,
  check: Check<T>,
  untilMs?: number,
): Run<Waited<T>> {
  const path = pathOf(kind, namespace);
  const fieldSelector = `metadata.name=${name}`;
  for (;;) {
    const { response: listed } = yield* send(session, {
      method: 'GET',
      path,
      query: query({ fieldSelector, limit: '500', resourceVersion: '0' }),
    });
    if (!succeeded(listed)) return { problem: problemOf(listed) };
    const list = listed.body as Obj;
    const first = yield* check(itemsOf(list)[0]);
    if (first !== undefined) return { value: first };
    let resourceVersion = list.metadata?.resourceVersion ?? '0';
    let relist = false;
    while (!relist) {
      const { response, stream } = yield* send(
        session,
        {
          method: 'GET',
          path,
          query: query({ allowWatchBookmarks: 'true', fieldSelector, resourceVersion, watch: 'true' }),
        },
        'stream',
      );
      if (!succeeded(response)) return { problem: problemOf(response) };
      for (let open = true; open;) {
        const timeoutMs = untilMs === undefined ? undefined : Math.max(0, untilMs - session.nowMs);
        const input = yield timeoutMs === undefined ? { type: 'next' } : { type: 'next', timeoutMs };
        if (!input) continue;
        session.nowMs = input.nowMs;
        if (input.type === 'timeout') {
          yield { type: 'cancel', stream };
          return { timedOut: true };
        }
        if (input.type === 'end') {
          open = false;
          relist = input.status !== undefined;
          // A server that went away: wait a little, as the client's back-off does.
          if (!input.status) session.nowMs = (yield { type: 'sleep', ms: 1000 })?.nowMs ?? session.nowMs;
        }
        if (input.type !== 'events') continue;
        for (const event of input.events) {
          const object = event.object as Obj;
          if (event.type === 'ERROR') {
            if ((event.object as StatusBody).code !== 410)
              return { problem: { type: 'status', status: event.object as StatusBody } };
            relist = true;
            open = false;
            break;
          }
          resourceVersion = object.metadata?.resourceVersion ?? resourceVersion;
          if (event.type === 'BOOKMARK') continue;
          const value = yield* check(event.type === 'DELETED' ? undefined : object);
          if (value !== undefined) {
            yield { type: 'cancel', stream };
            return { value };
          }
        }
      }
    }
  }
}
