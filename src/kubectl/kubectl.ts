import type { Session } from './client.ts';
import type { Call, Command } from './command.ts';
import { commands } from './commands/index.ts';
import { Fatal, printed } from './errors.ts';
import { parseFlags, withoutFlags, type Flag, type Flags } from './flags.ts';
import { checkKustomize } from './kustomize.ts';
import { accessOf, type Overrides } from './kubeconfig.ts';
import { helpOf, optionsText, rootHead, rootHelp } from './help.ts';
import { quote } from './text/go.ts';
import { print, printError, type Io, type Run } from './types.ts';

/** Flags every command takes. Models: genericclioptions.ConfigFlags, klog. */
export const globalFlags: readonly Flag[] = [
  {
    name: 'as',
    type: 'string',
    help: 'Username to impersonate for the operation. User could be a regular user or a service account in a namespace.',
  },
  {
    name: 'as-group',
    type: 'array',
    help: 'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.',
  },
  { name: 'as-uid', type: 'string', help: 'UID to impersonate for the operation.' },
  { name: 'cache-dir', type: 'string', default: '/root/.kube/cache', help: 'Default cache directory' },
  { name: 'certificate-authority', type: 'string', help: 'Path to a cert file for the certificate authority' },
  { name: 'client-certificate', type: 'string', help: 'Path to a client certificate file for TLS' },
  { name: 'client-key', type: 'string', help: 'Path to a client key file for TLS' },
  { name: 'cluster', type: 'string', help: 'The name of the kubeconfig cluster to use' },
  { name: 'context', type: 'string', help: 'The name of the kubeconfig context to use' },
  {
    name: 'disable-compression',
    type: 'bool',
    help: 'If true, opt-out of response compression for all requests to the server',
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'bool',
    help: "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
  },
  { name: 'kubeconfig', type: 'string', help: 'Path to the kubeconfig file to use for CLI requests.' },
  {
    name: 'log-flush-frequency',
    type: 'duration',
    default: '5s',
    help: 'Maximum number of seconds between log flushes',
  },
  { name: 'match-server-version', type: 'bool', help: 'Require server version to match client version' },
  { name: 'namespace', short: 'n', type: 'string', help: 'If present, the namespace scope for this CLI request' },
  { name: 'password', type: 'string', help: 'Password for basic authentication to the API server' },
  {
    name: 'profile',
    type: 'string',
    default: 'none',
    help: 'Name of profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex)',
  },
  {
    name: 'profile-output',
    type: 'string',
    default: 'profile.pprof',
    help: 'Name of the file to write the profile to',
  },
  {
    name: 'request-timeout',
    type: 'string',
    default: '0',
    help: "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
  },
  { name: 'server', short: 's', type: 'string', help: 'The address and port of the Kubernetes API server' },
  {
    name: 'tls-server-name',
    type: 'string',
    help: 'Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used',
  },
  { name: 'token', type: 'string', help: 'Bearer token for authentication to the API server' },
  { name: 'user', type: 'string', help: 'The name of the kubeconfig user to use' },
  { name: 'username', type: 'string', help: 'Username for basic authentication to the API server' },
  { name: 'v', short: 'v', type: 'int', help: 'number for the log level verbosity' },
  {
    name: 'vmodule',
    type: 'string',
    help: 'comma-separated list of pattern=N settings for file-filtered logging (only works for the default text log format)',
  },
  {
    name: 'warnings-as-errors',
    type: 'bool',
    help: 'Treat warnings received from the server as errors and exit with a non-zero exit code',
  },
];

/** Runs `kubectl WORDS…` and returns its exit code. */
export function* kubectl(words: readonly string[], io: Io): Run<number> {
  const session: Session = {
    get nowMs() {
      return io.nowMs;
    },
    set nowMs(ms) {
      io.nowMs = ms;
    },
    files: io.files,
    stdin: io.stdin,
    command: 'kubectl',
  };
  try {
    return yield* dispatch(words, session);
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    const { text, code } = printed(error.problem);
    yield* printError(text);
    return code;
  }
}

/** Finds the command as cobra does: by the first words that are no flags. */
export function findCommand(words: readonly string[]): {
  readonly path: readonly Command[];
  readonly used: readonly number[];
} {
  const path: Command[] = [];
  const used: number[] = [];
  let level: readonly Command[] = commands;
  let flags = globalFlags;
  for (;;) {
    const next = withoutFlags(words, flags).find(({ index }) => !used.includes(index));
    const found = next && level.find((c) => c.name === next.word || c.aliases?.includes(next.word));
    if (!found) break;
    path.push(found);
    used.push(next.index);
    level = found.children ?? [];
    if (level.length === 0) break;
    flags = [...(found.flags ?? []), ...globalFlags];
  }
  return { path, used };
}

