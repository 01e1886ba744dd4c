import type { PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { say, settled, type Controller } from './controller.ts';
import { syncClaim } from './persistentvolume/claim.ts';
import { syncVolume } from './persistentvolume/volume.ts';

/**
 * Brings claims and volumes together, and lets volumes go whose claim is gone. A key with a slash is a claim, one without
 * a volume; upstream has a queue for each and looks again at all of them every 15 seconds: here at those that wait.
 * Models: kubernetes pkg/controller/volume/persistentvolume. Left out: the Recycle policy (the volume stays Released),
 * in-tree plugins that make volumes, what moves them to CSI, and the metrics.
 */
export const persistentVolumeBinderController: Controller = {
  name: 'persistentvolume-binder-controller',
  account: 'persistent-volume-binder',
  component: 'persistentvolume-controller',
  workers: 1,
  serial: true,
  watches: {
    persistentvolumes({ type, key, object }, view) {
      const { claimRef } = (object as PersistentVolume).spec;
      const claimKey = `${claimRef?.namespace}/${claimRef?.name}`;
      if (type === 'deleted') return claimRef && claimKey;
      // Half done: the claim's look finishes it.
      const claim = claimRef?.uid ? view.get<PersistentVolumeClaim>('persistentvolumeclaims', claimKey) : undefined;
      return claim && !claim.spec.volumeName ? [key, claimKey] : key;
    },
    persistentvolumeclaims: ({ type, key, object }) =>
      type === 'deleted' ? (object as PersistentVolumeClaim).spec.volumeName : key,
  },
  reconcile(key, view) {
    if (key.includes('/')) {
      const claim = view.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
      return claim ? syncClaim(claim, view) : settled(say('volume.claimGone'));
    }
    const volume = view.get<PersistentVolume>('persistentvolumes', key);
    return volume ? syncVolume(volume, view) : settled(say('volume.gone'));
  },
};
