import type { ApiRequest } from '../messages.ts';
import type { RequestInfo } from './state.ts';

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
};

/** Subresources of namespaces: everything else after `/namespaces/x/` is a resource inside x. */
const namespaceSubresources = new Set(['status', 'finalize']);

const nonResource = (method: string): RequestInfo => ({
  verb: method.toLowerCase(),
  isResource: false,
  group: '',
  version: '',
  plural: '',
  subresource: '',
  namespace: '',
  name: '',
});

/** Reads what a request wants from its method, path and query. Models: apiserver/pkg/endpoints/request/requestinfo.go NewRequestInfo. */
export function requestInfo(request: ApiRequest): RequestInfo {
  const parts = request.path.split('/');
  // parts[0] is the empty text before the first slash.
  let at: number;
  let group = '';
  if (parts[1] === 'api' && parts.length > 3) at = 2;
  else if (parts[1] === 'apis' && parts.length > 4) {
    group = parts[2]!;
    at = 3;
  } else return nonResource(request.method);
  const version = parts[at++]!;
  let namespace = '';
  if (parts[at] === 'namespaces') {
    namespace = parts[at + 1] ?? '';
    if (namespace !== '' && parts.length > at + 2 && parts[at + 2] !== '' && !namespaceSubresources.has(parts[at + 2]!))
      at += 2;
  }
  const plural = parts[at++] ?? '';
  if (plural === '') return nonResource(request.method);
  const name = decode(parts[at] ?? '');
  const subresource = parts[at + 1] ?? '';
  if (plural === 'namespaces') namespace = name;
  return {
    verb: verbOf(request, name),
    isResource: true,
    group,
    version,
    plural,
    subresource,
    namespace: decode(namespace),
    name,
  };
}

function verbOf(request: ApiRequest, name: string): string {
  const { method, query } = request;
  if (method === 'GET') {
    if (query && isTrue(query['watch'])) return 'watch';
    return name === '' ? 'list' : 'get';
  }
  if (method === 'DELETE' && name === '') return 'deletecollection';
  return verbs[method]!;
}

/** A boolean query parameter, as Go's conversion reads it: present and neither `false` nor `0`. */
export const isTrue = (value: string | undefined): boolean => value !== undefined && value !== 'false' && value !== '0';

const decode = (text: string): string => (text.includes('%') ? decodeURIComponent(text) : text);
