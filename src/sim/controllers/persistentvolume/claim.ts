import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../../api/types.ts';
import {
  annotated,
  bindCompleted,
  classOf,
  claimsUsed,
  defaultAmong,
  defaultClassMarks,
  namesClass,
  noProvisioner,
  selectedNode,
  storageProvisioners,
  waitsForConsumer,
} from '../../storage/claims.ts';
import { findVolume, isReservedFor, mismatch } from '../../storage/matching.ts';
import { say, settled, type Plan, type Told, type View } from '../controller.ts';
import { update } from '../writes.ts';
import { bind, claimPhase } from './bind.ts';

/** Claims that wait are looked at again at every such moment. Source: PVClaimBinderSyncPeriod, 15 s. */
const resyncMs = 15_000;

const nextResync = ({ now, startedMs }: View): number => resyncMs - ((now - startedMs) % resyncMs);

const tell = (about: PersistentVolumeClaim, type: Told['type'], reason: string, message: string): Told => ({
  about,
  type,
  reason,
  message,
});

/** Models: pv_controller.go syncClaim. */
export function syncClaim(claim: PersistentVolumeClaim, view: View): Plan {
  return annotated(claim, bindCompleted) ? syncBound(claim, view) : syncUnbound(claim, view);
}

const binds = (volume: PersistentVolume, claim: PersistentVolumeClaim): Plan => {
  const requests = bind(volume, claim);
  const { name } = claim.metadata;
  return requests.length > 0
    ? { requests, because: say('volume.bind', { name, volume: volume.metadata.name }) }
    : settled(say('volume.bound', { name, volume: volume.metadata.name }));
};

/** Left as it is until the next round. */
const waits = (claim: PersistentVolumeClaim, view: View, key: string, told?: Told, more = {}): Plan => ({
  requests: claimPhase(claim, 'Pending'),
  ...(told ? { events: [told] } : {}),
  requeueAfterMs: nextResync(view),
  because: say(key, { name: claim.metadata.name, ...more }),
});

function syncUnbound(claim: PersistentVolumeClaim, view: View): Plan {
  const { volumeName } = claim.spec;
  if (volumeName) return syncNamed(claim, volumeName, view);
  const className = classOf(claim);
  const storageClass = className === '' ? undefined : view.get<StorageClass>('storageclasses', className);
  const delayed = waitsForConsumer(storageClass);
  const volume = findVolume(claim, byName(view), { delayed });
  if (volume) return binds(volume, claim);
  const given = namesClass(claim)
    ? undefined
    : defaultAmong(view.all<StorageClass>('storageclasses'), defaultClassMarks);
  if (given) {
    const { name } = given.metadata;
    return {
      requests: [update('persistentvolumeclaims', { ...claim, spec: { ...claim.spec, storageClassName: name } })],
      because: say('volume.default', { name: claim.metadata.name, class: name }),
    };
  }
  if (delayed && !annotated(claim, selectedNode)) return waitForConsumer(claim, view);
  if (className !== '') return provision(claim, className, storageClass, view);
  const text = 'no persistent volumes available for this claim and no storage class is set';
  return waits(claim, view, 'volume.none', tell(claim, 'Normal', 'FailedBinding', text));
}

const byName = (view: View): PersistentVolume[] =>
  view.all<PersistentVolume>('persistentvolumes').sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

/** The claim names its volume itself. */
function syncNamed(claim: PersistentVolumeClaim, name: string, view: View): Plan {
  const volume = view.get<PersistentVolume>('persistentvolumes', name);
  if (!volume) return waits(claim, view, 'volume.missing', undefined, { volume: name });
  if (!volume.spec.claimRef) {
    const problem = mismatch(volume, claim);
    if (problem === undefined) return binds(volume, claim);
    const text = `Cannot bind to requested volume "${name}": ${problem}`;
    return waits(claim, view, 'volume.mismatch', tell(claim, 'Warning', 'VolumeMismatch', text), {
      volume: name,
      problem,
    });
  }
  if (isReservedFor(volume, claim)) return binds(volume, claim);
  const text = `volume "${name}" already bound to a different claim.`;
  return waits(claim, view, 'volume.taken', tell(claim, 'Warning', 'FailedBinding', text), { volume: name });
}

/** Models: emitEventForUnboundDelayBindingClaim. */
function waitForConsumer(claim: PersistentVolumeClaim, view: View): Plan {
  const { name, namespace } = claim.metadata;
  const pods = view
    .inNamespace<Pod>('pods', namespace!)
    .filter((pod) => !pod.spec.nodeName && claimsUsed(pod).some((use) => use.claim === name))
    .map((pod) => pod.metadata.name);
  if (pods.length === 0) {
    const text = 'waiting for first consumer to be created before binding';
    return waits(claim, view, 'volume.consumer', tell(claim, 'Normal', 'WaitForFirstConsumer', text));
  }
  const text = `waiting for pod${pods.length > 1 ? 's' : ''} ${pods.join(',')} to be scheduled`;
  return waits(claim, view, 'volume.scheduled', tell(claim, 'Normal', 'WaitForPodScheduled', text), {
    pods: pods.join(', '),
  });
}

/** Nothing in this process makes volumes: it says who shall, or that nobody will. Models: provisionClaim, provisionClaimOperationExternal. */
function provision(
  claim: PersistentVolumeClaim,
  className: string,
  storageClass: StorageClass | undefined,
  view: View,
): Plan {
  const { name } = claim.metadata;
  const provisioner = storageClass?.provisioner ?? '';
  const problem = !storageClass
    ? `storageclass.storage.k8s.io "${className}" not found`
    : provisioner === noProvisioner
      ? `no volume plugin matched name: ${provisioner}`
      : undefined;
  const again = { requeueAfterMs: nextResync(view) };
  if (problem !== undefined)
    return {
      ...again,
      events: [tell(claim, 'Warning', 'ProvisioningFailed', problem)],
      because: say('volume.unprovisioned', { name, problem }),
    };
  const told = tell(
    claim,
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  );
  const because = say('volume.provision', { name, provisioner });
  const { annotations } = claim.metadata;
  if (storageProvisioners.every((key) => annotations?.[key] === provisioner))
    return { ...again, events: [told], because };
  const marks = Object.fromEntries(storageProvisioners.map((key) => [key, provisioner]));
  const marked = { ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, ...marks } } };
  return { ...again, requests: [update('persistentvolumeclaims', marked, { ifDone: told })], because };
}

function syncBound(claim: PersistentVolumeClaim, view: View): Plan {
  const { volumeName } = claim.spec;
  const { name, uid } = claim.metadata;
  const lost = (reason: string, text: string): Plan => {
    const because = say('volume.lost', { name, volume: volumeName ?? '' });
    if (claim.status.phase === 'Lost') return settled(because);
    return { requests: claimPhase(claim, 'Lost', undefined, tell(claim, 'Warning', reason, text)), because };
  };
  if (!volumeName)
    return lost('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  const volume = view.get<PersistentVolume>('persistentvolumes', volumeName);
  if (!volume) return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const { claimRef } = volume.spec;
  if (!claimRef || claimRef.uid === uid || (!claimRef.uid && isReservedFor(volume, claim))) return binds(volume, claim);
  return lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}
