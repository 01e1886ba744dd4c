import { find } from '../builder.ts';
import { applyPatch, at, attempt, pathOf, query, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith, Fatal, isNotFound, printed, usageError, type Problem } from '../errors.ts';
import { checkKustomize } from '../kustomize.ts';
import { threeWayPatch } from '../patch.ts';
import { withoutManagedFields } from '../print/output.ts';
import { unifiedDiff } from '../text/diff.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { toYaml } from '../yaml/emit.ts';
import { withValue } from '../pod-spec.ts';
import { originalOf, withoutLastApplied } from './last-applied.ts';

/** Models: kubectl/pkg/cmd/diff/diff.go with GNU diff -u -N. Left out: --prune. */
export const diffCommand: Command = {
  name: 'diff',
  short: 'Diff the live version against a would-be applied version',
  use: 'diff -f FILENAME',
  completes: 'none',
  flags: [
    ...fileFlags,
    selectorFlag,
    fieldManagerFlag('kubectl-client-side-apply'),
    {
      name: 'concurrency',
      type: 'int',
      default: '1',
      help: 'Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.',
    },
    {
      name: 'force-conflicts',
      type: 'bool',
      help: 'If true, server-side apply will force the changes against conflicts.',
    },
    { name: 'server-side', type: 'bool', help: 'If true, apply runs in the server instead of the client.' },
    { name: 'show-managed-fields', type: 'bool', help: 'If true, include managed fields in the diff.' },
  ],
  /** 1 means that there are differences, so what goes wrong is 2. */
  *run(call) {
    try {
      return yield* diff(call);
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      yield* printError(printed(error.problem).text);
      return 2;
    }
  },
};

/** Values of a Secret are not shown; whether they differ is. Models: diff.go Masker. */
function masked(from: Obj | undefined, to: Obj): [Obj | undefined, Obj] {
  if (to.kind !== 'Secret' || to.apiVersion !== 'v1') return [from, to];
  const [a, b] = [from, to].map((o) => (at(o, 'data') as Record<string, string> | undefined) ?? {}) as [
    Record<string, string>,
    Record<string, string>,
  ];
  const hide = (mine: Record<string, string>, other: Record<string, string>, word: string): JsonObject =>
    Object.fromEntries(
      Object.entries(mine).map(([key, value]) => [key, key in other && other[key] !== value ? `*** (${word})` : '***']),
    );
  const put = (object: Obj, data: JsonObject): Obj => (Object.keys(data).length === 0 ? object : { ...object, data });
  return [from && put(from, hide(a, b, 'before')), put(to, hide(b, a, 'after'))];
}

function* diff(call: Call): Run<number> {
  const { flags, session, args } = call;
  if (args.length > 0) usageError(call.path, `Unexpected args: [${args.join(' ')}]`);
  checkKustomize(session.files, flags.text('kustomize'));
  if (flags.list('filename').length === 0) fail('must specify one of -f and -k');
  const found = yield* find(session, {
    args: [],
    files: flags.list('filename'),
    namespace: call.namespace,
    namespaceIsFixed: call.namespaceIsFixed,
    labelSelector: flags.text('selector'),
    flatten: true,
    validate: false,
  });
  const problems: Problem[] = [...found.problems];
  const texts = new Map<string, string>();
  for (const info of found.infos) {
    const path = pathOf(info.kind, info.namespace, info.name);
    const live = yield* attempt(session, { method: 'GET', path });
    if ('problem' in live && !isNotFound(live.problem)) {
      problems.push(live.problem);
      continue;
    }
    const modified = withoutLastApplied(info.object!);
    let merged: { body: Obj } | { problem: Problem };
    const params = query({ dryRun: 'All', fieldManager: flags.text('field-manager') });
    if (flags.on('server-side'))
      merged = yield* attempt(session, {
        method: 'PATCH',
        path,
        query: query({
          dryRun: 'All',
          fieldManager: flags.changed('field-manager') ? flags.text('field-manager') : 'kubectl',
          force: String(flags.on('force-conflicts')),
        }),
        headers: { 'content-type': applyPatch },
        body: info.object,
      });
    else if ('problem' in live)
      merged = yield* attempt(session, {
        method: 'POST',
        path: pathOf(info.kind, info.namespace),
        query: params,
        headers: { 'content-type': 'application/json' },
        body: modified,
      });
    else {
      const patch = threeWayPatch(
        info.kind,
        originalOf(live.body) ?? {},
        modified as JsonObject,
        live.body as JsonObject,
      );
      merged = yield* attempt(session, {
        method: 'PATCH',
        path,
        query: params,
        headers: { 'content-type': patch.contentType },
        body: withValue(patch.body, ['metadata', 'resourceVersion'], live.body.metadata?.resourceVersion),
      });
    }
    if ('problem' in merged) {
      problems.push(merged.problem);
      continue;
    }
    const shown = (object: Obj): string =>
      toYaml(flags.on('show-managed-fields') ? object : withoutManagedFields(object));
    const [before, after] = masked('problem' in live ? undefined : live.body, merged.body);
    const hunks = unifiedDiff(before ? shown(before) : '', shown(after));
    if (hunks === '') continue;
    const file = `${info.kind.group ? `${info.kind.group}.` : ''}${info.kind.version}.${info.kind.kind}.${info.namespace}.${info.name}`;
    // mktemp's number and the files' times come from the clock, so that a run repeats.
    const number = String(session.nowMs).slice(-10);
    const time = `${new Date(session.nowMs).toISOString().slice(0, 19).replace('T', ' ')}.000000000 +0000`;
    const [from, to] = [`/tmp/LIVE-${number}/${file}`, `/tmp/MERGED-${number}/${file}`];
    texts.set(file, `diff -u -N ${from} ${to}\n--- ${from}\t${time}\n+++ ${to}\t${time}\n${hunks}`);
  }
  // Files of two folders are compared in the order of their names.
  const text = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, part]) => part)
    .join('');
  yield* print(text);
  if (problems.length > 0) failWith(aggregate(problems));
  return text === '' ? 0 : 1;
}
