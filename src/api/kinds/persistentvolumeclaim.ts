import { age, ageColumn, column, nameColumn, wide } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { forbidden, invalid } from '../field.ts';
import { immutableText } from '../metadata.ts';
import { goDiff } from '../pod/go-diff.ts';
import { canonicalQuantity, compareQuantities } from '../quantity.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { KubeObject, PersistentVolumeClaim } from '../types.ts';
import { accessModesText, defaultClaim, validateClaimSpec } from '../volume/claim.ts';
import { classAnnotation } from './persistentvolume.ts';

function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  validateClaimSpec((object as PersistentVolumeClaim).spec, 'spec', errors);
  return errors;
}

/** Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  const [claim, before] = [object as PersistentVolumeClaim, old as PersistentVolumeClaim];
  const now = { ...claim.spec };
  const was = { ...before.spec };
  // The binder names the volume once; a claim without a class may be given one.
  if (!was.volumeName && now.volumeName) was.volumeName = now.volumeName;
  const [classNow, classBefore] = [claim, before].map(({ metadata }) => metadata.annotations?.[classAnnotation]);
  const given = was.storageClassName === undefined ? now.storageClassName : undefined;
  if (given !== undefined && given === classBefore && (classNow === undefined || classNow === classBefore))
    delete now.storageClassName;
  else {
    if ((classNow ?? '') !== (classBefore ?? ''))
      errors.push(invalid(`metadata.annotations.${classAnnotation}`, classNow ?? '', immutableText));
    if (given !== undefined && (classBefore === undefined || given === classBefore)) delete now.storageClassName;
  }
  const [size, sizeBefore] = [now.resources.requests?.['storage'], was.resources.requests?.['storage']];
  if (claim.status.phase === 'Bound' && now.resources.requests && sizeBefore !== undefined)
    now.resources = { ...now.resources, requests: { ...now.resources.requests, storage: sizeBefore } };
  if (was.volumeAttributesClassName === undefined) delete now.volumeAttributesClassName;
  else now.volumeAttributesClassName = was.volumeAttributesClassName;
  if (!semanticEqual(now, was))
    errors.push(
      forbidden(
        'spec',
        `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${goDiff(was, now, 'core.PersistentVolumeClaimSpec')}`,
      ),
    );
  if (compareQuantities(size ?? '0', sizeBefore ?? '0') < 0) {
    if (compareQuantities(size ?? '0', claim.status.capacity?.['storage'] ?? '0') <= 0)
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  if (claim.spec.volumeMode !== before.spec.volumeMode)
    errors.push(invalid('volumeMode', claim.spec.volumeMode ?? null, immutableText));
  return errors;
}

/** Two ways to say where the data comes from, kept the same. Models: pkg/api/persistentvolumeclaim NormalizeDataSources. */
function normalizeSources({ spec }: PersistentVolumeClaim): void {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource };
  else if (dataSourceRef && !dataSource && !dataSourceRef.namespace) spec.dataSource = { ...dataSourceRef };
}

/** Models: pkg/registry/core/persistentvolumeclaim/strategy.go, printPersistentVolumeClaim. */
export const persistentVolumeClaimType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'PersistentVolumeClaim', verbs: statusVerbs }],
  etcdPrefix: 'persistentvolumeclaims',
  schema: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults: (object) => defaultClaim(object as PersistentVolumeClaim),
  prepareForCreate(object) {
    const claim = object as PersistentVolumeClaim;
    claim.status = { phase: 'Pending' };
    // Behind a gate that is off.
    delete claim.spec.volumeAttributesClassName;
    normalizeSources(claim);
  },
  prepareForUpdate(object, old) {
    keepStatus(object, old);
    normalizeSources(object as PersistentVolumeClaim);
  },
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate,
  columns: () => [
    nameColumn,
    column('Status', 'phase represents the current phase of PersistentVolumeClaim.'),
    column('Volume', 'volumeName is the binding reference to the PersistentVolume backing this claim.'),
    column('Capacity', 'capacity represents the actual resources of the underlying volume.'),
    column(
      'Access Modes',
      'accessModes contains the actual access modes the volume backing the PVC has. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1',
    ),
    column('StorageClass', 'StorageClass of the pvc'),
    column('VolumeAttributesClass', 'VolumeAttributesClass of the pvc'),
    ageColumn,
    wide(
      'VolumeMode',
      'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.',
    ),
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as PersistentVolumeClaim;
    const bound = Boolean(spec.volumeName);
    return [
      metadata.name,
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      spec.volumeName ?? '',
      bound ? canonicalQuantity(status.capacity?.['storage'] ?? '0') : '',
      bound ? accessModesText(status.accessModes) : '',
      metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      age(object, nowMs),
      spec.volumeMode ?? '<unset>',
    ];
  },
  selectableFields: (object) => ({ name: object.metadata.name }),
};
