import { deepEqual } from '../../../api/equal.ts';
import { compareQuantities } from '../../../api/quantity.ts';
import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';
import { volumeFor } from '../../storage/binding.ts';
import { bindCompleted, boundByController } from '../../storage/claims.ts';
import type { Told, Write } from '../controller.ts';
import { update, updateStatus } from '../writes.ts';

/** The same object of whatever version: what follows a write of one's own in the same look. */
function ofAnyVersion<T extends KubeObject>(object: T): T {
  const { resourceVersion: _any, ...metadata } = object.metadata;
  return { ...object, metadata } as T;
}

type Phase = 'Available' | 'Bound' | 'Released' | 'Failed';

/** Nothing when the volume is in this phase already; what is told is told with the change only. */
export function volumePhase(volume: PersistentVolume, phase: Phase, message = '', told?: Told): Write[] {
  if (volume.status.phase === phase) return [];
  const { message: _before, ...rest } = volume.status;
  const status = { ...rest, phase, ...(message ? { message } : {}) };
  return [updateStatus('persistentvolumes', { ...volume, status }, told ? { ifDone: told } : {})];
}

/** What a claim shows of the volume it has; without one it has no size. Models: updateClaimStatus. */
export function claimPhase(
  claim: PersistentVolumeClaim,
  phase: 'Pending' | 'Bound' | 'Lost',
  volume?: PersistentVolume,
  told?: Told,
): Write[] {
  const { accessModes: modes, capacity: size, ...rest } = claim.status;
  const capacity = volume && {
    ...(size && compareQuantities(size['storage'] ?? '0', volume.spec.capacity?.['storage'] ?? '0') === 0
      ? size
      : volume.spec.capacity),
  };
  const status: PersistentVolumeClaim['status'] = {
    ...rest,
    phase,
    ...(volume ? { accessModes: volume.spec.accessModes ?? [], capacity: capacity! } : {}),
  };
  if (claim.status.phase === phase && deepEqual(modes, status.accessModes) && deepEqual(size, status.capacity))
    return [];
  return [updateStatus('persistentvolumeclaims', { ...claim, status }, told ? { ifDone: told } : {})];
}

/** Both point at each other, and both say so: up to four writes, each only where something is missing. Models: bind. */
export function bind(volume: PersistentVolume, claim: PersistentVolumeClaim): Write[] {
  const held = volumeFor(volume, claim);
  const holding = claimFor(claim, volume);
  return [
    ...(held === volume ? [] : [update('persistentvolumes', held)]),
    ...volumePhase(held === volume ? volume : ofAnyVersion(held), 'Bound'),
    ...(holding === claim ? [] : [update('persistentvolumeclaims', holding)]),
    ...claimPhase(holding === claim ? claim : ofAnyVersion(holding), 'Bound', volume),
  ];
}

/** Models: bindClaimToVolume. */
function claimFor(claim: PersistentVolumeClaim, { metadata: { name } }: PersistentVolume): PersistentVolumeClaim {
  const { metadata, spec } = claim;
  const named = spec.volumeName === name;
  if (named && metadata.annotations?.[bindCompleted] !== undefined) return claim;
  const annotations = {
    ...metadata.annotations,
    ...(named ? {} : { [boundByController]: 'yes' }),
    [bindCompleted]: 'yes',
  };
  return { ...claim, metadata: { ...metadata, annotations }, spec: { ...spec, volumeName: name } };
}

/** Takes the reference back; one that somebody made by hand stays, without the uid. Models: unbindVolume. */
export function unbind(volume: PersistentVolume): Write[] {
  const { metadata, spec } = volume;
  const { claimRef, ...rest } = spec;
  const { [boundByController]: ours, ...annotations } = metadata.annotations ?? {};
  const { uid: _uid, ...byHand } = claimRef ?? {};
  const { annotations: _before, ...plain } = metadata;
  const free: PersistentVolume =
    ours === undefined
      ? { ...volume, spec: { ...rest, claimRef: byHand } }
      : {
          ...volume,
          metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : plain,
          spec: rest as PersistentVolume['spec'],
        };
  return [update('persistentvolumes', free), ...volumePhase(ofAnyVersion(free), 'Available')];
}
