import type { KubeObject, WatchEvent } from '../../api/types.ts';
import { apiserver, type Message } from '../messages.ts';
import { SharedMap, SharedSet } from '../kernel/shared.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import { rememberPairs } from '../pairs.ts';
import { call, isOk, pathOf, type Identity, type ResourceId } from './requests.ts';

/** What to watch, and by what to find it. Code, not state: the same for every run. */
export interface InformerSpec<T extends KubeObject = KubeObject> {
  readonly resource: ResourceId;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Index name → the values an object is found under. */
  readonly indexers?: Readonly<Record<string, (object: T) => readonly string[]>>;
  /** True when no index value differs between two versions of an object; saves computing them for every update. */
  readonly samePlace?: (old: T, now: T) => boolean;
  /** Objects under each value of one index, counted by class: a count is then one look, however many objects there are. */
  readonly tally?: {
    readonly index: string;
    readonly classOf: (object: T) => string;
    /** Is the class of an object that stayed in its place the same? Saves computing it. */
    readonly sameClass: (old: T, now: T) => boolean;
  };
}

/** A local, eventually current copy of one resource: list once, then watch. Plain data. */
export interface Informer<T extends KubeObject = KubeObject> {
  /** `namespace/name`, or `name` for cluster-scoped objects, → object. */
  store: Map<string, T>;
  indexes: Record<string, Map<string, Set<string>>>;
  /** Value of the tallied index → class → how many. */
  tallies: Map<string, Map<string, number>>;
  /** True once the first list has arrived. */
  synced: boolean;
  resourceVersion: string;
  listing: EntryId;
  stream: EntryId;
  failures: number;
}

export interface Change<T extends KubeObject = KubeObject> {
  readonly type: 'added' | 'updated' | 'deleted';
  readonly key: string;
  readonly object: T;
  readonly old: T | undefined;
}

const namespacedKey = rememberPairs((namespace, name) => `${namespace}/${name}`);

export const keyOf = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace ? namespacedKey(namespace, name) : name;

export function createInformer<T extends KubeObject>(spec: InformerSpec<T>): Informer<T> {
  const indexes: Informer<T>['indexes'] = {};
  for (const name of Object.keys(spec.indexers ?? {})) indexes[name] = new Map();
  return {
    store: new SharedMap(),
    indexes,
    tallies: new Map(),
    synced: false,
    resourceVersion: '',
    listing: 0,
    stream: 0,
    failures: 0,
  };
}

/** Lists, and watches from there. Call once when the owner starts; the informer reconnects by itself. */
export function startInformer(
  ctx: Context,
  identity: Identity,
  spec: InformerSpec<never>,
  informer: Informer<never>,
): void {
  // resourceVersion 0 = "whatever the server's watch cache holds", as client-go's reflector asks: no read in etcd.
  informer.listing = call(ctx, identity, 'GET', pathOf(spec.resource), {
    query: { ...query(spec), resourceVersion: '0' },
  });
}

const query = (spec: InformerSpec<never>): Record<string, string> => ({
  ...(spec.fieldSelector ? { fieldSelector: spec.fieldSelector } : {}),
  ...(spec.labelSelector ? { labelSelector: spec.labelSelector } : {}),
});

/** Name of the timer an informer sets to try again; its data is the resource's path. The owner passes all its messages here. */
const retryTimer = 'informer-retry';

/** Offers a message to the informer. Undefined: not for it. Otherwise what changed in the store, in order. */
export function informerReceive<T extends KubeObject>(
  ctx: Context,
  identity: Identity,
  spec: InformerSpec<T>,
  informer: Informer<T>,
  message: Message,
): Change<T>[] | undefined {
  switch (message.kind) {
    case 'response': {
      if (message.re === informer.listing) {
        informer.listing = 0;
        if (!isOk(message.response)) return retry(ctx, spec, informer);
        informer.failures = 0;
        const list = message.response.body as { metadata: { resourceVersion: string }; items: T[] };
        const changes = replaceAll(spec, informer, list.items);
        informer.synced = true;
        informer.resourceVersion = list.metadata.resourceVersion;
        watch(ctx, identity, spec, informer);
        return changes;
      }
      // A watch that was refused (for one that was accepted, `watch` messages follow).
      if (message.re === informer.stream && !isOk(message.response)) return relist(ctx, identity, spec, informer);
      return message.re === informer.stream ? [] : undefined;
    }
    case 'watch':
      if (message.stream !== informer.stream) return undefined;
      return apply(ctx, identity, spec, informer, message.events as readonly WatchEvent<T>[]);
    case 'stream-end':
      if (message.stream !== informer.stream) return undefined;
      if (message.status) return relist(ctx, identity, spec, informer);
      watch(ctx, identity, spec, informer);
      return [];
    case 'timer':
      if (message.name !== retryTimer || message.data !== pathOf(spec.resource)) return undefined;
      startInformer(ctx, identity, spec as unknown as InformerSpec<never>, informer as Informer<never>);
      return [];
    default:
      return undefined;
  }
}

/** Objects under a value of an index, in key order of insertion. */
export function byIndex<T extends KubeObject>(informer: Informer<T>, index: string, value: string): T[] {
  const keys = informer.indexes[index]!.get(value);
  if (!keys) return [];
  const out: T[] = [];
  keys.forEach((key) => out.push(informer.store.get(key)!));
  return out;
}

