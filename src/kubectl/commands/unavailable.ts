import { missingResource } from '../builder.ts';
import { demand, listAt, pathOf, textAt } from '../client.ts';
import type { Call, Command } from '../command.ts';
import { aggregate, fail, failWith, plain, usageError } from '../errors.ts';
import { findKind } from '../kinds.ts';
import { checkKustomize } from '../kustomize.ts';
import { dryRunFlag, printFlags } from '../print/output.ts';
import { runningTimeoutFlag } from './attach.ts';
import { podOf } from './pods.ts';
import { targets } from './shared.ts';
import { fieldManagerFlag, fileFlags, recordFlag, validateFlag, windowsLineEndingsFlag } from '../command.ts';

/** Commands that exist upstream and need something this terminal does not have. They say so, in both languages, instead of pretending. */
const absent = (
  name: string,
  short: string,
  use: string,
  why: string,
  more: Partial<Command> & { check?: (call: Call) => void } = {},
): Command => ({
  name,
  short,
  use,
  completes: 'none',
  ...more,
  // eslint-disable-next-line require-yield -- it only fails
  *run(call) {
    // What is said wrongly is answered as upstream does, before that the command is not there.
    more.check?.(call);
    return fail(why);
  },
});

export const editCommand: Command = {
  name: 'edit',
  short: 'Edit a resource on the server',
  use: 'edit (RESOURCE/NAME | -f FILENAME)',
  completes: 'objects',
  flags: [
    ...printFlags,
    ...fileFlags,
    fieldManagerFlag('kubectl-edit'),
    recordFlag,
    validateFlag,
    windowsLineEndingsFlag,
    { name: 'output-patch', type: 'bool', help: 'Output the patch if the resource is edited.' },
    {
      name: 'save-config',
      type: 'bool',
      help: 'If true, the configuration of current object will be saved in its annotation.',
    },
    {
      name: 'subresource',
      type: 'string',
      help: 'If specified, edit will operate on the subresource of the requested object.',
    },
  ],
  *run(call) {
    const { args, flags } = call;
    if (args.length === 0 && flags.list('filename').length === 0) failWith(plain(missingResource));
    const found = yield* targets(call);
    if (found.problems.length > 0) failWith(aggregate(found.problems));
    const target = args.join(' ');
    return fail(
      `there is no text editor inside this terminal; write the object into a file, change it in the editor beside, and apply it:\n이 터미널에는 편집기가 없습니다. 객체를 파일로 저장해 옆의 편집기에서 고친 뒤 적용하십시오:\n  kubectl get ${target} -o yaml > ${(args.at(-1) ?? 'object').replace('/', '-')}.yaml\n  kubectl apply -f ${(args.at(-1) ?? 'object').replace('/', '-')}.yaml`,
    );
  },
};

/** Models: kubectl/pkg/cmd/portforward/portforward.go up to the point where a port would be opened. */
export const portForwardCommand: Command = {
  name: 'port-forward',
  short: 'Forward one or more local ports to a pod',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  completes: 'pods',
  flags: [
    { name: 'address', type: 'slice', help: 'Addresses to listen on (comma separated).' },
    runningTimeoutFlag('1m0s'),
  ],
  *run(call) {
    const { args, path, flags, session } = call;
    if (args.length < 2) usageError(path, 'TYPE/NAME and list of ports are required for port-forward');
    if (flags.duration('pod-running-timeout') <= 0) fail('--pod-running-timeout must be higher than zero');
    const [target, ...ports] = args as [string, ...string[]];
    const [type, name] = target.includes('/') ? (target.split('/') as [string, string]) : ['pods', target];
    const kind = (yield* findKind(session, type)) ?? fail(`the server doesn't have a resource type "${type}"`);
    const object = yield* demand(session, { method: 'GET', path: pathOf(kind, call.namespace, name) });
    const pod = yield* podOf(call, target);
    for (const port of ports) {
      const wanted = port.slice(port.lastIndexOf(':') + 1);
      if (kind.kind === 'Service') {
        if (!listAt(object, 'spec', 'ports').some((p) => textAt(p, 'port') === wanted || p['name'] === wanted))
          fail(
            /^\d+$/.test(wanted)
              ? `Service ${name} does not have a service port ${wanted}`
              : `Service '${name}' does not have a named port '${wanted}'`,
          );
      } else if (!/^\d+$/.test(wanted)) {
        const all = listAt(pod, 'spec', 'containers').flatMap((c) => listAt(c, 'ports'));
        if (!all.some((p) => p['name'] === wanted))
          fail(`Pod '${pod.metadata?.name ?? ''}' does not have a named port '${wanted}'`);
      }
    }
    const phase = textAt(pod, 'status', 'phase');
    if (phase !== 'Running') fail(`unable to forward port because pod is not running. Current status=${phase}`);
    return fail(
      'port-forward is not available in this terminal: it has no network of its own\n이 터미널에는 자체 네트워크가 없어 port-forward를 쓸 수 없습니다.',
    );
  },
};

const proxyText = (
  name: string,
  value: string,
  help: string,
  short?: string,
): NonNullable<Command['flags']>[number] => ({
  name,
  type: 'string',
  help,
  ...(value === '' ? {} : { default: value }),
  ...(short ? { short } : {}),
});

