import { compareQuantities } from '../../api/quantity.ts';
import { selectorMatches } from '../../api/selectors.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { matchesAnyTerm } from '../node-selector.ts';
import { classOf } from './claims.ts';

const sizeOf = (list: Readonly<Record<string, string | number>> | undefined): string | number =>
  list?.['storage'] ?? '0';
const wantedSize = ({ spec }: PersistentVolumeClaim): string | number => sizeOf(spec.resources.requests);
const capacityOf = ({ spec }: PersistentVolume): string | number => sizeOf(spec.capacity);
const modeOf = ({ spec }: PersistentVolumeClaim | PersistentVolume): string => spec.volumeMode ?? 'Filesystem';

const allowsModes = ({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode));

/** Is the volume reserved for this claim, by name and, where it says one, by uid? Models: IsVolumeBoundToClaim. */
export function isReservedFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (!claimRef || claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

/** May Pods of this node use the volume? Models: CheckNodeAffinity. */
export const isReachableFrom = ({ spec }: PersistentVolume, node: Node): boolean =>
  !spec.nodeAffinity?.required || matchesAnyTerm(spec.nodeAffinity.required.nodeSelectorTerms, node);

/** By size, cheapest first; what the caller's order says among equals. */
export const bySize = (a: PersistentVolumeClaim, b: PersistentVolumeClaim): number =>
  compareQuantities(wantedSize(a), wantedSize(b));

interface Search {
  /** Only volumes that this node can use: the scheduler asks. */
  readonly node?: Node;
  /** The claim waits for the scheduler: the binder takes only what is reserved for it. */
  readonly delayed?: boolean;
  readonly excluded?: ReadonlySet<string>;
}

/**
 * The volume a claim gets: the one reserved for it or, of the free ones that will do, the smallest.
 * Models: FindMatchingVolume, and pv_controller's index.go for the order: volumes with fewer access modes first.
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  { node, delayed, excluded }: Search = {},
): PersistentVolume | undefined {
  const wanted = wantedSize(claim);
  const storageClass = classOf(claim);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (excluded?.has(volume.metadata.name)) continue;
    const { claimRef } = volume.spec;
    const reserved = isReservedFor(volume, claim);
    if ((claimRef && !reserved) || compareQuantities(capacityOf(volume), wanted) < 0) continue;
    if (modeOf(volume) !== modeOf(claim) || volume.metadata.deletionTimestamp || !allowsModes(volume, claim)) continue;
    const reachable = !node || isReachableFrom(volume, node);
    if (reserved) return reachable ? volume : undefined;
    if ((!node && delayed) || !reachable || volume.status.phase !== 'Available') continue;
    if (claim.spec.selector && !selectorMatches(claim.spec.selector, volume.metadata.labels)) continue;
    if (classOf(volume) === storageClass && (!best || isBetter(volume, best, node !== undefined))) best = volume;
  }
  return best;
}

/** The scheduler compares sizes only; the binder goes through the volumes by how many access modes they have. */
function isBetter(a: PersistentVolume, b: PersistentVolume, onlySize: boolean): boolean {
  const modes = (a.spec.accessModes?.length ?? 0) - (b.spec.accessModes?.length ?? 0);
  if (!onlySize && modes !== 0) return modes < 0;
  return compareQuantities(capacityOf(a), capacityOf(b)) < 0;
}

/** Why the volume a claim names will not do for it; undefined: it will. Models: checkVolumeSatisfyClaim. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion "${volume.metadata.name}"`;
  if (compareQuantities(capacityOf(volume), wantedSize(claim)) < 0) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode';
  return allowsModes(volume, claim) ? undefined : 'incompatible accessMode';
}
