import type { Command } from '../command.ts';
import { helpOf } from '../help.ts';
import { fail, usageError } from '../errors.ts';
import { contextsOf, currentContext, readConfig, writeConfig } from '../kubeconfig.ts';
import { printerOf, printFlags } from '../print/output.ts';
import { alignTabs, tableStops } from '../text/tabwriter.ts';
import { at, listAt, textAt } from '../client.ts';
import { print, type JsonObject } from '../types.ts';
import { toYaml } from '../yaml/emit.ts';
import { quote } from '../text/go.ts';

/** Models: kubectl/pkg/cmd/config. Left out: clusters and users other than kubeadm's, set, unset, rename-context. */
const viewCommand: Command = {
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
  *run({ flags, session }) {
    let config = readConfig(session.files);
    if (flags.on('minify')) {
      const name = currentContext(config);
      config = { ...config, contexts: listAt(config, 'contexts').filter((c) => textAt(c, 'name') === name) };
    }
    const printer = printerOf(flags, session.files);
    yield* print(printer ? printer(config) : toYaml(config));
    return 0;
  },
};

const currentCommand: Command = {
  name: 'current-context',
  short: 'Display the current-context',
  use: 'config current-context',
  completes: 'none',
  *run({ session }) {
    const name = currentContext(readConfig(session.files));
    if (name === '') fail('current-context is not set');
    yield* print(`${name}\n`);
    return 0;
  },
};

const getContextsCommand: Command = {
  name: 'get-contexts',
  short: 'Describe one or many contexts',
  use: 'config get-contexts [(-o|--output=)name)]',
  completes: 'none',
  flags: [
    {
      name: 'no-headers',
      type: 'bool',
      help: "When using the default or custom-column output format, don't print headers (default print headers).",
    },
    { name: 'output', short: 'o', type: 'string', help: 'Output format. One of: (name).' },
  ],
  *run({ flags, session, args }) {
    const config = readConfig(session.files);
    const all = contextsOf(config).filter((c) => args.length === 0 || args.includes(c.name));
    const missing = args.find((name) => !all.some((c) => c.name === name));
    if (flags.text('output') === 'name') {
      yield* print(all.map((c) => `${c.name}\n`).join(''));
      return 0;
    }
    if (flags.text('output') !== '') fail(`output must be one of '' or 'name': ${flags.text('output')}`);
    const head = flags.on('no-headers') ? '' : 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n';
    const rows = all.map(
      (c) => `${c.name === currentContext(config) ? '*' : ''}\t${c.name}\t${c.cluster}\t${c.user}\t${c.namespace}\n`,
    );
    yield* print(alignTabs(head + rows.join(''), tableStops));
    if (missing !== undefined) fail(`context ${missing} not found`);
    return 0;
  },
};

const useContextCommand: Command = {
  name: 'use-context',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  examples: '  # Use the context for the minikube cluster\n  kubectl config use-context minikube',
  use: 'config use-context CONTEXT_NAME',
  completes: 'none',
  *run(call) {
    const { args, session } = call;
    if (args.length !== 1) {
      yield* print(helpOf(call.path, call.command));
      fail(`Unexpected args: [${args.join(' ')}]`);
    }
    const config = readConfig(session.files);
    if (!contextsOf(config).some((c) => c.name === args[0]))
      fail(`no context exists with the name: ${quote(args[0]!)}`);
    yield* writeConfig(session, { ...config, 'current-context': args[0]! });
    yield* print(`Switched to context ${quote(args[0]!)}.\n`);
    return 0;
  },
};

const setContextCommand: Command = {
  name: 'set-context',
  short: 'Set a context entry in kubeconfig',
  use: 'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  completes: 'none',
  flags: [
    { name: 'current', type: 'bool', help: 'Modify the current context' },
    { name: 'cluster', type: 'string', help: 'cluster for the context entry in kubeconfig' },
    { name: 'user', type: 'string', help: 'user for the context entry in kubeconfig' },
    { name: 'namespace', short: 'n', type: 'string', help: 'namespace for the context entry in kubeconfig' },
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (flags.on('current') && args.length > 0) fail('you cannot specify both a context name and --current');
    if (!flags.on('current') && args.length !== 1)
      usageError(
        call.path,
        args.length === 0
          ? 'you must specify a non-empty context name or --current'
          : `unexpected args: [${args.join(' ')}]`,
      );
    const config = readConfig(session.files);
    const name = flags.on('current') ? currentContext(config) : args[0]!;
    if (name === '') fail('no current context is set');
    const contexts = listAt(config, 'contexts');
    const old = contexts.find((c) => textAt(c, 'name') === name);
    const context: JsonObject = { ...(at(old, 'context') as JsonObject | undefined) };
    for (const key of ['cluster', 'user', 'namespace']) {
      if (!flags.changed(key)) continue;
      if (flags.text(key) === '') delete context[key];
      else context[key] = flags.text(key);
    }
    const entry = { context, name };
    yield* writeConfig(session, {
      ...config,
      contexts: old ? contexts.map((c) => (c === old ? entry : c)) : [...contexts, entry],
    });
    yield* print(`Context ${quote(name)} ${old ? 'modified' : 'created'}.\n`);
    return 0;
  },
};

const namesOf = (name: string, short: string, key: string): Command => ({
  name,
  short,
  use: `config ${name}`,
  completes: 'none',
  *run({ session }) {
    yield* print(
      `NAME\n${listAt(readConfig(session.files), key)
        .map((c) => `${textAt(c, 'name')}\n`)
        .join('')}`,
    );
    return 0;
  },
});

export const configCommand: Command = {
  name: 'config',
  short: 'Modify kubeconfig files',
  long: `Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".

 The loading order follows these rules:

  1.  If the --kubeconfig flag is set, then only that file is loaded. The flag may only be set once and no merging takes place.
  2.  If $KUBECONFIG environment variable is set, then it is used as a list of paths (normal path delimiting rules for your system). These paths are merged. When a value is modified, it is modified in the file that defines the stanza. When a value is created, it is created in the first file that exists. If no files in the chain exist, then it creates the last file in the list.
  3.  Otherwise, \${HOME}/.kube/config is used and no merging takes place.`,
  use: 'config SUBCOMMAND',
  children: [
    currentCommand,
    namesOf('get-clusters', 'Display clusters defined in the kubeconfig', 'clusters'),
    getContextsCommand,
    namesOf('get-users', 'Display users defined in the kubeconfig', 'users'),
    setContextCommand,
    useContextCommand,
    viewCommand,
  ],
};
