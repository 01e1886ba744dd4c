import { forbidden, invalid, notSupported, required } from '../field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import { roundUpToMilli } from '../pod/resources.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import { canonicalQuantity, compareQuantities } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../types.ts';

/** What claims, templates of claims and ephemeral volumes share. */
export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes = ['Block', 'Filesystem'];

/** Models: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim, SetDefaults_PersistentVolumeClaimSpec. */
export function defaultClaim(claim: PersistentVolumeClaim): void {
  claim.status.phase ??= 'Pending';
  claim.spec.volumeMode ??= 'Filesystem';
  roundUpToMilli(claim.spec.resources.requests);
  roundUpToMilli(claim.spec.resources.limits);
}

interface Source {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string, errors: FieldError[]): void {
  const {
    accessModes: modes = [],
    selector,
    resources,
    storageClassName,
    volumeMode,
    dataSource,
    dataSourceRef,
  } = spec;
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  validateLabelSelector(selector, `${path}.selector`, errors);
  validateAccessModes(modes, `${path}.accessModes`, errors);
  const storage = resources.requests?.['storage'];
  const at = `${path}.resources[storage]`;
  if (storage === undefined) errors.push(required(at));
  else if (compareQuantities(storage, '0') <= 0)
    errors.push(invalid(at, canonicalQuantity(storage), 'must be greater than zero'));
  if (storageClassName)
    for (const text of isDns1123Subdomain(storageClassName))
      errors.push(invalid(`${path}.storageClassName`, storageClassName, text));
  if (volumeMode !== undefined && !volumeModes.includes(volumeMode))
    errors.push(notSupported(`${path}.volumeMode`, volumeMode, volumeModes));
  if (dataSource) validateSource(dataSource, `${path}.dataSource`, errors);
  if (dataSourceRef) validateSource(dataSourceRef, `${path}.dataSourceRef`, errors);
  if (!dataSource || !dataSourceRef) return;
  if (dataSourceRef.namespace)
    errors.push(
      invalid(path, { name: 'dataSource' }, 'may not be specified when dataSourceRef.namespace is specified'),
    );
  else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  )
    errors.push(invalid(path, `${path}.dataSource`, 'must match dataSourceRef'));
}

/** Models: the loop over access modes that claims and volumes share. */
export function validateAccessModes(modes: readonly string[], path: string, errors: FieldError[]): void {
  for (const mode of modes) if (!accessModes.includes(mode)) errors.push(notSupported(path, mode, accessModes));
  const single = modes.includes('ReadWriteOncePod');
  if (single && modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode)))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
}

function validateSource(source: Source, path: string, errors: FieldError[]): void {
  const { name, kind, apiGroup, namespace } = source;
  if (!name) errors.push(required(`${path}.name`));
  if (!kind) errors.push(required(`${path}.kind`));
  if (!apiGroup && kind !== 'PersistentVolumeClaim')
    errors.push(invalid(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup)
    for (const text of isDns1123Subdomain(apiGroup)) errors.push(invalid(`${path}.apiGroup`, apiGroup, text));
  if (namespace)
    for (const text of isDns1123Label(namespace)) errors.push(invalid(`${path}.namespace`, namespace, text));
}

/** A claim's access modes as tables print them: `RWO,ROX`. Models: pkg/apis/core/v1/helper GetAccessModesAsString. */
export function accessModesText(modes: readonly string[] = []): string {
  const short: readonly (readonly [string, string])[] = [
    ['ReadWriteOnce', 'RWO'],
    ['ReadOnlyMany', 'ROX'],
    ['ReadWriteMany', 'RWX'],
    ['ReadWriteOncePod', 'RWOP'],
  ];
  return short
    .filter(([mode]) => modes.includes(mode))
    .map(([, word]) => word)
    .join(',');
}
