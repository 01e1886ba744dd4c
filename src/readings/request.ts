import { resourceTypes } from '../api/index.ts';
import type { ApiRequest } from '../sim/messages.ts';
import type { ObjectRef } from '../sim/notes.ts';

/** A request's path taken apart: `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
export interface RequestTarget {
  readonly group: string;
  /** `pods`; `''` for paths that name no resource (discovery, `/healthz`). */
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

const nowhere: RequestTarget = { group: '', plural: '', namespace: undefined, name: undefined, subresource: undefined };

/** Paths repeat (a collection is posted to thousands of times); the few that do not are not worth a bigger cache. */
const seen = new Map<string, RequestTarget>();
const seenMax = 5_000;

export function targetOf(path: string): RequestTarget {
  const known = seen.get(path);
  if (known) return known;
  if (seen.size >= seenMax) seen.clear();
  const target = parsePath(path);
  seen.set(path, target);
  return target;
}

function parsePath(path: string): RequestTarget {
  const parts = path.split('/').slice(1);
  let at: number;
  let group = '';
  if (parts[0] === 'api') at = 2;
  else if (parts[0] === 'apis' && parts[1]) {
    group = parts[1];
    at = 3;
  } else return nowhere;
  if (at >= parts.length) return nowhere;
  let namespace: string | undefined;
  // `namespaces/x` alone is the Namespace object itself, and so are its two subresources.
  if (
    parts[at] === 'namespaces' &&
    parts.length > at + 2 &&
    parts[at + 2] !== 'status' &&
    parts[at + 2] !== 'finalize'
  ) {
    namespace = parts[at + 1];
    at += 2;
  }
  return { group, plural: parts[at]!, namespace, name: parts[at + 1], subresource: parts[at + 2] };
}

/** What a request asks for, in the words of RBAC (plus `bind`). Models: k8s.io/apiserver pkg/endpoints/request/requestinfo.go. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'bind';

export function verbOf(request: ApiRequest): Verb {
  const { name, subresource } = targetOf(request.path);
  switch (request.method) {
    case 'POST':
      return subresource === 'binding' ? 'bind' : 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name ? 'delete' : 'deletecollection';
    case 'GET':
      if (request.query?.['watch'] === 'true' || request.query?.['watch'] === '1') return 'watch';
      return name ? 'get' : 'list';
  }
}

/** What stands on a request's packet: `POST pods`, `PATCH pods/status`, `bind`, `WATCH pods`. */
export function requestLabel(request: ApiRequest): string {
  const { plural, subresource } = targetOf(request.path);
  const verb = verbOf(request);
  if (verb === 'bind') return 'bind';
  const method = verb === 'watch' ? 'WATCH' : verb === 'list' ? 'LIST' : request.method;
  // A kubelet's own paths (`/containerLogs/…`) are no lists of objects, and their first word says what is wanted.
  const kubelets = /^\/(containerLogs|exec|attach|portForward|metrics)\//.exec(request.path);
  if (kubelets) return `${request.method} ${kubelets[1]}`;
  if (!plural) return `${method} ${request.path}`;
  return `${method} ${wordOf(request.path)}${subresource ? `/${subresource}` : ''}`;
}

/** A plural as kubectl takes it: with its group where another group's is better known (`pods.metrics.k8s.io`). */
function wordOf(path: string): string {
  const { group, plural } = targetOf(path);
  return group !== '' && kinds.has(`/${plural}`) && !kinds.has(`${group}/${plural}`) ? `${plural}.${group}` : plural;
}

const kinds = new Map(resourceTypes.map(({ group, plural, kind }) => [`${group}/${plural}`, kind]));

/** The object a request is about. For a create without a name the name is what the server will complete (`web-7d9c-`). */
export function requestObject(request: ApiRequest): ObjectRef | undefined {
  const target = targetOf(request.path);
  if (!target.plural) return undefined;
  const body = request.body as { kind?: string; metadata?: { name?: string; generateName?: string } } | undefined;
  const name = target.name ?? body?.metadata?.name ?? body?.metadata?.generateName ?? '';
  // What is not one of ours (a custom resource) is called by its plural.
  const kind = kinds.get(`${target.group}/${target.plural}`) ?? target.plural;
  return target.namespace ? { kind, namespace: target.namespace, name } : { kind, name };
}
