import { isLabelValue } from '../../api/names.ts';
import { createMergePatch } from '../../api/patch/index.ts';
import { attempt, mergePatch, pathOf, query, type Obj } from '../client.ts';
import {
  allNamespacesFlag,
  fieldManagerFlag,
  fileFlags,
  localFlag,
  recordFlag,
  selectorFlag,
  type Call,
  type Command,
} from '../command.ts';
import { aggregate, fail, failWith, plain, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { changeCauseAnnotation, recorded } from '../record.ts';
import { goJson, quote } from '../text/go.ts';
import { print } from '../types.ts';
import { splitPairs } from './set-change.ts';
import { targets } from './shared.ts';

interface Wording {
  readonly what: 'label' | 'annotation';
  readonly field: 'labels' | 'annotations';
}

/** Pairs of the command line. Models: label.go parseLabels, cmdutil.ParsePairs. */
function readPairs(what: Wording['what'], words: readonly string[]): { set: Record<string, string>; drop: string[] } {
  const set: Record<string, string> = {};
  const drop: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0 || (equals === 0 && what === 'label')) {
      const value = word.slice(equals + 1);
      if (what === 'label') {
        if (value.includes('=')) fail(`invalid label spec: ${word}`);
        const wrong = isLabelValue(value);
        if (wrong.length > 0) fail(`invalid label value: ${quote(word)}: ${wrong.join(';')}`);
      }
      set[word.slice(0, equals)] = value;
    } else drop.push(word.slice(0, -1));
  }
  if (what === 'label' && drop.some((key) => key in set))
    fail('can not both modify and remove a label in the same command');
  return { set, drop };
}

/** What is wrong with the flags and arguments together. Models: Validate of both commands. */
function check(call: Call, what: Wording['what'], resources: readonly string[], changes: number): void {
  const { flags } = call;
  const noFiles = flags.list('filename').length === 0;
  if (flags.on('all') && flags.text('selector') !== '') fail('cannot set --all and --selector at the same time');
  if (flags.on('all') && flags.text('field-selector') !== '')
    fail('cannot set --all and --field-selector at the same time');
  if (flags.on('local')) {
    const [yaml, json] = what === 'label' ? ['pod.yaml', 'pod.json'] : ['rsrc.yaml', 'rsrc.json'];
    if (dryRunOf(flags) === 'server')
      fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
    if (resources.length > 0)
      fail(`can only use local files by -f ${yaml} or --filename=${json} when --local=true is set`);
    if (noFiles) fail(`one or more files must be specified as -f ${yaml} or --filename=${json}`);
  } else if (resources.length < 1 && noFiles)
    fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (changes === 0 && !flags.on('list')) fail(`at least one ${what} update is required`);
}

/** Models: kubectl/pkg/cmd/label/label.go, annotate/annotate.go. */
function changing({ what, field }: Wording): NonNullable<Command['run']> {
  return function* run(call) {
    const { flags, session } = call;
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun);
    const { resources, pairs } = splitPairs(call.args, what);
    const { set, drop } = readPairs(what, pairs);
    const listing = flags.on('list');
    if (listing && flags.text('output') !== '') fail('--list and --output may not be specified together');
    check(call, what, resources, pairs.length);
    const both = drop.filter((key) => key in set);
    if (both.length > 0)
      fail(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
    const version = flags.text('resource-version');
    const found = yield* targets({ ...call, args: resources }, { fieldSelector: flags.text('field-selector') });
    if (!found.single && version !== '') fail('--resource-version may only be used with a single resource');
    const problems: Problem[] = [];
    for (const info of found.infos) {
      const object = version === '' ? info.object! : withoutVersion(info.object!);
      const current = object.metadata?.[field] ?? {};
      const onServer = dryRun !== 'client' && !flags.on('local') && !listing;
      if (what === 'label' && onServer)
        for (const key of drop) if (!(key in current)) yield* print(`label ${quote(key)} not found.\n`);
      const clash = flags.on('overwrite') ? undefined : overwriting(what, set, current);
      if (clash !== undefined) {
        problems.push(plain(clash));
        continue;
      }
      const values: Record<string, string> = { ...current, ...set };
      for (const key of drop) delete values[key];
      const noted = onServer ? recorded(call, object) : object;
      const merged = field === 'annotations' ? { ...noted.metadata?.annotations, ...values } : values;
      for (const key of drop) delete merged[key];
      const next: Obj = {
        ...noted,
        metadata: { ...noted.metadata, [field]: merged, ...(version === '' ? {} : { resourceVersion: version }) },
      };
      if (listing) {
        if (!found.single) yield* print(`Listing ${field} for ${info.kind.kind}.${info.kind.group}/${info.name}:\n`);
        for (const [key, value] of Object.entries(values)) yield* print(`${found.single ? '' : ' '}${key}=${value}\n`);
        continue;
      }
      const operation = what === 'annotation' ? 'annotated' : labelled(object, next, flags.on('overwrite'));
      if (!onServer) {
        yield* print(say(next, operation));
        continue;
      }
      const answer = yield* attempt(session, {
        method: 'PATCH',
        path: pathOf(info.kind, info.namespace, info.name),
        query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': mergePatch },
        body: createMergePatch(object, next) ?? {},
      });
      if ('problem' in answer) problems.push(answer.problem);
      else yield* print(say(what === 'label' ? next : answer.body, operation));
    }
    problems.push(...found.problems);
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  };
}

function withoutVersion(object: Obj): Obj {
  const { resourceVersion: _read, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

/** What is said where a value stands already; the reason of a change may always be written over. */
function overwriting(
  what: Wording['what'],
  set: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): string | undefined {
  const there = Object.keys(set).filter((key) => key in current);
  const say = (key: string): string => `'${key}' already has a value (${current[key]!})`;
  if (what === 'annotation') {
    const clash = there.filter((key) => key !== changeCauseAnnotation);
    return clash.length === 0
      ? undefined
      : `--overwrite is false but found the following declared annotation(s): ${clash.map(say).join('; ')}`;
  }
  const lines = there.map((key) => `${say(key)}, and --overwrite is false`);
  return lines.length === 0 ? undefined : lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
}

/** The word for the change. Models: label.go updateDataChangeMsg, which compares texts and their lengths. */
function labelled(before: Obj, after: Obj, overwrite: boolean): string {
  const [old, now] = [goJson(before), goJson(after)];
  if (old === now) return 'not labeled';
  return !overwrite && now.length < old.length ? 'unlabeled' : 'labeled';
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
  recordFlag,
  localFlag(what === 'labels' ? 'label' : 'annotation'),
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