function* dispatch(words: readonly string[], session: Session): Run<number> {
  const { path, used } = findCommand(words);
  const command = path.at(-1);
  if (!command) return yield* atRoot(words);
  const name = `kubectl ${path.map((c) => c.name).join(' ')}`;
  const rest = words.filter((_, i) => !used.includes(i));
  // A command's own flag hides a global one of the same name (`set subject --user`).
  const parsed = parseFlags(rest, [
    ...globalFlags.filter((f) => !command.flags?.some((own) => own.name === f.name)),
    ...(command.flags ?? []),
  ]);
  if ('problem' in parsed) {
    yield* printError(`error: ${parsed.problem}\nSee '${name} --help' for usage.\n`);
    return 1;
  }
  for (const flag of command.flags ?? [])
    if (flag.deprecated !== undefined && parsed.flags.changed(flag.name))
      yield* printError(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
  if (parsed.help) {
    yield* print(helpOf(name, command));
    return 0;
  }
  if (!command.run) {
    if (parsed.args.length > 0) {
      yield* printError(
        `error: unknown command ${quote(parsed.args.join(' '))}\nSee '${name} -h' for help and examples\n`,
      );
      return 1;
    }
    // Most groups write this to stderr; these two to stdout, and certificate even counts it as success.
    yield* (command.name === 'rollout' || command.name === 'certificate' ? print : printError)(helpOf(name, command));
    return command.name === 'certificate' ? 0 : 1;
  }
  const missing = (command.flags ?? []).filter((f) => f.required && !parsed.flags.changed(f.name));
  if (missing.length > 0) {
    yield* printError(`error: required flag(s) ${missing.map((f) => quote(f.name)).join(', ')} not set\n`);
    return 1;
  }
  session.command = name;
  if (parsed.flags.changed('as')) session.impersonate = parsed.flags.text('as');
  session.impersonateGroups = parsed.flags.list('as-group');
  if (parsed.flags.changed('kubeconfig')) session.kubeconfig = parsed.flags.text('kubeconfig');
  // `config` works on the file itself, and may mend what would be wrong for others.
  const access = path[0]!.name === 'config' ? undefined : accessOf(session, overrides(command, parsed.flags));
  if (access) session.access = access;
  const call: Call = {
    command,
    path: name,
    args: parsed.args,
    dash: parsed.dash,
    flags: parsed.flags,
    session,
    namespace: parsed.flags.text('namespace') || access?.namespace || 'default',
    namespaceIsFixed: parsed.flags.text('namespace') !== '',
    line: [name, ...parsed.args].join(' ') + parsed.given.join(''),
  };
  // `diff` ends with a code of its own when something is wrong.
  if (command.name !== 'diff' && command.flags?.some((f) => f.name === 'kustomize'))
    checkKustomize(session.files, parsed.flags.text('kustomize'));
  return yield* command.run(call);
}

/** Flags that stand above what the kubeconfig says. */
function overrides(command: Command, flags: Flags): Overrides {
  const text = (name: string): string => (command.flags?.some((f) => f.name === name) ? '' : flags.text(name));
  return {
    context: text('context'),
    cluster: text('cluster'),
    user: text('user'),
    server: text('server'),
    token: text('token'),
  };
}

function* atRoot(words: readonly string[]): Run<number> {
  const parsed = parseFlags(words, globalFlags);
  const first = withoutFlags(words, globalFlags)[0];
  if (first?.word === 'help') {
    const rest = words.slice(first.index + 1);
    const { path } = findCommand(rest);
    const command = path.at(-1);
    if (!command && rest[0] !== undefined) {
      yield* printError(`Unknown help topic [\`${rest[0]}\`]\n\n${rootHelp(commands).slice(rootHead.length)}`);
      return 0;
    }
    if (!command) {
      yield* print(rootHelp(commands));
      return 0;
    }
    const name = `kubectl ${path.map((c) => c.name).join(' ')}`;
    yield* print(helpOf(name, command));
    return 0;
  }
  if (first?.word === 'alpha') {
    yield* printError('No alpha commands are available in this version of kubectl\n');
    return 0;
  }
  if (first?.word === 'options') {
    yield* print(optionsText(globalFlags));
    return 0;
  }
  if (first) {
    const before = words.slice(0, first.index).find((w) => w.startsWith('-'));
    if (before) {
      yield* printError(`Error: flags cannot be placed before plugin name: ${before}\n`);
      return 1;
    }
    yield* printError(`error: unknown command ${quote(first.word)} for "kubectl"\n${suggestions(first.word)}`);
    return 1;
  }
  if ('problem' in parsed) {
    yield* printError(`error: ${parsed.problem}\nSee 'kubectl --help' for usage.\n`);
    return 1;
  }
  yield* print(rootHelp(commands));
  return 0;
}

/** Models: cobra Command.SuggestionsFor with distance 2. */
function suggestions(word: string): string {
  const close = commands.filter(
    (c) =>
      distance(word.toLowerCase(), c.name.toLowerCase()) <= 2 ||
      c.name.toLowerCase().startsWith(word.toLowerCase()) ||
      (c.suggestFor ?? []).some((s) => s.toLowerCase() === word.toLowerCase()),
  );
  return close.length === 0 ? '' : `\nDid you mean this?\n${close.map((c) => `\t${c.name}\n`).join('')}`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
