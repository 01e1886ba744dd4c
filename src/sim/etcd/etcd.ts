import { copyWith } from '../../api/copy.ts';
import type { KubeObject } from '../../api/types.ts';
import type { ActorKind, Context, EntryId, MessageEntry } from '../kernel/types.ts';
import type { EtcdEvent, EtcdReply, EtcdRequest } from '../messages.ts';
import { fork, packStore, pin, unpackStore, type PackedStore, type StoreMoment } from './mvcc/fork.ts';
import { historyOf } from './mvcc/inherit.ts';
import { changesBetween, range } from './mvcc/read.ts';
import { currentValue, emptyStore, isVolatile, modRevision } from './mvcc/store.ts';
import { write } from './mvcc/write.ts';
import { fsyncMsMax, fsyncMsMin, type EtcdLease, type EtcdState, type EtcdWatcher } from './types.ts';

type Request<Op extends EtcdRequest['op']> = Extract<EtcdRequest, { op: Op }>;

const compacted = 'etcdserver: mvcc: required revision has been compacted';
const future = 'etcdserver: mvcc: required revision is a future revision';

/** Everything of the state but the store, which is shared: a checkpoint costs nothing per key. */
interface EtcdSnapshot {
  readonly moment: StoreMoment;
  readonly state: Pick<EtcdState, 'member' | 'replication' | 'compactRevision' | 'nextLeaseId' | 'durableMs'>;
  readonly leases: readonly { readonly lease: EtcdLease; readonly keys: number }[];
  readonly watchers: readonly (readonly [EntryId, EtcdWatcher])[];
}

/**
 * The cluster's memory: a multi-version key-value store with watches and leases.
 * Models: etcd server/storage/mvcc, server/lease, server/etcdserver/apply. Left out: users and roles, alarms and quotas,
 * transactions with more than one comparison, elections (one member).
 */
export const etcdKind: ActorKind<EtcdState> = {
  kind: 'etcd',
  create: (id) => ({
    member: id,
    replication: { members: [id], leader: id, term: 2 },
    store: emptyStore(),
    compactRevision: 0,
    leases: new Map(),
    nextLeaseId: 1,
    watchers: new Map(),
    durableMs: 0,
  }),
  // Data and leases are on disk. Its clients reconnect by themselves and resume their watches where they were; nothing
  // can have been written meanwhile, so keeping the watchers is the same.
  restart: (old) => old,
  receive,
  snapshot: (state): EtcdSnapshot => ({
    moment: pin(state.store),
    state: {
      member: state.member,
      replication: state.replication,
      compactRevision: state.compactRevision,
      nextLeaseId: state.nextLeaseId,
      durableMs: state.durableMs,
    },
    leases: [...state.leases.values()].map((lease) => ({ lease, keys: lease.keys.length })),
    watchers: [...state.watchers],
  }),
  revive(snapshot): EtcdState {
    const { moment, state, leases, watchers } = snapshot as EtcdSnapshot;
    const next: EtcdState = { ...state, store: fork(moment), leases: new Map(), watchers: new Map(watchers) };
    for (const { lease, keys } of leases) next.leases.set(lease.id, { ...lease, keys: lease.keys.slice(0, keys) });
    return next;
  },
  pack(snapshot) {
    const { moment, leases, ...rest } = snapshot as EtcdSnapshot;
    return {
      ...rest,
      store: packStore(moment),
      leases: leases.map(({ lease, keys }) => ({ lease: { ...lease, keys: lease.keys.slice(0, keys) }, keys })),
    };
  },
  unpack(packed) {
    const { store, ...rest } = packed as Omit<EtcdSnapshot, 'moment'> & { store: PackedStore };
    return { ...rest, moment: pin(unpackStore(store)) } satisfies EtcdSnapshot;
  },
};

