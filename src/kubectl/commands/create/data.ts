import type { Call, Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import type { Flag } from '../../flags.ts';
import { fileName } from '../../shell/files.ts';
import { encodeBase64 } from '../../text/base64.ts';
import { appendHashFlag } from './hash.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** Models: kubectl/pkg/cmd/create/create_configmap.go, create_secret.go. */
const sourceFlags: readonly Flag[] = [
  {
    name: 'from-env-file',
    type: 'slice',
    help: 'Specify the path to a file to read lines of key=val pairs to create a configmap or secret.',
  },
  {
    name: 'from-file',
    type: 'slice',
    help: 'Key file can be specified using its file path, in which case file basename will be used as key, or optionally with a key and file path, in which case the given key will be used.',
  },
  { name: 'from-literal', type: 'array', help: 'Specify a key and literal value to insert (i.e. mykey=somevalue)' },
];

function readSources(call: Call, what: 'configmap' | 'secret'): Record<string, string> {
  const { flags, session } = call;
  const data: Record<string, string> = {};
  const add = (key: string, value: string): void => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
      fail(
        what === 'configmap'
          ? `"${key}" is not a valid key name for a ConfigMap: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`
          : `"${key}" is not valid key name for a Secret a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
    }
    if (key in data)
      fail(
        what === 'configmap'
          ? `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${call.args[0]}"`
          : `cannot add key ${key}, another key by that name already exists`,
      );
    data[key] = value;
  };
  const read = (path: string): string =>
    session.files[fileName(path)] ?? fail(`error reading ${path}: no such file or directory`);
  if (
    flags.list('from-env-file').length > 0 &&
    (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)
  )
    fail('from-env-file cannot be combined with from-file or from-literal');
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) fail(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), literal.slice(equals + 1));
  }
  for (const source of flags.list('from-file')) {
    const parts = source.split('=');
    if (parts.length > 2) fail("key names or file paths cannot contain '='");
    if (parts.length === 2 && parts[0] === '') fail(`key name for file path ${parts[1]!} missing`);
    if (parts.length === 2 && parts[1] === '') fail(`file path for key name ${parts[0]!} missing`);
    const path = parts.length === 2 ? parts[1]! : parts[0]!;
    const folder = `${fileName(path).replace(/\/$/, '')}/`;
    const inside = Object.keys(session.files).filter(
      (name) => name.startsWith(folder) && !name.slice(folder.length).includes('/'),
    );
    if (parts.length === 1 && inside.length > 0)
      for (const name of inside) add(name.slice(folder.length), session.files[name]!);
    else add(parts.length === 2 ? parts[0]! : path.slice(path.lastIndexOf('/') + 1), read(path));
  }
  for (const path of flags.list('from-env-file')) {
    for (const line of read(path).split('\n')) {
      const text = line.trimStart();
      if (text === '' || text.startsWith('#')) continue;
      const equals = text.indexOf('=');
      if (equals > 0) add(text.slice(0, equals), text.slice(equals + 1));
    }
  }
  return data;
}

export const configMapCommand: Command = {
  name: 'configmap',
  aliases: ['cm'],
  short: 'Create a config map from a local file, directory or literal value',
  use: 'create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [...createFlags, ...sourceFlags, appendHashFlag('configmap')],
  *run(call) {
    const name = nameArgument(call);
    const data = readSources(call, 'configmap');
    return yield* createObject(
      call,
      'configmaps',
      {
        apiVersion: 'v1',
        ...(Object.keys(data).length > 0 ? { data } : {}),
        kind: 'ConfigMap',
        metadata: { creationTimestamp: null, name },
      },
      'failed to create configmap: ',
    );
  },
};

const genericSecret: Command = {
  name: 'generic',
  short: 'Create a secret from a local file, directory, or literal value',
  use: 'create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    ...sourceFlags,
    appendHashFlag('secret'),
    { name: 'type', type: 'string', help: 'The type of secret to create' },
  ],
  *run(call) {
    const name = nameArgument(call);
    const data = Object.fromEntries(
      Object.entries(readSources(call, 'secret')).map(([key, value]) => [key, encodeBase64(value)]),
    );
    const type = call.flags.text('type');
    return yield* createObject(
      call,
      'secrets',
      {
        apiVersion: 'v1',
        ...(Object.keys(data).length > 0 ? { data } : {}),
        kind: 'Secret',
        metadata: { creationTimestamp: null, name },
        ...(type ? { type } : {}),
      },
      'failed to create secret ',
    );
  },
};

