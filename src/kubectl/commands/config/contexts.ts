import { textAt } from '../../client.ts';
import type { Command } from '../../command.ts';
import { aggregate, fail, failWith, plain } from '../../errors.ts';
import { helpOf } from '../../help.ts';
import { configPath, readConfig, writeConfig } from '../../kubeconfig.ts';
import { quote } from '../../text/go.ts';
import { alignTabs, tableStops } from '../../text/tabwriter.ts';
import { print, printError, type JsonObject } from '../../types.ts';
import { unexpectedArguments } from './property.ts';

/** Models: kubectl/pkg/cmd/config/current_context.go. */
export const currentContextCommand: Command = {
  name: 'current-context',
  short: 'Display the current-context',
  use: 'config current-context [flags]',
  completes: 'none',
  *run({ session }) {
    const { current } = readConfig(session);
    if (current === '') fail('current-context is not set');
    yield* print(`${current}\n`);
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/get_contexts.go. */
export const getContextsCommand: Command = {
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
    const output = flags.text('output');
    if (output !== '' && output !== 'name')
      fail(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
    const config = readConfig(session);
    const names = [...config.contexts.keys()].filter((name) => args.length === 0 || args.includes(name)).sort();
    const missing = args.filter((name) => !config.contexts.has(name));
    if (output === 'name') yield* print(names.map((name) => `${name}\n`).join(''));
    else {
      const head = flags.on('no-headers') ? '' : 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n';
      const rows = names.map((name) => {
        const context = config.contexts.get(name);
        const cells = ['cluster', 'user', 'namespace'].map((key) => textAt(context, key));
        return `${name === config.current ? '*' : ''}\t${name}\t${cells.join('\t')}\n`;
      });
      yield* print(alignTabs(head + rows.join(''), tableStops));
    }
    if (missing.length > 0) failWith(aggregate(missing.map((name) => plain(`context ${name} not found`))));
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/use_context.go. */
export const useContextCommand: Command = {
  name: 'use-context',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  examples: '  # Use the context for the minikube cluster\n  kubectl config use-context minikube',
  use: 'config use-context CONTEXT_NAME',
  completes: 'none',
  *run(call) {
    const { args, session } = call;
    if (args.length !== 1) yield* unexpectedArguments(call);
    const config = readConfig(session);
    const name = args[0]!;
    if (!config.contexts.has(name)) fail(`no context exists with the name: ${quote(name)}`);
    yield* writeConfig(session, { ...config, current: name });
    yield* print(`Switched to context ${quote(name)}.\n`);
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/set_context.go. */
export const setContextCommand: Command = {
  name: 'set-context',
  short: 'Set a context entry in kubeconfig',
  use: 'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  completes: 'none',
  flags: [
    { name: 'current', type: 'bool', help: 'Modify the current context' },
    { name: 'cluster', type: 'string', help: 'cluster for the context entry in kubeconfig' },
    { name: 'user', type: 'string', help: 'user for the context entry in kubeconfig' },
    { name: 'namespace', type: 'string', help: 'namespace for the context entry in kubeconfig' },
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (args.length > 1) yield* unexpectedArguments(call);
    if (flags.on('current') && args.length > 0) fail('you cannot specify both a context name and --current');
    if (!flags.on('current') && (args[0] ?? '') === '') fail('you must specify a non-empty context name or --current');
    const config = readConfig(session);
    const name = flags.on('current') ? config.current : args[0]!;
    if (name === '') fail('no current context is set');
    const old = config.contexts.get(name);
    const context: JsonObject = { ...old };
    for (const key of ['cluster', 'user', 'namespace']) {
      if (!flags.changed(key)) continue;
      if (flags.text(key) === '') delete context[key];
      else context[key] = flags.text(key);
    }
    yield* writeConfig(session, { ...config, contexts: new Map([...config.contexts, [name, context]]) });
    yield* print(`Context ${quote(name)} ${old ? 'modified' : 'created'}.\n`);
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/rename_context.go. */
export const renameContextCommand: Command = {
  name: 'rename-context',
  short: 'Rename a context from the kubeconfig file',
  examples: '  kubectl config rename-context old-name new-name',
  use: 'config rename-context CONTEXT_NAME NEW_NAME',
  completes: 'none',
  *run(call) {
    const { args, session } = call;
    if (args.length !== 2) yield* unexpectedArguments(call);
    const [from, to] = args as [string, string];
    const config = readConfig(session);
    const context = config.contexts.get(from);
    const where = configPath(session);
    if (!context) return fail(`cannot rename the context ${quote(from)}, it's not in ${where}`);
    if (config.contexts.has(to))
      fail(`cannot rename the context ${quote(from)}, the context ${quote(to)} already exists in ${where}`);
    const others = [...config.contexts].filter(([name]) => name !== from);
    yield* writeConfig(session, {
      ...config,
      contexts: new Map([...others, [to, context]]),
      current: config.current === from ? to : config.current,
    });
    yield* print(`Context ${quote(from)} renamed to ${quote(to)}.\n`);
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/delete_context.go. */
export const deleteContextCommand: Command = {
  name: 'delete-context',
  short: 'Delete the specified context from the kubeconfig',
  examples: '  # Delete the context for the minikube cluster\n  kubectl config delete-context minikube',
  use: 'config delete-context NAME',
  completes: 'none',
  *run(call) {
    const { args, session } = call;
    if (args.length !== 1) {
      yield* print(helpOf(call.path, call.command));
      return 0;
    }
    const config = readConfig(session);
    const name = args[0]!;
    if (!config.contexts.has(name)) fail(`cannot delete context ${name}, not in ${configPath(session)}`);
    if (config.current === name)
      yield* printError(
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
      );
    yield* writeConfig(session, {
      ...config,
      contexts: new Map([...config.contexts].filter(([key]) => key !== name)),
    });
    yield* print(`deleted context ${name} from ${configPath(session)}\n`);
    return 0;
  },
};
