import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { duplicate, forbidden, invalid, notSupported, required, tooLong } from '../field.ts';
import { deepEqual } from '../equal.ts';
import { immutable } from '../metadata.ts';
import { isQualifiedName } from '../names.ts';
import { validateLabelName } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject, StorageClass } from '../types.ts';

const parametersMax = 512;
const parametersBytesMax = 262_144;
const policies = ['Delete', 'Retain'];
const modes = ['Immediate', 'WaitForFirstConsumer'];
const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Models: pkg/apis/storage/validation/validation.go ValidateStorageClass. */
function validate(object: KubeObject): FieldError[] {
  const { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies } = object as StorageClass;
  const errors: FieldError[] = [];
  if (!provisioner) errors.push(required('provisioner'));
  else
    for (const text of isQualifiedName(provisioner.toLowerCase()))
      errors.push(invalid('provisioner', provisioner.toLowerCase(), text));
  const names = Object.keys(parameters);
  if (names.length > parametersMax) errors.push(tooLong('parameters', parametersMax));
  else {
    if (names.includes('')) errors.push(invalid('parameters', '', 'field can not be empty.'));
    const size = names.reduce((sum, name) => sum + name.length + parameters[name]!.length, 0);
    if (size > parametersBytesMax) errors.push(tooLong('parameters', parametersBytesMax));
  }
  if (reclaimPolicy && !policies.includes(reclaimPolicy))
    errors.push(notSupported('reclaimPolicy', reclaimPolicy, policies));
  if (!modes.includes(volumeBindingMode)) errors.push(notSupported('volumeBindingMode', volumeBindingMode, modes));
  allowedTopologies?.forEach(({ matchLabelExpressions = [] }, i) => {
    const path = `allowedTopologies[${i}]`;
    if (allowedTopologies.slice(0, i).some((other) => deepEqual(other.matchLabelExpressions, matchLabelExpressions)))
      errors.push(duplicate(`${path}.matchLabelExpressions`, ''));
    const keys = new Set<string>();
    matchLabelExpressions.forEach(({ key, values }, j) => {
      const at = `${path}.matchLabelExpressions[${j}]`;
      if (keys.has(key)) errors.push(duplicate(`${at}.key`, key));
      keys.add(key);
      if (!values?.length) errors.push(required(`${at}.values`));
      values?.forEach((value, k) => {
        if (values.indexOf(value) < k) errors.push(duplicate(`${at}.values[${k}]`, value));
      });
      validateLabelName(key, `${at}.key`, errors);
    });
  });
  return errors;
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const)
    if (!deepEqual(object[field] ?? null, old[field] ?? null))
      errors.push(forbidden(field, `updates to ${field} are forbidden.`));
  return [...errors, ...immutable('volumeBindingMode', object['volumeBindingMode'], old['volumeBindingMode'])];
}

/** Models: pkg/registry/storage/storageclass/strategy.go, pkg/apis/storage/v1/defaults.go, printStorageClass. */
export const storageClassType: ResourceType = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'storageclasses',
  schema: 'io.k8s.api.storage.v1.StorageClass',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const storageClass = object as StorageClass;
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  },
  validate,
  validateUpdate,
  columns: () => [
    nameColumn,
    column('Provisioner', 'provisioner indicates the type of the provisioner.'),
    column(
      'ReclaimPolicy',
      'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.',
    ),
    column(
      'VolumeBindingMode',
      'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.',
    ),
    column('AllowVolumeExpansion', 'allowVolumeExpansion shows whether the storage class allow volume expand.'),
    ageColumn,
  ],
  row(object, nowMs) {
    const storageClass = object as StorageClass;
    const { metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } = storageClass;
    const isDefault = defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true');
    return [
      isDefault ? `${metadata.name} (default)` : metadata.name,
      provisioner,
      reclaimPolicy ?? 'Delete',
      volumeBindingMode ?? 'Immediate',
      allowVolumeExpansion ?? false,
      age(object, nowMs),
    ];
  },
};
