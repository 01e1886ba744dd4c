import { copyWith } from '../../api/copy.ts';
import type { KubeObject, PersistentVolume, Pod } from '../../api/types.ts';
import { claimsUsed } from '../storage/claims.ts';
import { say, settled, type Controller, type Plan } from './controller.ts';
import { isFinished } from './pods.ts';
import { update } from './writes.ts';

type Protected = 'persistentvolumes' | 'persistentvolumeclaims';

/** One look at a volume or claim: protected while it is wanted, let go when nobody uses it. */
function protect(
  resource: Protected,
  finalizer: string,
  object: KubeObject | undefined,
  isUsed: (object: KubeObject) => boolean,
): Plan {
  if (!object) return settled(say('protection.idle', { name: '' }));
  const { metadata } = object;
  const { name, finalizers = [] } = metadata;
  const has = finalizers.includes(finalizer);
  const write = (key: string, next: string[]): Plan => ({
    because: say(key, { name }),
    requests: [update(resource, copyWith(object, { metadata: { ...metadata, finalizers: next } }), { accept: [404] })],
  });
  if (!metadata.deletionTimestamp)
    return has ? settled(say('protection.idle', { name })) : write('protection.protect', [...finalizers, finalizer]);
  if (!has) return settled(say('protection.idle', { name }));
  if (isUsed(object)) return settled(say('protection.used', { name }));
  return write(
    'protection.release',
    finalizers.filter((each) => each !== finalizer),
  );
}

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

/** A deleted claim stays while a Pod on a node uses it. Models: pkg/controller/volume/pvcprotection/pvc_protection_controller.go. */
export const pvcProtectionController: Controller = {
  name: 'persistentvolumeclaim-protection-controller',
  account: 'pvc-protection-controller',
  workers: 1,
  watches: {
    persistentvolumeclaims: ({ type, key, object }) =>
      type === 'deleted' ||
      (object.metadata.deletionTimestamp === undefined && object.metadata.finalizers?.includes(claimFinalizer) === true)
        ? undefined
        : key,
    pods({ type, object }) {
      const pod = object as Pod;
      if (!pod.spec.volumes || (type !== 'deleted' && !isFinished(pod) && pod.spec.nodeName)) return undefined;
      return claimsUsed(pod).map(({ claim }) => `${pod.metadata.namespace}/${claim}`);
    },
  },
  reconcile: (key, view) =>
    protect('persistentvolumeclaims', claimFinalizer, view.get('persistentvolumeclaims', key), ({ metadata }) =>
      view
        .inNamespace<Pod>('pods', metadata.namespace!)
        .some((pod) => pod.spec.nodeName !== undefined && claimsUsed(pod).some(({ claim }) => claim === metadata.name)),
    ),
};

/** A deleted volume stays while a claim is bound to it. Models: pkg/controller/volume/pvprotection/pv_protection_controller.go. */
export const pvProtectionController: Controller = {
  name: 'persistentvolume-protection-controller',
  account: 'pv-protection-controller',
  workers: 1,
  watches: {
    persistentvolumes: ({ type, key, object }) =>
      type === 'deleted' ||
      (object.metadata.deletionTimestamp === undefined &&
        object.metadata.finalizers?.includes(volumeFinalizer) === true)
        ? undefined
        : key,
  },
  reconcile: (key, view) =>
    protect(
      'persistentvolumes',
      volumeFinalizer,
      view.get('persistentvolumes', key),
      (volume) => (volume as PersistentVolume & { status?: { phase?: string } }).status?.phase === 'Bound',
    ),
};
