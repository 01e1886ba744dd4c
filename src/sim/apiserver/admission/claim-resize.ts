import { compareQuantities } from '../../../api/quantity.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../../api/types.ts';
import { cachedIn } from '../cache/cache.ts';
import { refuseAdmission, type AdmissionPlugin } from './plugin.ts';

interface StorageClass extends KubeObject {
  allowVolumeExpansion?: boolean;
}

const sizeOf = (claim: PersistentVolumeClaim): string | number => claim.spec.resources?.requests?.['storage'] ?? '0';

/** A claim grows only if its class says volumes can. Models: plugin/pkg/admission/storage/persistentvolume/resize/admission.go. */
export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  kinds: ['PersistentVolumeClaim'],
  validate(work) {
    if (work.operation !== 'update' || work.call.info.subresource !== '' || !work.existing) return undefined;
    const claim = work.draft as PersistentVolumeClaim;
    const old = work.existing as PersistentVolumeClaim;
    if (compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return undefined;
    if ((old as { status?: { phase?: string } }).status?.phase !== 'Bound')
      return refuseAdmission(work, 'Only bound persistent volume claims can be expanded');
    const name = claim.spec.storageClassName ?? '';
    const found = cachedIn(work.state, 'storageclasses', '', name) as StorageClass | undefined;
    if (found?.allowVolumeExpansion === true) return `storage class ${name} allows growing`;
    return refuseAdmission(
      work,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};
