import { deepEqual } from '../../../api/equal.ts';
import type { OwnerReference, PersistentVolumeClaim, Pod, StatefulSet } from '../../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import type { View, Write } from '../controller.ts';
import { update } from '../writes.ts';
import { claimsFor, ordinalOf } from './pods.ts';

const controllerRef = (apiVersion: string, kind: string, { name, uid }: Pod['metadata']): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});

/** Who takes the claim along when it goes: the set, the Pod that is scaled away, or nobody. */
function keeperOf({ metadata, spec }: StatefulSet, pod: Pod, condemned: boolean): OwnerReference | undefined {
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenScaled === 'Delete' && condemned) return controllerRef('v1', 'Pod', pod.metadata);
  return whenDeleted === 'Delete' ? controllerRef('apps/v1', 'StatefulSet', metadata) : undefined;
}

/**
 * Owner references of the claims as the retention policy wants them; the garbage collector does the rest.
 * Models: stateful_pod_control.go UpdatePodClaimForRetentionPolicy, updateClaimOwnerRefForSetAndPod.
 */
export function retentionWrites(set: StatefulSet, pods: readonly Pod[], view: View): Write[] {
  const start = set.spec.ordinals?.start ?? 0;
  return pods.flatMap((pod) => {
    const ordinal = ordinalOf(pod, set);
    const keeper = keeperOf(set, pod, ordinal < start || ordinal >= start + set.spec.replicas);
    return claimsFor(set, pod.metadata.name).flatMap(({ metadata }) => {
      const claim = view.get<PersistentVolumeClaim>('persistentvolumeclaims', `${metadata.namespace}/${metadata.name}`);
      if (!claim) return [];
      const refs = claim.metadata.ownerReferences ?? [];
      const others = refs.filter(({ uid }) => uid !== set.metadata.uid && uid !== pod.metadata.uid);
      // Somebody else looks after it: hands off.
      if (others.some((ref) => ref.controller)) return [];
      const wanted = keeper ? [...others, keeper] : others;
      if (deepEqual(wanted, refs)) return [];
      const { ownerReferences: _before, ...rest } = claim.metadata;
      const kept = { ...rest, ...(wanted.length > 0 ? { ownerReferences: wanted } : {}) };
      return [update('persistentvolumeclaims', { ...claim, metadata: kept }, { accept: [404] })];
    });
  });
}

/** Claims of a Pod that do not exist. Models: createPersistentVolumeClaims. */
export const missingClaims = (set: StatefulSet, pod: string, view: View): PersistentVolumeClaim[] =>
  claimsFor(set, pod).filter((claim) => !view.get('persistentvolumeclaims', keyOf(claim)));

/** A claim of that Pod that is on its way out: nothing new may begin with it. */
export const leavingClaim = (set: StatefulSet, pod: string, view: View): string | undefined =>
  claimsFor(set, pod).find(
    (claim) => view.get('persistentvolumeclaims', keyOf(claim))?.metadata.deletionTimestamp !== undefined,
  )?.metadata.name;

/**
 * A claim of that number that goes with the Pod before, once the garbage collector has come by: the new Pod would lose
 * it. Models: stateful_pod_control.go PodClaimIsStale.
 */
export const staleClaim = (set: StatefulSet, pod: string, view: View): string | undefined =>
  set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete'
    ? undefined
    : claimsFor(set, pod).find((claim) =>
        view
          .get('persistentvolumeclaims', keyOf(claim))
          ?.metadata.ownerReferences?.some((ref) => ref.kind === 'Pod' && ref.apiVersion === 'v1' && ref.name === pod),
      )?.metadata.name;