function receive(state: EtcdState, entry: MessageEntry, ctx: Context): void {
  const { message } = entry;
  switch (message.kind) {
    case 'start':
      for (const lease of state.leases.values()) expireAt(ctx, lease);
      return;
    case 'etcd':
      return handle(state, message.request, ctx);
    case 'cancel':
      state.watchers.delete(message.stream);
      return;
    case 'timer':
      if (message.name === leaseTimer) expire(state, message.data as number, ctx);
  }
}

function handle(state: EtcdState, request: EtcdRequest, ctx: Context): void {
  switch (request.op) {
    case 'range':
      return answer(ctx, readRange(state, request), 1);
    case 'txn':
      return commit(state, request, ctx);
    case 'watch':
      return watch(state, request, ctx);
    case 'compact':
      return answer(ctx, compact(state, request.revision), 1);
    case 'lease-grant': {
      const lease = {
        id: state.nextLeaseId++,
        ttlSeconds: request.ttlSeconds,
        expiresMs: ctx.now + request.ttlSeconds * 1000,
        keys: [],
      };
      state.leases.set(lease.id, lease);
      expireAt(ctx, lease);
      return answer(ctx, { op: 'lease-grant', leaseId: lease.id }, durableIn(state, ctx));
    }
  }
}

const answer = (ctx: Context, reply: EtcdReply, delayMs: number): void => {
  ctx.send(ctx.entry.from, { kind: 'etcd-reply', re: ctx.entry.id, reply }, { delayMs });
};

function readRange(state: EtcdState, { key, prefix, revision, limit, after }: Request<'range'>): EtcdReply {
  const { store } = state;
  if (revision !== undefined && revision > store.revision) return { op: 'error', error: future };
  if (revision !== undefined && isGone(state, key, revision))
    return { op: 'error', error: compacted, compactRevision: state.compactRevision };
  if (prefix) {
    const { values, count } = range(store, key, revision, limit ?? 0, after ?? '');
    return { op: 'range', revision: store.revision, values, count };
  }
  const value = currentValue(historyOf(store, key));
  return {
    op: 'range',
    revision: store.revision,
    values: value === undefined ? [] : [value],
    count: value === undefined ? 0 : 1,
  };
}

/** Whether the past at a revision can no longer be told: compacted, or a volatile key whose versions were dropped. */
const isGone = (state: EtcdState, key: string, revision: number): boolean =>
  revision < state.compactRevision ||
  revision < state.store.forgotten ||
  (isVolatile(key) && revision < state.store.volatileFloor);

function commit(state: EtcdState, { key, value, ifModRevision, leaseId }: Request<'txn'>, ctx: Context): void {
  const { store } = state;
  const history = historyOf(store, key);
  const current = currentValue(history);
  if (ifModRevision !== undefined && modRevision(history) !== ifModRevision) {
    return answer(ctx, { op: 'txn', succeeded: false, revision: store.revision, current }, 1);
  }
  // Deleting nothing changes nothing, not even the revision.
  if (value === undefined && current === undefined)
    return answer(ctx, { op: 'txn', succeeded: true, revision: store.revision, current }, 1);
  const revision = ++store.revision;
  const stored = value && stamp(value, revision);
  const event = write(store, key, history, stored, revision, leaseId ?? 0);
  if (leaseId && stored) state.leases.get(leaseId)?.keys.push(key);
  const cause = ctx.note({ kind: 'commit', key, revision, deleted: !stored });
  const delayMs = durableIn(state, ctx);
  ctx.send(
    ctx.entry.from,
    {
      kind: 'etcd-reply',
      re: ctx.entry.id,
      reply: { op: 'txn', succeeded: true, revision, current: stored ?? current },
    },
    { delayMs, cause },
  );
  tellWatchers(state, ctx, [event], delayMs, cause);
}

/**
 * Gives a value its resourceVersion and freezes it. The writer made the value for this put and keeps no hold of it, so
 * stamping in place saves a copy per write. A frozen one has been stamped already, in the run a checkpoint was taken
 * from: that run's object must not change, so here it is copied unless it already says the same.
 */
