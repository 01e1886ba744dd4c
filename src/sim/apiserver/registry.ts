import { resourceTypes } from '../../api/index.ts';
import type { ResourceType } from '../../api/resource.ts';
import { rememberPairs } from '../pairs.ts';
import type { RequestInfo } from './state.ts';

/** The resources this server serves, found by path and by storage key. Code, the same for every run. */
const byPlural = new Map<string, ResourceType[]>();
const byPrefix = new Map<string, ResourceType>();
for (const type of resourceTypes) {
  byPlural.set(type.plural, [...(byPlural.get(type.plural) ?? []), type]);
  // Of several versions of one resource the first is the one it is stored in.
  if (!byPrefix.has(type.etcdPrefix)) byPrefix.set(type.etcdPrefix, type);
}

export function typeOf(info: Pick<RequestInfo, 'group' | 'version' | 'plural'>): ResourceType | undefined {
  const types = byPlural.get(info.plural);
  if (!types) return undefined;
  for (let i = 0; i < types.length; i++) {
    const type = types[i]!;
    if (type.group === info.group && type.version === info.version) return type;
  }
  return undefined;
}

export const typeByPrefix = (prefix: string): ResourceType | undefined => byPrefix.get(prefix);

/** `/registry/pods/default/web`, `/registry/minions/w1`. */
export const storageKey = (type: ResourceType, namespace: string, name: string): string =>
  type.namespaced ? `/registry/${type.etcdPrefix}/${namespace}/${name}` : `/registry/${type.etcdPrefix}/${name}`;

const keysOf = new Map<ResourceType, (namespace: string, name: string) => string>();

/** Storage key of an object that is written again: most are written many times. */
export function storageKeyAgain(type: ResourceType, namespace: string, name: string): string {
  let keys = keysOf.get(type);
  if (!keys) keysOf.set(type, (keys = rememberPairs((space, own) => storageKey(type, space, own))));
  return keys(namespace, name);
}

/** Prefix of all objects of a resource, or of those in one namespace; ends in `/`. */
export const storagePrefix = (type: ResourceType, namespace: string): string =>
  type.namespaced && namespace !== '' ? `/registry/${type.etcdPrefix}/${namespace}/` : `/registry/${type.etcdPrefix}/`;

/** Storage prefix a key belongs to: `pods` of `/registry/pods/default/web`, `services/specs` of `/registry/services/specs/default/web`, `example.com/foos` of `/registry/example.com/foos/default/web`. */
export function prefixOfKey(key: string): string {
  // The commonest write of a quiet cluster, without cutting the text.
  if (key.startsWith('/registry/leases/')) return 'leases';
  const start = '/registry/'.length;
  const first = key.indexOf('/', start);
  const one = key.slice(start, first);
  // Resources of extensions lie under their group's name.
  return one === 'services' || one.includes('.') ? key.slice(start, key.indexOf('/', first + 1)) : one;
}
