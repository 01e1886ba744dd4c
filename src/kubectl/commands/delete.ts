import { find, missingResource, type Info } from '../builder.ts';
import { attempt, pathOf, query, send, succeeded, type Obj } from '../client.ts';
import { allNamespacesFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith, isNotFound, plain, problemOf, whileDoing, type Problem } from '../errors.ts';
import { kindGroup } from '../kinds.ts';
import { dryRunFlag, dryRunOf, type DryRun } from '../print/output.ts';
import { print, printError, type Run } from '../types.ts';
import { waitForObject } from '../watch.ts';
import { sendRaw } from './raw.ts';

/** Models: kubectl/pkg/cmd/delete/delete.go. Left out: --interactive, --raw. */
export const deleteCommand: Command = {
  name: 'delete',
  suggestFor: ['rm'],
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  completes: 'objects',
  flags: [
    ...fileFlags,
    selectorFlag,
    allNamespacesFlag,
    dryRunFlag,
    { name: 'interactive', short: 'i', type: 'bool', help: 'If true, delete resource only when user confirms.' },
    { name: 'raw', type: 'string', help: 'Raw URI to DELETE to the server.' },
    { name: 'all', type: 'bool', help: 'Delete all resources, in the namespace of the specified resource types.' },
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      help: 'Must be "background", "orphan", or "foreground". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.',
    },
    {
      name: 'field-selector',
      type: 'string',
      help: "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2).",
    },
    {
      name: 'force',
      type: 'bool',
      help: 'If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation.',
    },
    {
      name: 'grace-period',
      type: 'int',
      default: '-1',
      help: 'Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion).',
    },
    {
      name: 'ignore-not-found',
      type: 'bool',
      help: 'Treat "resource not found" as a successful delete. Defaults to "true" when --all is specified.',
    },
    {
      name: 'now',
      type: 'bool',
      help: 'If true, resources are signaled for immediate shutdown (same as --grace-period=1).',
    },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      help: 'Output mode. Use "-o name" for shorter output (resource/name).',
    },
    {
      name: 'timeout',
      type: 'duration',
      help: 'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object',
    },
    {
      name: 'wait',
      type: 'bool',
      default: 'true',
      help: 'If true, wait for resources to be gone before returning. This waits for finalizers.',
    },
  ],
  *run(call) {
    const { flags } = call;
    if (flags.text('raw') !== '') return yield* sendRaw(call, 'DELETE', flags.text('raw'));
    const policy = cascadePolicy(flags.text('cascade'));
    const all = flags.on('all');
    const selector = flags.text('selector');
    const fieldSelector = flags.text('field-selector');
    const bulk = all || selector !== '' || fieldSelector !== '';
    const ignoreNotFound = flags.changed('ignore-not-found') ? flags.on('ignore-not-found') : bulk;
    let grace = flags.int('grace-period');
    if (flags.on('now')) {
      if (grace !== -1) fail('--now and --grace-period cannot be specified together');
      grace = 1;
    }
    if (grace === 0 && !flags.on('force')) grace = 1;
    if (flags.on('force') && grace < 0) grace = 0;
    const dryRun = dryRunOf(flags);
    if (call.args.length === 0 && flags.list('filename').length === 0 && !bulk) failWith(plain(missingResource));
    const found = yield* find(call.session, {
      args: call.args,
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      allNamespaces: flags.on('all-namespaces'),
      labelSelector: selector,
      fieldSelector,
      all,
      flatten: true,
      fetch: false,
      validate: false,
    });
    const output = flags.text('output');
    if (output !== '' && output !== 'name') fail(`unexpected -o output mode: ${output}. We only support '-o name'`);
    if (flags.on('force') && grace > 0) fail('--force and --grace-period greater than 0 cannot be specified together');
    if (flags.on('force') && grace === 0) {
      yield* printError(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      );
    }
    if (flags.on('interactive') && found.infos.length > 0 && !(yield* confirmed(call, found.infos))) {
      yield* print('deletion is cancelled\n');
      return 0;
    }
    const problems: Problem[] = [];
    const deleted: { info: Info; uid: string | undefined }[] = [];
    let warned = !call.namespaceIsFixed || flags.on('all-namespaces');
    for (const info of found.infos) {
      if (!warned && !info.kind.namespaced) {
        warned = true;
        yield* printError('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
      }
      const result = yield* deleteOne(call, info, dryRun, { grace, policy, output });
      if ('problem' in result) {
        if (!(ignoreNotFound && isNotFound(result.problem))) problems.push(result.problem);
      } else deleted.push({ info, uid: result.uid });
    }
    problems.push(...found.problems.filter((p) => !(ignoreNotFound && isNotFound(p))));
    if (problems.length > 0) failWith(aggregate(problems));
    if (found.infos.length === 0) {
      yield* print('No resources found\n');
      return 0;
    }
    if (flags.on('wait') && dryRun === 'none') yield* waitUntilGone(call, deleted, flags.duration('timeout'));
    return 0;
  },
};