const filesText = (call: Call, path: string): string =>
  call.session.files[fileName(path)] ?? fail(`Cannot read file ${path}, open ${path}: no such file or directory`);

/** Models: create_secret_docker.go. */
const dockerRegistrySecret: Command = {
  name: 'docker-registry',
  short: 'Create a secret for use with a Docker registry',
  use: 'create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    appendHashFlag('secret'),
    { name: 'docker-email', type: 'string', help: 'Email for Docker registry' },
    { name: 'docker-password', type: 'string', help: 'Password for Docker registry authentication' },
    {
      name: 'docker-server',
      type: 'string',
      default: 'https://index.docker.io/v1/',
      help: 'Server location for Docker registry',
    },
    { name: 'docker-username', type: 'string', help: 'Username for Docker registry authentication' },
    sourceFlags[1]!,
  ],
  *run(call) {
    const name = nameArgument(call);
    const { flags } = call;
    const [username, password, email] = ['username', 'password', 'email'].map((f) => flags.text(`docker-${f}`)) as [
      string,
      string,
      string,
    ];
    const server = flags.text('docker-server');
    const key = '.dockerconfigjson';
    let data: Record<string, string>;
    if (flags.list('from-file').length > 0)
      data = Object.fromEntries(
        flags.list('from-file').map((source) => {
          const equals = source.indexOf('=');
          return [equals < 0 ? key : source.slice(0, equals), encodeBase64(filesText(call, source.slice(equals + 1)))];
        }),
      );
    else {
      if (username === '' || password === '' || server === '')
        fail(
          'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
        );
      const login = {
        username,
        password,
        ...(email === '' ? {} : { email }),
        auth: encodeBase64(`${username}:${password}`),
      };
      data = { [key]: encodeBase64(JSON.stringify({ auths: { [server]: login } })) };
    }
    return yield* createObject(
      call,
      'secrets',
      {
        apiVersion: 'v1',
        data,
        kind: 'Secret',
        metadata: { creationTimestamp: null, name },
        type: 'kubernetes.io/dockerconfigjson',
      },
      'failed to create secret ',
    );
  },
};

/** Models: create_secret_tls.go. Left out: whether key and certificate belong together. */
const tlsSecret: Command = {
  name: 'tls',
  short: 'Create a TLS secret',
  use: 'create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    appendHashFlag('secret'),
    { name: 'cert', type: 'string', help: 'Path to PEM encoded public key certificate.' },
    { name: 'key', type: 'string', help: 'Path to private key associated with given certificate.' },
  ],
  *run(call) {
    const name = nameArgument(call);
    const [key, cert] = [call.flags.text('key'), call.flags.text('cert')];
    if (key === '' || cert === '') fail('key and cert must be specified');
    const certText = filesText(call, cert);
    const keyText = filesText(call, key);
    if (!certText.includes('-----BEGIN ')) fail('tls: failed to find any PEM data in certificate input');
    if (!keyText.includes('-----BEGIN ')) fail('tls: failed to find any PEM data in key input');
    return yield* createObject(
      call,
      'secrets',
      {
        apiVersion: 'v1',
        data: { 'tls.crt': encodeBase64(certText), 'tls.key': encodeBase64(keyText) },
        kind: 'Secret',
        metadata: { creationTimestamp: null, name },
        type: 'kubernetes.io/tls',
      },
      'failed to create secret ',
    );
  },
};

export const secretCommand: Command = {
  name: 'secret',
  short: 'Create a secret using a specified subcommand',
  long: 'Create a secret with specified type.\n\n A docker-registry type secret is for accessing a container registry.\n\n A generic type secret indicate an Opaque secret type.\n\n A tls type secret holds TLS certificate and its associated key.',
  use: 'create secret (docker-registry | generic | tls)',
  children: [dockerRegistrySecret, genericSecret, tlsSecret],
};