function stamp(value: KubeObject, revision: number): KubeObject {
  const resourceVersion = String(revision);
  if (Object.isFrozen(value)) {
    if (value.metadata.resourceVersion === resourceVersion) return value;
    return Object.freeze(copyWith(value, { metadata: copyWith(value.metadata, { resourceVersion }) }));
  }
  value.metadata.resourceVersion = resourceVersion;
  // The metadata too, so that a writer who shared it with the version before fails at once.
  Object.freeze(value.metadata);
  return Object.freeze(value);
}

/** Delay until a write made now has been synced and its answer has travelled. Later writes never overtake earlier ones. */
function durableIn(state: EtcdState, ctx: Context): number {
  state.durableMs = Math.max(state.durableMs, ctx.now + fsyncMsMin + ctx.randomInt(fsyncMsMax - fsyncMsMin + 1));
  return state.durableMs - ctx.now + 1;
}

function tellWatchers(
  state: EtcdState,
  ctx: Context,
  events: readonly EtcdEvent[],
  delayMs: number,
  cause: EntryId,
): void {
  state.watchers.forEach(({ client, prefix }, watch) => {
    const wanted = within(events, prefix);
    if (wanted.length > 0) ctx.send(client, { kind: 'etcd-watch', watch, events: wanted }, { delayMs, cause });
  });
}

/** The changes of keys that begin with `prefix`: most often all of one. */
function within(events: readonly EtcdEvent[], prefix: string): readonly EtcdEvent[] {
  for (let i = 0; i < events.length; i++)
    if (!events[i]!.key.startsWith(prefix)) return events.filter((e) => e.key.startsWith(prefix));
  return events;
}

function watch(state: EtcdState, { prefix, fromRevision }: Request<'watch'>, ctx: Context): void {
  const { store } = state;
  if (isGone(state, prefix, fromRevision)) {
    return answer(ctx, { op: 'error', error: compacted, compactRevision: state.compactRevision }, 1);
  }
  const id = ctx.entry.id;
  state.watchers.set(id, { client: ctx.entry.from, prefix });
  answer(ctx, { op: 'watch', revision: store.revision }, 1);
  const missed = changesBetween(store, fromRevision - 1, store.revision).filter((e) => e.key.startsWith(prefix));
  // Not before the writes already on their way to other watchers, or this client would see revisions out of order.
  if (missed.length > 0)
    ctx.send(
      ctx.entry.from,
      { kind: 'etcd-watch', watch: id, events: missed },
      { delayMs: Math.max(1, state.durableMs - ctx.now + 1) },
    );
}

function compact(state: EtcdState, revision: number): EtcdReply {
  if (revision > state.store.revision) return { op: 'error', error: future };
  if (revision <= state.compactRevision)
    return { op: 'error', error: compacted, compactRevision: state.compactRevision };
  state.compactRevision = revision;
  return { op: 'compact', revision: state.store.revision };
}

const leaseTimer = 'lease-expiry';

const expireAt = (ctx: Context, { id, expiresMs }: EtcdLease): void => {
  ctx.timer(Math.max(0, expiresMs - ctx.now), { kind: 'timer', name: leaseTimer, data: id }, { quiet: true });
};

function expire(state: EtcdState, leaseId: number, ctx: Context): void {
  const lease = state.leases.get(leaseId);
  if (!lease) return;
  state.leases.delete(leaseId);
  const { store } = state;
  const keys = [...new Set(lease.keys)].filter((key) => {
    const history = historyOf(store, key);
    return history !== undefined && history.lease === leaseId && currentValue(history) !== undefined;
  });
  const cause = ctx.note({ kind: 'lease-expired', leaseId, keys: keys.length });
  if (keys.length === 0) return;
  const revision = ++store.revision;
  const events = keys.map((key) => write(store, key, historyOf(store, key), undefined, revision, 0));
  tellWatchers(state, ctx, events, durableIn(state, ctx), cause);
}
