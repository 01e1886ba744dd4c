import { find } from '../builder.ts';
import { at, attempt, listAt, strategicPatch, textAt, type Obj } from '../client.ts';
import { fileFlags, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith } from '../errors.ts';
import { isImageReference } from '../image-reference.ts';
import { fileName } from '../shell/files.ts';
import { quote } from '../text/go.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { parseYaml } from '../yaml/parse.ts';
import { apiVersionOf } from '../kinds.ts';
import { followContainer, isShell } from './attach.ts';
import { applyProfile, profiles, type Target } from './debug-profiles.ts';

const text = (name: string, help: string, value = ''): NonNullable<Command['flags']>[number] => ({
  name,
  type: 'string',
  help,
  ...(value === '' ? {} : { default: value }),
});
const keep = (name: string, what: string, on = false): NonNullable<Command['flags']>[number] => ({
  name,
  type: 'bool',
  help: `${what}(This flag only works when used with '--copy-to')`,
  ...(on ? { default: 'true' } : {}),
});

/**
 * Models: kubectl/pkg/cmd/debug/debug.go. Left out: environments of the kubelet, which adds no containers to a running
 * Pod here, so one that is added to a Pod stays without a status.
 */
export const debugCommand: Command = {
  name: 'debug',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  completes: 'pods',
  flags: [
    ...fileFlags.filter((f) => f.name === 'filename'),
    {
      name: 'arguments-only',
      type: 'bool',
      help: 'Pass what follows -- to the new container as Args, not as Command.',
    },
    { name: 'attach', type: 'bool', help: 'Wait for the container to start and attach to it.' },
    { ...text('container', 'Container name to use for debug container.'), short: 'c' },
    text('copy-to', 'Create a copy of the target Pod with this name.'),
    text('custom', 'Path to a JSON or YAML file with a part of a container spec, put over what the profile gives.'),
    { name: 'env', type: 'slice', help: 'Environment variables to set in the container.' },
    text('image', 'Container image to use for debug container.'),
    text('image-pull-policy', 'The image pull policy for the container. If left empty, the server decides.'),
    keep('keep-annotations', 'If true, keep the original pod annotations.'),
    keep('keep-init-containers', 'Run the init containers for the pod. Defaults to true.', true),
    keep('keep-labels', 'If true, keep the original pod labels.'),
    keep('keep-liveness', 'If true, keep the original pod liveness probes.'),
    keep('keep-readiness', 'If true, keep the original pod readiness probes.'),
    keep('keep-startup', 'If true, keep the original startup probes.'),
    text('profile', 'Options are "legacy", "general", "baseline", "netadmin", "restricted" or "sysadmin".', 'legacy'),
    { name: 'quiet', short: 'q', type: 'bool', help: 'If true, suppress informational messages.' },
    { name: 'replace', type: 'bool', help: "When used with '--copy-to', delete the original Pod." },
    { name: 'same-node', type: 'bool', help: "When used with '--copy-to', schedule the copy on the same node." },
    { name: 'set-image', type: 'slice', help: "When used with '--copy-to', a list of name=image pairs." },
    { name: 'share-processes', type: 'bool', default: 'true', help: "When used with '--copy-to', share processes." },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Keep stdin open on the container(s) in the pod.' },
    text('target', 'When using an ephemeral container, target processes in this container name.'),
    { name: 'tty', short: 't', type: 'bool', help: 'Allocate a TTY for the debugging container.' },
  ],
  *run(call) {
    const { flags, session } = call;
    const names = call.dash < 0 ? call.args : call.args.slice(0, call.dash);
    const command = call.dash < 0 ? [] : call.args.slice(call.dash);
    const wanted = yield* readWanted(call, names, command);
    const found = yield* find(session, {
      args: flags.list('filename').length > 0 ? [] : names.map((name) => (name.includes('/') ? name : `pods/${name}`)),
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      latest: true,
    });
    for (const info of found.infos) {
      const object = info.object!;
      if (info.kind.kind !== 'Pod' && info.kind.kind !== 'Node')
        fail(`${quote(`${apiVersionOf(info.kind)}, Kind=${info.kind.kind}`)} not supported by debug`);
      const made =
        info.kind.kind === 'Node'
          ? yield* onNode(call, object, wanted)
          : flags.text('copy-to') !== ''
            ? yield* onCopy(call, object, wanted)
            : yield* inPod(call, object, wanted);
      const attach = flags.changed('attach') ? flags.on('attach') : flags.on('stdin');
      if (!attach || made.container === '') continue;
      if (flags.on('tty') && (command.length === 0 || isShell(command)))
        fail(
          'an interactive shell is not available in this terminal; name a command after --\n이 터미널에서는 대화형 셸을 열 수 없습니다. -- 뒤에 실행할 명령을 적으십시오.',
        );
      if (made.runs) yield* followContainer(call, made.pod, made.container);
      else
        fail(
          'the simulated kubelet does not start containers that are added to a running Pod; use --copy-to\n시뮬레이션된 kubelet은 실행 중인 Pod에 추가된 컨테이너를 시작하지 않습니다. --copy-to를 쓰십시오.',
        );
    }
    if (found.problems.length > 0) failWith(aggregate(found.problems));
    return 0;
  },
};

