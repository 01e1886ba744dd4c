import { find, type Found, type Wanted } from '../builder.ts';
import { itemsOf, query, pathOf, send, succeeded, tableAccept, type Obj } from '../client.ts';
import { allNamespacesFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith, isNotFound, problemOf, type StatusBody } from '../errors.ts';
import { kindGroup } from '../kinds.ts';
import { printerOf, printFlags } from '../print/output.ts';
import { sortObjects, sortRows } from '../print/sort.ts';
import { asTable, TablePrinter, type Table, type TableOptions } from '../print/table.ts';
import { print, printError, type Run } from '../types.ts';
import { nextUntil, requestLimit } from '../watch.ts';
import { sendRaw } from './raw.ts';

/** Models: kubectl/pkg/cmd/get/get.go. */
export const getCommand: Command = {
  name: 'get',
  suggestFor: ['list', 'ps'],
  short: 'Display one or many resources',
  use: 'get [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  completes: 'objects',
  flags: [
    ...printFlags,
    ...fileFlags,
    selectorFlag,
    allNamespacesFlag,
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'Return large lists in chunks rather than all at once. Pass 0 to disable.',
    },
    {
      name: 'field-selector',
      type: 'string',
      help: "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
    },
    {
      name: 'ignore-not-found',
      type: 'bool',
      help: 'If the requested object does not exist the command will return exit code 0.',
    },
    {
      name: 'label-columns',
      short: 'L',
      type: 'slice',
      help: 'Accepts a comma separated list of labels that are going to be presented as columns.',
    },
    {
      name: 'no-headers',
      type: 'bool',
      help: "When using the default or custom-column output format, don't print headers (default print headers).",
    },
    { name: 'raw', type: 'string', help: 'Raw URI to request from the server.' },
    {
      name: 'server-print',
      type: 'bool',
      default: 'true',
      help: 'If true, have the server return the appropriate table output. Supports extension APIs and CRDs.',
    },
    { name: 'show-kind', type: 'bool', help: 'If present, list the resource type for the requested object(s).' },
    {
      name: 'show-labels',
      type: 'bool',
      help: 'When printing, show all labels as the last column (default hide labels column)',
    },
    { name: 'sort-by', type: 'string', help: 'If non-empty, sort list types using this field specification.' },
    { name: 'subresource', type: 'string', help: 'If specified, gets the subresource of the requested object.' },
    {
      name: 'output-watch-events',
      type: 'bool',
      help: 'Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.',
    },
    { name: 'watch', short: 'w', type: 'bool', help: 'After listing/getting the requested object, watch for changes.' },
    {
      name: 'watch-only',
      type: 'bool',
      help: 'Watch for changes to the requested object(s), without listing/getting first.',
    },
  ],
  *run(call) {
    const { flags, session, args } = call;
    if (flags.text('raw') !== '' && call.args.length > 0) fail('arguments may not be passed when --raw is specified');
    if (flags.text('raw') !== '') {
      if (flags.text('output') !== '') fail('--raw and --output are mutually exclusive');
      return yield* sendRaw(call, 'GET', flags.text('raw'));
    }
    if (args.length === 0 && flags.list('filename').length === 0) {
      yield* printError(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
      );
      fail(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
      );
    }
    const printer = printerOf(flags, session.files, true);
    if (flags.on('show-labels') && printer && !flags.text('output').startsWith('custom-columns'))
      fail(`--show-labels option cannot be used with ${flags.text('output').split('=')[0]!} printer`);
    if (flags.text('subresource') !== '' && isBulk(call))
      fail('subresource cannot be used when bulk resources are specified');
    const sortBy = flags.text('sort-by');
    const wanted: Wanted = {
      args,
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      allNamespaces: flags.on('all-namespaces'),
      labelSelector: flags.text('selector'),
      fieldSelector: flags.text('field-selector'),
      allowEmptySelector: true,
      chunked: true,
      latest: true,
      ...(printer || !flags.on('server-print') ? {} : { accept: tableAccept }),
      ...(!printer && sortBy ? { query: { includeObject: 'Object', limit: undefined } } : {}),
      ...(flags.text('subresource') ? { subresource: flags.text('subresource') } : {}),
    };
    const watching = flags.on('watch') || flags.on('watch-only');
    if (flags.on('output-watch-events') && !watching)
      fail('--output-watch-events option can only be used with --watch or --watch-only');
    const found = yield* find(
      session,
      watching ? { ...wanted, singleType: true } : { ...wanted, flatten: printer !== undefined },
    );
    if (watching) return yield* watch(call, found);
    return printer ? yield* generic(call, found, printer, sortBy) : yield* tables(call, found, sortBy);
  },
};

/** No object is named. */
const isBulk = ({ args, flags }: Call): boolean =>
  flags.list('filename').length === 0 &&
  (flags.text('selector') !== '' ||
    flags.text('field-selector') !== '' ||
    (args.length === 1 && !args[0]!.includes('/')));

