import { column, nameColumn, wide } from '../columns.ts';
import { ageText, humanDuration } from '../duration.ts';
import { invalid } from '../field.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { Event, KubeObject } from '../types.ts';

/** `deployment-controller`, `kubelet, node1`. Models: printers.go formatEventSource. */
export function eventSourceText(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host ?? '';
  const instance = event.source?.host === undefined && !event.source?.component ? event.reportingInstance : '';
  return [component, host || instance].filter((text) => text !== '').join(', ');
}

/** LAST SEEN and FIRST SEEN. Models: printers.go printEvent. */
function seen(event: Event, nowMs: number): [last: string, first: string] {
  const first = event.firstTimestamp ? ageText(event.firstTimestamp, nowMs) : ageText(event.eventTime, nowMs);
  const interval = event.series
    ? humanDuration(nowMs - Date.parse(event.series.lastObservedTime))
    : event.lastTimestamp
      ? ageText(event.lastTimestamp, nowMs)
      : first;
  return [interval, first];
}

const cells = (object: KubeObject, nowMs: number): (string | number)[] => {
  const event = object as Event;
  const [last, first] = seen(event, nowMs);
  const target = event.involvedObject;
  const kind = target.kind.toLowerCase();
  return [
    last,
    event.type ?? '',
    event.reason ?? '',
    target.name ? `${kind}/${target.name}` : kind,
    target.fieldPath ?? '',
    eventSourceText(event),
    (event.message ?? '').trim(),
    first,
    event.series?.count ?? event.count ?? 1,
    event.metadata.name,
  ];
};

const none: FieldError[] = [];

/** An event lives where its object lives; `default` for objects without a namespace. Models: validation/events.go. */
function validate(object: KubeObject): FieldError[] {
  const event = object as Event;
  const target = event.involvedObject.namespace ?? '';
  const own = event.metadata.namespace ?? '';
  if (own === target || (target === '' && own === 'default')) return none;
  return [invalid('involvedObject.namespace', target, 'does not match event.namespace')];
}

/** Models: pkg/registry/core/event/strategy.go, printEvent. */
export const eventType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'events',
  schema: 'io.k8s.api.core.v1.Event',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate: validate,
  columns: () => [
    column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column(
      'Reason',
      "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    ),
    column('Object', 'The object that this event is about.'),
    wide(
      'Subobject',
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.',
    ),
    wide('Source', 'The component reporting this event. Should be a short machine understandable string.'),
    column('Message', 'A human-readable description of the status of this operation.'),
    wide('First Seen', 'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)'),
    wide('Count', 'The number of times this event has occurred.'),
    { ...nameColumn, priority: 1 },
  ],
  row: cells,
  selectableFields(object) {
    const event = object as Event;
    const target = event.involvedObject;
    return {
      'involvedObject.kind': target.kind ?? '',
      'involvedObject.namespace': target.namespace ?? '',
      'involvedObject.name': target.name ?? '',
      'involvedObject.uid': target.uid ?? '',
      'involvedObject.apiVersion': target.apiVersion ?? '',
      'involvedObject.resourceVersion': target.resourceVersion ?? '',
      'involvedObject.fieldPath': target.fieldPath ?? '',
      reason: event.reason ?? '',
      reportingComponent: event.reportingComponent ?? '',
      source: event.source?.component || event.reportingComponent || '',
      type: event.type ?? '',
    };
  },
};
