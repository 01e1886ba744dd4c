import { find, type Info } from '../builder.ts';
import { itemsOf, listAll, pathOf } from '../client.ts';
import { allNamespacesFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { describe } from '../describe/index.ts';
import { aggregate, fail, failWith, isNotFound, type Problem } from '../errors.ts';
import { findKind } from '../kinds.ts';
import { print, printError, type Run } from '../types.ts';

/** Models: kubectl/pkg/cmd/describe/describe.go. */
export const describeCommand: Command = {
  name: 'describe',
  short: 'Show details of a specific resource or group of resources',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  completes: 'objects',
  flags: [
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
      name: 'show-events',
      type: 'bool',
      default: 'true',
      help: 'If true, display events related to the described object.',
    },
  ],
  *run(call) {
    const { flags, session, args } = call;
    if (args.length === 0 && flags.list('filename').length === 0) {
      fail(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    const found = yield* find(session, {
      args,
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      allNamespaces: flags.on('all-namespaces'),
      labelSelector: flags.text('selector'),
      allowEmptySelector: true,
      chunked: true,
      flatten: true,
      latest: true,
    });
    const problems: Problem[] = [...found.problems];
    let infos = found.infos;
    // `describe pod web` means web-… when there is no Pod of just that name.
    if (problems.length === 1 && args.length === 2 && isNotFound(problems[0]!)) {
      if (args[0]!.includes(',')) fail('you may only specify a single resource type');
      infos = yield* byPrefix(call, args[0]!, args[1]!);
      if (infos.length > 0) problems.length = 0;
    }
    let first = true;
    const byName = infos === found.infos;
    for (const info of infos) {
      const text = yield* describe(session, info.object!, flags.on('show-events'));
      yield* print(!byName ? `${text}\n` : first ? text : `\n\n${text}`);
      first = false;
    }
    if (infos.length === 0 && problems.length === 0)
      yield* printError(
        flags.on('all-namespaces') ? 'No resources found\n' : `No resources found in ${call.namespace} namespace.\n`,
      );
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};

function* byPrefix(call: Call, type: string, prefix: string): Run<Info[]> {
  const kind = yield* findKind(call.session, type);
  if (!kind) return [];
  const namespace = kind.namespaced ? call.namespace : '';
  const list = yield* listAll(call.session, pathOf(kind, namespace), { limit: '500' });
  if ('problem' in list) return failWith(list.problem);
  return itemsOf(list.body)
    .filter((object) => object.metadata?.name?.startsWith(prefix))
    .map((object) => ({ kind, namespace, name: object.metadata!.name!, object, source: undefined }));
}