/** Asks before anything is deleted; what is piped in is the answer. Models: delete.go confirmation. */
function* confirmed(call: Call, infos: readonly Info[]): Run<boolean> {
  const names = infos.map((info) => `${kindGroup(info.kind)}/${info.name}\n`).join('');
  yield* print(
    `You are about to delete the following ${infos.length} resource(s):\n${names}Do you want to continue? (y/n): `,
  );
  const answer = (call.session.stdin ?? '').split(/\s/)[0]!.toLowerCase();
  return answer === 'y' || answer === 'yes';
}

function cascadePolicy(text: string): 'Background' | 'Foreground' | 'Orphan' {
  switch (text) {
    case 'background':
    case 'true':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
    case 'false':
      return 'Orphan';
    default:
      return fail(`invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`);
  }
}

interface HowTo {
  readonly grace: number;
  readonly policy: string;
  readonly output: string;
}

function* deleteOne(
  call: Call,
  info: Info,
  dryRun: DryRun,
  how: HowTo,
): Run<{ uid: string | undefined } | { problem: Problem }> {
  const operation = `${how.grace === 0 ? 'force deleted' : 'deleted'}${dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''}`;
  const name = kindGroup(info.kind);
  const line = how.output === 'name' ? `${name}/${info.name}\n` : `${name} "${info.name}" ${operation}\n`;
  if (dryRun === 'client') {
    yield* print(line);
    return { uid: undefined };
  }
  const { response } = yield* send(call.session, {
    method: 'DELETE',
    path: pathOf(info.kind, info.namespace, info.name),
    query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
    headers: { 'content-type': 'application/json' },
    body: { ...(how.grace >= 0 ? { gracePeriodSeconds: how.grace } : {}), propagationPolicy: how.policy },
  });
  if (!succeeded(response)) return { problem: whileDoing('deleting', info.source, problemOf(response)) };
  yield* print(line);
  const body = response.body as Obj & { details?: { uid?: string } };
  return { uid: body.kind === 'Status' ? body.details?.uid : body.metadata?.uid };
}

/** Models: kubectl/pkg/cmd/wait/delete.go IsDeleted. `timeoutMs` 0 = a week. */
function* waitUntilGone(
  call: Call,
  deleted: readonly { info: Info; uid: string | undefined }[],
  timeoutMs: number,
): Run<void> {
  const { session } = call;
  const untilMs = timeoutMs > 0 ? session.nowMs + timeoutMs : undefined;
  const problems: Problem[] = [];
  for (const { info, uid } of deleted) {
    const got = yield* attempt(session, { method: 'GET', path: pathOf(info.kind, info.namespace, info.name) });
    if ('problem' in got) {
      if (!isNotFound(got.problem)) problems.push(got.problem);
      continue;
    }
    if (uid !== undefined && got.body.metadata?.uid !== uid) continue;
    const waited = yield* waitForObject(
      session,
      info.kind,
      info.namespace,
      info.name,
      // eslint-disable-next-line require-yield -- a check may print
      function* (object) {
        return object === undefined || (uid !== undefined && object.metadata?.uid !== uid) ? true : undefined;
      },
      untilMs,
    );
    if ('timedOut' in waited)
      problems.push(plain(`timed out waiting for the condition on ${info.kind.plural}/${info.name}`));
    else if ('problem' in waited) problems.push(waited.problem);
  }
  if (problems.length > 0) failWith(aggregate(problems));
}
