import { find } from '../builder.ts';
import { at, attempt, query, strategicPatch, type Obj } from '../client.ts';
import { selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, bareText, failWith, plain, usageError, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, type DryRun } from '../print/output.ts';
import { print, type Run } from '../types.ts';

/** The nodes a command names. Models: kubectl/pkg/cmd/drain/drain.go. */
export function* nodesOf(
  call: Call,
): Run<{ infos: readonly { name: string; object: Obj }[]; problems: readonly Problem[] }> {
  const { flags, args } = call;
  const selector = flags.text('selector');
  if (args.length === 0 && selector === '')
    usageError(call.path, `USAGE: ${call.command.use.replace(/ NODE$/, '')} NODE [flags]`);
  if (args.length > 0 && selector !== '')
    usageError(call.path, 'error: cannot specify both a node name and a --selector option');
  const found = yield* find(call.session, {
    args: args.length > 0 ? ['nodes', ...args.map((name) => name.replace(/^nodes?\//, ''))] : ['nodes'],
    namespace: call.namespace,
    labelSelector: selector,
    flatten: true,
  });
  return { infos: found.infos.map((info) => ({ name: info.name, object: info.object! })), problems: found.problems };
}

export const suffix = (dryRun: DryRun): string =>
  dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';

/** Prints what became of the node; a problem is returned. */
export function* setSchedulable(
  call: Call,
  node: { name: string; object: Obj },
  cordon: boolean,
  dryRun: DryRun,
): Run<Problem | undefined> {
  const word = cordon ? 'cordoned' : 'uncordoned';
  if ((at(node.object, 'spec', 'unschedulable') === true) === cordon) {
    yield* print(`node/${node.name} already ${word}${suffix(dryRun)}\n`);
    return undefined;
  }
  if (dryRun !== 'client') {
    const answer = yield* attempt(call.session, {
      method: 'PATCH',
      path: `/api/v1/nodes/${node.name}`,
      query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
      headers: { 'content-type': strategicPatch },
      body: { spec: { unschedulable: cordon ? true : null } },
    });
    if ('problem' in answer)
      return plain(`unable to ${cordon ? 'cordon' : 'uncordon'} node "${node.name}": ${bareText(answer.problem)}`);
  }
  yield* print(`node/${node.name} ${word}${suffix(dryRun)}\n`);
  return undefined;
}

const cordonLike = (name: 'cordon' | 'uncordon', short: string): Command => ({
  name,
  short,
  use: `${name} NODE`,
  completes: 'nodes',
  flags: [dryRunFlag, selectorFlag],
  *run(call) {
    const dryRun = dryRunOf(call.flags);
    const { infos, problems: missing } = yield* nodesOf(call);
    // Upstream stops at the first node that is not there.
    if (missing.length > 0) failWith(missing[0]!);
    const problems: Problem[] = [...missing];
    for (const node of infos) {
      const problem = yield* setSchedulable(call, node, name === 'cordon', dryRun);
      if (problem) problems.push(problem);
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
});

export const cordonCommand = cordonLike('cordon', 'Mark node as unschedulable');
export const uncordonCommand = cordonLike('uncordon', 'Mark node as schedulable');
