import { ageText, humanDuration } from '../../api/duration.ts';
import { attempt, itemsOf, numberAt, query, textAt, type Obj, type Session } from '../client.ts';
import type { Run } from '../types.ts';
import type { Writer } from './writer.ts';

export interface EventsOf {
  readonly name: string;
  readonly namespace: string;
  readonly kind?: string;
  readonly uid: string;
}

/** Events about one object; none when they cannot be read. Models: describe.go searchEvents. */
export function* searchEvents(session: Session, about: EventsOf): Run<Obj[]> {
  const terms = [`involvedObject.name=${about.name}`];
  if (about.namespace) terms.push(`involvedObject.namespace=${about.namespace}`);
  if (about.kind) terms.push(`involvedObject.kind=${about.kind}`);
  terms.push(`involvedObject.uid=${about.uid}`);
  const answer = yield* attempt(session, {
    method: 'GET',
    path: about.namespace ? `/api/v1/namespaces/${about.namespace}/events` : '/api/v1/events',
    query: query({ fieldSelector: terms.join(','), limit: '500' }),
  });
  return 'problem' in answer ? [] : itemsOf(answer.body);
}

export const eventsOf = (session: Session, object: Obj): Run<Obj[]> =>
  searchEvents(session, {
    name: object.metadata?.name ?? '',
    namespace: object.metadata?.namespace ?? '',
    kind: object.kind ?? '',
    uid: object.metadata?.uid ?? '',
  });

const timeOf = (text: string): number => (text === '' ? 0 : Date.parse(text));

/** `3s (x5 over 2m)`, `10s`. */
export function eventAge(event: Obj, nowMs: number): string {
  const since = (text: string): string => (text === '' ? '<unknown>' : humanDuration(nowMs - Date.parse(text)));
  const first = textAt(event, 'eventTime') || textAt(event, 'firstTimestamp');
  if (event['series'])
    return `${since(textAt(event, 'series', 'lastObservedTime'))} (x${numberAt(event, 'series', 'count')} over ${since(first)})`;
  const count = numberAt(event, 'count');
  if (count > 1) return `${ageText(textAt(event, 'lastTimestamp'), nowMs)} (x${count} over ${since(first)})`;
  return since(first);
}

/** Models: describe.go DescribeEvents. */
export function describeEvents(w: Writer, events: readonly Obj[], nowMs: number): void {
  if (events.length === 0) {
    w.write(0, 'Events:\t<none>\n');
    return;
  }
  w.flush();
  w.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  w.write(1, '----\t------\t----\t----\t-------\n');
  const sorted = [...events].sort((a, b) => timeOf(textAt(a, 'lastTimestamp')) - timeOf(textAt(b, 'lastTimestamp')));
  for (const event of sorted) {
    const source = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent');
    w.write(
      1,
      `${textAt(event, 'type')}\t${textAt(event, 'reason')}\t${eventAge(event, nowMs)}\t${source}\t${textAt(event, 'message').trim()}\n`,
    );
  }
}
