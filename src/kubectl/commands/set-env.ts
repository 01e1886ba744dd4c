import { at, listAt, textAt } from '../client.ts';
import type { Call, Command } from '../command.ts';
import { aggregate, failWith, plain, usageError, type Problem } from '../errors.ts';
import { podSpecPath } from '../pod-spec.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { changeAll, splitAssignments, wildcard, type Change, type Container } from './set-change.ts';
import { setFlags, variablesFrom } from './set-more.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/set/set_env.go. Left out: --local, --resolve. */
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
  ],
  *run(call) {
    const { flags } = call;
    const { resources, assignments } = splitAssignments(
      call.args,
      (word) => /^[^/]*=/.test(word) || /^[A-Za-z_][\w.-]*-$/.test(word),
    );
    if (resources.length === 0 && flags.list('filename').length === 0)
      usageError(call.path, 'one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const words = [...assignments, ...flags.list('env')];
    const chosen = wildcard(flags.text('containers'));
    if (flags.on('list')) return yield* listEnv({ ...call, args: resources }, chosen);
    const set = new Map<string, JsonObject>();
    const drop = new Set<string>();
    for (const word of words) {
      const equals = word.indexOf('=');
      if (equals > 0) set.set(word.slice(0, equals), { name: word.slice(0, equals), value: word.slice(equals + 1) });
      else if (word.endsWith('-')) drop.add(word.slice(0, -1));
      else usageError(call.path, `environment variables must be of the form key=value: ${word}`);
    }
    if (flags.text('from') !== '') {
      const sources = yield* targets(
        { ...call, args: [flags.text('from')] },
        { files: [], all: false, labelSelector: '' },
      );
      if (sources.problems.length > 0) failWith(aggregate(sources.problems));
      for (const source of sources.infos) {
        const { variables, warnings } = variablesFrom(source.object!, flags.text('prefix'), flags.list('keys'));
        for (const warning of warnings) yield* printError(`Warning: ${warning}\n`);
        for (const variable of variables) set.set(textAt(variable, 'name'), variable);
      }
    }
    const change: Change = (containers, inits) => {
      const problems: Problem[] = [];
      const update = (list: readonly Container[]): Container[] =>
        list.map((c) => {
          if (!chosen(textAt(c, 'name'))) return c;
          const old = listAt(c, 'env');
          if (!flags.on('overwrite'))
            for (const e of old)
              if (set.has(textAt(e, 'name')))
                problems.push(
                  plain(`'${textAt(e, 'name')}' already has a value (${textAt(e, 'value')}), and --overwrite is false`),
                );
          const kept = old.filter((e) => !drop.has(textAt(e, 'name'))).map((e) => set.get(textAt(e, 'name')) ?? e);
          const added = [...set]
            .filter(([name]) => !old.some((e) => e['name'] === name))
            .map(([, variable]) => variable);
          const env = [...kept, ...added];
          const { env: _before, ...rest } = c;
          return env.length > 0 ? { ...rest, env } : rest;
        });
      return { containers: update(containers), inits: update(inits), problems };
    };
    return yield* changeAll({ ...call, args: resources }, change, 'env updated');
  },
};

function* listEnv(call: Call, chosen: (name: string) => boolean): Run<number> {
  const found = yield* targets(call);
  if (found.problems.length > 0) failWith(aggregate(found.problems));
  for (const info of found.infos) {
    const path = podSpecPath(info.object!);
    const spec = path ? at(info.object, ...path) : undefined;
    for (const c of [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')]) {
      if (!chosen(textAt(c, 'name'))) continue;
      yield* print(`# ${info.kind.kind} ${info.name}, container ${textAt(c, 'name')}\n`);
      for (const e of listAt(c, 'env'))
        yield* print(
          e['valueFrom']
            ? `# ${textAt(e, 'name')} from ${sourceText(e['valueFrom'])}\n`
            : `${textAt(e, 'name')}=${textAt(e, 'value')}\n`,
        );
    }
  }
  return 0;
}

function sourceText(from: unknown): string {
  if (at(from, 'configMapKeyRef'))
    return `configmap ${textAt(from, 'configMapKeyRef', 'name')}, key ${textAt(from, 'configMapKeyRef', 'key')}`;
  if (at(from, 'secretKeyRef'))
    return `secret ${textAt(from, 'secretKeyRef', 'name')}, key ${textAt(from, 'secretKeyRef', 'key')}`;
  if (at(from, 'fieldRef')) return `field path ${textAt(from, 'fieldRef', 'fieldPath')}`;
  return `resource field ${textAt(from, 'resourceFieldRef', 'resource')}`;
}