function tableOptions(call: Call, withKind: string | undefined, namespaced: boolean): TableOptions {
  const { flags } = call;
  return {
    wide: flags.text('output') === 'wide',
    noHeaders: flags.on('no-headers'),
    withNamespace: flags.on('all-namespaces') && namespaced,
    withKind,
    showLabels: flags.on('show-labels'),
    labelColumns: flags.list('label-columns'),
  };
}

function* tables(call: Call, found: Found, sortBy: string): Run<number> {
  const { flags, namespace } = call;
  const { infos } = found;
  const problems = flags.on('ignore-not-found') ? found.problems.filter((p) => !isNotFound(p)) : found.problems;
  const several = new Set(infos.map((info) => info.kind)).size > 1;
  let written = false;
  let namespaced = !flags.on('all-namespaces');
  let i = 0;
  while (i < infos.length) {
    const kind = infos[i]!.kind;
    const group: Table[] = [];
    for (; i < infos.length && infos[i]!.kind === kind; i++) group.push(asTable(infos[i]!.object!, call.session.nowMs));
    namespaced &&= kind.namespaced;
    const withKind = several || flags.on('show-kind') ? kindGroup(kind) : undefined;
    const printer = new TablePrinter(tableOptions(call, withKind, kind.namespaced));
    const sorted = sortBy === '' ? group : group.map((table) => sortRows(table, sortBy));
    const text = printer.all(sorted);
    if (text === '') continue;
    // A blank line stands between kinds.
    yield* print(written && !flags.on('no-headers') ? `\n${text}` : text);
    written = true;
  }
  if (!written && !flags.on('ignore-not-found') && problems.length === 0) {
    yield* printError(namespaced ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n');
  }
  if (problems.length > 0) failWith(aggregate(problems));
  return 0;
}

/** One object as it is, several as a List. */
function* generic(call: Call, found: Found, printer: (object: Obj) => string, sortBy: string): Run<number> {
  const { flags } = call;
  const problems = flags.on('ignore-not-found') ? found.problems.filter((p) => !isNotFound(p)) : found.problems;
  if (found.infos.length === 0 && flags.on('ignore-not-found')) {
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  }
  if (found.single) {
    if (problems.length > 0) failWith(aggregate(problems));
    yield* print(printer(found.infos[0]!.object!));
    return 0;
  }
  let items = found.infos.map((info) => info.object!);
  if (sortBy !== '') items = sortObjects(items, sortBy);
  yield* print(printer({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }));
  if (problems.length > 0) failWith(aggregate(problems));
  return 0;
}

function* watch(call: Call, found: Found): Run<number> {
  const { flags, session } = call;
  if (found.problems.length > 0) failWith(aggregate(found.problems));
  if (found.infos.length > 1)
    fail('watch is only supported on individual resources and resource collections - more than 1 resource was found');
  const info = found.infos[0]!;
  const objectPrinter = printerOf(flags, session.files, true);
  const tablePrinter = new TablePrinter(
    tableOptions(call, flags.on('show-kind') ? kindGroup(info.kind) : undefined, info.kind.namespaced),
  );
  const text = (object: Obj): string =>
    objectPrinter ? itemsOrSelf(object).map(objectPrinter).join('') : tablePrinter.more(asTable(object, session.nowMs));
  if (!flags.on('watch-only')) yield* print(text(info.object!));
  const isList = info.name === '';
  const { response, stream } = yield* send(
    session,
    {
      method: 'GET',
      path: pathOf(info.kind, info.namespace),
      query: query({
        labelSelector: flags.text('selector'),
        fieldSelector: isList ? flags.text('field-selector') : `metadata.name=${info.name}`,
        resourceVersion: isList ? (info.object?.metadata?.resourceVersion ?? '0') : '0',
        watch: 'true',
      }),
      headers: { accept: objectPrinter ? 'application/json' : tableAccept },
    },
    'stream',
  );
  if (!succeeded(response)) failWith(problemOf(response));
  // The watch of one object begins with that object, which is on the screen already.
  let skip = isList || flags.on('watch-only') ? 0 : 1;
  // A time limit of requests ends the watch, and that is no error.
  const untilMs = requestLimit(flags, session.nowMs);
  for (;;) {
    const input = yield nextUntil(untilMs, session.nowMs);
    if (!input || input.type === 'response' || input.type === 'chunk') continue;
    session.nowMs = input.nowMs;
    if (input.type === 'timeout') return 0;
    if (input.type === 'end') {
      if (input.status) failWith({ type: 'status', status: input.status as StatusBody });
      return 0;
    }
    if (input.stream !== stream) continue;
    for (const event of input.events) {
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'ERROR') failWith({ type: 'status', status: event.object as StatusBody });
      const out = text(event.object as Obj);
      if (skip > 0) skip--;
      else yield* print(out);
    }
  }
}

const itemsOrSelf = (object: Obj): Obj[] => (Array.isArray(object['items']) ? itemsOf(object) : [object]);
