import { findByWord, resourceTypes } from '../api/index.ts';
import { listAt, type EtcdState } from '../sim/etcd/index.ts';
import type { Cluster } from '../sim/cluster.ts';

/** Verbs of kubectl, those a learner needs first, first. */
const verbs = [
  'get',
  'describe',
  'apply',
  'create',
  'delete',
  'logs',
  'scale',
  'edit',
  'run',
  'expose',
  'set',
  'rollout',
  'label',
  'annotate',
  'taint',
  'cordon',
  'uncordon',
  'drain',
  'exec',
  'explain',
  'api-resources',
  'cluster-info',
  'config',
  'top',
  'wait',
  'patch',
  'replace',
  'diff',
  'version',
  'events',
  'auth',
];
/** Second words of verbs that have some. */
const subcommands: Readonly<Record<string, readonly string[]>> = {
  create: [
    'deployment',
    'namespace',
    'configmap',
    'secret',
    'service',
    'serviceaccount',
    'role',
    'rolebinding',
    'clusterrole',
    'clusterrolebinding',
  ],
  rollout: ['status', 'history', 'undo', 'restart', 'pause', 'resume'],
  set: ['image', 'resources', 'env'],
  config: ['view', 'current-context', 'get-contexts', 'set-context'],
  auth: ['can-i', 'whoami'],
};
const flags = [
  '-n',
  '--namespace',
  '-f',
  '--filename',
  '-o',
  '--output',
  '-l',
  '--selector',
  '-w',
  '--watch',
  '-A',
  '--all-namespaces',
  '--replicas',
  '--image',
  '--dry-run',
  '--force',
  '--help',
];
const outputs = ['wide', 'yaml', 'json', 'name', 'jsonpath=', 'custom-columns='];
/** Verbs whose first word is a pod. */
const podVerbs = new Set(['logs', 'exec', 'attach', 'port-forward']);
/** Verbs whose first word is a node. */
const nodeVerbs = new Set(['cordon', 'uncordon', 'drain']);

/**
 * Tab at a terminal: what the word at the cursor can become. Models: `kubectl completion bash`, with names read from the
 * cluster as it is. Left out: pipes and quotes (only the last command of a line is looked at).
 */
export function complete(
  cluster: Cluster,
  line: string,
  cursor: number,
  files: readonly string[],
): { from: number; items: readonly string[] } {
  const before = line.slice(0, cursor);
  const start = Math.max(before.lastIndexOf('|'), before.lastIndexOf(';'), before.lastIndexOf('&')) + 1;
  const words = before.slice(start).trimStart().split(/\s+/);
  const word = words.pop() ?? '';
  const from = cursor - word.length;
  const fitting = (all: readonly string[], typed = word, at = from) => ({
    from: at,
    items: [...new Set(all)].filter((item) => item.startsWith(typed) && item !== typed),
  });
  if (words.length === 0) return fitting(['kubectl', 'cat', 'ls', 'clear', 'help']);
  if (words[0] !== 'kubectl') return fitting(files);
  const previous = words.at(-1)!;
  if (previous === '-f' || previous === '--filename') return fitting(files);
  if (previous === '-n' || previous === '--namespace') return fitting(namesOf(cluster, 'namespaces', ''));
  if (previous === '-o' || previous === '--output') return fitting(outputs);
  if (word.startsWith('-o') && !word.startsWith('--')) return fitting(outputs, word.slice(2), from + 2);
  if (word.startsWith('-')) return fitting(flags);
  const plain = plainWords(words.slice(1));
  const namespace = namespaceOf(words);
  const [verb, what] = plain;
  if (verb === undefined) return fitting(verbs);
  if (podVerbs.has(verb)) return fitting(namesOf(cluster, 'pods', namespace));
  if (nodeVerbs.has(verb)) return fitting(namesOf(cluster, 'nodes', ''));
  if (what === undefined && subcommands[verb]) return fitting(subcommands[verb]);
  const slash = word.indexOf('/');
  if (slash > 0)
    return fitting(namesOf(cluster, word.slice(0, slash), namespace), word.slice(slash + 1), from + slash + 1);
  const kind = verb in subcommands ? plain[2] : what;
  if (kind === undefined) {
    const plurals = fitting(resourceTypes.map(({ plural }) => plural).sort());
    if (plurals.items.length > 0) return plurals;
    return fitting(resourceTypes.flatMap(({ singular, shortNames }) => [singular, ...shortNames]).sort());
  }
  return fitting(namesOf(cluster, kind, namespace));
}

const withValue = new Set(['-n', '--namespace', '-l', '--selector', '-o', '--output', '-f', '--filename']);

const plainWords = (words: readonly string[]): string[] =>
  words.filter((word, i) => !word.startsWith('-') && !withValue.has(words[i - 1] ?? ''));

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace');
  return at >= 0 && words[at + 1] ? words[at + 1]! : 'default';
}

function namesOf(cluster: Cluster, word: string, namespace: string): string[] {
  const type = findByWord(word);
  const etcd = cluster.kernel.stateOf<EtcdState>('etcd');
  if (!type || !etcd) return [];
  const prefix = `/registry/${type.etcdPrefix}/${type.namespaced ? `${namespace}/` : ''}`;
  return listAt(etcd, prefix, etcd.store.revision).map(({ metadata }) => metadata.name);
}
