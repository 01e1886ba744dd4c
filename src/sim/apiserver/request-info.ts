import { resourceTypes } from '../../api/index.ts';
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

const nonResource: RequestInfo = Object.freeze({
  verb: '',
  isResource: false,
  group: '',
  version: '',
  plural: '',
  subresource: '',
  namespace: '',
  name: '',
});

/**
 * Paths read before, each with the verb it was last asked with: clients ask for few, again and again (every node for
 * its own Lease). Only a memory of a pure function's answers.
 */
const known = new Map<string, RequestInfo>();
const knownMax = 16_384;

/** Reads what a request wants from its method, path and query. Models: apiserver/pkg/endpoints/request/requestinfo.go NewRequestInfo. */
export function requestInfo(request: ApiRequest): RequestInfo {
  const { method, path } = request;
  const last = known.get(path);
  const place = last ?? readPath(path);
  const verb = place.isResource ? verbOf(request, place.name) : method.toLowerCase();
  if (last?.verb === verb) return last;
  if (last === undefined && known.size === knownMax) known.clear();
  const info = Object.freeze({ ...place, verb });
  known.set(path, info);
  return info;
}

/** The words of the served resources: parts cut out of a path are replaced by them, so that comparing them later is comparing pointers. */
const words = new Map<string, string>();
for (const { group, version, plural, subresources } of resourceTypes)
  for (const text of [group, version, plural, ...subresources.map((s) => s.name)]) words.set(text, text);
const word = (text: string): string => words.get(text) ?? text;

/** Everything but the verb. */
function readPath(path: string): RequestInfo {
  const parts = path.split('/');
  // parts[0] is the empty text before the first slash.
  let at: number;
  let group = '';
  if (parts[1] === 'api' && parts.length > 3) at = 2;
  else if (parts[1] === 'apis' && parts.length > 4) {
    group = parts[2]!;
    at = 3;
  } else return nonResource;
  const version = parts[at++]!;
  let namespace = '';
  if (parts[at] === 'namespaces') {
    namespace = parts[at + 1] ?? '';
    if (namespace !== '' && parts.length > at + 2 && parts[at + 2] !== '' && !namespaceSubresources.has(parts[at + 2]!))
      at += 2;
  }
  const plural = parts[at++] ?? '';
  if (plural === '') return nonResource;
  const name = decode(parts[at] ?? '');
  const subresource = parts[at + 1] ?? '';
  if (plural === 'namespaces') namespace = name;
  return {
    verb: '',
    isResource: true,
    group: word(group),
    version: word(version),
    plural: word(plural),
    subresource: word(subresource),
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
