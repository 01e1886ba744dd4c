import { find } from '../builder.ts';
import { attempt, mergePatch, numberAt, pathOf, query, type Obj } from '../client.ts';
import { fileFlags, recordFlag, selectorFlag, type Command } from '../command.ts';
import { aggregate, bareText, fail, failWith, usageError, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { recordPatch } from '../record.ts';
import { print } from '../types.ts';

/** Models: kubectl/pkg/cmd/scale/scale.go. Left out: --timeout (waiting for the size). */
export const scaleCommand: Command = {
  name: 'scale',
  suggestFor: ['resize'],
  short: 'Set a new size for a deployment, replica set, or replication controller',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  completes: 'deployments',
  flags: [
    ...printFlags,
    ...fileFlags,
    selectorFlag,
    dryRunFlag,
    recordFlag,
    { name: 'all', type: 'bool', help: 'Select all resources in the namespace of the specified resource types' },
    {
      name: 'current-replicas',
      type: 'int',
      default: '-1',
      help: 'Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.',
    },
    { name: 'replicas', type: 'int', required: true, help: 'The new desired number of replicas. Required.' },
    {
      name: 'resource-version',
      type: 'string',
      help: 'Precondition for resource version. Requires that the current resource version match this value in order to scale.',
    },
    {
      name: 'timeout',
      type: 'duration',
      help: "The length of time to wait before giving up on a scale operation, zero means don't wait. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const replicas = flags.int('replicas');
    if (replicas < 0) fail('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const current = flags.int('current-replicas');
    if (flags.changed('current-replicas') && current < -1)
      usageError(call.path, `The --current-replicas must specify an integer of -1 or greater`);
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun);
    const found = yield* find(session, {
      args: call.args,
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      labelSelector: flags.text('selector'),
      allowEmptySelector: flags.on('all'),
      flatten: true,
      latest: true,
    });
    if (found.infos.length > 1 && flags.text('resource-version') !== '')
      fail('cannot use --resource-version with multiple resources');
    const problems: Problem[] = [];
    let scaled = 0;
    for (const info of found.infos) {
      const path = pathOf(info.kind, info.namespace, info.name, 'scale');
      if (dryRun === 'client') {
        yield* print(say(info.object!, 'scaled'));
        scaled++;
        continue;
      }
      const conditional = current >= 0 || flags.text('resource-version') !== '';
      let answer: { body: Obj } | { problem: Problem };
      if (conditional) {
        const got = yield* attempt(session, { method: 'GET', path });
        if ('problem' in got) {
          problems.push(got.problem);
          continue;
        }
        const have = numberAt(got.body, 'spec', 'replicas');
        if (current >= 0 && have !== current) fail(`Expected replicas to be ${current}, was ${have}`);
        const version = got.body.metadata?.resourceVersion ?? '';
        if (flags.text('resource-version') !== '' && version !== flags.text('resource-version'))
          fail(`Expected resource version to be ${flags.text('resource-version')}, was ${version}`);
        answer = yield* attempt(session, {
          method: 'PUT',
          path,
          query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
          body: { ...got.body, spec: { ...(got.body['spec'] as object), replicas } },
        });
      } else {
        answer = yield* attempt(session, {
          method: 'PATCH',
          path,
          query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
          headers: { 'content-type': mergePatch },
          body: { spec: { replicas } },
        });
      }
      if ('problem' in answer) {
        problems.push(answer.problem);
        continue;
      }
      const note = recordPatch(call);
      if (note)
        yield* attempt(session, {
          method: 'PATCH',
          path: pathOf(info.kind, info.namespace, info.name),
          query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
          headers: { 'content-type': mergePatch },
          body: note,
        });
      yield* print(say(info.object!, 'scaled'));
      scaled++;
    }
    // A target that does not exist is told with upstream's odd prefix.
    if (scaled === 0 && problems.length === 0 && found.problems.length > 0)
      fail(`no objects passed to scale ${found.problems.map(bareText).join(' ')}`);
    problems.push(...found.problems);
    if (problems.length > 0) failWith(aggregate(problems));
    if (scaled === 0) fail('no objects passed to scale');
    return 0;
  },
};
