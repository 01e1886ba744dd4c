import type { Call, Command } from '../../command.ts';
import { fail, usageError } from '../../errors.ts';
import type { Flag } from '../../flags.ts';
import { helpOf } from '../../help.ts';
import { configPath, readConfig, writeConfig } from '../../kubeconfig.ts';
import { absolutePath, fileName } from '../../shell/files.ts';
import { encodeBase64 } from '../../text/base64.ts';
import { quote } from '../../text/go.ts';
import { print, type JsonObject } from '../../types.ts';
import { unexpectedArguments } from './property.ts';

/** Names of one kind of entries. Models: get_clusters.go, get_users.go. */
const namesOf = (name: string, short: string, part: 'clusters' | 'users'): Command => ({
  name,
  short,
  use: `config ${name} [flags]`,
  completes: 'none',
  *run({ session }) {
    const names = [...readConfig(session)[part].keys()].sort();
    yield* print(`NAME\n${names.map((entry) => `${entry}\n`).join('')}`);
    return 0;
  },
});

export const getClustersCommand = namesOf('get-clusters', 'Display clusters defined in the kubeconfig', 'clusters');
export const getUsersCommand = namesOf('get-users', 'Display users defined in the kubeconfig', 'users');

/** Models: delete_cluster.go, delete_user.go. */
const deleting = (what: 'cluster' | 'user', part: 'clusters' | 'users', example: string): Command => ({
  name: `delete-${what}`,
  short: `Delete the specified ${what} from the kubeconfig`,
  examples: `  # Delete the minikube ${what}\n  kubectl config delete-${what} ${example}`,
  use: `config delete-${what} NAME`,
  completes: 'none',
  *run(call) {
    const { args, session } = call;
    if (args.length !== 1) {
      if (what === 'user') usageError(call.path, 'user to delete is required');
      yield* print(helpOf(call.path, call.command));
      return 0;
    }
    const config = readConfig(session);
    const name = args[0]!;
    if (!config[part].has(name)) fail(`cannot delete ${what} ${name}, not in ${configPath(session)}`);
    yield* writeConfig(session, { ...config, [part]: new Map([...config[part]].filter(([key]) => key !== name)) });
    yield* print(`deleted ${what} ${name} from ${configPath(session)}\n`);
    return 0;
  },
});

export const deleteClusterCommand = deleting('cluster', 'clusters', 'minikube');
export const deleteUserCommand = deleting('user', 'users', 'minikube');

const text = (name: string, help: string): Flag => ({ name, type: 'string', help });

/** Puts a flag's text into an entry; an empty one takes the field away. */
function put(entry: JsonObject, call: Call, field: string): void {
  if (!call.flags.changed(field)) return;
  const value = call.flags.text(field);
  if (value === '') delete entry[field];
  else entry[field] = value;
}

/** A flag that names a file: its path, or with --embed-certs what is in it. */
function putFile(entry: JsonObject, call: Call, field: string): void {
  const { flags, session } = call;
  if (!flags.changed(field)) return;
  const path = flags.text(field);
  delete entry[field];
  delete entry[`${field}-data`];
  if (path === '') return;
  if (!flags.on('embed-certs')) entry[field] = absolutePath(path);
  else {
    const content = session.files[fileName(path)];
    if (content === undefined) fail(`could not stat ${field} file ${path}: stat ${path}: no such file or directory`);
    entry[`${field}-data`] = encodeBase64(content!);
  }
}

