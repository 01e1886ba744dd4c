import { missingResource } from '../builder.ts';
import { attempt } from '../client.ts';
import type { Command } from '../command.ts';
import { fail, failWith, plain } from '../errors.ts';
import { printFlags } from '../print/output.ts';
import { fileFlags, selectorFlag, allNamespacesFlag } from '../command.ts';

/** Commands that exist upstream and need something this terminal does not have. They say so, in both languages, instead of pretending. */
const absent = (name: string, short: string, use: string, why: string): Command => ({
  name,
  short,
  use,
  completes: 'none',
  // eslint-disable-next-line require-yield -- it only fails
  *run() {
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
      `there is no text editor inside this terminal; write the object into a file, change it in the editor beside, and apply it:\n이 터미널에는 편집기가 없습니다. 오브젝트를 파일로 저장해 옆의 편집기에서 고친 뒤 적용하십시오:\n  kubectl get ${target} -o yaml > ${(args.at(-1) ?? 'object').replace('/', '-')}.yaml\n  kubectl apply -f ${(args.at(-1) ?? 'object').replace('/', '-')}.yaml`,
    );
  },
};

const topFlags: Command['flags'] = [
  selectorFlag,
  allNamespacesFlag,
  { name: 'containers', type: 'bool', help: 'If present, print usage of containers within a pod.' },
  { name: 'no-headers', type: 'bool', help: 'If present, print output without headers.' },
  {
    name: 'sort-by',
    type: 'string',
    help: "If non-empty, sort list using specified field. The field can be either 'cpu' or 'memory'.",
  },
];

/** Models: kubectl/pkg/cmd/top for a cluster without metrics-server. */
const topOf = (name: string, aliases: readonly string[], what: string): Command => ({
  name,
  aliases,
  short: `Display resource (CPU/memory) usage of ${what}`,
  use: `top ${name} [NAME | -l label]`,
  completes: 'none',
  flags: topFlags,
  *run({ session }) {
    const answer = yield* attempt(session, { method: 'GET', path: '/apis' });
    if ('problem' in answer) failWith(answer.problem);
    return fail('Metrics API not available');
  },
});

export const topCommand: Command = {
  name: 'top',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display resource (CPU/memory) usage.\n\n The top command allows you to see the resource consumption for nodes or pods.\n\n This command requires Metrics Server to be correctly configured and working on the server.',
  use: 'top [flags]',
  children: [topOf('node', ['nodes', 'no'], 'nodes'), topOf('pod', ['pods', 'po'], 'pods')],
};

export const certificateCommand = absent(
  'certificate',
  'Modify certificate resources',
  'certificate SUBCOMMAND',
  'certificate is not available: this cluster has no CertificateSigningRequests\n이 클러스터에는 CertificateSigningRequest가 없습니다.',
);
export const attachCommand = absent(
  'attach',
  'Attach to a running container',
  'attach (POD | TYPE/NAME) -c CONTAINER',
  'attach is not available in this terminal; read the output with kubectl logs -f\n이 터미널에서는 attach를 쓸 수 없습니다. kubectl logs -f로 출력을 읽으십시오.',
);
export const portForwardCommand = absent(
  'port-forward',
  'Forward one or more local ports to a pod',
  'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  'port-forward is not available in this terminal: it has no network of its own\n이 터미널에는 자체 네트워크가 없어 port-forward를 쓸 수 없습니다.',
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
);
export const pluginCommand = absent(
  'plugin',
  'Provides utilities for interacting with plugins',
  'plugin [flags]',
  'plugins are not available in this terminal\n이 터미널에서는 플러그인을 쓸 수 없습니다.',
);
