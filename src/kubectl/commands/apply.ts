import { find, type Info } from '../builder.ts';
import { existingNamespaceProblem } from '../infos.ts';
import { attempt, pathOf, query, type Obj } from '../client.ts';
import {
  fieldManagerFlag,
  fieldValidation,
  fileFlags,
  recordFlag,
  selectorFlag,
  validateFlag,
  type Call,
  type Command,
} from '../command.ts';
import { aggregate, fail, failWith, isNotFound, plain, usageError, whileDoing, type Problem } from '../errors.ts';
import { apiVersionOf } from '../kinds.ts';
import { threeWayPatch, type Patch } from '../patch.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter, type DryRun } from '../print/output.ts';
import { recorded } from '../record.ts';
import { goJson } from '../text/go.ts';
import { waitForObject } from '../watch.ts';
import { editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand } from './apply-more.ts';
import { prune, prunedKinds } from './apply-prune.ts';
import { applyOnServer, lastApplied, type Applied } from './apply-server.ts';
import { originalOf, withLastApplied } from './last-applied.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';

/** Models: kubectl/pkg/cmd/apply/apply.go, patcher.go. */
export const applyCommand: Command = {
  name: 'apply',
  short: 'Apply a configuration to a resource by file name or stdin',
  use: 'apply (-f FILENAME | -k DIRECTORY)',
  completes: 'none',
  flags: [
    ...printFlags,
    ...fileFlags,
    selectorFlag,
    dryRunFlag,
    validateFlag,
    fieldManagerFlag('kubectl-client-side-apply'),
    recordFlag,
    {
      name: 'prune-allowlist',
      type: 'array',
      help: 'Overwrite the default allowlist with <group/version/kind> for --prune',
    },
    { name: 'all', type: 'bool', help: 'Select all resources in the namespace of the specified resource types.' },
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      help: 'Must be "background", "orphan", or "foreground".',
    },
    {
      name: 'force',
      type: 'bool',
      help: 'If true, immediately remove resources from API and bypass graceful deletion.',
    },
    {
      name: 'force-conflicts',
      type: 'bool',
      help: 'If true, server-side apply will force the changes against conflicts.',
    },
    {
      name: 'grace-period',
      type: 'int',
      default: '-1',
      help: 'Period of time in seconds given to the resource to terminate gracefully.',
    },
    {
      name: 'openapi-patch',
      type: 'bool',
      default: 'true',
      help: 'If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec.',
    },
    {
      name: 'overwrite',
      type: 'bool',
      default: 'true',
      help: 'Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration',
    },
    {
      name: 'prune',
      type: 'bool',
      help: 'Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config.',
    },
    { name: 'server-side', type: 'bool', help: 'If true, apply runs in the server instead of the client.' },
    {
      name: 'subresource',
      type: 'string',
      help: 'If specified, apply will operate on the subresource of the requested object.',
    },
    {
      name: 'timeout',
      type: 'duration',
      help: 'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object',
    },
    {
      name: 'wait',
      type: 'bool',
      help: 'If true, wait for resources to be gone before returning. This waits for finalizers.',
    },
  ],
  children: [editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand],
  *run(call) {
    const { flags, args, session } = call;
    if (args.length > 0) usageError(call.path, `Unexpected args: [${args.join(' ')}]`);
    const files = flags.list('filename');
    if (files.length === 0) fail('must specify one of -f and -k');
    const serverSide = flags.on('server-side');
    if (flags.on('force-conflicts') && !serverSide) fail('--force-conflicts only works with --server-side');
    if (flags.on('force') && serverSide) fail('--force cannot be used with --server-side');
    if (flags.text('subresource') !== '' && !serverSide) fail('--subresource can only be specified for --server-side');
    if (flags.on('prune') && !flags.on('all') && flags.text('selector') === '')
      fail(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      );
    const pruned = flags.on('prune') ? yield* prunedKinds(call) : [];
    const dryRun = dryRunOf(flags);
    if (dryRun === 'client' && serverSide)
      fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
    const validation = fieldValidation(flags, fail);
    const say = resultPrinter(flags, session.files, dryRun);
    const found = yield* find(session, {
      args: [],
      files,
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      labelSelector: flags.text('selector'),
      flatten: true,
      validate: validation !== 'Ignore',
    });
    const problems: Problem[] = found.problems.length > 0 ? [aggregateOnce(found.problems)] : [];
    if (found.infos.length === 0 && problems.length === 0) fail('no objects passed to apply');
    const uids = new Set<string>();
    for (const given of found.infos) {
      const info = { ...given, object: recorded(call, given.object!) };
      const result = serverSide
        ? yield* applyOnServer(call, info, dryRun === 'server', validation)
        : yield* applyOne(call, info, dryRun, validation);
      if ('problem' in result) problems.push(result.problem);
      else {
        uids.add(result.object.metadata?.uid ?? '');
        yield* print(say(result.object, result.operation));
      }
    }
    if (problems.length === 0 && flags.on('prune')) yield* prune(call, pruned, found.infos, uids);
    if (problems.length > 0) failWith(problems.length === 1 ? problems[0]! : { type: 'many', problems });
    return 0;
  },
};

