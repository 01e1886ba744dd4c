import { age, ageColumn, column, nameColumn, wide } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { forbidden, invalid } from '../field.ts';
import { immutableText } from '../metadata.ts';
import { goDiff } from '../pod/go-diff.ts';
import { roundUpToMilli } from '../pod/resources.ts';
import { canonicalQuantity } from '../quantity.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { KubeObject, PersistentVolume, PersistentVolumeSpec } from '../types.ts';
import { accessModesText } from '../volume/claim.ts';
import { sourceOf, validateVolumeSpec } from '../volume/persistent.ts';

export const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  validateVolumeSpec(object as PersistentVolume, 'spec', errors);
  return errors;
}

type Driver = { controllerExpandSecretRef?: unknown } | undefined;

/** A volume may be told once who may grow it. */
function withoutNewSecret(spec: PersistentVolumeSpec, before: PersistentVolumeSpec): PersistentVolumeSpec {
  const [driver, was] = [spec['csi'] as Driver, before['csi'] as Driver];
  if (!driver?.controllerExpandSecretRef || !was || was.controllerExpandSecretRef) return spec;
  const { controllerExpandSecretRef: _, ...rest } = driver;
  return { ...spec, csi: rest };
}

/** Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  const [{ spec }, { spec: before }] = [object as PersistentVolume, old as PersistentVolume];
  const [source, was] = [sourceOf(withoutNewSecret(spec, before)), sourceOf(before)];
  if (!semanticEqual(source, was))
    errors.push(
      forbidden(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${goDiff(was, source, 'core.PersistentVolumeSource')}`,
      ),
    );
  if (spec.volumeMode !== before.volumeMode) errors.push(invalid('volumeMode', spec.volumeMode ?? null, immutableText));
  if (before.nodeAffinity && !semanticEqual(spec.nodeAffinity, before.nodeAffinity))
    errors.push(invalid('nodeAffinity', spec.nodeAffinity, immutableText));
  return errors;
}

/** Fields of volume types that upstream fills in. Models: pkg/apis/core/v1/defaults.go. */
function defaultSource(spec: PersistentVolumeSpec): void {
  if (spec.hostPath) spec.hostPath.type ??= '';
  const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
    iscsi: { iscsiInterface: 'default' },
    rbd: { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
    scaleIO: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
  };
  for (const type in defaults) {
    const source = spec[type] as Record<string, unknown> | undefined;
    if (source) for (const field in defaults[type]) source[field] ??= defaults[type]![field];
  }
}

/** Models: pkg/registry/core/persistentvolume/strategy.go, printPersistentVolume. */
export const persistentVolumeType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'PersistentVolume', verbs: statusVerbs }],
  etcdPrefix: 'persistentvolumes',
  schema: 'io.k8s.api.core.v1.PersistentVolume',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec, status } = object as PersistentVolume;
    status.phase ||= 'Pending';
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    roundUpToMilli(spec.capacity);
    defaultSource(spec);
    // Behind a gate that is off.
    delete spec.volumeAttributesClassName;
  },
  prepareForCreate(object) {
    object['status'] = { phase: 'Pending' };
  },
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: keepSpec,
  stampTimes(object, now, old) {
    const [{ status }, before] = [object as PersistentVolume, old as PersistentVolume | undefined];
    if (!before) status.lastPhaseTransitionTime = now;
    else if (
      status.phase !== before.status.phase &&
      status.lastPhaseTransitionTime === before.status.lastPhaseTransitionTime
    )
      status.lastPhaseTransitionTime = now;
  },
  validate,
  validateUpdate,
  columns: () => [
    nameColumn,
    column(
      'Capacity',
      "capacity is the description of the persistent volume's resources and capacity. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity",
    ),
    column(
      'Access Modes',
      'accessModes contains all ways the volume can be mounted. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes',
    ),
    column(
      'Reclaim Policy',
      'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. Valid options are Retain (default for manually created PersistentVolumes), Delete (default for dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must be supported by the volume plugin underlying this PersistentVolume. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#reclaiming',
    ),
    column(
      'Status',
      'phase indicates if a volume is available, bound to a claim, or released by a claim. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#phase',
    ),
    column(
      'Claim',
      'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the authoritative bind between PV and PVC. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding',
    ),
    column('StorageClass', 'StorageClass of the pv'),
    column('VolumeAttributesClass', 'VolumeAttributesClass of the pv'),
    column(
      'Reason',
      'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.',
    ),
    ageColumn,
    wide(
      'VolumeMode',
      'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state. Value of Filesystem is implied when not included in spec.',
    ),
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as PersistentVolume;
    const { claimRef, capacity } = spec;
    return [
      metadata.name,
      canonicalQuantity(capacity?.['storage'] ?? '0'),
      accessModesText(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` : '',
      metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      status.reason ?? '',
      age(object, nowMs),
      spec.volumeMode ?? '<unset>',
    ];
  },
  selectableFields: (object) => ({ name: object.metadata.name }),
};
