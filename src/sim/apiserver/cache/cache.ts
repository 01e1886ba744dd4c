import type { KubeObject, Pod } from '../../../api/types.ts';
import { SharedMap } from '../../kernel/shared.ts';
import type { EtcdEvent } from '../../messages.ts';
import type { ApiServerState, ResourceCache } from '../state.ts';

/** Changes kept per resource for watches that start in the past. Source: apiserver/pkg/storage/cacher defaultLowerBoundCapacity is 100, upper 102400. */
export const windowMax = 1_000;

export const emptyCache = (oldest: number): ResourceCache => ({
  namespaces: new Map(),
  window: [],
  oldest,
  watchers: new Map(),
  buckets: new Map(),
  byNode: new Map(),
});

export function cacheOf(state: ApiServerState, prefix: string): ResourceCache {
  let cache = state.caches.get(prefix);
  if (!cache) state.caches.set(prefix, (cache = emptyCache(state.revision)));
  return cache;
}

export const cachedIn = (
  state: ApiServerState,
  prefix: string,
  namespace: string,
  name: string,
): KubeObject | undefined => state.caches.get(prefix)?.namespaces.get(namespace)?.get(name);

/** All cached objects of a resource, in the order they were created. */
export function everyCached(state: ApiServerState, prefix: string): KubeObject[] {
  const out: KubeObject[] = [];
  for (const objects of state.caches.get(prefix)?.namespaces.values() ?? [])
    for (const object of objects.values()) out.push(object);
  return out;
}

/** Puts an object where it belongs, or takes it out. */
export function store(
  cache: ResourceCache,
  object: KubeObject,
  previous: KubeObject | undefined,
  deleted: boolean,
): void {
  const { namespace = '', name } = object.metadata;
  let objects = cache.namespaces.get(namespace);
  if (!objects) cache.namespaces.set(namespace, (objects = new SharedMap()));
  if (deleted) {
    objects.delete(name);
    if (objects.size === 0) cache.namespaces.delete(namespace);
  } else objects.set(name, object);
  if (object.kind === 'Pod') indexByNode(cache, object as Pod, previous as Pod | undefined, deleted);
}

function indexByNode(cache: ResourceCache, pod: Pod, previous: Pod | undefined, deleted: boolean): void {
  const node = pod.spec.nodeName;
  const key = pod.metadata.uid;
  const before = previous?.spec.nodeName;
  if (before && (deleted || before !== node)) {
    const pods = cache.byNode.get(before);
    pods?.delete(key);
    if (pods?.size === 0) cache.byNode.delete(before);
  }
  if (!node || deleted) return;
  const pods = cache.byNode.get(node);
  if (pods) pods.set(key, pod);
  else cache.byNode.set(node, new SharedMap<string, KubeObject>().set(key, pod));
}

/** Remembers a change for watches that start in the past. */
export function remember(cache: ResourceCache, event: EtcdEvent): void {
  cache.window.push(event);
  if (cache.window.length < windowMax * 2) return;
  const dropped = cache.window.splice(0, windowMax);
  cache.oldest = dropped[dropped.length - 1]!.revision;
}
