import { canonicalQuantity, formatText, parseQuantity } from '../../api/quantity.ts';
import { textAt } from '../client.ts';
import type { Command } from '../command.ts';
import { aggregate, fail, failWith, plain } from '../errors.ts';
import type { JsonObject } from '../types.ts';
import { changeAll, splitAssignments, wildcard, type Change, type Container } from './set-change.ts';
import { envCommand } from './set-env.ts';
import { selectorCommand, serviceAccountCommand, setFlags, subjectCommand } from './set-more.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/set/set_image.go, set_resources.go. Left out: --local. */
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
