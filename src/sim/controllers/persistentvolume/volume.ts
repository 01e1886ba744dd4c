import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';
import { provisionedBy } from '../../storage/claims.ts';
import { say, settled, type Plan, type Told, type View, type Write } from '../controller.ts';
import { remove } from '../writes.ts';
import { unbind, volumePhase } from './bind.ts';

const phasePlan = (requests: Write[], key: string, values: Record<string, string>): Plan =>
  requests.length > 0 ? { requests, because: say(key, values) } : settled(say(key, values));

/** Models: pv_controller.go syncVolume. */
export function syncVolume(volume: PersistentVolume, view: View): Plan {
  const { name } = volume.metadata;
  const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec;
  if (!claimRef?.uid) {
    const key = claimRef ? 'volume.reserved' : 'volume.unused';
    return phasePlan(volumePhase(volume, 'Available'), key, { name, claim: claimRef?.name ?? '' });
  }
  const named = view.get<PersistentVolumeClaim>('persistentvolumeclaims', `${claimRef.namespace}/${claimRef.name}`);
  const claim = named?.metadata.uid === claimRef.uid ? named : undefined;
  const values = { name, claim: claimRef.name ?? '' };
  if (!claim) return release(volume, values);
  const { volumeName } = claim.spec;
  if (!volumeName) return settled(say('volume.unfinished', values));
  if (volumeName === name) return phasePlan(volumePhase(volume, 'Bound'), 'volume.holds', values);
  if (volume.metadata.annotations?.[provisionedBy] !== undefined && policy === 'Delete') return release(volume, values);
  return { requests: unbind(volume), because: say('volume.unbind', values) };
}

/** The claim is gone: the volume is released, and then its policy says what becomes of it. Models: reclaimVolume. */
function release(volume: PersistentVolume, values: Record<string, string>): Plan {
  const { phase } = volume.status;
  if (phase !== 'Released' && phase !== 'Failed')
    return { requests: volumePhase(volume, 'Released'), because: say('volume.release', values) };
  switch (volume.spec.persistentVolumeReclaimPolicy) {
    case 'Retain':
      return settled(say('volume.retained', values));
    case 'Delete':
      return discard(volume, values);
    default:
      return settled(say('volume.released', values));
  }
}

/** The only volumes this process deletes itself. Source: pkg/volume/hostpath newDeleter. */
const disposablePath = /^\/tmp\/.+/;

/** Models: deleteVolumeOperation, findDeletablePlugin. */
function discard(volume: PersistentVolume, values: Record<string, string>): Plan {
  const { metadata, spec } = volume;
  if (metadata.deletionTimestamp) return settled(say('volume.released', values));
  const provisioner = metadata.annotations?.[provisionedBy] ?? '';
  if (provisioner !== '' && !provisioner.startsWith('kubernetes.io/'))
    return settled(say('volume.external', { ...values, provisioner }));
  const path = spec.hostPath?.path;
  if (path !== undefined && disposablePath.test(path))
    return { requests: [remove('persistentvolumes', volume)], because: say('volume.delete', values) };
  const problem =
    path === undefined
      ? `error getting deleter volume plugin for volume "${metadata.name}": no deletable volume plugin matched`
      : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
  const told: Told = { about: volume, type: 'Warning', reason: 'VolumeFailedDelete', message: problem };
  return phasePlan(volumePhase(volume, 'Failed', problem, told), 'volume.undeletable', { ...values, problem });
}
