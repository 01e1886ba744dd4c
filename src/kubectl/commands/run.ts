import { attempt, pathOf, query, type Obj } from '../client.ts';
import { fieldManagerFlag, type Command } from '../command.ts';
import { fail, failWith, usageError } from '../errors.ts';
import { builtInKinds, kindByWord } from '../kinds.ts';
import { mergePatch as applyMerge } from '../../api/patch/index.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { print, type Run } from '../types.ts';
import { withLastApplied } from './last-applied.ts';
import type { Call } from '../command.ts';

/** Models: kubectl/pkg/cmd/run/run.go. Left out: -i, -t, --attach, --rm (no terminal into a container yet). */
export const runCommand: Command = {
  name: 'run',
  short: 'Run a particular image on the cluster',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  completes: 'none',
  flags: [
    ...printFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-run'),
    { name: 'annotations', type: 'array', help: 'Annotations to apply to the pod.' },
    {
      name: 'attach',
      type: 'bool',
      help: "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.",
    },
    {
      name: 'command',
      type: 'bool',
      help: "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default.",
    },
    { name: 'env', type: 'array', help: 'Environment variables to set in the container.' },
    {
      name: 'expose',
      type: 'bool',
      help: 'If true, create a ClusterIP service associated with the pod.  Requires `--port`.',
    },
    { name: 'image', type: 'string', required: true, help: 'The image for the container to run.' },
    {
      name: 'image-pull-policy',
      type: 'string',
      help: 'The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.',
    },
    {
      name: 'labels',
      short: 'l',
      type: 'string',
      help: 'Comma separated labels to apply to the pod. Will override previous values.',
    },
    { name: 'overrides', type: 'string', help: 'An inline JSON override for the generated object.' },
    { name: 'port', type: 'string', help: 'The port that this container exposes.' },
    { name: 'privileged', type: 'bool', help: 'If true, run the container in privileged mode.' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'If true, suppress prompt messages.' },
    {
      name: 'restart',
      type: 'string',
      default: 'Always',
      help: 'The restart policy for this Pod.  Legal values [Always, OnFailure, Never].',
    },
    {
      name: 'rm',
      type: 'bool',
      help: 'If true, delete the pod after it exits.  Only valid when attaching to the container.',
    },
    {
      name: 'save-config',
      type: 'bool',
      help: 'If true, the configuration of current object will be saved in its annotation.',
    },
    {
      name: 'stdin',
      short: 'i',
      type: 'bool',
      help: 'Keep stdin open on the container in the pod, even if nothing is attached.',
    },
    { name: 'tty', short: 't', type: 'bool', help: 'Allocate a TTY for the container in the pod.' },
  ],
  *run(call) {
    const { flags, args, session } = call;
    if (args.length === 0 || call.dash === 0) usageError(call.path, 'NAME is required for run');
    const image = flags.text('image');
    if (image === '') fail('--image is required');
    if (!isImageReference(image)) fail(`Invalid image name "${image}": invalid reference format`);
    if (flags.on('attach') || flags.on('tty') || flags.on('stdin') || flags.on('rm'))
      fail(
        'attaching to a container (-i, -t, --attach, --rm) is not available in this terminal; create the Pod without it and read its output with kubectl logs\n이 터미널에서는 컨테이너에 접속(-i, -t, --attach, --rm)할 수 없습니다. 옵션 없이 Pod를 만들고 kubectl logs로 출력을 읽으십시오.',
      );
    const restart = flags.text('restart');
    if (!['Always', 'OnFailure', 'Never'].includes(restart))
      fail(`invalid restart policy: ${restart}\nSee 'kubectl run -h' for help and examples`);
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun);
    const pod = podOf(call, image, restart);
    if (flags.on('expose')) {
      const port = flags.text('port');
      if (port === '') fail('--port must be set when exposing a service');
      const labels = pod.metadata?.labels ?? {};
      yield* createOne(
        call,
        'services',
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: {
            creationTimestamp: null,
            name: pod.metadata!.name!,
            ...(call.namespaceIsFixed ? { namespace: call.namespace } : {}),
          },
          spec: { ports: [{ port: Number(port), protocol: 'TCP', targetPort: Number(port) }], selector: labels },
          status: { loadBalancer: {} },
        },
        say,
      );
      if (flags.text('output') === 'yaml') yield* print('---\n');
    }
    yield* createOne(call, 'pods', pod, say);
    return 0;
  },
};

function podOf(call: Call, image: string, restart: string): Obj {
  const { flags, args } = call;
  const name = args[0]!;
  const extra = args.slice(1);
  const labels: Record<string, string> = {};
  for (const pair of flags.text('labels').split(',').filter(Boolean)) {
    const equals = pair.indexOf('=');
    if (equals < 1) fail(`unexpected label spec: ${pair}`);
    labels[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  if (Object.keys(labels).length === 0) labels['run'] = name;
  const annotations: Record<string, string> = {};
  for (const pair of flags.list('annotations')) {
    const equals = pair.indexOf('=');
    if (equals < 1) fail(`invalid annotation format: ${pair}`);
    annotations[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  const env = flags.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1) fail(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const port = flags.text('port');
  if (port !== '' && !/^\d+$/.test(port)) fail(`strconv.Atoi: parsing "${port}": invalid syntax`);
  const container = {
    ...(extra.length > 0 ? { [flags.on('command') ? 'command' : 'args']: extra } : {}),
    ...(env.length > 0 ? { env } : {}),
    image,
    ...(flags.text('image-pull-policy') ? { imagePullPolicy: flags.text('image-pull-policy') } : {}),
    name,
    ...(port !== '' ? { ports: [{ containerPort: Number(port) }] } : {}),
    resources: {},
    ...(flags.changed('privileged') ? { securityContext: { privileged: flags.on('privileged') } } : {}),
  };
  const pod: Obj = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      creationTimestamp: null,
      labels,
      name,
      ...(call.namespaceIsFixed ? { namespace: call.namespace } : {}),
    },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: restart },
    status: {},
  };
  const overrides = flags.text('overrides');
  if (overrides === '') return pod;
  try {
    return applyMerge(pod, JSON.parse(overrides)) as Obj;
  } catch {
    return fail('invalid --overrides: it must be a JSON object');
  }
}

function* createOne(call: Call, word: string, object: Obj, say: (object: Obj, operation: string) => string): Run<void> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const saved = flags.on('save-config') ? withLastApplied(object) : object;
  if (dryRun === 'client') {
    yield* print(say(saved, 'created'));
    return;
  }
  const kind = kindByWord(builtInKinds(), word)!;
  const created = yield* attempt(session, {
    method: 'POST',
    path: pathOf(kind, call.namespace),
    query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
    headers: { 'content-type': 'application/json' },
    body: saved,
  });
  if ('problem' in created) failWith(created.problem);
  else yield* print(say(created.body, 'created'));
}

/** Models: distribution/reference grammar, `[domain/]path[:tag][@digest]`. */
function isImageReference(image: string): boolean {
  const path = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
  const domain =
    '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?';
  return new RegExp(
    `^(?:${domain}/)?${path}(?:/${path})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
  ).test(image);
}
