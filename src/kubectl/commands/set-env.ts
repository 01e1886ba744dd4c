import type { Info } from '../builder.ts';
import { at, attempt, listAt, textAt } from '../client.ts';
import { localFlag, type Call, type Command } from '../command.ts';
import { aggregate, bareText, fail, failWith } from '../errors.ts';
import { podSpecPath } from '../pod-spec.ts';
import { dryRunOf } from '../print/output.ts';
import { decodeBase64 } from '../text/base64.ts';
import { quote } from '../text/go.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { changeAll, checkSet, wildcard, type Change, type Container } from './set-change.ts';
import { setFlags, variablesFrom } from './set-more.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/set/set_env.go. Left out: variables from stdin (`-`). */
export const envCommand: Command = {
  name: 'env',
  short: 'Update environment variables on a pod template',
  use: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  completes: 'deployments',
  flags: [
    ...setFlags,
    {
      name: 'containers',
      short: 'c',
      type: 'string',
      default: '*',
      help: 'The names of containers in the selected pod templates to change - may use wildcards',
    },
    {
      name: 'env',
      short: 'e',
      type: 'array',
      help: 'Specify a key-value pair for an environment variable to set into each container.',
    },
    { name: 'from', type: 'string', help: 'The name of a resource from which to inject environment variables' },
    {
      name: 'keys',
      type: 'slice',
      help: 'Comma-separated list of keys to import from specified resource',
    },
    {
      name: 'list',
      type: 'bool',
      help: 'If true, display the environment and any changes in the standard format. This flag will be removed when we have kubectl view env.',
    },
    {
      name: 'overwrite',
      type: 'bool',
      default: 'true',
      help: 'If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.',
    },
    { name: 'prefix', type: 'string', help: 'Prefix to append to variable names' },
    { name: 'resolve', type: 'bool', help: 'If true, show secret or configmap references when listing variables' },
    localFlag('set env'),
  ],
  *run(call) {
    const { flags } = call;
    if (flags.on('all') && flags.text('selector') !== '') fail('cannot set --all and --selector at the same time');
    const first = call.args.findIndex(isVariable);
    const resources = first < 0 ? call.args : call.args.slice(0, first);
    const given = first < 0 ? [] : call.args.slice(first);
    if (!given.every(isVariable))
      fail(`all resources must be specified before environment changes: ${call.args.join(' ')}`);
    checkSet(call, dryRunOf(flags));
    if (resources.length === 0 && flags.list('filename').length === 0)
      fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (flags.on('list') && flags.text('output') !== '') fail('--list and --output may not be specified together');
    if (flags.list('keys').length > 0 && flags.text('from') === '')
      fail('when specifying --keys, a configmap or secret must be provided with --from');
    const { variables, drop } = readVariables([...flags.list('env'), ...given]);
    if (flags.text('from') !== '') {
      const sources = yield* targets(
        { ...call, args: [flags.text('from')] },
        { files: [], allowEmptySelector: false, labelSelector: '' },
      );
      if (sources.problems.length > 0) failWith(aggregate(sources.problems));
      for (const source of sources.infos) {
        const made = variablesFrom(source.object!, flags.list('keys'));
        for (const warning of made.warnings) yield* printError(`Warning: ${warning}\n`);
        variables.push(...made.variables);
      }
    }
    const prefix = flags.text('prefix');
    const set = new Map(variables.map((v) => [prefix + textAt(v, 'name'), { ...v, name: prefix + textAt(v, 'name') }]));
    const chosen = wildcard(flags.text('containers'));
    const found = yield* targets(
      { ...call, args: resources },
      flags.on('local') ? { args: [], labelSelector: '' } : {},
    );
    if (found.problems.length > 0) failWith(aggregate(found.problems));
    for (const info of found.infos) {
      const path = podSpecPath(info.object!);
      const spec = path ? at(info.object, ...path) : undefined;
      const all = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
      if (path && !all.some((c) => chosen(textAt(c, 'name'))))
        yield* printError(
          `Warning: ${info.kind.kind}/${info.name} does not have any containers matching ${quote(flags.text('containers'))}\n`,
        );
    }
    const change: Change = (containers, inits) => {
      const clash = flags.on('overwrite') ? undefined : [...containers, ...inits].map(clashing).find((c) => c);
      const update = (c: Container): Container => (chosen(textAt(c, 'name')) ? withVariables(c, set, drop) : c);
      return {
        containers: containers.map(update),
        inits: inits.map(update),
        problems: [],
        ...(clash ? { stop: clash } : {}),
      };
    };
    const clashing = (c: Container): string | undefined => {
      const old = chosen(textAt(c, 'name')) ? listAt(c, 'env').find((e) => set.has(textAt(e, 'name'))) : undefined;
      return old && `'${textAt(old, 'name')}' already has a value (${textAt(old, 'value')}), and --overwrite is false`;
    };
    if (flags.on('list')) return yield* listEnv(call, found.infos, change, chosen);
    return yield* changeAll(call, found.infos, change, 'env updated', 'failed to patch env update to pod template:');
  },
};

const isVariable = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word !== '-');

