import { canonicalQuantity, formatText, parseQuantity } from '../../api/quantity.ts';
import { textAt } from '../client.ts';
import { localFlag, recordFlag, type Command } from '../command.ts';
import { fail, plain } from '../errors.ts';
import { dryRunOf } from '../print/output.ts';
import type { JsonObject } from '../types.ts';
import { changeAll, checkSet, setTargets, splitPairs, wildcard, type Change, type Container } from './set-change.ts';
import { envCommand } from './set-env.ts';
import { selectorCommand, serviceAccountCommand, setFlags, subjectCommand } from './set-more.ts';

/** Models: kubectl/pkg/cmd/set/set_image.go. */
const imageCommand: Command = {
  name: 'image',
  short: 'Update the image of a pod template',
  use: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  completes: 'deployments',
  flags: [...setFlags, recordFlag, localFlag('set image')],
  *run(call) {
    const dryRun = dryRunOf(call.flags);
    const { resources, pairs } = splitPairs(call.args, 'image');
    const wrong = pairs.filter((word) => word.indexOf('=') < 1);
    if (wrong.length > 0) fail(`invalid image format: ${wrong.join(', ')}`);
    const images = new Map(pairs.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
    const infos = yield* setTargets({ ...call, args: resources });
    checkSet(call, dryRun);
    if (images.size === 0) fail('at least one image update is required');
    if (images.size > 1 && images.has('*'))
      fail('all containers are already specified by *, but saw more than one container_name=container_image pairs');
    const change: Change = (containers, inits) => {
      const update = (list: readonly Container[]): Container[] =>
        list.map((c) => {
          const image = images.get(textAt(c, 'name')) ?? images.get('*');
          return image === undefined ? c : { ...c, image };
        });
      const missing = [...images.keys()].filter(
        (name) => name !== '*' && ![...containers, ...inits].some((c) => c['name'] === name),
      );
      return {
        containers: update(containers),
        inits: update(inits),
        problems: missing.map((name) => plain(`error: unable to find container named "${name}"`)),
      };
    };
    return yield* changeAll(call, infos, change, 'image updated', 'failed to patch image update to pod template:');
  },
};

const resourcesCommand: Command = {
  name: 'resources',
  short: 'Update resource requests/limits on objects with pod templates',
  use: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  completes: 'deployments',
  flags: [
    ...setFlags,
    recordFlag,
    localFlag('set resources'),
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
    const dryRun = dryRunOf(flags);
    const infos = yield* setTargets(call);
    checkSet(call, dryRun);
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
      const hit = [...containers, ...inits].some((c) => chosen(textAt(c, 'name')));
      return {
        containers: containers.map(update),
        inits: inits.map(update),
        problems: hit ? [] : [plain(`error: unable to find container named ${flags.text('containers')}`)],
      };
    };
    return yield* changeAll(
      call,
      infos,
      change,
      'resource requirements updated',
      'failed to patch resources update to pod template',
    );
  },
};

function amounts(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const out: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const parts = pair.split('=');
    if (parts.length !== 2) fail(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
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