export const proxyCommand = absent(
  'proxy',
  'Run a proxy to the Kubernetes API server',
  'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  'proxy is not available in this terminal: it has no network of its own; kubectl get --raw PATH asks the API server\n이 터미널에는 자체 네트워크가 없어 proxy를 쓸 수 없습니다. kubectl get --raw PATH로 API 서버에 물어보십시오.',
  {
    flags: [
      proxyText('accept-hosts', '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$', 'Hosts that the proxy should accept.'),
      proxyText('accept-paths', '^.*', 'Paths that the proxy should accept.'),
      proxyText('address', '127.0.0.1', 'The IP address on which to serve on.'),
      proxyText('api-prefix', '/', 'Prefix to serve the proxied API under.'),
      { name: 'append-server-path', type: 'bool', help: "Append the context's server path to each request." },
      { name: 'disable-filter', type: 'bool', help: 'If true, disable request filtering in the proxy.' },
      { name: 'keepalive', type: 'duration', help: 'Keep-alive period of a connection. 0 disables it.' },
      { name: 'port', short: 'p', type: 'int', default: '8001', help: 'The port on which to run the proxy.' },
      proxyText('reject-methods', '^$', 'HTTP methods that the proxy should reject.'),
      proxyText(
        'reject-paths',
        '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
        'Paths that the proxy should reject, accepted or not.',
      ),
      proxyText('unix-socket', '', 'Unix socket on which to run the proxy.', 'u'),
      proxyText('www', '', 'Also serve static files from this directory.', 'w'),
      proxyText('www-prefix', '/static/', 'Prefix to serve static files under.', 'P'),
    ],
  },
);
export const cpCommand = absent(
  'cp',
  'Copy files and directories to and from containers',
  'cp <file-spec-src> <file-spec-dest>',
  'cp is not available in this terminal\n이 터미널에서는 cp를 쓸 수 없습니다.',
  {
    flags: [{ name: 'container', short: 'c', type: 'string', help: 'Container name.' }],
    check: ({ args }) => {
      if (args.length !== 2) fail('source and destination are required');
      if (!args.some((arg) => arg.includes(':'))) fail('one of src or dest must be a remote file specification');
    },
  },
);
export const kustomizeCommand: Command = {
  name: 'kustomize',
  short: 'Build a kustomization target from a directory or URL',
  use: 'kustomize DIR [flags]',
  completes: 'none',
  flags: [{ name: 'output', short: 'o', type: 'string', help: 'If specified, write output to this path.' }],
  // eslint-disable-next-line require-yield -- it only fails
  *run({ args, session }) {
    if (args.length > 1) fail('specify one path to kustomization.yaml');
    checkKustomize(session.files, args[0] ?? '.');
    return 1;
  },
};
export const completionCommand = absent(
  'completion',
  'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  'completion SHELL',
  'completion is built into this terminal: press Tab\n자동 완성은 이 터미널에 들어 있습니다. Tab을 누르십시오.',
  {
    check: ({ args, path }) => {
      if (args.length === 0) usageError(path, 'Shell not specified.');
      if (args.length > 1) usageError(path, 'Too many arguments. Expected only the shell type.');
      if (!['bash', 'zsh', 'fish', 'powershell'].includes(args[0]!))
        usageError(path, `Unsupported shell type ${JSON.stringify(args[0])}.`);
    },
  },
);
const pluginListCommand: Command = {
  name: 'list',
  short: "List all visible plugin executables on a user's PATH",
  use: 'plugin list',
  completes: 'none',
  flags: [
    {
      name: 'name-only',
      type: 'bool',
      help: 'If true, display only the binary name of each plugin, rather than its full path',
    },
  ],
  // eslint-disable-next-line require-yield -- there are none
  *run() {
    return fail('unable to find any kubectl plugins in your PATH');
  },
};

export const pluginCommand: Command = {
  name: 'plugin',
  short: 'Provides utilities for interacting with plugins',
  long: 'Provides utilities for interacting with plugins.\n\n Plugins provide extended functionality that is not part of the major command-line distribution. Please refer to the documentation and examples for more information about how write your own plugins.\n\n The easiest way to discover and install plugins is via the kubernetes sub-project krew: [krew.sigs.k8s.io]. To install krew, visit https://krew.sigs.k8s.io/docs/user-guide/setup/install',
  examples: `  # List all available plugins
  kubectl plugin list
  
  # List only binary names of available plugins without paths
  kubectl plugin list --name-only`,
  use: 'plugin [flags]',
  children: [pluginListCommand],
};

export const reconcileCommand = absent(
  'reconcile',
  'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  'auth reconcile -f FILENAME',
  'auth reconcile is not available in this terminal; use kubectl apply\n이 터미널에서는 auth reconcile을 쓸 수 없습니다. kubectl apply를 쓰십시오.',
  {
    flags: [
      ...printFlags,
      ...fileFlags,
      dryRunFlag,
      { name: 'remove-extra-permissions', type: 'bool', help: 'If true, removes extra permissions added to roles' },
      { name: 'remove-extra-subjects', type: 'bool', help: 'If true, removes extra subjects added to rolebindings' },
    ],
    check: ({ flags }) => {
      if (flags.list('filename').length === 0) fail('must specify one of -f and -k');
    },
  },
);
