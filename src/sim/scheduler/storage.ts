import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { createInformer, type Informer, type InformerSpec } from '../client/informer.ts';
import { resources } from '../client/requests.ts';
import type { EntryId, VirtualMs } from '../kernel/types.ts';
import { volumeFor } from '../storage/binding.ts';
import { selectedNode } from '../storage/claims.ts';
import type { PodInfo } from './pod-info.ts';
import type { StorageListers } from './plugins/types.ts';
import type { VolumePlan } from './plugins/volume-binding.ts';

/** A Pod that has its node and waits for its volumes. Frozen. */
export interface VolumeWait {
  readonly info: PodInfo;
  readonly node: string;
  readonly attempts: number;
  /** The attempt that chose the node. */
  readonly cause: EntryId;
  readonly plan: VolumePlan;
  /** How many of the plan's objects are written. */
  readonly written: number;
  /** When waiting for the binder began; -1 before. */
  readonly sinceMs: VirtualMs;
}

export interface StorageState {
  claims: Informer<PersistentVolumeClaim>;
  volumes: Informer<PersistentVolume>;
  classes: Informer<StorageClass>;
  /** By the Pod's key. */
  waits: Map<string, VolumeWait>;
  /** Write of a plan → the Pod it is for. */
  writes: Map<EntryId, string>;
}

export const claimSpec: InformerSpec<PersistentVolumeClaim> = { resource: resources.persistentvolumeclaims };
export const volumeSpec: InformerSpec<PersistentVolume> = { resource: resources.persistentvolumes };
export const classSpec: InformerSpec<StorageClass> = { resource: resources.storageclasses };

export const createStorage = (): StorageState => ({
  claims: createInformer(claimSpec),
  volumes: createInformer(volumeSpec),
  classes: createInformer(classSpec),
  waits: new Map(),
  writes: new Map(),
});

/** Claims, volumes and classes as they are and as Pods under way will have made them. Models: assume_cache.go. */
export const storageListers = (state: StorageState): StorageListers => ({
  claim: (namespace, name) => assumedClaim(state, `${namespace}/${name}`),
  volume: (name) => state.volumes.store.get(name),
  volumes: () => assumedVolumes(state),
  storageClass: (name) => state.classes.store.get(name),
});

function assumedClaim({ claims, waits }: StorageState, key: string): PersistentVolumeClaim | undefined {
  const claim = claims.store.get(key);
  if (claim)
    for (const { plan, node } of waits.values())
      if (plan.provisions.some(({ metadata }) => metadata.uid === claim.metadata.uid)) return withNode(claim, node);
  return claim;
}

const assumedVolumes = ({ volumes, waits }: StorageState): PersistentVolume[] =>
  Array.from(volumes.store.values(), (volume) => assumed(waits, volume));

/** What claims are about, as it was at one moment. */
export interface StoredStorage {
  readonly claims?: readonly PersistentVolumeClaim[];
  readonly volumes?: readonly PersistentVolume[];
  readonly classes?: readonly StorageClass[];
}

export const storedStorage = ({ claims = [], volumes = [], classes = [] }: StoredStorage): StorageListers => ({
  claim: (namespace, name) => claims.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  volume: (name) => volumes.find(({ metadata }) => metadata.name === name),
  volumes: () => volumes,
  storageClass: (name) => classes.find(({ metadata }) => metadata.name === name),
});

function assumed(waits: StorageState['waits'], volume: PersistentVolume): PersistentVolume {
  for (const { plan } of waits.values())
    for (const { volume: taken, claim } of plan.bindings)
      if (taken.metadata.uid === volume.metadata.uid) return volumeFor(volume, claim);
  return volume;
}

/** Tells whoever makes volumes where the Pod will be. */
export const withNode = (claim: PersistentVolumeClaim, node: string): PersistentVolumeClaim => ({
  ...claim,
  metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [selectedNode]: node } },
});
