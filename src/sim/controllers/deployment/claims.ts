import { selectorMatches } from '../../../api/selectors.ts';
import type { Deployment, ReplicaSet } from '../../../api/types.ts';
import { keyOf, type Change } from '../../client/informer.ts';
import { strategicPatch } from '../../client/requests.ts';
import type { View, Write } from '../controller.ts';
import { adoptPatch, controllerOf, releasePatch, resolveOwner } from '../owners.ts';
import { patch } from '../writes.ts';

/** The Deployments a change of a ReplicaSet concerns: its owner, or those that would adopt it. */
export function ownersOf({ object, old }: Change, view: View): string[] {
  const now = controllerOf(object);
  const before = controllerOf(old);
  const found: string[] = [];
  if (before && before.uid !== now?.uid) {
    const left = resolveOwner<Deployment>(view, 'deployments', 'Deployment', object, before);
    if (left) found.push(keyOf(left));
  }
  if (now) {
    const owner = resolveOwner<Deployment>(view, 'deployments', 'Deployment', object, now);
    if (owner) found.push(keyOf(owner));
    return found;
  }
  for (const d of view.inNamespace<Deployment>('deployments', object.metadata.namespace!)) {
    if (Object.keys(d.spec.selector).length > 0 && selectorMatches(d.spec.selector, object.metadata.labels))
      found.push(keyOf(d));
  }
  return found;
}

/** A Recreate Deployment waits for its last old Pod to be gone. */
export function recreatersOf({ type, object }: Change, view: View): string | undefined {
  if (type !== 'deleted') return undefined;
  const rs = resolveOwner<ReplicaSet>(view, 'replicasets', 'ReplicaSet', object);
  const d = rs && resolveOwner<Deployment>(view, 'deployments', 'Deployment', rs);
  if (d?.spec.strategy.type !== 'Recreate') return undefined;
  const left = view
    .controlledBy<ReplicaSet>('replicasets', d.metadata.uid)
    .some((own) => view.controlledBy('pods', own.metadata.uid).length > 0);
  return left ? undefined : keyOf(d);
}

/** Its ReplicaSets; orphans that match are adopted first, strangers let go. */
export function claim(d: Deployment, view: View): { all: ReplicaSet[]; claims: Write[] } {
  const claims: Write[] = [];
  const matches = (rs: ReplicaSet): boolean => selectorMatches(d.spec.selector, rs.metadata.labels);
  const all = view.controlledBy<ReplicaSet>('replicasets', d.metadata.uid).filter((rs) => {
    if (matches(rs)) return true;
    if (!d.metadata.deletionTimestamp)
      claims.push(patch('replicasets', rs, strategicPatch, releasePatch(d, rs), { accept: [404, 422] }));
    return false;
  });
  if (d.metadata.deletionTimestamp) return { all, claims };
  for (const rs of view.orphansIn<ReplicaSet>('replicasets', d.metadata.namespace!)) {
    if (!rs.metadata.deletionTimestamp && matches(rs))
      claims.push(patch('replicasets', rs, strategicPatch, adoptPatch(d, rs), { accept: [404] }));
  }
  return { all, claims };
}
