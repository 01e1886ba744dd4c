import { copyWith } from '../../../api/copy.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, Pod, WatchEvent } from '../../../api/types.ts';
import type { ActorId, Context, EntryId } from '../../kernel/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import type { StageVerdict } from '../../notes.ts';
import { verdictOf } from '../reply.ts';
import type { ApiServerState, ResourceCache, Watcher } from '../state.ts';
import { rememberPairs } from '../../pairs.ts';
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
  if (node) return ofNode('node', node);
  return namespace === '' ? '' : `namespace ${namespace}`;
}

/** `node w1`: asked for with every change of a Pod. */
const ofNode = rememberPairs((what, node) => `${what} ${node}`);

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

/** The streams that may want to hear of a change, each once. */
function interested({ buckets }: ResourceCache, event: EtcdEvent): readonly EntryId[] {
  const everybody = buckets.get('') ?? nobody;
  // Leases, for one, are watched as a whole only: no names of buckets to put together for each renewal.
  if (buckets.size === (everybody === nobody ? 0 : 1)) return everybody;
  const object = (event.value ?? event.previous)!;
  const { name, namespace } = object.metadata;
  const before = event.previous as Pod | undefined;
  let found = everybody;
  if (namespace) found = joined(found, buckets.get(`namespace ${namespace}`));
  found = joined(found, buckets.get(`name ${name}`));
  if (object.kind === 'Pod') {
    const node = (object as Pod).spec.nodeName;
    const old = before?.spec.nodeName;
    if (node) found = joined(found, buckets.get(ofNode('node', node)));
    if (old && old !== node) found = joined(found, buckets.get(ofNode('node', old)));
  }
  return found;
}

const nobody: readonly EntryId[] = Object.freeze([]);
const joined = (a: readonly EntryId[], b: readonly EntryId[] | undefined): readonly EntryId[] =>
  b === undefined ? a : a.length === 0 ? b : a.concat(b);

/** Tells everybody who watches. `re`: the request behind the change, whose last stage this is; undefined for housekeeping. */
export function fanOut(
  type: ResourceType,
  cache: ResourceCache,
  event: EtcdEvent,
  ctx: Context,
  re: EntryId | undefined,
): void {
  const streams = interested(cache, event);
  if (streams.length === 0) return;
  const watchers: Watcher[] = [];
  const events: (readonly WatchEvent[])[] = [];
  const shared: Shared = { event };
  for (let i = 0; i < streams.length; i++) {
    const watcher = cache.watchers.get(streams[i]!)!;
    if (event.revision <= watcher.fromRevision) continue;
    const change = changeFor(type, watcher, shared);
    if (!change) continue;
    watchers.push(watcher);
    events.push(watcher.format === 'value' ? change : formatted(type, watcher, change, shared, ctx));
  }
  if (watchers.length === 0) return;
  const cause =
    re === undefined ? ctx.entry.id : ctx.note({ kind: 'stages', re, verdicts: toldVerdicts(watchers.length) });
  const options = { cause };
  for (let i = 0; i < watchers.length; i++) {
    const { client, stream } = watchers[i]!;
    ctx.send(client, { kind: 'watch', stream, events: events[i]! }, options);
  }
}

/** By number of watchers: the same verdict for all changes that so many were told. */
const told: (readonly StageVerdict[])[] = [];

function toldVerdicts(watchers: number): readonly StageVerdict[] {
  return (told[watchers] ??= Object.freeze([
    Object.freeze(verdictOf('watch', 'pass', `${watchers} ${watchers === 1 ? 'watcher' : 'watchers'} told`)),
  ]));
}

/** A change in the watcher's shape. What does not depend on the watcher is made once, and once written in JSON. */
function formatted(
  type: ResourceType,
  watcher: Watcher,
  change: readonly WatchEvent[],
  shared: Shared,
  { now }: Context,
): readonly WatchEvent[] {
  const { format } = watcher;
  if (format !== 'object' && format !== 'metadata') return [formatEvent(type, watcher, change[0]!, now)];
  const made = (shared[format] ??= new Map());
  let events = made.get(change);
  if (!events) made.set(change, (events = [formatEvent(type, watcher, change[0]!, now)]));
  return events;
}

/** One etcd event as the three changes a watcher can see; each is made when first needed and shared by all who see it. */
export interface Shared {
  readonly event: EtcdEvent;
  added?: readonly WatchEvent[];
  modified?: readonly WatchEvent[];
  deleted?: readonly WatchEvent[];
  /** The same in the shapes clients outside ask for. */
  object?: Map<readonly WatchEvent[], readonly WatchEvent[]>;
  metadata?: Map<readonly WatchEvent[], readonly WatchEvent[]>;
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

/** The streams a server holds open and to whom: they break when its process is killed. */
export function openStreams(state: ApiServerState): { client: ActorId; stream: EntryId }[] {
  const out: { client: ActorId; stream: EntryId }[] = [];
  for (const cache of state.caches.values())
    for (const { client, stream } of cache.watchers.values()) out.push({ client, stream });
  return out;
}
