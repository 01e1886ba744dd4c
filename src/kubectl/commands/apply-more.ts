import { find } from '../builder.ts';
import { attempt, mergePatch, pathOf, query } from '../client.ts';
import { fileFlags, selectorFlag, type Command } from '../command.ts';
import { aggregate, fail, failWith, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { print } from '../types.ts';
import { toYaml } from '../yaml/emit.ts';
import { originalOf, lastAppliedText } from './last-applied.ts';
import { lastApplied } from './apply-server.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/apply/apply_view_last_applied.go. */
export const viewLastAppliedCommand: Command = {
  name: 'view-last-applied',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  use: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  completes: 'objects',
  flags: [
    ...fileFlags,
    selectorFlag,
    { name: 'all', type: 'bool', help: 'Select all resources in the namespace of the specified resource types' },
    { name: 'output', short: 'o', type: 'string', default: 'yaml', help: 'Output format. Must be one of (yaml, json)' },
  ],
  *run(call) {
    const output = call.flags.text('output');
    if (output !== 'yaml' && output !== 'json')
      failWith({
        type: 'plain',
        text: `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
      });
    const found = yield* targets(call);
    if (found.problems.length > 0) failWith(aggregate(found.problems));
    for (const info of found.infos) {
      const applied = originalOf(info.object!);
      if (applied === undefined) continue;
      yield* print(output === 'yaml' ? toYaml(applied) : `${JSON.stringify(applied, undefined, 2)}\n`);
    }
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/apply/apply_set_last_applied.go. */
export const setLastAppliedCommand: Command = {
  name: 'set-last-applied',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  use: 'apply set-last-applied -f FILENAME',
  completes: 'none',
  flags: [
    ...printFlags,
    ...fileFlags,
    dryRunFlag,
    {
      name: 'create-annotation',
      type: 'bool',
      help: "Will create 'last-applied-configuration' annotations if current objects doesn't have one",
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun);
    const found = yield* find(session, {
      args: [],
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      flatten: true,
    });
    const problems: Problem[] = [...found.problems];
    for (const info of found.infos) {
      const path = pathOf(info.kind, info.namespace, info.name);
      const live = yield* attempt(session, { method: 'GET', path });
      if ('problem' in live) {
        problems.push(live.problem);
        continue;
      }
      if (live.body.metadata?.annotations?.[lastApplied] === undefined && !flags.on('create-annotation'))
        fail(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      const text = lastAppliedText(info.object!);
      const patch = { metadata: { annotations: { [lastApplied]: text } } };
      if (dryRun === 'client') {
        yield* print(say(live.body, 'configured'));
        continue;
      }
      const answer = yield* attempt(session, {
        method: 'PATCH',
        path,
        query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': mergePatch },
        body: patch,
      });
      if ('problem' in answer) problems.push(answer.problem);
      else yield* print(say(answer.body, 'configured'));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    if (found.infos.length === 0) fail('no objects passed to set-last-applied');
    return 0;
  },
};

export const editLastAppliedCommand: Command = {
  name: 'edit-last-applied',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  use: 'apply edit-last-applied (RESOURCE/NAME | -f FILENAME)',
  completes: 'objects',
  flags: [...printFlags, ...fileFlags],
  // eslint-disable-next-line require-yield -- it only fails
  *run({ args }) {
    return fail(
      `there is no text editor inside this terminal; see what was applied with view-last-applied and set it with set-last-applied:\n이 터미널에는 편집기가 없습니다. 적용된 내용은 view-last-applied로 보고 set-last-applied로 바꾸십시오:\n  kubectl apply view-last-applied ${args.join(' ')}`,
    );
  },
};
