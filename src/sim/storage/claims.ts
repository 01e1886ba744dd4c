import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';

/** On claims and volumes. Source: k8s.io/component-helpers/storage/volume/pv_helpers.go. */
export const bindCompleted = 'pv.kubernetes.io/bind-completed';
export const boundByController = 'pv.kubernetes.io/bound-by-controller';
export const provisionedBy = 'pv.kubernetes.io/provisioned-by';
export const selectedNode = 'volume.kubernetes.io/selected-node';
export const storageProvisioners: readonly string[] = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
];
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
/** The provisioner of a class whose volumes somebody makes by hand. */
export const noProvisioner = 'kubernetes.io/no-provisioner';
/** Either makes a class the one that claims without a class get. */
export const defaultClassMarks: readonly string[] = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const annotated = ({ metadata }: KubeObject, name: string): boolean =>
  metadata.annotations?.[name] !== undefined;

export const classOf = ({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string =>
  metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '';

/** Has the claim said anything about its class, be it that it wants none? */
export const namesClass = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  spec.storageClassName !== undefined || metadata.annotations?.[classAnnotation] !== undefined;

/** Of the objects marked as default the newest; of equally new ones the first by name. */
export function defaultAmong<T extends KubeObject>(objects: readonly T[], marks: readonly string[]): T | undefined {
  const newestFirst = (a: KubeObject, b: KubeObject): number => {
    const [x, y] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
    if (x !== y) return x < y ? 1 : -1;
    return a.metadata.name < b.metadata.name ? -1 : 1;
  };
  return objects
    .filter(({ metadata }) => marks.some((mark) => metadata.annotations?.[mark] === 'true'))
    .sort(newestFirst)[0];
}

/** Volumes of this class wait for the scheduler. A class that does not exist does not. Models: IsDelayBindingMode. */
export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

export const isFullyBound = (claim: PersistentVolumeClaim): boolean =>
  Boolean(claim.spec.volumeName) && annotated(claim, bindCompleted);

/** A volume of a Pod that is a claim: its name, and whether the Pod brings it itself. */
export interface ClaimUse {
  readonly volume: string;
  readonly claim: string;
  readonly ephemeral: boolean;
}

const none: readonly ClaimUse[] = Object.freeze([]);

/** Does the Pod have a volume that is a claim? Most have none. */
export const usesClaims = ({ spec }: Pod): boolean =>
  !!spec.volumes?.some((volume) => volume['persistentVolumeClaim'] !== undefined || volume['ephemeral'] !== undefined);

/** The claims a Pod's volumes name. Models: ephemeral.VolumeClaimName. */
export function claimsUsed({ metadata, spec }: Pod): readonly ClaimUse[] {
  let found: ClaimUse[] | undefined;
  for (const volume of spec.volumes ?? []) {
    const named = volume['persistentVolumeClaim'] as { claimName: string } | undefined;
    if (named) (found ??= []).push({ volume: volume.name, claim: named.claimName, ephemeral: false });
    else if (volume['ephemeral'] !== undefined)
      (found ??= []).push({ volume: volume.name, claim: `${metadata.name}-${volume.name}`, ephemeral: true });
  }
  return found ?? none;
}
