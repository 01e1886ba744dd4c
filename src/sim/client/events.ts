import type { Event, KubeObject } from '../../api/types.ts';
import type { Context, VirtualMs } from '../kernel/types.ts';
import { call, mergePatch, pathOf, protobuf, resources, type Identity } from './requests.ts';
import { timestamp } from '../time.ts';

/** What a component remembers of the Events it has written. Plain data; the values are frozen, so a copy is cheap. */
export interface EventRecorder {
  /** Event (or group of similar ones) → its object, so that a repeat raises a count. */
  seen: Map<string, { readonly name: string; readonly namespace: string; readonly count: number }>;
  /** Object, type and reason → the different messages of late: many become one "(combined from similar events)". */
  similar: Map<string, { readonly messages: readonly string[]; readonly lastMs: VirtualMs }>;
  /** Object → how many more Events it may have. */
  budget: Map<string, { readonly tokens: number; readonly atMs: VirtualMs }>;
}

export const createRecorder = (): EventRecorder => ({ seen: new Map(), similar: new Map(), budget: new Map() });

/** Source: client-go tools/record/events_cache.go. */
const cacheEntriesMax = 4096;
const similarMessagesMax = 10;
const similarWithinMs = 600_000;
const budgetBurst = 25;
const budgetRefillMs = 300_000;

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

/** Keeps a cache small: the entry longest not written goes first. */
function remember<V>(cache: Map<string, V>, key: string, value: V, before: V | undefined): void {
  // Most are new: an entry that was written again moves to the end.
  if (before !== undefined) cache.delete(key);
  cache.set(key, Object.freeze(value));
  if (cache.size > cacheEntriesMax) cache.delete(cache.keys().next().value!);
}

/** One Event more about an object; false when it had 25 and the next one, due every 5 minutes, is not due yet. */
function withinBudget(recorder: EventRecorder, source: string, now: VirtualMs): boolean {
  const before = recorder.budget.get(source);
  const tokens = before ? Math.min(budgetBurst, before.tokens + (now - before.atMs) / budgetRefillMs) : budgetBurst;
  remember(recorder.budget, source, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now }, before);
  return tokens >= 1;
}

/** True when this is the tenth different message (or a later one) of its kind within ten minutes. */
function isCombined(recorder: EventRecorder, group: string, message: string, now: VirtualMs): boolean {
  const before = recorder.similar.get(group);
  let messages: readonly string[];
  if (!before || now - before.lastMs > similarWithinMs) messages = [message];
  else messages = before.messages.includes(message) ? before.messages : [...before.messages, message];
  const combined = messages.length >= similarMessagesMax;
  remember(recorder.similar, group, { messages: combined ? messages.slice(1) : messages, lastMs: now }, before);
  return combined;
}

/** What an Event is about; in one piece where nothing is missing. */
function referenceTo(
  { kind, apiVersion, metadata }: KubeObject,
  fieldPath: string | undefined,
): Event['involvedObject'] {
  const { name, uid, resourceVersion, namespace } = metadata;
  if (resourceVersion && namespace)
    return fieldPath
      ? { kind, apiVersion, name, uid, resourceVersion, namespace, fieldPath }
      : { kind, apiVersion, name, uid, resourceVersion, namespace };
  return {
    kind,
    apiVersion,
    name,
    uid,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(namespace ? { namespace } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}

/**
 * Writes an Event through the API server, fire and forget. The same source, object, type, reason and message again
 * patches the count instead; from the tenth different message of a kind on they are combined; beyond 25 Events about
 * one object only one per 5 minutes is written.
 * Models: client-go tools/record/event.go and events_cache.go (EventCorrelator).
 */
export function recordEvent(
  ctx: Context,
  identity: Identity,
  recorder: EventRecorder,
  source: { component: string; host?: string },
  input: EventInput,
): void {
  const { object, type, reason, fieldPath } = input;
  const at = timestamp(ctx.now);
  const namespace = object.metadata.namespace || 'default';
  const { name: objectName, uid } = object.metadata;
  // An object's uid is nobody else's, and a recorder writes from one machine.
  const about = `${source.component} ${uid || `${object.kind}/${namespace}/${objectName}`}`;
  const group = `${about} ${type} ${reason}`;
  const combined = isCombined(recorder, group, input.message, ctx.now);
  const message = combined ? `(combined from similar events): ${input.message}` : input.message;
  const key = combined ? group : `${group} ${fieldPath ?? ''} ${message}`;
  const before = recorder.seen.get(key);
  const count = (before?.count ?? 0) + 1;
  // Upstream: <object name>.<time in ns, hex>. The random tail stands for the nanoseconds virtual time does not have.
  const name =
    before?.name ??
    `${object.metadata.name}.${(0x17e0000000 + ctx.now).toString(16)}${(ctx.randomInt(0xffffff) + 0x1000000).toString(16).slice(1)}`;
  remember(recorder.seen, key, { name, namespace, count }, before);
  if (!withinBudget(recorder, about, ctx.now)) return;
  const { agent, cause } = input;
  if (before) {
    call(ctx, identity, 'PATCH', pathOf(resources.events, namespace, name), {
      agent,
      cause,
      contentType: mergePatch,
      body: { count, lastTimestamp: at, message },
    });
    return;
  }
  const event: Omit<Event, 'metadata'> & { metadata: { name: string; namespace: string } } = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: referenceTo(object, fieldPath),
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
  call(ctx, identity, 'POST', pathOf(resources.events, namespace), {
    agent,
    cause,
    contentType: protobuf,
    body: event,
  });
}
