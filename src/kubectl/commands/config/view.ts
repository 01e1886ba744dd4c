import { textAt } from '../../client.ts';
import type { Command } from '../../command.ts';
import { fail, usageError } from '../../errors.ts';
import { configObject, configPath, readConfig, type Config } from '../../kubeconfig.ts';
import { printerOf, printFlags } from '../../print/output.ts';
import { fileName } from '../../shell/files.ts';
import { encodeBase64 } from '../../text/base64.ts';
import { print, type JsonObject } from '../../types.ts';
import { toYaml } from '../../yaml/emit.ts';
import { bytesFields } from './fields.ts';

/** What is left when only one context counts. Models: clientcmd/api MinifyConfig. */
function minified(config: Config, name: string): Config {
  if (name === '') fail('current-context must exist in order to minify');
  const context = config.contexts.get(name) ?? fail(`cannot locate context ${name}`);
  const one = (map: Config['clusters'], key: string, what: string): Config['clusters'] =>
    key === '' ? new Map() : new Map([[key, map.get(key) ?? fail(`cannot locate ${what} ${key}`)]]);
  return {
    ...config,
    contexts: new Map([[name, context]]),
    users: one(config.users, textAt(context, 'user'), 'user'),
    clusters: one(config.clusters, textAt(context, 'cluster'), 'cluster'),
    current: name,
  };
}

const each = (map: Config['users'], change: (entry: JsonObject) => JsonObject): Config['users'] =>
  new Map([...map].map(([name, entry]) => [name, change(entry)]));

/** Models: clientcmd/api ShortenConfig and RedactSecrets. */
function redacted(config: Config): Config {
  const hide = (entry: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(entry).map(([key, value]) => [
        key,
        bytesFields.has(key) ? 'DATA+OMITTED' : key === 'token' || key === 'password' ? 'REDACTED' : value,
      ]),
    );
  return { ...config, clusters: each(config.clusters, hide), users: each(config.users, hide) };
}

/** Files become what is in them. Models: clientcmd/api FlattenConfig. */
function flattened(config: Config, files: Readonly<Record<string, string>>): Config {
  const embed = (entry: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(entry).map(([key, value]) => {
        if (!bytesFields.has(`${key}-data`)) return [key, value];
        const text = files[fileName(String(value))];
        return text === undefined
          ? fail(`open ${String(value)}: no such file or directory`)
          : [`${key}-data`, encodeBase64(text)];
      }),
    );
  return { ...config, clusters: each(config.clusters, embed), users: each(config.users, embed) };
}

/** Models: kubectl/pkg/cmd/config/view.go. */
export const viewCommand: Command = {
  name: 'view',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  use: 'config view [flags]',
  completes: 'none',
  flags: [
    ...printFlags.map((f) => (f.name === 'output' ? { ...f, default: 'yaml' } : f)),
    {
      name: 'flatten',
      type: 'bool',
      help: 'Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)',
    },
    { name: 'merge', type: 'bool', default: 'true', help: 'Merge the full hierarchy of kubeconfig files' },
    { name: 'minify', type: 'bool', help: 'Remove all information not used by current-context from the output' },
    { name: 'raw', type: 'bool', help: 'Display raw byte data and sensitive data' },
  ],
  *run({ flags, session, args, path }) {
    if (args.length > 0) usageError(path, `unexpected arguments: [${args.join(' ')}]`);
    if (!flags.on('merge') && configPath(session) !== flags.text('kubeconfig'))
      fail('if merge==false a precise file must be specified');
    let config = readConfig(session);
    if (flags.on('minify')) config = minified(config, flags.text('context') || config.current);
    if (flags.on('flatten')) config = flattened(config, session.files);
    else if (!flags.on('raw')) config = redacted(config);
    const printer = printerOf(flags, session.files, false, true);
    const object = configObject(config);
    yield* print(printer ? printer(object) : toYaml(object));
    return 0;
  },
};