/** `NAME=value` and `NAME-`. Models: kubectl/pkg/cmd/set/env ParseEnv. */
function readVariables(words: readonly string[]): { variables: JsonObject[]; drop: Set<string> } {
  const variables: JsonObject[] = [];
  const drop = new Set<string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals >= 0) {
      const name = word.slice(0, equals);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
        fail(
          `${quote(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
        );
      variables.push({ name, value: word.slice(equals + 1) });
    } else if (word.endsWith('-')) drop.add(word.slice(0, -1));
    else fail(`unknown environment variable: ${word}`);
  }
  if (variables.some((v) => drop.has(textAt(v, 'name'))))
    fail('can not both modify and remove the same environment variable in the same command');
  return { variables, drop };
}

function withVariables(c: Container, set: ReadonlyMap<string, JsonObject>, drop: ReadonlySet<string>): Container {
  const old = listAt(c, 'env');
  const kept = old.filter((e) => !drop.has(textAt(e, 'name'))).map((e) => set.get(textAt(e, 'name')) ?? e);
  const added = [...set].filter(([name]) => !old.some((e) => e['name'] === name)).map(([, variable]) => variable);
  const env = [...kept, ...added];
  const { env: _before, ...rest } = c;
  return env.length > 0 ? { ...rest, env } : rest;
}

/** `--list`, with `--resolve` the values behind references. */
function* listEnv(call: Call, infos: readonly Info[], change: Change, chosen: (name: string) => boolean): Run<number> {
  for (const info of infos) {
    const path = podSpecPath(info.object!);
    if (!path) continue;
    const spec = at(info.object, ...path);
    const { containers, inits, stop } = change(listAt(spec, 'containers'), listAt(spec, 'initContainers'));
    if (stop !== undefined) continue;
    for (const c of [...containers, ...inits]) {
      if (!chosen(textAt(c, 'name'))) continue;
      yield* print(`# ${info.kind.kind} ${info.name}, container ${textAt(c, 'name')}\n`);
      const failed = new Map<string, string[]>();
      for (const e of listAt(c, 'env')) {
        const name = textAt(e, 'name');
        const from = e['valueFrom'];
        const value: Resolved = from
          ? call.flags.on('resolve')
            ? yield* resolved(call, info, c, from)
            : { problem: '' }
          : { value: textAt(e, 'value') };
        yield* print('value' in value ? `${name}=${value.value}\n` : `# ${name} from ${sourceText(from)}\n`);
        if ('problem' in value && value.problem !== '')
          failed.set(value.problem, [...(failed.get(value.problem) ?? []), name]);
      }
      const lines = [...failed].map(
        ([why, names]) => `error retrieving reference for ${names.sort().join(', ')}: ${why}\n`,
      );
      yield* printError(lines.sort().join(''));
    }
  }
  return 0;
}

type Resolved = { readonly value: string } | { readonly problem: string };

/** Models: kubectl/pkg/cmd/set/env GetEnvVarRefValue. Left out: resources of the container as values. */
function* resolved(call: Call, info: Info, c: Container, from: unknown): Run<Resolved> {
  for (const [ref, plural, noun] of [
    ['configMapKeyRef', 'configmaps', 'config map'],
    ['secretKeyRef', 'secrets', 'secret'],
  ] as const) {
    if (!at(from, ref)) continue;
    const [name, key] = [textAt(from, ref, 'name'), textAt(from, ref, 'key')];
    const answer = yield* attempt(call.session, {
      method: 'GET',
      path: `/api/v1/namespaces/${call.namespace}/${plural}/${name}`,
    });
    if ('problem' in answer) return { problem: bareText(answer.problem) };
    const data = at(answer.body, 'data', key);
    if (typeof data !== 'string') return { problem: `key ${key} not found in ${noun} ${name}` };
    return { value: plural === 'secrets' ? (decodeBase64(data) ?? data) : data };
  }
  const path = textAt(from, 'fieldRef', 'fieldPath');
  if (path !== '') {
    const simple = /^metadata\.(name|namespace|uid)$/.exec(path);
    if (simple) return { value: textAt(info.object, 'metadata', simple[1]!) };
    const one = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
    if (one) return { value: textAt(info.object, 'metadata', one[1]!, one[2]!) };
    return { problem: `unsupported fieldPath: ${path}` };
  }
  const [part = '', resource = ''] = textAt(from, 'resourceFieldRef', 'resource').split('.');
  return { value: textAt(c, 'resources', part, resource) };
}

function sourceText(from: unknown): string {
  if (at(from, 'configMapKeyRef'))
    return `configmap ${textAt(from, 'configMapKeyRef', 'name')}, key ${textAt(from, 'configMapKeyRef', 'key')}`;
  if (at(from, 'secretKeyRef'))
    return `secret ${textAt(from, 'secretKeyRef', 'name')}, key ${textAt(from, 'secretKeyRef', 'key')}`;
  if (at(from, 'fieldRef')) return `field path ${textAt(from, 'fieldRef', 'fieldPath')}`;
  return `resource field ${textAt(from, 'resourceFieldRef', 'resource')}`;
}