/** Models: kubectl/pkg/cmd/config/set_cluster.go. */
export const setClusterCommand: Command = {
  name: 'set-cluster',
  short: 'Set a cluster entry in kubeconfig',
  use: 'config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  completes: 'none',
  flags: [
    text('certificate-authority', 'Path to certificate-authority file for the cluster entry in kubeconfig'),
    { name: 'embed-certs', type: 'bool', help: 'embed-certs for the cluster entry in kubeconfig' },
    {
      name: 'insecure-skip-tls-verify',
      type: 'bool',
      help: 'insecure-skip-tls-verify for the cluster entry in kubeconfig',
    },
    text('proxy-url', 'proxy-url for the cluster entry in kubeconfig'),
    text('server', 'server for the cluster entry in kubeconfig'),
    text('tls-server-name', 'tls-server-name for the cluster entry in kubeconfig'),
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (args.length !== 1) yield* unexpectedArguments(call);
    const name = args[0]!;
    if (name === '') fail('you must specify a non-empty cluster name');
    if (flags.on('insecure-skip-tls-verify') && flags.text('certificate-authority') !== '')
      fail('you cannot specify a certificate authority and insecure mode at the same time');
    if (flags.on('embed-certs') && flags.text('certificate-authority') === '')
      fail('you must specify a --certificate-authority to embed');
    const config = readConfig(session);
    const entry: JsonObject = { ...config.clusters.get(name) };
    put(entry, call, 'server');
    put(entry, call, 'tls-server-name');
    put(entry, call, 'proxy-url');
    if (flags.changed('insecure-skip-tls-verify')) {
      if (flags.on('insecure-skip-tls-verify')) {
        entry['insecure-skip-tls-verify'] = true;
        delete entry['certificate-authority'];
        delete entry['certificate-authority-data'];
      } else delete entry['insecure-skip-tls-verify'];
    }
    putFile(entry, call, 'certificate-authority');
    if (flags.text('certificate-authority') !== '') delete entry['insecure-skip-tls-verify'];
    yield* writeConfig(session, { ...config, clusters: new Map([...config.clusters, [name, entry]]) });
    yield* print(`Cluster ${quote(name)} set.\n`);
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/set_credentials.go. */
export const setCredentialsCommand: Command = {
  name: 'set-credentials',
  short: 'Set a user entry in kubeconfig',
  use: 'config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  completes: 'none',
  flags: [
    text('auth-provider', 'Auth provider for the user entry in kubeconfig'),
    { name: 'auth-provider-arg', type: 'slice', help: "'key=value' arguments for the auth provider" },
    text('client-certificate', 'Path to client-certificate file for the user entry in kubeconfig'),
    text('client-key', 'Path to client-key file for the user entry in kubeconfig'),
    { name: 'embed-certs', type: 'bool', help: 'Embed client cert/key for the user entry in kubeconfig' },
    text('exec-api-version', 'API version of the exec credential plugin for the user entry in kubeconfig'),
    {
      name: 'exec-arg',
      type: 'slice',
      help: 'New arguments for the exec credential plugin command for the user entry in kubeconfig',
    },
    text('exec-command', 'Command for the exec credential plugin for the user entry in kubeconfig'),
    { name: 'exec-env', type: 'array', help: "'key=value' environment values for the exec credential plugin" },
    text('exec-interactive-mode', 'InteractiveMode of the exec credentials plugin for the user entry in kubeconfig'),
    {
      name: 'exec-provide-cluster-info',
      type: 'bool',
      help: 'ProvideClusterInfo of the exec credentials plugin for the user entry in kubeconfig',
    },
    text('password', 'password for the user entry in kubeconfig'),
    text('token', 'token for the user entry in kubeconfig'),
    text('username', 'username for the user entry in kubeconfig'),
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (args.length !== 1) yield* unexpectedArguments(call, 'unexpected');
    const name = args[0]!;
    if (name === '') fail('you must specify a non-empty user name');
    const basic = flags.text('username') !== '' || flags.text('password') !== '';
    if (flags.text('token') !== '' && basic)
      fail('you cannot specify more than one authentication method at the same time: --token, --username/--password');
    if (flags.on('embed-certs') && flags.text('client-certificate') === '' && flags.text('client-key') === '')
      fail('you must specify a --client-certificate or --client-key to embed');
    const config = readConfig(session);
    const entry: JsonObject = { ...config.users.get(name) };
    putFile(entry, call, 'client-certificate');
    putFile(entry, call, 'client-key');
    put(entry, call, 'token');
    if (flags.text('token') !== '') {
      delete entry['username'];
      delete entry['password'];
    }
    put(entry, call, 'username');
    put(entry, call, 'password');
    if (basic) delete entry['token'];
    if (flags.text('auth-provider') !== '')
      entry['auth-provider'] = {
        config: Object.fromEntries(flags.list('auth-provider-arg').map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
        name: flags.text('auth-provider'),
      };
    if (flags.text('exec-command') !== '') {
      const env = flags.list('exec-env').map((pair) => pair.split(/=(.*)/s));
      entry['exec'] = {
        ...(flags.text('exec-api-version') ? { apiVersion: flags.text('exec-api-version') } : {}),
        args: flags.list('exec-arg').length > 0 ? flags.list('exec-arg') : null,
        command: flags.text('exec-command'),
        env: env.length > 0 ? env.map(([key, value]) => ({ name: key, value })) : null,
        provideClusterInfo: flags.on('exec-provide-cluster-info'),
      };
    }
    yield* writeConfig(session, { ...config, users: new Map([...config.users, [name, entry]]) });
    yield* print(`User ${quote(name)} set.\n`);
    return 0;
  },
};