interface Wanted {
  readonly command: readonly string[];
  readonly images: ReadonlyMap<string, string>;
  readonly env: readonly JsonObject[];
  readonly custom: JsonObject | undefined;
}

const policies = ['', 'Always', 'IfNotPresent', 'Never'];

/** Reads and checks the flags, in the order of Complete and Validate. */
function* readWanted(call: Call, names: readonly string[], command: readonly string[]): Run<Wanted> {
  const { flags, session } = call;
  const image = flags.text('image');
  const env = flags.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1) fail(`invalid argument ${quote(pair)} for "--env" flag: ${pair} is not in the form key=value`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const images = new Map(flags.list('set-image').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
  if (!profiles.has(flags.text('profile'))) fail(`unknown profile: ${flags.text('profile')}`);
  const custom = flags.text('custom') === '' ? undefined : customOf(flags.text('custom'), session.files);
  if (flags.on('attach') && image === '' && flags.text('container') === '')
    fail('you must specify --container or create a new container using --image in order to attach.');
  if (flags.text('copy-to') !== '') {
    if (image === '' && images.size === 0 && command.length === 0)
      fail('you must specify --image, --set-image or command arguments.');
    if (command.length > 0 && flags.text('container') === '' && image === '')
      fail('you must specify an existing container or a new image when specifying args.');
  } else {
    for (const name of ['replace', 'same-node', 'set-image'])
      if (name === 'set-image' ? images.size > 0 : flags.on(name)) fail(`--${name} may only be used with --copy-to.`);
    if (image === '') fail('you must specify --image when not using --copy-to.');
  }
  if (image !== '' && !isImageReference(image)) fail(`invalid image name ${quote(image)}: invalid reference format`);
  if (names.length === 0 && flags.list('filename').length === 0) fail('NAME or filename is required for debug');
  if (!policies.includes(flags.text('image-pull-policy')))
    fail(`invalid image pull policy: ${flags.text('image-pull-policy')}`);
  for (const [name, other] of images)
    if (!isImageReference(other))
      fail(`invalid image name ${quote(other)} for container ${quote(name)}: invalid reference format`);
  if (flags.text('target') !== '') {
    if (flags.text('copy-to') !== '') fail('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!flags.on('quiet'))
      yield* print(
        `Targeting container ${quote(flags.text('target'))}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (flags.on('tty') && !flags.on('stdin')) fail('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.text('profile') === 'legacy')
    yield* printError(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    );
  return { command, images, env, custom };
}

function customOf(path: string, files: Readonly<Record<string, string>>): JsonObject {
  const content =
    files[fileName(path)] ??
    fail(`must pass a container spec json file for custom profile: open ${path}: no such file or directory`);
  const parsed = parseYaml(content);
  if ('problem' in parsed) return fail(`${path} does not contain a valid container spec: ${parsed.problem}`);
  if (typeof parsed.value !== 'object' || parsed.value === null)
    return fail(
      `${path} does not contain a valid container spec: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${typeof parsed.value} into Go value of type v1.Container`,
    );
  const custom = parsed.value as JsonObject;
  if (['name', 'command', 'image', 'lifecycle', 'volumeDevices'].some((key) => custom[key] !== undefined))
    fail('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
  return custom;
}

interface Made {
  readonly pod: Obj;
  readonly container: string;
  readonly runs: boolean;
}

/** The new container as the flags say it. */
function containerOf(call: Call, wanted: Wanted, name: string): JsonObject {
  const { flags } = call;
  return {
    name,
    image: flags.text('image'),
    ...(flags.text('image-pull-policy') ? { imagePullPolicy: flags.text('image-pull-policy') } : {}),
    ...(wanted.env.length > 0 ? { env: wanted.env } : {}),
    ...(wanted.command.length > 0 ? { [flags.on('arguments-only') ? 'args' : 'command']: wanted.command } : {}),
    ...(flags.on('stdin') ? { stdin: true } : {}),
    ...(flags.on('tty') ? { tty: true } : {}),
    resources: {},
    terminationMessagePolicy: 'File',
  };
}

const withCustom = (container: JsonObject, wanted: Wanted): JsonObject =>
  wanted.custom ? { ...container, ...wanted.custom } : container;

/** A name nobody has: worked out of what is there, because this program has no dice of its own. */
function suffix(call: Call, object: Obj): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let hash = 2166136261;
  for (const c of `${object.metadata?.uid ?? ''}${object.metadata?.resourceVersion ?? ''}${call.session.nowMs}`)
    hash = Math.imul(hash ^ c.charCodeAt(0), 16777619) >>> 0;
  let out = '';
  for (let i = 0; i < 5; i++) {
    out += letters[hash % letters.length]!;
    hash = Math.imul(hash ^ (hash >>> 13), 2654435761) >>> 0;
  }
  return out;
}

function* nameFor(call: Call, pod: Obj): Run<string> {
  const given = call.flags.text('container');
  if (given !== '') return given;
  const name = `debugger-${suffix(call, pod)}`;
  if (!call.flags.on('quiet')) yield* print(`Defaulting debug container name to ${name}.\n`);
  return name;
}

function* inPod(call: Call, pod: Obj, wanted: Wanted): Run<Made> {
  const { flags } = call;
  const name = yield* nameFor(call, pod);
  const target = flags.text('target') === '' ? {} : { targetContainerName: flags.text('target') };
  const changed = applyProfile(
    flags,
    {
      ...pod,
      spec: {
        ...(pod['spec'] as JsonObject),
        ephemeralContainers: [{ ...containerOf(call, wanted, name), ...target }],
      },
    },
    name,
    'ephemeral',
  );
  const added = withCustom(listAt(changed, 'spec', 'ephemeralContainers')[0]!, wanted);
  const before = listAt(pod, 'spec', 'ephemeralContainers');
  const answer = yield* attempt(call.session, {
    method: 'PATCH',
    path: `/api/v1/namespaces/${pod.metadata?.namespace ?? ''}/pods/${pod.metadata?.name ?? ''}/ephemeralcontainers`,
    headers: { 'content-type': strategicPatch },
    body: {
      spec: {
        '$setElementOrder/ephemeralContainers': [...before, added].map((c) => ({ name: textAt(c, 'name') })),
        ephemeralContainers: before.some((c) => c['name'] === name) ? [...before, added] : [added],
      },
    },
  });
  return 'problem' in answer ? failWith(answer.problem) : { pod: answer.body, container: name, runs: false };
}

function* create(call: Call, namespace: string, pod: Obj): Run<Obj> {
  const answer = yield* attempt(call.session, {
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods`,
    headers: { 'content-type': 'application/json' },
    body: pod,
  });
  return 'problem' in answer ? failWith(answer.problem) : answer.body;
}

function* onCopy(call: Call, pod: Obj, wanted: Wanted): Run<Made> {
  const { flags } = call;
  const { ephemeralContainers: _none, nodeName, ...spec } = pod['spec'] as JsonObject;
  let containers = listAt(spec, 'containers').map((c): JsonObject => {
    const image = wanted.images.get(textAt(c, 'name')) ?? wanted.images.get('*');
    return image === undefined ? c : { ...c, image };
  });
  const given = flags.text('container');
  const there = containers.find((c) => c['name'] === given);
  let name = given;
  if (!there && flags.text('image') === '') {
    if (wanted.images.size === 0) fail('you must specify image when creating new container');
    name = '';
  } else {
    if (!there) name = yield* nameFor(call, pod);
    const made = containerOf(call, wanted, name);
    const { resources: _same, terminationMessagePolicy: _too, image, ...said } = made;
    const old: JsonObject = { ...there };
    if (wanted.command.length > 0 && !flags.on('arguments-only')) delete old['args'];
    containers = there
      ? containers.map((c) => (c === there ? { ...old, ...said, ...(image === '' ? {} : { image }) } : c))
      : [...containers, made];
  }
  const copied: Obj = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: flags.text('copy-to'),
      namespace: pod.metadata?.namespace ?? '',
      ...(pod.metadata?.annotations ? { annotations: pod.metadata.annotations } : {}),
      ...(pod.metadata?.labels ? { labels: pod.metadata.labels } : {}),
    },
    spec: {
      ...spec,
      ...(flags.on('same-node') && nodeName ? { nodeName } : {}),
      ...(flags.changed('share-processes') ? { shareProcessNamespace: flags.on('share-processes') } : {}),
      containers,
    },
  };
  let changed = name === '' ? copied : applyProfile(flags, copied, name, 'copy');
  if (wanted.custom && name !== '')
    changed = {
      ...changed,
      spec: {
        ...(changed['spec'] as JsonObject),
        containers: listAt(changed, 'spec', 'containers').map((c) => (c['name'] === name ? withCustom(c, wanted) : c)),
      },
    };
  const created = yield* create(call, pod.metadata?.namespace ?? '', changed);
  if (flags.on('replace')) {
    const gone = yield* attempt(call.session, {
      method: 'DELETE',
      path: `/api/v1/namespaces/${pod.metadata?.namespace ?? ''}/pods/${pod.metadata?.name ?? ''}`,
      headers: { 'content-type': 'application/json' },
      body: { gracePeriodSeconds: 0 },
    });
    if ('problem' in gone) failWith(gone.problem);
  }
  return { pod: created, container: name, runs: true };
}

function* onNode(call: Call, node: Obj, wanted: Wanted): Run<Made> {
  const { flags } = call;
  const nodeName = node.metadata?.name ?? '';
  const container = flags.text('container') || 'debugger';
  const name = `node-debugger-${nodeName}-${suffix(call, node)}`;
  if (!flags.on('quiet'))
    yield* print(`Creating debugging pod ${name} with container ${container} on node ${nodeName}.\n`);
  const pod: Obj = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [containerOf(call, wanted, container)],
      nodeName,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  };
  const changed = applyProfile(flags, pod, container, 'node' satisfies Target);
  const created = yield* create(call, call.namespace, {
    ...changed,
    spec: {
      ...(changed['spec'] as JsonObject),
      containers: [withCustom((at(changed, 'spec', 'containers') as JsonObject[])[0]!, wanted)],
    },
  });
  return { pod: created, container, runs: true };
}
