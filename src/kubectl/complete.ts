import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import type { Flag } from './flags.ts';
import { builtInKinds, kindByWord, type Kind } from './kinds.ts';
import { defaultNamespace } from './kubeconfig.ts';
import { globalFlags } from './kubectl.ts';
import { commandNames } from './shell/builtins.ts';
import { fileName } from './shell/files.ts';

/** What completion may ask about. */
export interface CompletionSources {
  readonly files: Readonly<Record<string, string>> | readonly string[];
  /** Names of the objects of a kind; namespace '' for cluster-scoped kinds. */
  names(kind: Kind, namespace: string): readonly string[];
  /** Containers of a Pod, for -c. */
  containers?(namespace: string, pod: string): readonly string[];
}

export interface Completion {
  /** Where the word to be replaced begins; it ends at the cursor. */
  readonly from: number;
  readonly items: readonly string[];
}

const nothing = (cursor: number): Completion => ({ from: cursor, items: [] });

/**
 * What Tab offers at the cursor. Models: `kubectl completion bash` (commands, flags, kinds, names, files).
 * Left out: words with quotes.
 */
export function complete(line: string, cursor: number, sources: CompletionSources): Completion {
  const before = line.slice(0, cursor);
  const start = Math.max(...['|', ';', '&', '(', '\n'].map((c) => before.lastIndexOf(c))) + 1;
  const words = before.slice(start).trimStart().split(/\s+/);
  const word = words.pop() ?? '';
  const fitting = (items: readonly string[], typed = word): Completion => ({
    from: cursor - typed.length,
    items: [...new Set(items)].filter((item) => item.startsWith(typed)).sort(),
  });
  const files = Array.isArray(sources.files) ? (sources.files as readonly string[]) : Object.keys(sources.files);
  const shown = files.filter((file) => !file.startsWith('.'));
  if (words.length === 0) return fitting(commandNames);
  if (words[0] !== 'kubectl' && words[0] !== 'k') return fitting(shown);
  return completeKubectl(words.slice(1), word, fitting, shown, sources) ?? nothing(cursor);
}

type Fitting = (items: readonly string[], typed?: string) => Completion;

function completeKubectl(
  words: readonly string[],
  word: string,
  fitting: Fitting,
  files: readonly string[],
  sources: CompletionSources,
): Completion | undefined {
  const { path, flags, plain, valueOf, namespace } = read(words, sources);
  const command = path.at(-1);
  // The value of a flag: `-n dev`, `--namespace=dev`, `-nkube`.
  if (valueOf) return values(valueOf, word, fitting, files, namespace, sources, plain);
  const assigned = /^--([\w-]+)=(.*)$/s.exec(word);
  if (assigned) {
    const flag = flags.find((f) => f.name === assigned[1]);
    return flag ? values(flag, assigned[2]!, fitting, files, namespace, sources, plain) : undefined;
  }
  const short = /^-([a-zA-Z])(.+)$/.exec(word);
  if (short && !word.startsWith('--')) {
    const flag = flags.find((f) => f.short === short[1] && f.type !== 'bool');
    if (flag) return values(flag, short[2]!, fitting, files, namespace, sources, plain);
  }
  if (word.startsWith('-')) {
    const long = flags.map((f) => `--${f.name}${f.type === 'bool' || f.bare !== undefined ? '' : '='}`);
    return fitting(word.startsWith('--') ? long : [...flags.flatMap((f) => (f.short ? [`-${f.short}`] : [])), ...long]);
  }
  if (!command) return fitting(commands.map((c) => c.name));
  if (command.children && plain.length === 0) return fitting(command.children.map((c) => c.name));
  return names(command, plain, word, fitting, namespace, sources);
}

interface Read {
  readonly path: readonly Command[];
  readonly flags: readonly Flag[];
  /** Words that are neither the command nor flags. */
  readonly plain: readonly string[];
  /** The flag whose value is being typed. */
  readonly valueOf: Flag | undefined;
  readonly namespace: string;
}

