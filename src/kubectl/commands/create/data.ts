import type { Call, Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import type { Flag } from '../../flags.ts';
import { fileName } from '../../shell/files.ts';
import { encodeBase64 } from '../../text/base64.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** Models: kubectl/pkg/cmd/create/create_configmap.go, create_secret.go. Left out: --append-hash, docker-registry and tls secrets. */
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
  flags: [...createFlags, ...sourceFlags],
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
  flags: [...createFlags, ...sourceFlags, { name: 'type', type: 'string', help: 'The type of secret to create' }],
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

export const secretCommand: Command = {
  name: 'secret',
  short: 'Create a secret with specified type',
  use: 'create secret (docker-registry | generic | tls)',
  children: [genericSecret],
};
