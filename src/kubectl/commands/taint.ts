import { find } from '../builder.ts';
import { attempt, listAt, pathOf, query, strategicPatch, textAt, type Obj } from '../client.ts';
import { fieldManagerFlag, selectorFlag, validateFlag, type Call, type Command } from '../command.ts';
import { aggregate, failWith, plain, usageError, type Problem } from '../errors.ts';
import { withValue } from '../pod-spec.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { print, type JsonObject } from '../types.ts';

const nameProblem =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

interface TaintSpec {
  readonly key: string;
  readonly value?: string;
  readonly effect?: string;
}

/** Models: kubectl/pkg/cmd/taint/utils.go parseTaint. */
function parseTaint(call: Call, text: string): TaintSpec {
  const invalid = (why: string): never => usageError(call.path, why);
  const [left, effect, ...more] = text.split(':') as [string, string?, ...string[]];
  if (more.length > 0) invalid(`invalid taint spec: ${text}`);
  const [key, value, ...rest] = left.split('=') as [string, string?, ...string[]];
  if (rest.length > 0) invalid(`invalid taint spec: ${text}`);
  if (effect === undefined && value !== undefined) invalid(`invalid taint spec: ${text}, ${nameProblem}`);
  if (effect !== undefined && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect))
    invalid(`invalid taint effect: ${effect}, unsupported taint effect`);
  if (
    !/^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(
      key,
    )
  )
    invalid(`invalid taint spec: ${text}, ${nameProblem}`);
  return { key, ...(value ? { value } : {}), ...(effect === undefined ? {} : { effect }) };
}

/** Models: kubectl/pkg/cmd/taint/taint.go. */
export const taintCommand: Command = {
  name: 'taint',
  short: 'Update the taints on one or more nodes',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  completes: 'objects',
  flags: [
    ...printFlags,
    dryRunFlag,
    selectorFlag,
    fieldManagerFlag('kubectl-taint'),
    validateFlag,
    { name: 'all', type: 'bool', help: 'Select all nodes in the cluster' },
    {
      name: 'overwrite',
      type: 'bool',
      help: 'If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.',
    },
  ],
  *run(call) {
    const { flags, session, args } = call;
    const first = args.findIndex((word) => word.includes('=') || word.includes(':') || word.endsWith('-'));
    const resources = (first < 0 ? args : args.slice(0, first)).flatMap((word, i) =>
      i === 0 && /^nodes?\//.test(word) ? word.split('/') : [word],
    );
    const specs = first < 0 ? [] : args.slice(first);
    if (resources.length < 1) failWith(plain('one or more resources must be specified as <resource> <name>'));
    if (!['node', 'nodes', 'no'].includes(resources[0]!.toLowerCase()))
      failWith(plain(`invalid resource type ${resources[0]!}, only node types are supported`));
    const [add, drop] = [
      specs.filter((s) => !s.endsWith('-')),
      specs.filter((s) => s.endsWith('-')).map((s) => s.slice(0, -1)),
    ];
    const added = add.map((s) => parseTaint(call, s));
    for (const taint of added)
      if (taint.effect === undefined) usageError(call.path, `invalid taint spec: ${taint.key}`);
    const twice = added.find((t, i) => added.some((o, j) => j < i && o.key === t.key && o.effect === t.effect));
    if (twice)
      usageError(
        call.path,
        `duplicated taints with the same key and effect: {${twice.key} ${twice.value ?? ''} ${twice.effect ?? ''} <nil>}`,
      );
    const dropped = drop.map((s) => parseTaint(call, s));
    if (specs.length === 0) failWith(plain('at least one taint update is required'));
    if (!flags.on('all') && flags.text('selector') === '' && resources.length < 2)
      failWith(plain("at least one resource name must be specified since 'all' parameter is not set"));
    const found = yield* find(session, {
      args: resources,
      namespace: call.namespace,
      labelSelector: flags.text('selector'),
      all: flags.on('all'),
      flatten: true,
    });
    const problems: Problem[] = [...found.problems];
    const dryRun = dryRunOf(flags);
    // A dry run on the server is not told: upstream's printer knows of the client's only.
    const say = resultPrinter(flags, session.files, dryRun === 'server' ? 'none' : dryRun);
    for (const info of found.infos) {
      const old = listAt(info.object, 'spec', 'taints');
      const same = (a: JsonObject | TaintSpec, b: TaintSpec): boolean =>
        textAt(a, 'key') === b.key && textAt(a, 'effect') === b.effect;
      if (!flags.on('overwrite')) {
        const clash = [...new Set(added.filter((t) => old.some((o) => same(o, t))).map((t) => t.key))];
        if (clash.length > 0) {
          problems.push(
            plain(
              `node ${info.name} already has ${clash.join(',')} taint(s) with same effect(s) and --overwrite is false`,
            ),
          );
          continue;
        }
      }
      const goes = (o: JsonObject): boolean =>
        dropped.some((d) => d.key === textAt(o, 'key') && (d.effect === undefined || d.effect === textAt(o, 'effect')));
      const missing = dropped.filter(
        (d) =>
          !old.some((o) => d.key === textAt(o, 'key') && (d.effect === undefined || d.effect === textAt(o, 'effect'))),
      );
      if (missing.length > 0) {
        problems.push(...missing.map((d) => plain(`taint "${d.key}${d.effect ? `:${d.effect}` : ''}" not found`)));
        continue;
      }
      const taints = [
        ...added.map((t) => ({ effect: t.effect, key: t.key, ...(t.value ? { value: t.value } : {}) })),
        ...old.filter((o) => !goes(o) && !added.some((t) => same(o, t))),
      ];
      const operation =
        added.length > 0 && dropped.length > 0
          ? 'modified'
          : dropped.length > 0
            ? 'untainted'
            : added.some((t) => old.some((o) => same(o, t)))
              ? 'modified'
              : 'tainted';
      let shown = withValue(info.object as JsonObject, ['spec', 'taints'], taints) as Obj;
      if (dryRun !== 'client') {
        const answer = yield* attempt(session, {
          method: 'PATCH',
          path: pathOf(info.kind, '', info.name),
          query: query({
            fieldManager: 'kubectl-taint',
            fieldValidation: 'Strict',
            dryRun: dryRun === 'server' ? 'All' : undefined,
          }),
          headers: { 'content-type': strategicPatch },
          body: { spec: { taints: taints.length > 0 ? taints : null } },
        });
        if ('problem' in answer) {
          problems.push(answer.problem);
          continue;
        }
        shown = answer.body;
      }
      yield* print(say(shown, operation));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};
