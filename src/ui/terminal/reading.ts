import { parseScript, type SimpleCommand } from '../../kubectl/shell/lexer.ts';

/** kubectl's verbs that only look; what they print is wanted now, not message by message. */
const reading = new Set([
  'get',
  'describe',
  'logs',
  'explain',
  'api-resources',
  'api-versions',
  'version',
  'cluster-info',
  'config',
  'top',
  'events',
  'diff',
  'auth',
  'help',
  'options',
  'completion',
]);
/** Flags before the verb whose value is a word of its own. */
const withValue = new Set([
  '-n',
  '--namespace',
  '--context',
  '--kubeconfig',
  '-s',
  '--server',
  '--as',
  '--cluster',
  '--user',
  '-v',
  '--v',
]);

/** Whether a terminal line only reads the cluster and comes to an end by itself. */
export function onlyReads(line: string): boolean {
  const script = parseScript(line);
  return !('problem' in script) && script.pipelines.every(({ commands }) => commands.every(commandReads));
}

function commandReads({ words }: SimpleCommand): boolean {
  const parts = words.flatMap((word) => word.parts);
  if (!parts.every((part) => part.type !== 'command' || onlyReads(part.script))) return false;
  const [program, ...args] = words.map((word) =>
    word.parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  );
  if (program !== 'kubectl' && program !== 'k') return true; // cat, grep and the like speak to nobody.
  const at = args.findIndex((arg, i) => !arg.startsWith('-') && !withValue.has(args[i - 1] ?? ''));
  const verb = args[at];
  if (verb === 'rollout') return args[at + 1] === 'history';
  if (verb !== undefined && !reading.has(verb)) return false;
  const follows = /^(-w|--watch|--watch-only|-f|--follow)(=true)?$/;
  return !args.some((arg) => follows.test(arg) && (verb !== 'get' || !arg.startsWith('-f')));
}
