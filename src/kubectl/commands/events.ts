import { attempt, itemsOf, query, send, succeeded, textAt, type Obj } from '../client.ts';
import { allNamespacesFlag, type Call, type Command } from '../command.ts';
import { eventAge } from '../describe/events.ts';
import { fail, failWith, problemOf } from '../errors.ts';
import { apiVersionOf, findKind } from '../kinds.ts';
import { nextUntil, requestLimit } from '../watch.ts';
import { printerOf, printFlags } from '../print/output.ts';
import { quote } from '../text/go.ts';
import { alignTabs, GrowingTable, tableStops } from '../text/tabwriter.ts';
import { print, printError, type Run } from '../types.ts';

/** Models: kubectl/pkg/cmd/events/events.go. */
export const eventsCommand: Command = {
  name: 'events',
  short: 'List events',
  use: 'events [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  completes: 'none',
  flags: [
    ...printFlags,
    allNamespacesFlag,
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'Return large lists in chunks rather than all at once. Pass 0 to disable.',
    },
    { name: 'for', type: 'string', help: 'Filter events to only those pertaining to the specified resource.' },
    { name: 'no-headers', type: 'bool', help: "When using the default output format, don't print headers." },
    { name: 'types', type: 'slice', help: 'Output only events of given types.' },
    { name: 'watch', short: 'w', type: 'bool', help: 'After listing the requested events, watch for more events.' },
  ],
  *run(call) {
    const { flags, session } = call;
    const types = flags.list('types').map((t) => t.toLowerCase());
    if (types.some((t) => t !== 'normal' && t !== 'warning')) fail('valid --types are Normal or Warning');
    const wanted = (event: Obj): boolean => types.length === 0 || types.includes(textAt(event, 'type').toLowerCase());
    const all = flags.on('all-namespaces');
    const path = all ? '/api/v1/events' : `/api/v1/namespaces/${call.namespace}/events`;
    const fieldSelector = yield* selectorFor(call);
    const printer = printerOf(flags, session.files);
    const head = flags.on('no-headers')
      ? []
      : [[...(all ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']];
    const row = (event: Obj): string[] => [
      ...(all ? [event.metadata?.namespace ?? ''] : []),
      eventAge(event, session.nowMs),
      textAt(event, 'type'),
      textAt(event, 'reason'),
      `${textAt(event, 'involvedObject', 'kind')}/${textAt(event, 'involvedObject', 'name')}`,
      textAt(event, 'message').trim(),
    ];
    if (flags.on('watch'))
      return yield* watchEvents(call, path, fieldSelector, head, (event) => (wanted(event) ? row(event) : undefined));
    const listed = yield* attempt(session, { method: 'GET', path, query: query({ fieldSelector, limit: '500' }) });
    if ('problem' in listed) return failWith(listed.problem);
    const events = itemsOf(listed.body)
      .filter(wanted)
      .sort((a, b) => timeOf(a) - timeOf(b));
    if (events.length === 0) {
      yield* printError(all ? 'No events found.\n' : `No events found in ${call.namespace} namespace.\n`);
      return 0;
    }
    if (printer) {
      // Upstream's printer of names says nothing of lists.
      if (flags.text('output') === 'name') return 0;
      yield* print(
        printer({
          apiVersion: 'v1',
          items: events,
          kind: 'List',
          metadata: { resourceVersion: listed.body.metadata?.resourceVersion ?? '' },
        }),
      );
      return 0;
    }
    yield* print(alignTabs([...head, ...events.map(row)].map((cells) => `${cells.join('\t')}\n`).join(''), tableStops));
    return 0;
  },
};

/** Everything there is and what comes, each as it is told. */
function* watchEvents(
  call: Call,
  path: string,
  fieldSelector: string | undefined,
  head: readonly string[][],
  rowOf: (event: Obj) => string[] | undefined,
): Run<number> {
  const { flags, session } = call;
  const table = new GrowingTable();
  yield* print(table.rows(head));
  const { response, stream } = yield* send(
    session,
    { method: 'GET', path, query: query({ fieldSelector, watch: 'true' }) },
    'stream',
  );
  if (!succeeded(response)) failWith(problemOf(response));
  const untilMs = requestLimit(flags, session.nowMs);
  for (;;) {
    const input = yield nextUntil(untilMs, session.nowMs);
    if (!input) continue;
    session.nowMs = input.nowMs;
    if (input.type === 'end' || input.type === 'timeout') return 0;
    if (input.type !== 'events' || input.stream !== stream) continue;
    for (const event of input.events) {
      const row = event.type === 'DELETED' || event.type === 'BOOKMARK' ? undefined : rowOf(event.object as Obj);
      if (row) yield* print(table.rows([row]));
    }
  }
}

function* selectorFor(call: Call): Run<string | undefined> {
  const target = call.flags.text('for');
  if (target === '') return undefined;
  const [type, name, ...more] = target.split('/') as [string, string?, ...string[]];
  if (!name || more.length > 0) return fail('--for must be in resource/name form');
  const kind = (yield* findKind(call.session, type)) ?? fail(`the server doesn't have a resource type ${quote(type)}`);
  return `involvedObject.kind=${kind.kind},involvedObject.apiVersion=${apiVersionOf(kind)},involvedObject.name=${name}`;
}

/** When an event was seen last. */
function timeOf(event: Obj): number {
  const text =
    textAt(event, 'series', 'lastObservedTime') || textAt(event, 'lastTimestamp') || textAt(event, 'eventTime');
  return text === '' ? 0 : Date.parse(text);
}
