import { attempt, listAt, pathOf, query, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, recordFlag, type Call, type Command } from '../command.ts';
import { fail, failWith, isNotFound, usageError } from '../errors.ts';
import { isImageReference } from '../image-reference.ts';
import { builtInKinds, kindByWord } from '../kinds.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { recorded } from '../record.ts';
import { print, type Run } from '../types.ts';
import { followRun, isShell, runningTimeoutFlag } from './attach.ts';
import { withSavedConfig } from './last-applied.ts';
import { overrideFlags, withOverrides } from './overrides.ts';

/** Models: kubectl/pkg/cmd/run/run.go. Left out: what is typed into the container, an interactive shell. */
export const runCommand: Command = {
  name: 'run',
  short: 'Run a particular image on the cluster',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  completes: 'none',
  flags: [
    ...printFlags,
    ...fileFlags,
    ...overrideFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-run'),
    recordFlag,
    runningTimeoutFlag('1m0s'),
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      help: 'Must be "background", "orphan", or "foreground".',
    },
    {
      name: 'force',
      type: 'bool',
      help: 'If true, immediately remove resources from API and bypass graceful deletion.',
    },
    {
      name: 'grace-period',
      type: 'int',
      default: '-1',
      help: 'Period of time in seconds given to the resource to terminate gracefully.',
    },
    {
      name: 'leave-stdin-open',
      type: 'bool',
      help: 'If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes.',
    },
    { name: 'timeout', type: 'duration', help: 'The length of time to wait before giving up on a delete.' },
    { name: 'wait', type: 'bool', help: 'If true, wait for resources to be gone before returning.' },
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
    const attach = flags.changed('attach') ? flags.on('attach') : flags.on('stdin');
    if (flags.on('tty') && !flags.on('stdin'))
      usageError(call.path, '-i/--stdin is required for containers with -t/--tty=true');
    if (flags.on('expose') && flags.text('port') === '')
      usageError(call.path, '--port must be set when exposing a service');
    const restart = flags.text('restart');
    if (!['Always', 'OnFailure', 'Never'].includes(restart))
      usageError(call.path, `invalid restart policy: ${restart}`);
    if (flags.on('rm') && !attach) usageError(call.path, '--rm should only be used for attached containers');
    const dryRun = dryRunOf(flags);
    if (attach && dryRun !== 'none')
      usageError(
        call.path,
        "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
      );
    const policy = flags.text('image-pull-policy');
    if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy))
      usageError(call.path, `invalid image pull policy: ${policy}`);
    const command = args.slice(1);
    if (flags.on('tty') && isShell(command))
      fail(
        `an interactive shell is not available in this terminal; name the command instead: kubectl run ${args[0]!} --image=${image} --rm -it --restart=Never -- ls /\n이 터미널에서는 대화형 셸을 열 수 없습니다. 실행할 명령을 직접 적으십시오: kubectl run ${args[0]!} --image=${image} --rm -it --restart=Never -- ls /`,
      );
    const say = resultPrinter(flags, session.files, dryRun, true);
    const generated = podOf(call, image, restart);
    const pod = withOverrides(flags, generated);
    if (flags.on('expose')) {
      yield* createOne(call, 'services', serviceOf(call, generated), say);
      if (flags.text('output') === 'yaml') yield* print('---\n');
    }
    const created = yield* createOne(call, 'pods', pod, attach ? undefined : say);
    if (!attach || !created) return 0;
    const outcome = yield* followRun(
      call,
      created,
      listAt(created, 'spec', 'containers')[0]!['name'] as string,
      restart,
    );
    if (flags.on('rm')) yield* remove(call, created);
    if (typeof outcome === 'string') fail(outcome);
    return typeof outcome === 'number' ? outcome : 1;
  },
};

/** Takes the Pod away again. Models: run.go removeCreatedObjects. */
function* remove(call: Call, pod: Obj): Run<void> {
  const name = pod.metadata?.name ?? '';
  const answer = yield* attempt(call.session, {
    method: 'DELETE',
    path: `/api/v1/namespaces/${pod.metadata?.namespace ?? ''}/pods/${name}`,
    headers: { 'content-type': 'application/json' },
    body: { propagationPolicy: 'Background' },
  });
  if ('problem' in answer && !isNotFound(answer.problem)) failWith(answer.problem);
  yield* print(`pod "${name}" deleted\n`);
}

function serviceOf(call: Call, pod: Obj): Obj {
  const port = Number(call.flags.text('port'));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      creationTimestamp: null,
      name: pod.metadata!.name!,
      ...(call.namespaceIsFixed ? { namespace: call.namespace } : {}),
    },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: pod.metadata?.labels ?? {} },
    status: { loadBalancer: {} },
  };
}

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
    if (equals < 1) fail(`invalid annotations format: ${pair}`);
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
    ...(flags.on('stdin') ? { stdin: true, ...(flags.on('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(flags.on('tty') ? { tty: true } : {}),
    ...(flags.changed('privileged') ? { securityContext: { privileged: flags.on('privileged') } } : {}),
  };
  return {
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
}

/** Creates the object and says so, unless somebody will follow it. */
function* createOne(
  call: Call,
  word: string,
  object: Obj,
  say: ((object: Obj, operation: string) => string) | undefined,
): Run<Obj | undefined> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const saved = recorded(call, flags.on('save-config') ? withSavedConfig(object) : object);
  if (dryRun === 'client') {
    if (say) yield* print(say(saved, 'created'));
    return undefined;
  }
  const kind = kindByWord(builtInKinds(), word)!;
  const created = yield* attempt(session, {
    method: 'POST',
    path: pathOf(kind, call.namespace),
    query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
    headers: { 'content-type': 'application/json' },
    body: saved,
  });
  if ('problem' in created) return failWith(created.problem);
  if (say) yield* print(say(created.body, 'created'));
  return created.body;
}
