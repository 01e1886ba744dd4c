import { findKind } from '../../api/index.ts';
import type { KubeObject, Service } from '../../api/types.ts';
import { bootstrapObjects } from '../bootstrap/index.ts';
import { nextUuid, seedPrng } from '../kernel/prng.ts';
import type { Context } from '../kernel/types.ts';
import type { EtcdReply } from '../messages.ts';
import { claimService } from './allocate/service.ts';
import { cachedIn, cacheOf, store } from './cache/cache.ts';
import { recordOwn } from './ownership/record.ts';
import { customPlurals } from './custom/served.ts';
import { prefixOfKey, storageKey } from './registry.ts';
import { askEtcd, compactMs } from './reply.ts';
import type { ApiServerState } from './state.ts';
import { withSystemMetadata } from './system-metadata.ts';

const quiet = { workMs: 0, quiet: true } as const;
/** Everything Kubernetes keeps in etcd. Left out: upstream lists and watches each resource by itself. */
const root = '/registry/';

/** The start of the process: reads everything, then watches from there, then makes what a new cluster lacks. */
export function boot(state: ApiServerState, ctx: Context): void {
  askEtcd(state, ctx, { op: 'range', key: root, prefix: true }, { kind: 'boot-list' }, quiet);
}

export function bootListed(
  state: ApiServerState,
  ctx: Context,
  { values, revision }: Extract<EtcdReply, { op: 'range' }>,
): void {
  state.caches.clear();
  state.revision = revision;
  const plurals = customPlurals(values);
  for (const object of values) {
    const custom = plurals.get(`${object.apiVersion.split('/')[0]!}/${object.kind}`);
    store(cacheOf(state, custom ?? prefixOfKey(keyOf(object))), object, undefined, false);
    if (object.kind === 'Service') claimService(state, object as Service);
  }
  state.rbac = undefined;
  askEtcd(state, ctx, { op: 'watch', prefix: root, fromRevision: revision + 1 }, { kind: 'boot-watch' }, quiet);
}

/** Goes on watching after the connection broke: etcd tells what was missed. Models: etcd clientv3 watch.go resume. */
export function resumeWatch(state: ApiServerState, ctx: Context): void {
  state.etcdWatch = 0;
  const request = { op: 'watch', prefix: root, fromRevision: state.revision + 1 } as const;
  askEtcd(state, ctx, request, { kind: 'resume-watch' }, quiet);
}

export function bootWatching(state: ApiServerState, ctx: Context, ready: () => void): void {
  const missing = bootstrapObjects().filter((object) => {
    const { name, namespace = '' } = object.metadata;
    return !cachedIn(state, prefixOfKey(keyOf(object)), namespace, name);
  });
  // One draw for all of them: how many there are must not decide what the cluster is like later.
  const own = seedPrng(missing.length > 0 ? ctx.randomInt(2 ** 32) : 0);
  for (const object of missing) {
    const type = findKind(object.apiVersion, object.kind);
    withSystemMetadata(object, { uuid: () => nextUuid(own), now: ctx.now });
    type?.setDefaults?.(object);
    type?.prepareForCreate?.(object);
    recordOwn(object, ctx.now);
    askEtcd(
      state,
      ctx,
      { op: 'txn', ifModRevision: 0, key: keyOf(object), value: object },
      { kind: 'boot-write' },
      quiet,
    );
  }
  state.bootWrites = missing.length;
  if (!state.timers.compact) {
    state.timers.compact = true;
    ctx.timer(compactMs, { kind: 'timer', name: 'compact' }, { quiet: true });
  }
  if (missing.length === 0) ready();
}

/** Storage key of an object the server makes itself; kinds this server does not serve yet are kept all the same. */
function keyOf(object: KubeObject): string {
  const { name, namespace = '' } = object.metadata;
  const type = findKind(object.apiVersion, object.kind);
  if (type) return storageKey(type, namespace, name);
  const plural = `${object.kind.toLowerCase()}${object.kind.endsWith('s') ? 'es' : 's'}`;
  const prefix = object.kind === 'Service' ? 'services/specs' : plural;
  return namespace === '' ? `${root}${prefix}/${name}` : `${root}${prefix}/${namespace}/${name}`;
}