/** The problems of reading the files stay together as one. */
const aggregateOnce = (problems: readonly Problem[]): Problem =>
  problems.length === 1 ? problems[0]! : aggregate(problems);

function* applyOne(call: Call, info: Info, dryRun: DryRun, validation: string): Run<Applied> {
  const { session, flags } = call;
  const modified = withLastApplied(info.object!);
  const path = pathOf(info.kind, info.namespace, info.name);
  const current =
    info.name === ''
      ? { problem: plain('resource name may not be empty') }
      : yield* attempt(session, { method: 'GET', path });
  const params = {
    fieldManager: flags.text('field-manager'),
    fieldValidation: validation,
    dryRun: dryRun === 'server' ? 'All' : undefined,
  };
  if ('problem' in current) {
    if (!isNotFound(current.problem))
      return {
        problem: whileDoing(
          `retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`,
          info.source,
          current.problem,
        ),
      };
    yield* existingNamespaceProblem(session, info);
    if (dryRun === 'client') return { object: modified, operation: 'created' };
    const created = yield* attempt(session, {
      method: 'POST',
      path: pathOf(info.kind, info.namespace),
      query: query(params),
      headers: { 'content-type': 'application/json' },
      body: modified,
    });
    return 'problem' in created
      ? { problem: whileDoing('creating', info.source, created.problem) }
      : { object: created.body, operation: 'created' };
  }
  const original = originalOf(current.body);
  if (original === undefined) {
    yield* printError(
      `Warning: resource ${info.kind.plural}/${info.name} is missing the ${lastApplied} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const patch = threeWayPatch(info.kind, original ?? {}, modified as JsonObject, current.body as JsonObject);
  if (isEmpty(patch)) return { object: current.body, operation: 'unchanged' };
  if (dryRun === 'client') return { object: modified, operation: 'configured' };
  if (current.body.metadata?.deletionTimestamp)
    yield* printError(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
  return yield* sendPatch(call, info, patch, params, current.body, modified);
}

const isEmpty = (patch: Patch): boolean => Object.keys(patch.body as object).length === 0;

/** Tries again with a fresh object when somebody else wrote in between. */
function* sendPatch(
  call: Call,
  info: Info,
  first: Patch,
  params: Record<string, string | undefined>,
  current: Obj,
  modified: Obj,
): Run<Applied> {
  const { session } = call;
  const path = pathOf(info.kind, info.namespace, info.name);
  let patch = first;
  let live = current;
  for (let retry = 0; ; retry++) {
    const answer = yield* attempt(session, {
      method: 'PATCH',
      path,
      query: query(params),
      headers: { 'content-type': patch.contentType },
      body: patch.body,
    });
    if (!('problem' in answer)) {
      return { object: answer.body, operation: 'configured' };
    }
    const conflict = answer.problem.type === 'status' && answer.problem.status.reason === 'Conflict';
    const invalid = answer.problem.type === 'status' && answer.problem.status.reason === 'Invalid';
    if (call.flags.on('force') && (invalid || (conflict && retry >= 5)))
      return yield* recreate(call, info, params, modified);
    if (!conflict || retry >= 5) {
      return {
        problem: whileDoing(
          `applying patch:\n${goJson(patch.body)}\nto:\n${describeInfo(info)}\nfor:`,
          info.source,
          answer.problem,
        ),
      };
    }
    if (retry > 0) session.nowMs = (yield { type: 'sleep', ms: 1000 })?.nowMs ?? session.nowMs;
    const again = yield* attempt(session, { method: 'GET', path });
    if ('problem' in again) return again;
    live = again.body;
    patch = threeWayPatch(info.kind, originalOf(live) ?? {}, modified as JsonObject, live as JsonObject);
  }
}

/** `--force`: what cannot be changed is deleted and made anew. Models: patcher.go deleteAndCreate. */
function* recreate(call: Call, info: Info, params: Record<string, string | undefined>, modified: Obj): Run<Applied> {
  const { session, flags } = call;
  const grace = flags.int('grace-period');
  const gone = yield* attempt(session, {
    method: 'DELETE',
    path: pathOf(info.kind, info.namespace, info.name),
    query: query({ dryRun: params['dryRun'] }),
    headers: { 'content-type': 'application/json' },
    body: { propagationPolicy: 'Background', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) },
  });
  if ('problem' in gone) return gone;
  if (params['dryRun'] === undefined)
    // eslint-disable-next-line require-yield -- a check may print
    yield* waitForObject(session, info.kind, info.namespace, info.name, function* (object) {
      return object === undefined ? true : undefined;
    });
  const created = yield* attempt(session, {
    method: 'POST',
    path: pathOf(info.kind, info.namespace),
    query: query(params),
    headers: { 'content-type': 'application/json' },
    body: modified,
  });
  return 'problem' in created ? created : { object: created.body, operation: 'configured' };
}

/** Models: resource.Info String(). */
const describeInfo = (info: Info): string =>
  `Resource: "${gvText(info)}, Resource=${info.kind.plural}", GroupVersionKind: "${gvText(info)}, Kind=${info.kind.kind}"\nName: ${JSON.stringify(info.name)}, Namespace: ${JSON.stringify(info.namespace)}`;

const gvText = (info: Info): string => (info.kind.group === '' ? `/${info.kind.version}` : apiVersionOf(info.kind));
