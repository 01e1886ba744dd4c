import type { Event, KubeObject } from '../../api/types.ts';
import type { Context } from '../kernel/types.ts';
import { call, mergePatch, pathOf, resources, type Identity } from './requests.ts';
import { timestamp } from '../time.ts';

/** What a component remembers of the Events it has written, so that a repeat raises a count. Plain data. */
export interface EventRecorder {
  seen: Map<string, { name: string; namespace: string; count: number }>;
}

export const createRecorder = (): EventRecorder => ({ seen: new Map() });

export interface EventInput {
  readonly object: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{web}` when the event is about one container. */
  readonly fieldPath?: string;
  readonly agent?: string;
  readonly cause?: number;
}

/**
 * Writes an Event through the API server, fire and forget. The same source, object, type, reason and message again
 * patches the count instead.
 * Models: client-go tools/record/event.go and events_cache.go. Left out: the spam filter (25 per object, one per 300 s)
 * and "(combined from similar events)".
 */
export function recordEvent(ctx: Context, identity: Identity, recorder: EventRecorder, source: { component: string; host?: string }, input: EventInput): void {
  const { object, type, reason, message, fieldPath } = input;
  const at = timestamp(ctx.now);
  const namespace = object.metadata.namespace || 'default';
  const key = [object.metadata.uid, fieldPath ?? '', type, reason, message].join('\n');
  const options = { ...(input.agent ? { agent: input.agent } : {}), ...(input.cause === undefined ? {} : { cause: input.cause }) };
  const before = recorder.seen.get(key);
  if (before) {
    before.count++;
    call(ctx, identity, 'PATCH', pathOf(resources.events, before.namespace, before.name), {
      ...options,
      contentType: mergePatch,
      body: { count: before.count, lastTimestamp: at, message },
    });
    return;
  }
  // Upstream: <object name>.<time in ns, hex>. The random tail stands for the nanoseconds virtual time does not have.
  const name = `${object.metadata.name}.${(0x17e0000000 + ctx.now).toString(16)}${(ctx.randomInt(0xffffff) + 0x1000000).toString(16).slice(1)}`;
  recorder.seen.set(key, { name, namespace, count: 1 });
  const event: Omit<Event, 'metadata'> & { metadata: { name: string; namespace: string } } = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      kind: object.kind,
      apiVersion: object.apiVersion,
      name: object.metadata.name,
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
      ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
      ...(fieldPath ? { fieldPath } : {}),
    },
    reason,
    message,
    type,
    source,
    count: 1,
    firstTimestamp: at,
    lastTimestamp: at,
    eventTime: null,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  };
  call(ctx, identity, 'POST', pathOf(resources.events, namespace), { ...options, body: event });
}
