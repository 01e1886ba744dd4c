import type { Info } from '../builder.ts';
import { at, attempt, listAt, pathOf, query, type Obj } from '../client.ts';
import type { Call } from '../command.ts';
import { aggregate, bareText, fail, failWith, plain, type Problem } from '../errors.ts';
import { asGoStruct } from '../go-struct.ts';
import { twoWayPatch } from '../patch.ts';
import { podSpecPath, withValue } from '../pod-spec.ts';
import { dryRunOf, resultPrinter, type DryRun } from '../print/output.ts';
import { recorded } from '../record.ts';
import { print, type JsonObject, type Run } from '../types.ts';
import { targets } from './shared.ts';

/** What the `set` commands that change containers have in common. */
export type Container = JsonObject;

/** Changes the containers of one object: the new ones, and what is wrong. With `stop` the object stays as it is. */
export type Change = (
  containers: readonly Container[],
  inits: readonly Container[],
) => {
  readonly containers: readonly Container[];
  readonly inits: readonly Container[];
  readonly problems: readonly Problem[];
  readonly stop?: string;
};

/** `deployments/web`. Models: cli-runtime resource.Info ObjectName. */
export const objectName = (info: Info): string => `${info.kind.plural}/${info.name}`;

/** What upstream says of an object it knows no Pod template of: it names the Go type. */
export const noTemplate = (info: Info): string =>
  `the object is not a pod or does not have a pod template: *${info.kind.version}.${info.kind.kind}`;

const localResource =
  "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** The objects a `set` command works on; a problem with one ends it. Models: Complete of the set commands. */
export function* setTargets(call: Call): Run<readonly Info[]> {
  if (call.flags.on('local') && call.args.length > 0) fail(localResource);
  const found = yield* targets(call);
  if (found.problems.length > 0) failWith(aggregate(found.problems));
  return found.infos;
}

export function checkSet(call: Call, dryRun: DryRun): void {
  const { flags } = call;
  if (flags.on('local') && dryRun === 'server')
    fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (flags.on('all') && flags.text('selector') !== '') fail('cannot set --all and --selector at the same time');
}

/** Applies a change to every object, in the way all `set` commands do it. `failed` begins what is said of a refused patch. */
export function* changeAll(
  call: Call,
  infos: readonly Info[],
  change: Change,
  operation: string,
  failed: string,
): Run<number> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const say = resultPrinter(flags, session.files, dryRun, true);
  const problems: Problem[] = [];
  for (const info of infos) {
    const object = info.object!;
    const path = podSpecPath(object);
    if (!path) {
      problems.push(plain(`error: ${objectName(info)} ${noTemplate(info)}\n`));
      continue;
    }
    const spec = at(object, ...path) as JsonObject;
    const result = change(listAt(spec, 'containers'), listAt(spec, 'initContainers'));
    problems.push(...result.problems);
    if (result.stop !== undefined) {
      problems.push(plain(`error: ${objectName(info)} ${result.stop}\n`));
      continue;
    }
    const changed = recorded(
      call,
      withValue(object as JsonObject, path, {
        ...spec,
        containers: result.containers,
        ...(spec['initContainers'] ? { initContainers: result.inits } : {}),
      }),
    );
    const patch = twoWayPatch(info.kind, object as JsonObject, changed);
    if (Object.keys(patch.body).length === 0) continue;
    if (dryRun === 'client' || flags.on('local')) {
      yield* print(say(flags.on('local') ? asGoStruct(changed as Obj) : (changed as Obj), operation));
      continue;
    }
    const answer = yield* sendSet(call, info, patch, dryRun);
    if ('problem' in answer) problems.push(plain(`${failed} ${bareText(answer.problem)}`));
    else yield* print(say(answer.body, operation));
  }
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

/** Resources first, then pairs `key=value` or `key-`. Models: cmdutil.GetResourcesAndPairs. */
export function splitPairs(args: readonly string[], what: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of args) {
    if (word.indexOf('=') > 0 || (word.endsWith('-') && word !== '-')) pairs.push(word);
    else if (pairs.length === 0) resources.push(word);
    else fail(`all resources must be specified before ${what} changes: ${word}`);
  }
  return { resources, pairs };
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