function read(words: readonly string[], sources: CompletionSources): Read {
  const path: Command[] = [];
  const plain: string[] = [];
  let level: readonly Command[] = commands;
  let flags: readonly Flag[] = globalFlags;
  let valueOf: Flag | undefined;
  let namespace = '';
  for (const word of words) {
    if (valueOf) {
      if (valueOf.name === 'namespace') namespace = word;
      valueOf = undefined;
      continue;
    }
    if (word.startsWith('-') && word.length > 1) {
      const assigned = /^--namespace=(.+)$|^-n(.+)$/.exec(word);
      if (assigned) namespace = (assigned[1] ?? assigned[2])!.replace(/^=/, '');
      if (word.includes('=')) continue;
      const flag = flags.find((f) => (word.startsWith('--') ? f.name === word.slice(2) : f.short === word.slice(1)));
      if (flag && flag.type !== 'bool' && flag.bare === undefined) valueOf = flag;
      continue;
    }
    const next = plain.length === 0 ? level.find((c) => c.name === word || c.aliases?.includes(word)) : undefined;
    if (next) {
      path.push(next);
      level = next.children ?? [];
      flags = [...(next.flags ?? []), ...globalFlags];
    } else plain.push(word);
  }
  const files = Array.isArray(sources.files) ? {} : (sources.files as Readonly<Record<string, string>>);
  return { path, flags, plain, valueOf, namespace: namespace || defaultNamespace({ files: files }) };
}

const outputs = ['wide', 'yaml', 'json', 'name', 'jsonpath=', 'custom-columns=', 'go-template='];
const fixedValues: Readonly<Record<string, readonly string[]>> = {
  'dry-run': ['client', 'server', 'none'],
  cascade: ['background', 'foreground', 'orphan'],
  restart: ['Always', 'OnFailure', 'Never'],
  validate: ['strict', 'warn', 'ignore'],
  for: ['condition=', 'create', 'delete', 'jsonpath='],
  types: ['Normal', 'Warning'],
};

function values(
  flag: Flag,
  typed: string,
  fitting: Fitting,
  files: readonly string[],
  namespace: string,
  sources: CompletionSources,
  plain: readonly string[],
): Completion | undefined {
  switch (flag.name) {
    case 'filename':
    case 'patch-file':
      return fitting(typed.startsWith('./') ? files.map((f) => `./${fileName(f)}`) : files, typed);
    case 'namespace': {
      const kind = kindByWord(builtInKinds(), 'namespaces');
      return kind && fitting(sources.names(kind, ''), typed);
    }
    case 'output':
      return fitting(outputs, typed);
    case 'container':
      return sources.containers && plain[0] !== undefined
        ? fitting(sources.containers(namespace, plain[0].replace(/^pods?\//, '')), typed)
        : undefined;
    default: {
      if (flag.type === 'bool') return fitting(['true', 'false'], typed);
      const fixed = fixedValues[flag.name];
      return fixed && (flag.name !== 'for' || flag.help.includes('condition')) ? fitting(fixed, typed) : undefined;
    }
  }
}

const kindWords = (): string[] => [...new Set([...builtInKinds().map((k) => k.plural), 'all'])];

function names(
  command: Command,
  plain: readonly string[],
  word: string,
  fitting: Fitting,
  namespace: string,
  sources: CompletionSources,
): Completion | undefined {
  const namesOf = (type: string): readonly string[] => {
    const kind = kindByWord(builtInKinds(), type);
    return kind ? sources.names(kind, kind.namespaced ? namespace : '') : [];
  };
  const slash = word.indexOf('/');
  const typeName = (): Completion => fitting(namesOf(word.slice(0, slash)), word.slice(slash + 1));
  switch (command.completes) {
    case 'pods':
      if (slash > 0) return typeName();
      return plain.length === 0 ? fitting(namesOf('pods')) : undefined;
    case 'nodes':
      return fitting(namesOf('nodes').filter((name) => !plain.includes(name)));
    case 'kinds':
      return plain.length === 0 ? fitting(kindWords()) : undefined;
    case 'deployments':
    case 'objects': {
      if (slash > 0) return typeName();
      if (plain.length > 0)
        return plain[0]!.includes('/')
          ? undefined
          : fitting(namesOf(plain[0]!.split(',')[0]!).filter((name) => !plain.includes(name)));
      if (command.name === 'taint') return fitting(['nodes']);
      // Short names are offered once they are typed.
      const shorts = builtInKinds().flatMap((k) => [...k.shortNames, k.singular]);
      const kinds = command.completes === 'deployments' ? ['deployment', 'replicaset'] : kindWords();
      return fitting(word === '' ? kinds : [...kinds, ...shorts.filter((s) => s === word)]);
    }
    default:
      return undefined;
  }
}
