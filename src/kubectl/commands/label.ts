import { isLabelValue } from '../../api/names.ts';
import { attempt, mergePatch, pathOf, query, type Obj } from '../client.ts';
import { allNamespacesFlag, fieldManagerFlag, fileFlags, selectorFlag, type Command } from '../command.ts';
import { aggregate, fail, failWith, plain, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { quote } from '../text/go.ts';
import { print } from '../types.ts';
import { targets } from './shared.ts';

interface Wording {
  readonly what: 'label' | 'annotation';
  readonly field: 'labels' | 'annotations';
}

/** Models: kubectl/pkg/cmd/label/label.go, annotate/annotate.go. Left out: --local, --resource-version. */
function changing({ what, field }: Wording): NonNullable<Command['run']> {
  return function* run(call) {
    const { flags, session, args } = call;
    const first = args.findIndex((word) => word.indexOf('=') > 0 || (word.endsWith('-') && word.length > 1));
    const resources = first < 0 ? args : args.slice(0, first);
    const changes = first < 0 ? [] : args.slice(first);
    if (resources.length < 1 && flags.list('filename').length === 0)
      fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const listing = flags.on('list');
    if (changes.length === 0 && !listing) fail(`at least one ${what} update is required`);
    const set: Record<string, string> = {};
    const drop: string[] = [];
    for (const word of changes) {
      const equals = word.indexOf('=');
      if (equals >= 0) {
        const key = word.slice(0, equals);
        const value = word.slice(equals + 1);
        if (what === 'label') {
          const wrong = isLabelValue(value);
          if (wrong.length > 0) fail(`invalid label value: ${quote(word)}: ${wrong.join(';')}`);
        } else if (equals === 0) fail(`invalid annotation format: ${word}`);
        set[key] = value;
      } else if (word.endsWith('-')) drop.push(word.slice(0, -1));
      else
        fail(
          what === 'label'
            ? `all resources must be specified before label changes: ${word}`
            : `all resources must be specified before annotation changes: ${word}`,
        );
    }
    const both = drop.filter((key) => key in set);
    if (both.length > 0)
      fail(`can not both modify and remove ${what === 'label' ? 'a label' : 'an annotation'} in the same command`);
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun);
    const version = flags.text('resource-version') === '' ? {} : { resourceVersion: flags.text('resource-version') };
    const found = yield* targets({ ...call, args: resources }, { fieldSelector: flags.text('field-selector') });
    const problems: Problem[] = [];
    for (const info of found.infos) {
      const object = info.object!;
      const current = object.metadata?.[field] ?? {};
      if (listing) {
        if (found.infos.length > 1)
          yield* print(
            `Listing ${field} for ${info.kind.kind}.${info.kind.group ? `${info.kind.group}/` : ''}${info.name}:\n`,
          );
        for (const [key, value] of Object.entries(current))
          yield* print(`${found.infos.length > 1 ? ' ' : ''}${key}=${value}\n`);
        continue;
      }
      const clash = flags.on('overwrite')
        ? []
        : Object.keys(set).filter((key) => key in current && current[key] !== set[key]);
      if (clash.length > 0) {
        const say = (key: string): string => `'${key}' already has a value (${current[key]!})`;
        problems.push(
          plain(
            what === 'label'
              ? clash.map((key) => `${say(key)}, and --overwrite is false`).join(', ')
              : `--overwrite is false but found the following declared annotation(s): ${clash.map(say).join('; ')}`,
          ),
        );
        continue;
      }
      if (what === 'label')
        for (const key of drop) if (!(key in current)) yield* print(`label ${quote(key)} not found.\n`);
      const patch: Record<string, string | null> = {};
      for (const [key, value] of Object.entries(set)) if (current[key] !== value) patch[key] = value;
      for (const key of drop) if (key in current) patch[key] = null;
      const removes = drop.some((key) => key in current);
      // Upstream writes an empty map where there was none, and takes that for a change.
      const emptied = what === 'label' && Object.keys(patch).length === 0 && object.metadata?.labels === undefined;
      const operation =
        what === 'annotation'
          ? 'annotated'
          : Object.keys(patch).length === 0
            ? emptied
              ? 'labeled'
              : 'not labeled'
            : removes
              ? 'unlabeled'
              : 'labeled';
      if (dryRun === 'client') {
        const next: Record<string, string> = { ...current, ...set };
        for (const key of drop) delete next[key];
        yield* print(say({ ...object, metadata: { ...object.metadata, [field]: next } } as Obj, operation));
        continue;
      }
      const answer = yield* attempt(session, {
        method: 'PATCH',
        path: pathOf(info.kind, info.namespace, info.name),
        query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': mergePatch },
        body: Object.keys(patch).length === 0 && !emptied ? {} : { metadata: { [field]: patch, ...version } },
      });
      if ('problem' in answer) problems.push(answer.problem);
      else yield* print(say(answer.body, operation));
    }
    problems.push(...found.problems);
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  };
}

const flagsOf = (manager: string, what: string): Command['flags'] => [
  ...printFlags,
  ...fileFlags,
  selectorFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag(manager),
  { name: 'all', type: 'bool', help: 'Select all resources, in the namespace of the specified resource types' },
  {
    name: 'field-selector',
    type: 'string',
    help: "Selector (field query) to filter on, supports '=', '==', and '!='.",
  },
  {
    name: 'resource-version',
    type: 'string',
    help: `If non-empty, the ${what} update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.`,
  },
  { name: 'list', type: 'bool', help: `If true, display the ${what} for a given resource.` },
  {
    name: 'overwrite',
    type: 'bool',
    help: `If true, allow ${what} to be overwritten, otherwise reject ${what} updates that overwrite existing ${what}.`,
  },
];

export const labelCommand: Command = {
  name: 'label',
  short: 'Update the labels on a resource',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  completes: 'objects',
  flags: flagsOf('kubectl-label', 'labels')!,
  run: changing({ what: 'label', field: 'labels' }),
};

export const annotateCommand: Command = {
  name: 'annotate',
  short: 'Update the annotations on a resource',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  completes: 'objects',
  flags: flagsOf('kubectl-annotate', 'annotations')!,
  run: changing({ what: 'annotation', field: 'annotations' }),
};
