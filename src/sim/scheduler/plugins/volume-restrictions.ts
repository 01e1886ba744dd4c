import { claimsUsed, usesClaims } from '../../storage/claims.ts';
import type { PodInfo } from '../pod-info.ts';
import { rejection, type Cycle, type Plugin, type PreFilter } from './types.ts';

const alone = rejection(
  true,
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
);

/**
 * A claim that is for one Pod only is used by one Pod only, on whatever node.
 * Models: plugins/volumerestrictions. Left out: disks of in-tree plugins (`node(s) had no available disk`).
 */
export const volumeRestrictions: Plugin<true> = {
  name: 'VolumeRestrictions',
  preFilter: (cycle) => (usesClaims(cycle.pod) ? check(cycle) : undefined),
  filter: () => alone,
  wakes({ pod }, event) {
    if (event.resource === 'AssignedPod') return event.action === 'Delete' && shares(event.info, pod);
    return (
      event.resource === 'PersistentVolumeClaim' &&
      event.action === 'Add' &&
      event.object.metadata.namespace === pod.metadata.namespace &&
      claimsUsed(pod).some(({ claim }) => claim === event.object.metadata.name)
    );
  },
};

function check(cycle: Cycle): PreFilter<true> {
  const { pod, listers } = cycle;
  const single: string[] = [];
  for (const { claim: name, ephemeral } of claimsUsed(pod)) {
    if (ephemeral) continue;
    const claim = listers.storage.claim(pod.metadata.namespace ?? '', name);
    if (!claim) return { refused: rejection(false, `persistentvolumeclaim "${name}" not found`) };
    if (claim.spec.accessModes?.includes('ReadWriteOncePod')) single.push(name);
  }
  return single.length > 0 && isTaken(cycle, single) ? { state: true } : undefined;
}

function isTaken({ cache, pod }: Cycle, names: readonly string[]): boolean {
  for (const { info } of cache.pods.values()) {
    const { metadata } = info.pod;
    if (metadata.namespace !== pod.metadata.namespace || metadata.uid === pod.metadata.uid) continue;
    if (claimsUsed(info.pod).some(({ claim }) => names.includes(claim))) return true;
  }
  return false;
}

const shares = ({ pod: gone }: PodInfo, pod: PodInfo['pod']): boolean =>
  gone.metadata.namespace === pod.metadata.namespace &&
  claimsUsed(gone).some(({ claim }) => claimsUsed(pod).some((use) => use.claim === claim));
