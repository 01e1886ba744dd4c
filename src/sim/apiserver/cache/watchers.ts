import { copyWith } from '../../../api/copy.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, Pod, WatchEvent } from '../../../api/types.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import type { ApiServerState, ResourceCache, Watcher } from '../state.ts';
import { formatEvent } from '../format.ts';
import { isEverything, requiredValue, selects, type Selection } from './selection.ts';

/**
 * Where a watcher waits: everybody's list, or a bucket only matching events visit. So a Pod's change costs the
 * watchers that may care, not one look at each kubelet.
 * Models: apiserver/pkg/storage/cacher/cacher.go indexedWatchers (which indexes Pods by spec.nodeName).
 */
export function bucketOf(type: ResourceType, { namespace, fields }: Selection): string {
  const name = requiredValue(fields, 'metadata.name');
  if (name !== undefined) return `name ${name}`;
  const node = type.kind === 'Pod' ? requiredValue(fields, 'spec.nodeName') : undefined;
  if (node) return `node ${node}`;
  return namespace === '' ? '' : `namespace ${namespace}`;
}

export function addWatcher(state: ApiServerState, cache: ResourceCache, watcher: Watcher): void {
  // What it asked for never changes, so checkpoints share it.
  Object.freeze(watcher.fields);
  Object.freeze(watcher.labels);
  cache.watchers.set(watcher.stream, watcher);
  state.streams.set(watcher.stream, watcher.resource);
  const bucket = cache.buckets.get(watcher.bucket);
  if (bucket) bucket.push(watcher.stream);
  else cache.buckets.set(watcher.bucket, [watcher.stream]);
}

export function removeWatcher(state: ApiServerState, stream: EntryId): Watcher | undefined {
  const cache = state.caches.get(state.streams.get(stream) ?? '');
  const watcher = cache?.watchers.get(stream);
  if (!cache || !watcher) return undefined;
  state.streams.delete(stream);
  cache.watchers.delete(stream);
  const rest = cache.buckets.get(watcher.bucket)!.filter((other) => other !== stream);
  if (rest.length > 0) cache.buckets.set(watcher.bucket, rest);
  else cache.buckets.delete(watcher.bucket);
  return watcher;
}

/** Streams that may want to hear of a change, each once. */
function interested(cache: ResourceCache, event: EtcdEvent): EntryId[] {
  const object = (event.value ?? event.previous)!;
  const { name, namespace } = object.metadata;
  const { buckets } = cache;
  const streams: EntryId[] = [];
  const visit = (bucket: string): void => {
    const found = buckets.get(bucket);
    if (found) for (let i = 0; i < found.length; i++) streams.push(found[i]!);
  };
  visit('');
  // Leases, for one, are watched as a whole only: no names of buckets to put together for each renewal.
  if (buckets.size === (streams.length > 0 ? 1 : 0)) return streams;
  if (namespace) visit(`namespace ${namespace}`);
  visit(`name ${name}`);
  if (object.kind === 'Pod') {
    const node = (object as Pod).spec.nodeName;
    const before = (event.previous as Pod | undefined)?.spec.nodeName;
    if (node) visit(`node ${node}`);
    if (before && before !== node) visit(`node ${before}`);
  }
  return streams;
}

/** Tells everybody who watches. Returns how many were told; `cause` is asked for once, when the first is. */
export function fanOut(
  type: ResourceType,
  cache: ResourceCache,
  event: EtcdEvent,
  ctx: Context,
  cause: (watchers: number) => EntryId,
): void {
  const told: { watcher: Watcher; events: readonly WatchEvent[] }[] = [];
  const shared: Shared = { event };
  const streams = interested(cache, event);
  for (let i = 0; i < streams.length; i++) {
    const watcher = cache.watchers.get(streams[i]!)!;
    if (event.revision <= watcher.fromRevision) continue;
    const change = changeFor(type, watcher, shared);
    if (!change) continue;
    const events = watcher.format === 'value' ? change : [formatEvent(type, watcher, change[0]!, ctx.now)];
    told.push({ watcher, events });
  }
  if (told.length === 0) return;
  const why = cause(told.length);
  for (let i = 0; i < told.length; i++) {
    const { watcher, events } = told[i]!;
    ctx.send(watcher.client, { kind: 'watch', stream: watcher.stream, events }, { cause: why });
  }
}

/** One etcd event as the three changes a watcher can see; each is made when first needed and shared by all who see it. */
export interface Shared {
  readonly event: EtcdEvent;
  added?: readonly WatchEvent[];
  modified?: readonly WatchEvent[];
  deleted?: readonly WatchEvent[];
}

const one = (type: WatchEvent['type'], object: KubeObject): readonly WatchEvent[] => [{ type, object }];

const atRevision = (object: KubeObject, revision: number): KubeObject =>
  Object.freeze(copyWith(object, { metadata: copyWith(object.metadata, { resourceVersion: String(revision) }) }));

/** What a change looks like through a watcher's selectors. Models: apiserver/pkg/storage/cacher/cache_watcher.go convertToWatchEvent. */
export function changeFor(type: ResourceType, watcher: Selection, shared: Shared): readonly WatchEvent[] | undefined {
  const { value, previous } = shared.event;
  if (value !== undefined && previous !== undefined && isEverything(watcher))
    return (shared.modified ??= one('MODIFIED', value));
  const now = value !== undefined && selects(type, watcher, value);
  const before = previous !== undefined && selects(type, watcher, previous);
  if (now) return before ? (shared.modified ??= one('MODIFIED', value)) : (shared.added ??= one('ADDED', value));
  // Gone, or no longer selected: either way the watcher is told its last matching state, at the revision of this change.
  return before ? (shared.deleted ??= one('DELETED', atRevision(previous, shared.event.revision))) : undefined;
}
