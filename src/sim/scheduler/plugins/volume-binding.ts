import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';
import { labelsContain } from '../../../api/selectors.ts';
import {
  classOf,
  claimsUsed,
  isFullyBound,
  noProvisioner,
  selectedNode,
  usesClaims,
  waitsForConsumer,
} from '../../storage/claims.ts';
import { bySize, findVolume, isReachableFrom } from '../../storage/matching.ts';
import { rejection, type Cycle, type Plugin, type Rejection } from './types.ts';

const unbound = rejection(false, 'pod has unbound immediate PersistentVolumeClaims');
const elsewhere = rejection(false, 'node(s) had volume node affinity conflict');
const nothingToBind = rejection(false, "node(s) didn't find available persistent volumes to bind");
const lostVolume = rejection(false, 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');

/** The claims of a Pod: those with a volume, and those that get one with the Pod's node. */
interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly delayed: readonly PersistentVolumeClaim[];
}

/** What is to be written when the Pod goes to a node. Frozen. */
export interface VolumePlan {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims somebody shall make a volume for, near this node. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

/**
 * Claims need volumes that the node can reach. Claims of a waiting class get theirs here, with the node.
 * Models: plugins/volumebinding. Left out: storage capacity, scores by capacity (off by default), volumes moved to CSI.
 */
export const volumeBinding: Plugin<PodClaims> = {
  name: 'VolumeBinding',
  preFilter(cycle) {
    if (!usesClaims(cycle.pod)) return undefined;
    const found = claimsOf(cycle);
    return 'reasons' in found ? { refused: found } : { state: found };
  },
  filter(cycle, state, slot) {
    const found = planFor(cycle, state, cycle.cache.nodes[slot]!);
    return 'reasons' in found ? found : undefined;
  },
  wakes({ pod }, event) {
    switch (event.resource) {
      case 'PersistentVolumeClaim':
        return (
          event.object.metadata.namespace === pod.metadata.namespace &&
          claimsUsed(pod).some(({ claim }) => claim === event.object.metadata.name)
        );
      case 'PersistentVolume':
        return true;
      case 'StorageClass':
        return event.action === 'Add';
      case 'Node':
        return event.action === 'Add' || (event.action === 'Update' && event.aspect === 'Label');
      default:
        return false;
    }
  },
};

/** Models: podHasPVCs, GetPodVolumeClaims. */
function claimsOf({ pod, listers }: Cycle): PodClaims | Rejection {
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let immediate = false;
  for (const { claim: name, ephemeral } of claimsUsed(pod)) {
    const claim = listers.storage.claim(pod.metadata.namespace ?? '', name);
    if (!claim)
      return rejection(
        false,
        ephemeral
          ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
          : `persistentvolumeclaim "${name}" not found`,
      );
    const about = `persistentvolumeclaim "${name}"`;
    if (claim.status.phase === 'Lost')
      return rejection(false, `${about} bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`);
    if (claim.metadata.deletionTimestamp) return rejection(false, `${about} is being deleted`);
    if (isFullyBound(claim)) bound.push(claim);
    else if (!claim.spec.volumeName && waitsForConsumer(listers.storage.storageClass(classOf(claim))))
      delayed.push(claim);
    else immediate = true;
  }
  return immediate ? unbound : { bound, delayed: delayed.sort(bySize) };
}

/** Models: binder.go FindPodVolumes. */
function planFor({ listers }: Cycle, { bound, delayed }: PodClaims, node: Node): VolumePlan | Rejection {
  const { storage } = listers;
  for (const claim of bound) {
    const volume = storage.volume(claim.spec.volumeName!);
    if (!volume) return lostVolume;
    if (!isReachableFrom(volume, node)) return elsewhere;
  }
  const bindings: { volume: PersistentVolume; claim: PersistentVolumeClaim }[] = [];
  const provisions: PersistentVolumeClaim[] = [];
  const chosen = new Set<string>();
  for (const claim of delayed) {
    const selected = claim.metadata.annotations?.[selectedNode];
    if (selected !== undefined && selected !== node.metadata.name) return nothingToBind;
    const volume =
      selected === undefined ? findVolume(claim, storage.volumes(), { node, excluded: chosen }) : undefined;
    if (volume) {
      chosen.add(volume.metadata.name);
      bindings.push({ volume, claim });
      continue;
    }
    if (!canProvision(storage.storageClass(classOf(claim)), node)) return nothingToBind;
    provisions.push(claim);
  }
  return { bindings, provisions };
}

/** Models: checkVolumeProvisions. */
function canProvision(
  storageClass: ReturnType<Cycle['listers']['storage']['storageClass']>,
  { metadata: { labels = {} } }: Node,
): boolean {
  if (!storageClass?.provisioner || storageClass.provisioner === noProvisioner) return false;
  const { allowedTopologies } = storageClass;
  if (!allowedTopologies?.length) return true;
  return allowedTopologies.some(
    ({ matchLabelExpressions }) =>
      !!matchLabelExpressions?.length &&
      matchLabelExpressions.every(({ key, values }) =>
        values?.some((value) => labelsContain({ [key]: value }, labels)),
      ),
  );
}

/** What is to be done about a Pod's claims on the node it goes to; undefined: all have their volumes. */
export function volumePlan(cycle: Cycle, node: Node): VolumePlan | undefined {
  return usesClaims(cycle.pod) ? planWith(cycle, node) : undefined;
}

function planWith(cycle: Cycle, node: Node): VolumePlan | undefined {
  const claims = claimsOf(cycle);
  if ('reasons' in claims || claims.delayed.length === 0) return undefined;
  const plan = planFor(cycle, claims, node);
  return 'reasons' in plan ? undefined : plan;
}
