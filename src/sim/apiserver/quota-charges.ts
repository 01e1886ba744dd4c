import { copyWith } from '../../api/copy.ts';
import { addAmounts } from '../../api/quota/pod-resources.ts';
import { findKind } from '../../api/index.ts';
import type { KubeObject, ResourceQuota } from '../../api/types.ts';
import type { Context } from '../kernel/types.ts';
import type { EtcdReply } from '../messages.ts';
import { askEtcd } from './reply.ts';
import { storageKey } from './registry.ts';
import type { ApiServerState } from './state.ts';

/** What admission has charged to a quota and the cache does not show yet. */
export interface Charges {
  /** The newest version this server knows of: what the next write rests on. */
  latest: KubeObject;
  /** On its way into etcd. */
  sent: Readonly<Record<string, string>>;
  /** Waits for that. */
  owed: Readonly<Record<string, string>>;
}

const nothing: Readonly<Record<string, string>> = Object.freeze({});
const isNothing = (amounts: Readonly<Record<string, string>>): boolean => Object.keys(amounts).length === 0;
const versionOf = (object: KubeObject): number => Number(object.metadata.resourceVersion);

/** The quotas of a namespace with all charges made so far, in the order they were created. */
export function currentQuotas(state: ApiServerState, namespace: string): ResourceQuota[] {
  const out: ResourceQuota[] = [];
  for (const cached of state.caches.get('resourcequotas')?.namespaces.get(namespace)?.values() ?? []) {
    const charges = state.charges.get(cached.metadata.uid);
    if (charges && versionOf(cached) >= versionOf(charges.latest)) charges.latest = cached;
    if (!charges) out.push(cached as ResourceQuota);
    else out.push(withUsed(charges.latest as ResourceQuota, addAmounts(charges.sent, charges.owed)));
    if (charges && isNothing(charges.sent) && charges.latest === cached) state.charges.delete(cached.metadata.uid);
  }
  return out;
}

const withUsed = (quota: ResourceQuota, more: Readonly<Record<string, string>>): ResourceQuota =>
  copyWith(quota, { status: { ...quota.status, used: addAmounts(quota.status.used ?? {}, more) } });

/** Charges a quota: written to etcd at once, one write of a quota at a time. Models: resourcequota/resource_access.go UpdateQuotaStatus. */
export function charge(
  state: ApiServerState,
  ctx: Context,
  quota: ResourceQuota,
  delta: Readonly<Record<string, string>>,
): void {
  const { uid, namespace, name } = quota.metadata;
  let charges = state.charges.get(uid);
  if (!charges) {
    const latest = state.caches.get('resourcequotas')!.namespaces.get(namespace!)!.get(name)!;
    state.charges.set(uid, (charges = { latest, sent: nothing, owed: nothing }));
  }
  charges.owed = addAmounts(charges.owed, delta);
  if (isNothing(charges.sent)) send(state, ctx, charges);
}

function send(state: ApiServerState, ctx: Context, charges: Charges): void {
  charges.sent = charges.owed;
  charges.owed = nothing;
  const type = findKind('v1', 'ResourceQuota')!;
  const { namespace = '', name, uid } = charges.latest.metadata;
  const next = withUsed(charges.latest as ResourceQuota, charges.sent);
  askEtcd(
    state,
    ctx,
    {
      op: 'txn',
      ifModRevision: versionOf(charges.latest),
      key: storageKey(type, namespace, name),
      value: copyWith(next, { metadata: { ...next.metadata } }),
    },
    { kind: 'charge', uid },
    { workMs: 0, quiet: true },
  );
}

/** etcd answered: the charge is written, or somebody wrote the quota meanwhile and it is tried again. */
export function charged(
  state: ApiServerState,
  ctx: Context,
  uid: string,
  { succeeded, current }: Extract<EtcdReply, { op: 'txn' }>,
): void {
  const charges = state.charges.get(uid);
  if (!charges) return;
  if (!current || current.metadata.uid !== uid) {
    state.charges.delete(uid);
    return;
  }
  charges.latest = current;
  if (!succeeded) charges.owed = addAmounts(charges.sent, charges.owed);
  charges.sent = nothing;
  if (!isNothing(charges.owed)) send(state, ctx, charges);
}
