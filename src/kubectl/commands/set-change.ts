import type { Info } from '../builder.ts';
import { at, attempt, listAt, pathOf, query, type Obj } from '../client.ts';
import type { Call } from '../command.ts';
import { aggregate, bareText, failWith, plain, type Problem } from '../errors.ts';
import { twoWayPatch } from '../patch.ts';
import { podSpecPath, withValue } from '../pod-spec.ts';
import { dryRunOf, resultPrinter } from '../print/output.ts';
import { print, type JsonObject, type Run } from '../types.ts';
import { targets } from './shared.ts';

/** What the `set` commands that change containers have in common. */
export type Container = JsonObject;

/** Changes the containers of one object: the new ones, or what is wrong. */
export type Change = (
  containers: readonly Container[],
  inits: readonly Container[],
) => {
  readonly containers: readonly Container[];
  readonly inits: readonly Container[];
  readonly problems: readonly Problem[];
};

/** Applies a change to every target, in the way all `set` commands do it. */
export function* changeAll(call: Call, change: Change, operation: string): Run<number> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const say = resultPrinter(flags, session.files, dryRun);
  const found = yield* targets(call);
  const problems: Problem[] = [];
  for (const info of found.infos) {
    const object = info.object!;
    const path = podSpecPath(object);
    if (!path) {
      problems.push(plain(`the object is not a pod or does not have a pod template: ${object.kind ?? ''}`));
      continue;
    }
    const spec = at(object, ...path) as JsonObject;
    const result = change(listAt(spec, 'containers'), listAt(spec, 'initContainers'));
    problems.push(...result.problems);
    const changed = withValue(object as JsonObject, path, {
      ...spec,
      containers: result.containers,
      ...(spec['initContainers'] ? { initContainers: result.inits } : {}),
    });
    const patch = twoWayPatch(info.kind, object as JsonObject, changed);
    if (Object.keys(patch.body).length === 0) continue;
    if (result.problems.length > 0 && dryRun === 'none') continue;
    if (dryRun === 'client') {
      yield* print(say(changed as Obj, operation));
      continue;
    }
    const answer = yield* sendSet(call, info, patch, dryRun);
    if ('problem' in answer)
      problems.push(
        plain(
          `failed to patch ${operation.replace(/ updated$/, '')} update to pod template: ${bareText(answer.problem)}`,
        ),
      );
    else yield* print(say(answer.body, operation));
  }
  problems.push(...found.problems);
  if (problems.length > 0) failWith(aggregate(problems));
  return 0;
}

function* sendSet(
  call: Call,
  info: Info,
  patch: { contentType: string; body: JsonObject },
  dryRun: string,
): Run<{ body: Obj } | { problem: Problem }> {
  return yield* attempt(call.session, {
    method: 'PATCH',
    path: pathOf(info.kind, info.namespace, info.name),
    query: query({ fieldManager: call.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
    headers: { 'content-type': patch.contentType },
    body: patch.body,
  });
}

/** Arguments of the form KEY=VALUE from those that name resources. */
export function splitAssignments(
  args: readonly string[],
  isAssignment: (word: string) => boolean,
): { resources: string[]; assignments: string[] } {
  const first = args.findIndex(isAssignment);
  return first < 0
    ? { resources: [...args], assignments: [] }
    : { resources: args.slice(0, first), assignments: args.slice(first) };
}

export const wildcard = (pattern: string): ((name: string) => boolean) => {
  const expression = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return (name) => expression.test(name);
};
