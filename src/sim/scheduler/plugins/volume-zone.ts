import { claimsUsed, usesClaims } from '../../storage/claims.ts';
import { rejection, type Cycle, type Plugin } from './types.ts';

const elsewhere = rejection(false, 'node(s) had no available volume zone');
const zoneLabels = (): readonly string[] => [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
];

/** Where a volume is, by its label: one of several zones where they are parted by `__`. */
interface Place {
  readonly label: string;
  readonly zones: readonly string[];
}

const none: readonly Place[] = Object.freeze([]);

function placesOf({ pod, listers }: Cycle): Place[] {
  const places: Place[] = [];
  for (const { claim } of claimsUsed(pod)) {
    const name = listers.storage.claim(pod.metadata.namespace ?? '', claim)?.spec.volumeName;
    const labels = name ? listers.storage.volume(name)?.metadata.labels : undefined;
    for (const label of zoneLabels())
      if (labels?.[label] !== undefined) places.push({ label, zones: labels[label].split('__') });
  }
  return places;
}

/** A volume with a zone is used in that zone. Models: plugins/volumezone/volume_zone.go. Left out: what VolumeBinding has refused before. */
export const volumeZone: Plugin<readonly Place[]> = {
  name: 'VolumeZone',
  preFilter(cycle) {
    const places = usesClaims(cycle.pod) ? placesOf(cycle) : none;
    return places.length > 0 ? { state: places } : undefined;
  },
  filter({ cache }, places, slot) {
    const labels = cache.nodes[slot]!.metadata.labels ?? {};
    // A node of no zone at all is no cloud's machine.
    if (!zoneLabels().some((label) => labels[label] !== undefined)) return undefined;
    return places.every(({ label, zones }) => zones.includes(labels[label] ?? '')) ? undefined : elsewhere;
  },
  wakes({ pod }, event) {
    switch (event.resource) {
      case 'PersistentVolumeClaim':
        return claimsUsed(pod).some(({ claim }) => claim === event.object.metadata.name);
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
