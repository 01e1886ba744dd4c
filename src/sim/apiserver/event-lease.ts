import type { KubeObject } from '../../api/types.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import { askEtcd, writeMs } from './reply.ts';
import type { ApiServerState, Pending } from './state.ts';

/** How long Events live, in seconds. Source: kube-apiserver --event-ttl, "Defaults to 1h". */
export const eventTtlSeconds = 3_600;
/** A lease is shared by the Events of this many seconds, so it is granted that much longer. Source: apiserver/pkg/storage/etcd3/lease_manager.go defaultLeaseReuseDurationSeconds. */
const reuseSeconds = 60;
/** Source: lease_manager.go defaultLeaseMaxObjectCount. */
const objectsMax = 1_000;

/**
 * Writes an Event attached to an etcd lease, which deletes it after its time. A fresh lease is asked for when the last
 * one is too old or too full; writes wait for it.
 * Models: apiserver/pkg/storage/etcd3/lease_manager.go GetLease.
 */
export function putWithLease(
  state: ApiServerState,
  ctx: Context,
  key: string,
  value: KubeObject,
  pending: Extract<Pending, { kind: 'create' | 'update' }>,
  cause: EntryId,
): void {
  const lease = state.eventLease;
  if (lease && lease.attached < objectsMax && lease.expiresMs >= ctx.now + eventTtlSeconds * 1000) {
    lease.attached++;
    const ifModRevision = pending.kind === 'create' ? 0 : Number(value.metadata.resourceVersion);
    return askEtcd(state, ctx, { op: 'txn', ifModRevision, key, value, leaseId: lease.id }, pending, {
      workMs: writeMs,
      quiet: pending.call.quiet,
      cause,
    });
  }
  state.awaitingLease.push({ key, value, pending, cause });
  if (state.awaitingLease.length > 1) return;
  askEtcd(
    state,
    ctx,
    { op: 'lease-grant', ttlSeconds: eventTtlSeconds + reuseSeconds },
    { kind: 'lease' },
    { workMs: 0, quiet: false },
  );
}

export function leaseGranted(state: ApiServerState, ctx: Context, id: number): void {
  state.eventLease = { id, expiresMs: ctx.now + (eventTtlSeconds + reuseSeconds) * 1000, attached: 0 };
  const waiting = state.awaitingLease.splice(0);
  for (const { key, value, pending, cause } of waiting) putWithLease(state, ctx, key, value, pending, cause);
}
