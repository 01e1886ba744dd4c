import type { PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { boundByController } from './claims.ts';
import { isReservedFor } from './matching.ts';

/**
 * The volume with a reference to the claim; the same object when it has it already. Who had reserved it by hand stays
 * visible: only what the binder or the scheduler did is marked. Models: GetBindVolumeToClaim.
 */
export function volumeFor(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { metadata, spec } = volume;
  const { name, namespace, uid, resourceVersion } = claim.metadata;
  if (spec.claimRef?.uid === uid && isReservedFor(volume, claim)) return volume;
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    namespace: namespace!,
    name,
    uid,
    apiVersion: 'v1',
    resourceVersion,
  };
  const byHand = isReservedFor(volume, claim);
  return {
    ...volume,
    metadata: byHand ? metadata : { ...metadata, annotations: { ...metadata.annotations, [boundByController]: 'yes' } },
    spec: { ...spec, claimRef },
  };
}