function watch<T extends KubeObject>(
  ctx: Context,
  identity: Identity,
  spec: InformerSpec<T>,
  informer: Informer<T>,
): void {
  informer.stream = call(ctx, identity, 'GET', pathOf(spec.resource), {
    query: {
      ...query(spec as unknown as InformerSpec<never>),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: informer.resourceVersion,
    },
  });
}

function relist<T extends KubeObject>(
  ctx: Context,
  identity: Identity,
  spec: InformerSpec<T>,
  informer: Informer<T>,
): Change<T>[] {
  informer.stream = 0;
  startInformer(ctx, identity, spec as unknown as InformerSpec<never>, informer as Informer<never>);
  return [];
}

/** client-go's reflector back-off: 800 ms doubling to 30 s (upstream adds jitter). tools/cache/reflector.go */
function retry<T extends KubeObject>(ctx: Context, spec: InformerSpec<T>, informer: Informer<T>): Change<T>[] {
  const delayMs = Math.min(30_000, 800 * 2 ** informer.failures++);
  ctx.timer(delayMs, { kind: 'timer', name: retryTimer, data: pathOf(spec.resource) }, { quiet: true });
  return [];
}

function apply<T extends KubeObject>(
  ctx: Context,
  identity: Identity,
  spec: InformerSpec<T>,
  informer: Informer<T>,
  events: readonly WatchEvent<T>[],
): Change<T>[] {
  const changes: Change<T>[] = [];
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    if (event.type === 'ERROR') {
      ctx.send(apiserver, { kind: 'cancel', stream: informer.stream });
      relist(ctx, identity, spec, informer);
      break;
    }
    informer.resourceVersion = event.object.metadata.resourceVersion;
    if (event.type === 'BOOKMARK') continue;
    const key = keyOf(event.object);
    const old = informer.store.get(key);
    if (event.type === 'DELETED') {
      remove(spec, informer, key);
      changes.push({ type: 'deleted', key, object: event.object, old });
    } else {
      put(spec, informer, key, event.object, old);
      changes.push({ type: old ? 'updated' : 'added', key, object: event.object, old });
    }
  }
  return changes;
}

function replaceAll<T extends KubeObject>(
  spec: InformerSpec<T>,
  informer: Informer<T>,
  items: readonly T[],
): Change<T>[] {
  const changes: Change<T>[] = [];
  const seen = new Set<string>();
  for (const object of items) {
    const key = keyOf(object);
    seen.add(key);
    const old = informer.store.get(key);
    if (old?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
    // Another object of the same name: upstream's handlers each tell by the uid that the old one is gone.
    const gone = old !== undefined && old.metadata.uid !== object.metadata.uid;
    if (gone) {
      remove(spec, informer, key);
      changes.push({ type: 'deleted', key, object: old, old });
    }
    const before = gone ? undefined : old;
    put(spec, informer, key, object, before);
    changes.push({ type: before ? 'updated' : 'added', key, object, old: before });
  }
  for (const [key, old] of informer.store) {
    if (seen.has(key)) continue;
    remove(spec, informer, key);
    changes.push({ type: 'deleted', key, object: old, old });
  }
  return changes;
}

function put<T extends KubeObject>(
  spec: InformerSpec<T>,
  informer: Informer<T>,
  key: string,
  object: T,
  old: T | undefined,
): void {
  informer.store.set(key, object);
  const stays = old !== undefined && (spec.samePlace?.(old, object) ?? false);
  if (!stays || !spec.tally?.sameClass(old, object)) {
    if (old) tally(spec, informer, old, -1);
    tally(spec, informer, object, 1);
  }
  if (stays) return;
  for (const name in spec.indexers) {
    const valuesOf = spec.indexers[name]!;
    const index = informer.indexes[name]!;
    const now = valuesOf(object);
    if (old) {
      const before = valuesOf(old);
      if (before.length === now.length && before.every((value, i) => value === now[i])) continue;
      for (const value of before) if (!now.includes(value)) unindex(index, value, key);
    }
    for (let i = 0; i < now.length; i++) {
      const value = now[i]!;
      const keys = index.get(value);
      if (keys) keys.add(key);
      else index.set(value, new SharedSet<string>().add(key));
    }
  }
}

function remove<T extends KubeObject>(spec: InformerSpec<T>, informer: Informer<T>, key: string): void {
  const old = informer.store.get(key);
  if (!old) return;
  informer.store.delete(key);
  tally(spec, informer, old, -1);
  for (const name in spec.indexers) {
    for (const value of spec.indexers[name]!(old)) unindex(informer.indexes[name]!, value, key);
  }
}

function tally<T extends KubeObject>(
  { tally: how, indexers }: InformerSpec<T>,
  informer: Informer<T>,
  object: T,
  change: 1 | -1,
): void {
  if (!how) return;
  const values = indexers![how.index]!(object);
  if (values.length === 0) return;
  const className = how.classOf(object);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let counts = informer.tallies.get(value);
    if (!counts) informer.tallies.set(value, (counts = new Map()));
    const count = (counts.get(className) ?? 0) + change;
    if (count > 0) counts.set(className, count);
    else counts.delete(className);
    if (counts.size === 0) informer.tallies.delete(value);
  }
}

function unindex(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(value);
}
