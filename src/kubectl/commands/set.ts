import type { Info } from '../builder.ts';
import { at, attempt, listAt, pathOf, query, textAt, type Obj } from '../client.ts';
import type { Call, Command } from '../command.ts';
import { aggregate, bareText, fail, failWith, plain, usageError, type Problem } from '../errors.ts';
import { twoWayPatch } from '../patch.ts';
import { dryRunOf, resultPrinter } from '../print/output.ts';
import { parseQuantity, formatText, canonicalQuantity } from '../../api/quantity.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { podSpecPath, withValue } from '../pod-spec.ts';
import { selectorCommand, serviceAccountCommand, setFlags, subjectCommand, variablesFrom } from './set-more.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/set/set_image.go, set_env.go, set_resources.go. Left out: --local. */
type Container = JsonObject;

/** Changes the containers of one object: the new ones, or what is wrong. */
type Change = (
  containers: readonly Container[],
  inits: readonly Container[],
) => {
  readonly containers: readonly Container[];
  readonly inits: readonly Container[];
  readonly problems: readonly Problem[];
};

/** Applies a change to every target, in the way all `set` commands do it. */
function* changeAll(call: Call, change: Change, operation: string): Run<number> {
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
function splitAssignments(
  args: readonly string[],
  isAssignment: (word: string) => boolean,
): { resources: string[]; assignments: string[] } {
  const first = args.findIndex(isAssignment);
  return first < 0
    ? { resources: [...args], assignments: [] }
    : { resources: args.slice(0, first), assignments: args.slice(first) };
}

const imageCommand: Command = {
  name: 'image',
  short: 'Update the image of a pod template',
  use: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  completes: 'deployments',
  flags: setFlags,
  *run(call) {
    const { resources, assignments } = splitAssignments(call.args, (word) => word.includes('='));
    const wrong: string[] = [];
    if (resources.length === 0 && call.flags.list('filename').length === 0)
      wrong.push('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (assignments.length === 0) {
      // Without an assignment upstream looks for the resource first and then has nothing to do.
      if (wrong.length > 0)
        failWith(
          plain(
            "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
          ),
        );
      const found = yield* targets({ ...call, args: resources });
      if (found.problems.length > 0) failWith(aggregate(found.problems));
      fail('at least one image update is required');
    }
    if (wrong.length > 0) fail(wrong[0]!);
    const images = new Map<string, string>();
    for (const word of assignments) {
      const equals = word.indexOf('=');
      if (equals < 1) fail(`all resources must be specified before image changes: ${word}`);
      images.set(word.slice(0, equals), word.slice(equals + 1));
    }
    if (images.size > 1 && images.has('*'))
      fail('all containers are already specified by *, but saw more than one container_name=container_image pairs');
    const change: Change = (containers, inits) => {
      const found = new Set<string>();
      const update = (list: readonly Container[]): Container[] =>
        list.map((c) => {
          const name = textAt(c, 'name');
          const image = images.get(name) ?? images.get('*');
          if (images.has(name)) found.add(name);
          if (images.has('*')) found.add('*');
          return image === undefined ? c : { ...c, image };
        });
      const next = { containers: update(containers), inits: update(inits) };
      const missing = [...images.keys()].filter((name) => !found.has(name));
      return { ...next, problems: missing.map((name) => plain(`unable to find container named "${name}"`)) };
    };
    return yield* changeAll({ ...call, args: resources }, change, 'image updated');
  },
};

const envCommand: Command = {
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

const wildcard = (pattern: string): ((name: string) => boolean) => {
  const expression = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return (name) => expression.test(name);
};

const resourcesCommand: Command = {
  name: 'resources',
  short: 'Update resource requests/limits on objects with pod templates',
  use: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  completes: 'deployments',
  flags: [
    ...setFlags,
    {
      name: 'containers',
      short: 'c',
      type: 'string',
      default: '*',
      help: 'The names of containers in the selected pod templates to change, all containers are selected by default - may use wildcards',
    },
    {
      name: 'limits',
      type: 'string',
      help: "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.",
    },
    {
      name: 'requests',
      type: 'string',
      help: "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.",
    },
  ],
  *run(call) {
    const { flags } = call;
    const limits = amounts(flags.text('limits'));
    const requests = amounts(flags.text('requests'));
    if (!limits && !requests)
      fail('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const chosen = wildcard(flags.text('containers'));
    const change: Change = (containers, inits) => {
      const update = (c: Container): Container => {
        if (!chosen(textAt(c, 'name'))) return c;
        const old = (c['resources'] as JsonObject | undefined) ?? {};
        const merge = (key: string, more: Record<string, string> | undefined): object =>
          more ? { [key]: { ...(old[key] as object | undefined), ...more } } : {};
        return { ...c, resources: { ...old, ...merge('limits', limits), ...merge('requests', requests) } };
      };
      const hit = containers.some((c) => chosen(textAt(c, 'name')));
      return {
        containers: containers.map(update),
        inits,
        problems: hit ? [] : [plain(`unable to find container named ${flags.text('containers')}`)],
      };
    };
    return yield* changeAll(call, change, 'resource requirements updated');
  },
};

function amounts(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const out: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const parts = pair.split('=');
    if (parts.length !== 2) fail(`invalid argument syntax ${JSON.stringify(pair)}, expected <resource>=<quantity>`);
    if (typeof parseQuantity(parts[1]!) === 'string') fail(formatText);
    out[parts[0]!] = canonicalQuantity(parts[1]!);
  }
  return out;
}

export const setCommand: Command = {
  name: 'set',
  short: 'Set specific features on objects',
  use: 'set SUBCOMMAND',
  long: 'Configure application resources.\n\n These commands help you make changes to existing application resources.',
  children: [envCommand, imageCommand, resourcesCommand, selectorCommand, serviceAccountCommand, subjectCommand],
};
