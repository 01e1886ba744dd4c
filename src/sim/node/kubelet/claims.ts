import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.ts';
import { claimsUsed, isFullyBound } from '../../storage/claims.ts';
import type { Source, Sources } from './config.ts';

type Volume = NonNullable<Pod['spec']['volumes']>[number];

/** Where a volume's data lies: `hostPath:/mnt/data`, `nfs:10.0.0.5:/exports`. Nothing else than who made it says so. */
function placeOfSource(source: Readonly<Record<string, unknown>>): string | undefined {
  const { hostPath, local, nfs, csi } = source as {
    hostPath?: { path: string };
    local?: { path: string };
    nfs?: { server: string; path: string };
    csi?: { driver: string; volumeHandle?: string };
  };
  const path = hostPath?.path ?? local?.path;
  if (path !== undefined) return `hostPath:${path.replace(/(.)\/$/, '$1')}`;
  if (nfs) return `nfs:${nfs.server}:${nfs.path}`;
  return csi?.volumeHandle === undefined ? undefined : `csi:${csi.driver}/${csi.volumeHandle}`;
}

const dataOfVolume = ({ spec }: PersistentVolume): Readonly<Record<string, string>> => {
  const place = placeOfSource(spec);
  return place === undefined ? {} : { place };
};

const dataOfClaim = (claim: PersistentVolumeClaim): Readonly<Record<string, string>> =>
  isFullyBound(claim) ? { volume: claim.spec.volumeName! } : {};

/** What the kubelet keeps of a claim or volume it has read. */
export const storageData = (kind: Source['kind'], object: unknown): Readonly<Record<string, string>> =>
  kind === 'persistentvolume' ? dataOfVolume(object as PersistentVolume) : dataOfClaim(object as PersistentVolumeClaim);

/** The claims a Pod's volumes are. Their volumes follow when the claims have been read. */
export const claimSources = (pod: Pod): Source[] =>
  claimsUsed(pod).map(({ claim }) => ({ kind: 'persistentvolumeclaim', name: claim, optional: false }));

/** The volume a claim that has been read is bound to. */
export const volumeOfClaim = (data: Readonly<Record<string, string>>): Source | undefined =>
  data['volume'] === undefined ? undefined : { kind: 'persistentvolume', name: data['volume'], optional: false };

/** Where a Pod's volume keeps what is written into it, beyond the Pod; undefined: nowhere. */
export function placeOf(pod: Pod, volume: Volume, sources: Sources): string | undefined {
  if (volume['hostPath']) return placeOfSource(volume);
  const use = claimsUsed(pod).find((each) => each.volume === volume.name);
  const name = use && sources.get(`persistentvolumeclaim/${use.claim}`)?.['volume'];
  return name === undefined ? undefined : sources.get(`persistentvolume/${name}`)?.['place'];
}

/** Why a Pod's claims cannot be mounted. Models: desired_state_of_world_populator.go, volume_manager.go. */
export function claimProblem(pod: Pod, sources: Sources): string | undefined {
  for (const { volume, claim } of claimsUsed(pod)) {
    const data = sources.get(`persistentvolumeclaim/${claim}`);
    const problem =
      !data || '' in data
        ? `failed to fetch PVC from API server: persistentvolumeclaims "${claim}" not found`
        : data['volume'] === undefined
          ? 'PVC is not bound'
          : undefined;
    if (problem === undefined) continue;
    const about = `error processing PVC ${pod.metadata.namespace}/${claim}: ${problem}`;
    return `Unable to attach or mount volumes: unmounted volumes=[${volume}], unattached volumes=[], failed to process volumes=[${volume}]: ${about}`;
  }
  return undefined;
}
