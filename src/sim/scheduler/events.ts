import type { Event, Pod } from '../../api/types.ts';
import { call, mergePatch, pathOf, resources, type Identity } from '../client/requests.ts';
import type { Context, EntryId, VirtualMs } from '../kernel/types.ts';
import { epochMs, microTimestamp } from '../time.ts';
import { truncateMessage } from './fit-error.ts';

/** An Event written not long ago, so that a repeat becomes a series. Frozen. */
interface Written {
  readonly name: string;
  readonly resourceVersion: string;
  readonly count: number;
  readonly lastMs: VirtualMs;
}

/** By Pod key: the last FailedScheduling. A Pod is scheduled once, so nothing else repeats. */
export type WrittenEvents = Map<string, Written>;

/** What is not repeated for so long starts a new Event. Source: client-go tools/events finishTime. */
const seriesMsMax = 360_000;
const controller = 'default-scheduler';

/**
 * Writes an Event about a Pod; `host` is the machine this scheduler runs on. The same about the same version of the Pod again counts up its series, whatever the message.
 * Models: client-go tools/events event_recorder.go, event_broadcaster.go, as the API server hands the Events out in core/v1.
 * Left out: upstream sends the count only with the second occurrence and when the series ends.
 */
export function writeEvent(
  ctx: Context,
  identity: Identity,
  written: WrittenEvents,
  host: string,
  pod: Pod,
  event: {
    readonly type: 'Normal' | 'Warning';
    readonly reason: string;
    readonly action: string;
    readonly message: string;
    readonly cause?: EntryId;
  },
): void {
  const { name, namespace = 'default', uid, resourceVersion } = pod.metadata;
  const key = `${namespace}/${name}`;
  const repeats = event.reason === 'FailedScheduling';
  const last = repeats ? written.get(key) : undefined;
  if (last && last.resourceVersion === resourceVersion && ctx.now - last.lastMs < seriesMsMax) {
    const series = { count: last.count + 1, lastObservedTime: microTimestamp(ctx.now) };
    written.set(key, Object.freeze({ ...last, count: series.count, lastMs: ctx.now }));
    call(ctx, identity, 'PATCH', pathOf(resources.events, namespace, last.name), {
      cause: event.cause,
      contentType: mergePatch,
      body: { series },
    });
    return;
  }
  const eventName = `${name}.${(BigInt(epochMs + ctx.now) * 1_000_000n + BigInt(ctx.randomInt(1_000_000))).toString(16)}`;
  if (repeats) written.set(key, Object.freeze({ name: eventName, resourceVersion, count: 1, lastMs: ctx.now }));
  else written.delete(key);
  const body: Omit<Event, 'metadata'> & { metadata: { name: string; namespace: string } } = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName, namespace },
    involvedObject: { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion },
    reason: event.reason,
    message: truncateMessage(event.message),
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type: event.type,
    eventTime: microTimestamp(ctx.now),
    action: event.action,
    reportingComponent: controller,
    reportingInstance: `${controller}-${host}`,
  };
  call(ctx, identity, 'POST', pathOf(resources.events, namespace), { cause: event.cause, body });
}
