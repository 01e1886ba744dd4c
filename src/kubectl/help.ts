import type { Command } from './command.ts';
import type { Flag } from './flags.ts';

/** Heads of the command list and the commands under each, in upstream's order. */
const groups: readonly (readonly [string, readonly string[]])[] = [
  ['Basic Commands (Beginner):', ['create', 'expose', 'run', 'set']],
  ['Basic Commands (Intermediate):', ['explain', 'get', 'edit', 'delete']],
  ['Deploy Commands:', ['rollout', 'scale', 'autoscale']],
  ['Cluster Management Commands:', ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint']],
  [
    'Troubleshooting and Debugging Commands:',
    ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  ],
  ['Advanced Commands:', ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize']],
  ['Settings Commands:', ['label', 'annotate', 'completion']],
];

const listed = (commands: readonly Command[], width: number): string =>
  commands.map((c) => `  ${c.name.padEnd(width)}${c.short}\n`).join('');

/** The first lines of the help of kubectl itself. */
export const rootHead = `kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/
`;

export function rootHelp(commands: readonly Command[]): string {
  const width = 16;
  const named = new Set(groups.flatMap(([, names]) => names));
  const parts = groups.map(
    ([head, names]) =>
      `${head}\n${listed(
        names.flatMap((n) => commands.filter((c) => c.name === n)),
        width,
      )}`,
  );
  parts.push('Subcommands provided by plugins:\n');
  parts.push(
    `Other Commands:\n${listed(
      commands.filter((c) => !named.has(c.name)).sort((a, b) => (a.name < b.name ? -1 : 1)),
      width,
    )}`,
  );
  return `${rootHead}
${parts.join('\n')}
Usage:
  kubectl [flags] [options]

Use "kubectl <command> --help" for more information about a given command.
Use "kubectl options" for a list of global command-line options (applies to all commands).
`;
}

const printedDefault = (flag: Flag): string => {
  switch (flag.type) {
    case 'bool':
      return flag.default ?? 'false';
    case 'int':
      return flag.default ?? '0';
    case 'duration':
      return flag.default ?? '0s';
    case 'slice':
    case 'array':
      return '[]';
    case 'string':
      // A list of pattern=N is a type of its own upstream, printed without quotes.
      return flag.name === 'vmodule' ? '' : `'${flag.default ?? ''}'`;
  }
};

const flagLines = (flags: readonly Flag[]): string =>
  flags
    .filter((f) => f.deprecated === undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((f) => `    ${f.short ? `-${f.short}, ` : ''}--${f.name}=${printedDefault(f)}:\n\t${f.help}\n`)
    .join('\n');

/** Models: kubectl/pkg/util/templates. Left out: most of upstream's examples. */
export function helpOf(path: string, command: Command): string {
  const children = command.children ?? [];
  const flags = (command.flags ?? []).filter((f) => f.deprecated === undefined);
  const parts = [`${command.long ?? `${command.short}.`}\n`];
  if (command.aliases) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}\n`);
  if (command.examples) parts.push(`Examples:\n${command.examples}\n`);
  if (children.length > 0) parts.push(`Available Commands:\n${commandList(children)}`);
  if (flags.length > 0) parts.push(`Options:\n${flagLines(flags)}`);
  parts.push(`Usage:\n  kubectl ${command.use} [options]\n`);
  const more =
    children.length > 0 ? `Use "${path} <command> --help" for more information about a given command.\n` : '';
  return `${parts.join('\n')}\n${more}Use "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

/** Names are padded to at least this width. Models: cobra minNamePadding. */
const namePadding = 11;

const commandList = (commands: readonly Command[]): string =>
  listed(
    [...commands].sort((a, b) => (a.name < b.name ? -1 : 1)),
    Math.max(namePadding, ...commands.map((c) => c.name.length)) + 3,
  );

export const optionsText = (flags: readonly Flag[]): string =>
  `The following options can be passed to any command:\n\n${flagLines(flags)}\n`;
