import type { ApiRequest } from '../sim/messages.ts';
import type { EntryId, TraceEntry } from '../sim/kernel/types.ts';

/**
 * The trace as a lesson speaks of it: `actor verb object`, e.g. `scheduler bind pod`, `apiserver put etcd rs`,
 * `user delete pod/web-1`. Words are short on purpose; the table below is the whole vocabulary.
 */
export interface LessonEvent {
  readonly entry: number;
  readonly actor: string;
  readonly verb: string;
  /** Who it went to: an actor word. */
  readonly target: string;
  readonly kind: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

const agentWords: Readonly<Record<string, string>> = {
  'deployment-controller': 'deploy-ctl',
  'replicaset-controller': 'rs-ctl',
  'endpointslice-controller': 'ep-ctl',
  'node-lifecycle-controller': 'node-ctl',
  'namespace-controller': 'ns-ctl',
  'garbage-collector': 'gc-ctl',
  'garbage-collector-controller': 'gc-ctl',
  'serviceaccount-controller': 'sa-ctl',
  'daemonset-controller': 'ds-ctl',
  'statefulset-controller': 'sts-ctl',
  'job-controller': 'job-ctl',
  'cronjob-controller': 'cron-ctl',
  'controller-manager': 'kcm',
  kubectl: 'user',
  'kube-proxy': 'proxy',
};

/** The word for an actor or an agent; a kubelet of any node is `kubelet`. */
export function actorWord(id: string): string {
  const kind = id.split('@')[0]!;
  return agentWords[kind] ?? kind;
}

const kindWords: Readonly<Record<string, string>> = {
  pods: 'pod',
  replicasets: 'rs',
  deployments: 'deploy',
  daemonsets: 'ds',
  statefulsets: 'sts',
  services: 'svc',
  endpointslices: 'endpointslice',
  nodes: 'node',
  minions: 'node',
  namespaces: 'ns',
  events: 'event',
  leases: 'lease',
  configmaps: 'cm',
  secrets: 'secret',
  serviceaccounts: 'sa',
};
const kindWord = (plural: string): string => kindWords[plural] ?? plural.replace(/s$/, '');

interface Path {
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

function readPath(path: string): Path | undefined {
  const parts = path.split('/').filter(Boolean);
  if (parts[0] === 'containerLogs') return { plural: 'pods', namespace: parts[1] ?? '', name: parts[2] ?? '', subresource: 'log' };
  let at = parts[0] === 'api' ? 2 : parts[0] === 'apis' ? 3 : -1;
  if (at < 0 || parts.length <= at) return undefined;
  let namespace = '';
  if (parts[at] === 'namespaces' && parts.length > at + 2) {
    namespace = parts[at + 1]!;
    at += 2;
  }
  return { plural: parts[at]!, namespace, name: parts[at + 1] ?? '', subresource: parts[at + 2] ?? '' };
}

function verbOf(request: ApiRequest, path: Path): string {
  if (path.subresource === 'binding') return 'bind';
  switch (request.method) {
    case 'GET':
      return request.query?.['watch'] ? 'watch' : path.name ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
  }
}

/** `/registry/pods/default/web-1` and `/registry/services/specs/default/web`. */
function readKey(key: string): Path {
  const parts = key.split('/').slice(2);
  if (parts[0] === 'services') {
    const [, sort, namespace = '', name = ''] = parts;
    return { plural: sort === 'specs' ? 'services' : 'endpoints', namespace, name, subresource: '' };
  }
  return parts.length === 2
    ? { plural: parts[0]!, namespace: '', name: parts[1]!, subresource: '' }
    : { plural: parts[0] ?? '', namespace: parts[1] ?? '', name: parts[2] ?? '', subresource: '' };
}

/** What an entry says in the lessons' words; undefined for what lessons do not speak of. `find`: any earlier entry. */
export function eventOf(entry: TraceEntry, find: (id: EntryId) => TraceEntry | undefined): LessonEvent | undefined {
  const make = (actor: string, verb: string, target: string, kind: string, path?: Partial<Path>): LessonEvent => ({
    entry: entry.id,
    actor,
    verb,
    target,
    kind,
    subresource: path?.subresource ?? '',
    namespace: path?.namespace ?? '',
    name: path?.name ?? '',
  });
  if (entry.type === 'note') {
    const { note } = entry;
    if (note.kind === 'enqueue') return make('apiserver', 'notify', actorWord(note.controller), '', splitKey(note.key));
    const asked = note.kind === 'stages' ? note.verdicts.find(({ stage }) => stage === 'authorization') : undefined;
    if (note.kind === 'stages' && asked) {
      // Told with whom it is about: `apiserver deny rs-ctl pod`.
      const request = find(note.re);
      if (request?.type !== 'message' || request.message.kind !== 'request') return undefined;
      const path = readPath(request.message.request.path);
      const verb = asked.verdict === 'pass' ? 'allow' : 'deny';
      return make('apiserver', verb, actorWord(request.agent ?? request.from), path ? kindWord(path.plural) : '', path);
    }
    return undefined;
  }
  const actor = actorWord(entry.agent ?? entry.from);
  const target = actorWord(entry.to);
  const { message } = entry;
  switch (message.kind) {
    case 'request': {
      const path = readPath(message.request.path);
      return path && make(actor, verbOf(message.request, path), target, kindWord(path.plural), path);
    }
    case 'watch': {
      const object = message.events[0]?.object;
      if (!object || message.events[0]!.type === 'BOOKMARK') return undefined;
      const meta = object.metadata;
      return make(actor, 'notify', target, kindWord(`${(object.kind ?? '').toLowerCase()}s`), { namespace: meta.namespace ?? '', name: meta.name });
    }
    case 'etcd': {
      const { request } = message;
      if (request.op === 'txn') {
        const path = readKey(request.key);
        return make(actor, request.value ? 'put' : 'delete', target, kindWord(path.plural), path);
      }
      return request.op === 'range' ? make(actor, 'get', target, kindWord(readKey(request.key).plural), readKey(request.key)) : undefined;
    }
    case 'cri':
      return make(actor, { StartContainer: 'start', StopContainer: 'stop', PullImage: 'pull', RunPodSandbox: 'sandbox', CreateContainer: 'prepare' }[message.call.call as string] ?? message.call.call, target, message.call.call === 'PullImage' ? 'image' : 'container');
    case 'process':
      return make('user', message.change, actorWord(message.actor), '');
    case 'pull':
      return make(actor, 'pull', target, 'image', { name: message.image });
    case 'cni':
      return make(target, message.command === 'ADD' ? 'add' : 'remove', actor, 'ip');
    default:
      return undefined;
  }
}

function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Words of one pattern: `*` stands for anything; `update` and `patch` are one verb, any route counts. */
export function matches(pattern: string, event: LessonEvent): boolean {
  const [actor, verb, ...rest] = pattern.trim().split(/\s+/) as [string, string, ...string[]];
  if (actor !== '*' && actor !== event.actor) return false;
  if (verb !== '*' && verb !== event.verb && !(isChange(verb) && isChange(event.verb))) return false;
  return rest.every((word) => {
    if (word === '*') return true;
    if (word === event.target || word === event.kind) return true;
    const slash = word.indexOf('/');
    if (slash < 0) return false;
    const [kind, tail] = [word.slice(0, slash), word.slice(slash + 1)];
    return (kind === event.kind || (event.kind === '' && event.verb === 'notify')) && (tail === event.name || tail === event.subresource);
  });
}

const isChange = (verb: string): boolean => verb === 'update' || verb === 'patch';
