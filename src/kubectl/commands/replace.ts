import { find, type Info } from '../builder.ts';
import { at, attempt, pathOf, query, type Obj } from '../client.ts';
import {
  fieldManagerFlag,
  fieldValidation,
  fileFlags,
  recordFlag,
  validateFlag,
  type Call,
  type Command,
} from '../command.ts';
import { aggregate, fail, failWith, isNotFound, usageError, whileDoing, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { kindGroup } from '../kinds.ts';
import { print, type Run } from '../types.ts';
import { recorded } from '../record.ts';
import { waitForObject } from '../watch.ts';
import { sendRaw } from './raw.ts';

/** Models: kubectl/pkg/cmd/replace/replace.go. */
export const replaceCommand: Command = {
  name: 'replace',
  short: 'Replace a resource by file name or stdin',
  use: 'replace -f FILENAME',
  completes: 'none',
  flags: [
    ...printFlags,
    ...fileFlags,
    dryRunFlag,
    validateFlag,
    fieldManagerFlag('kubectl-replace'),
    {
      name: 'force',
      type: 'bool',
      help: 'If true, immediately remove resources from API and bypass graceful deletion.',
    },
    {
      name: 'grace-period',
      type: 'int',
      default: '-1',
      help: 'Period of time in seconds given to the resource to terminate gracefully.',
    },
    {
      name: 'save-config',
      type: 'bool',
      help: 'If true, the configuration of current object will be saved in its annotation.',
    },
    {
      name: 'subresource',
      type: 'string',
      help: 'If specified, replace will operate on the subresource of the requested object.',
    },
    { name: 'timeout', type: 'duration', help: 'The length of time to wait before giving up on a delete' },
    recordFlag,
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      help: 'Must be "background", "orphan", or "foreground".',
    },
    { name: 'raw', type: 'string', help: 'Raw URI to PUT to the server.' },
    { name: 'wait', type: 'bool', help: 'If true, wait for resources to be gone before returning.' },
  ],
  *run(call) {
    const { flags, session, args } = call;
    if (args.length > 0) usageError(call.path, `Unexpected args: [${args.join(' ')}]`);
    if (flags.text('raw') !== '') return yield* sendRaw(call, 'PUT', flags.text('raw'));
    if (flags.list('filename').length === 0) fail('must specify one of -f and -k');
    if (flags.int('grace-period') >= 0 && !flags.on('force')) fail('--grace-period must have --force specified');
    const dryRun = dryRunOf(flags);
    const validation = fieldValidation(flags, fail);
    const say = resultPrinter(flags, session.files, dryRun);
    const found = yield* find(session, {
      args: [],
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      flatten: true,
      validate: validation !== 'Ignore',
    });
    const problems: Problem[] = [...found.problems];
    const query1 = query({
      fieldManager: flags.text('field-manager'),
      fieldValidation: validation,
      dryRun: dryRun === 'server' ? 'All' : undefined,
    });
    const json = { 'content-type': 'application/json' };
    if (flags.on('force') && dryRun !== 'client') yield* deleteAll(call, found.infos);
    for (const given of found.infos) {
      const info = { ...given, object: recorded(call, given.object!) };
      const path = pathOf(info.kind, info.namespace, info.name, flags.text('subresource') || undefined);
      if (dryRun === 'client') {
        yield* print(say(info.object, 'replaced'));
        continue;
      }
      if (flags.on('force')) {
        const made = yield* attempt(session, {
          method: 'POST',
          path: pathOf(info.kind, info.namespace),
          query: query1,
          headers: json,
          body: info.object,
        });
        if ('problem' in made) problems.push(made.problem);
        else yield* print(say(made.body, 'replaced'));
        continue;
      }
      // What is not there is put all the same: the server says what is wrong.
      const current = yield* attempt(session, { method: 'GET', path });
      const object: Obj = info.object;
      const version =
        'problem' in current || at(object, 'metadata', 'resourceVersion')
          ? object
          : {
              ...object,
              metadata: { ...object.metadata, resourceVersion: current.body.metadata?.resourceVersion ?? '' },
            };
      const answer = yield* attempt(session, {
        method: 'PUT',
        path,
        query: query1,
        headers: json,
        body: version as Obj,
      });
      if ('problem' in answer) problems.push(whileDoing('replacing', info.source, answer.problem));
      else yield* print(say(answer.body, 'replaced'));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    if (found.infos.length === 0) fail('no objects passed to replace');
    return 0;
  },
};

/** What is to be replaced by force goes first, all of it, and is waited for. */
function* deleteAll(call: Call, infos: readonly Info[]): Run<void> {
  const { flags, session } = call;
  const gone: Info[] = [];
  for (const info of infos) {
    const answer = yield* attempt(session, {
      method: 'DELETE',
      path: pathOf(info.kind, info.namespace, info.name),
      headers: { 'content-type': 'application/json' },
      body: {
        propagationPolicy: 'Background',
        ...(flags.int('grace-period') >= 0 ? { gracePeriodSeconds: flags.int('grace-period') } : {}),
      },
    });
    if ('problem' in answer) {
      if (isNotFound(answer.problem)) continue;
      failWith(answer.problem);
    }
    yield* print(`${kindGroup(info.kind)} "${info.name}" deleted\n`);
    gone.push(info);
  }
  for (const info of gone) {
    // eslint-disable-next-line require-yield -- a check may print
    yield* waitForObject(session, info.kind, info.namespace, info.name, function* (object) {
      return object === undefined ? true : undefined;
    });
  }
}
