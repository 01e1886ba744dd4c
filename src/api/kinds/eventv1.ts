import { invalid, required } from '../field.ts';
import { isQualifiedName } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import type { Event, KubeObject } from '../types.ts';
import { eventType } from './event.ts';

/** events.k8s.io/v1, the newer form of the same objects. */
interface EventV1 extends KubeObject {
  eventTime: string | null;
  series?: { count: number; lastObservedTime: string };
  reportingController?: string;
  reportingInstance?: string;
  action?: string;
  reason?: string;
  regarding: Event['involvedObject'];
  related?: unknown;
  note?: string;
  type?: string;
  deprecatedSource: Event['source'];
  deprecatedFirstTimestamp?: string | null;
  deprecatedLastTimestamp?: string | null;
  deprecatedCount?: number;
}

const textMax = 128;
const noteMax = 1024;

/** Stricter than the older version. Models: pkg/apis/core/validation/events.go ValidateEventCreate. */
function validate(object: KubeObject): FieldError[] {
  const event = object as Event;
  const errors = [...(eventType.validate!(object) as FieldError[])];
  if (!event.eventTime) errors.push(required('eventTime'));
  const texts = [
    ['reportingController', event.reportingComponent],
    ['reportingInstance', event.reportingInstance],
    ['action', event.action],
    ['reason', event.reason],
  ] as const;
  for (const [field, value] of texts) {
    if (!value) errors.push(required(field));
    else if (value.length > textMax) errors.push(invalid(field, '', `can have at most ${textMax} characters`));
    if (field === 'reportingController')
      for (const text of isQualifiedName(value ?? '')) errors.push(invalid(field, value ?? '', text));
  }
  if ((event.message ?? '').length > noteMax)
    errors.push(invalid('message', '', `can have at most ${noteMax} characters`));
  if (event.type !== 'Normal' && event.type !== 'Warning') errors.push(invalid('type', '', 'has invalid value: '));
  const unset: readonly (readonly [string, boolean])[] = [
    ['firstTimestamp', Boolean(event.firstTimestamp)],
    ['lastTimestamp', Boolean(event.lastTimestamp)],
    ['count', Boolean(event.count)],
    ['source', Boolean(event.source?.component || event.source?.host)],
  ];
  for (const [field, isSet] of unset) if (isSet) errors.push(invalid(field, '', 'needs to be unset'));
  return errors;
}

/** Without fields that are undefined. */
function defined<T extends object>(fields: T): T {
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] === undefined) delete fields[key];
  return fields;
}

function toStored(object: KubeObject): KubeObject {
  const event = object as EventV1;
  return defined({
    kind: 'Event',
    apiVersion: 'v1',
    metadata: event.metadata,
    involvedObject: event.regarding,
    reason: event.reason,
    message: event.note,
    source: event.deprecatedSource,
    firstTimestamp: event.deprecatedFirstTimestamp ?? null,
    lastTimestamp: event.deprecatedLastTimestamp ?? null,
    count: event.deprecatedCount,
    type: event.type,
    eventTime: event.eventTime,
    series: event.series,
    action: event.action,
    related: event.related,
    reportingComponent: event.reportingController ?? '',
    reportingInstance: event.reportingInstance ?? '',
  });
}

function fromStored(object: KubeObject): KubeObject {
  const event = object as Event;
  const converted: EventV1 = defined({
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: event.metadata,
    eventTime: event.eventTime ?? null,
    series: event.series,
    reportingController: event.reportingComponent || undefined,
    reportingInstance: event.reportingInstance || undefined,
    action: event.action,
    reason: event.reason,
    regarding: event.involvedObject,
    related: event['related'],
    note: event.message,
    type: event.type,
    deprecatedSource: event.source,
    deprecatedFirstTimestamp: event.firstTimestamp ?? null,
    deprecatedLastTimestamp: event.lastTimestamp ?? null,
    deprecatedCount: event.count,
  } as EventV1);
  return Object.freeze(converted);
}

export const eventV1Type: ResourceType = {
  ...eventType,
  group: 'events.k8s.io',
  schema: 'io.k8s.api.events.v1.Event',
  conversion: { toStored, fromStored },
  validate,
};
