import { missingResource } from '../builder.ts';
import type { Call, Command } from '../command.ts';
import { fail, failWith, plain, usageError } from '../errors.ts';
import { printFlags } from '../print/output.ts';
import { fileFlags } from '../command.ts';

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
  flags: [...printFlags, ...fileFlags],
  // eslint-disable-next-line require-yield -- it only fails
  *run({ args, flags }) {
    if (args.length === 0 && flags.list('filename').length === 0) failWith(plain(missingResource));
    const target = args.join(' ');
    return fail(
      `there is no text editor inside this terminal; write the object into a file, change it in the editor beside, and apply it:\n이 터미널에는 편집기가 없습니다. 객체를 파일로 저장해 옆의 편집기에서 고친 뒤 적용하십시오:\n  kubectl get ${target} -o yaml > ${(args.at(-1) ?? 'object').replace('/', '-')}.yaml\n  kubectl apply -f ${(args.at(-1) ?? 'object').replace('/', '-')}.yaml`,
    );
  },
};

export const attachCommand = absent(
  'attach',
  'Attach to a running container',
  'attach (POD | TYPE/NAME) -c CONTAINER',
  'attach is not available in this terminal; read the output with kubectl logs -f\n이 터미널에서는 attach를 쓸 수 없습니다. kubectl logs -f로 출력을 읽으십시오.',
  {
    check: ({ args }) => {
      if (args.length === 0) fail('at least 1 argument is required for attach');
    },
  },
);
export const portForwardCommand = absent(
  'port-forward',
  'Forward one or more local ports to a pod',
  'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  'port-forward is not available in this terminal: it has no network of its own\n이 터미널에는 자체 네트워크가 없어 port-forward를 쓸 수 없습니다.',
  {
    check: ({ args, path }) => {
      if (args.length < 2) usageError(path, 'TYPE/NAME and list of ports are required for port-forward');
    },
  },
);
export const proxyCommand = absent(
  'proxy',
  'Run a proxy to the Kubernetes API server',
  'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  'proxy is not available in this terminal: it has no network of its own\n이 터미널에는 자체 네트워크가 없어 proxy를 쓸 수 없습니다.',
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
export const debugCommand = absent(
  'debug',
  'Create debugging sessions for troubleshooting workloads and nodes',
  'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  'debug is not available in this terminal: containers cannot be attached to\n이 터미널에서는 컨테이너에 접속할 수 없어 debug를 쓸 수 없습니다.',
);
export const kustomizeCommand = absent(
  'kustomize',
  'Build a kustomization target from a directory or URL',
  'kustomize DIR',
  'kustomize is not available in this terminal\n이 터미널에서는 kustomize를 쓸 수 없습니다.',
);
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
  { flags: [...printFlags, ...fileFlags] },
);
