import { forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { isDns1123Subdomain } from '../names.ts';
import { goQuantity } from '../pod/resources.ts';
import { validateNodeSelector } from '../pod/scheduling.ts';
import { canonicalQuantity, compareQuantities, value as wholeValue } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { IntOrString, PersistentVolume, PersistentVolumeSpec } from '../types.ts';
import { validateAccessModes, volumeModes } from './claim.ts';
import { longPortalText, nameAndPortalMax } from './iscsi.ts';
import { persistentSources, sharedSources, validateOneSource, type Fields } from './sources.ts';

const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];

/** Kinds of volumes in the order they are looked at. */
const order = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];

/** Everything about a volume but its metadata. Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec. */
export function validateVolumeSpec({ metadata, spec }: PersistentVolume, path: string, errors: FieldError[]): void {
  const { accessModes: modes = [], persistentVolumeReclaimPolicy: policy, storageClassName, volumeMode } = spec;
  if (modes.length === 0) errors.push(required(`${path}.accessModes`));
  validateAccessModes(modes, `${path}.accessModes`, errors);
  validateCapacity(spec.capacity, `${path}.capacity`, errors);
  if (policy && !reclaimPolicies.includes(policy))
    errors.push(notSupported(`${path}.persistentVolumeReclaimPolicy`, policy, reclaimPolicies));
  if (spec.nodeAffinity) {
    const { required: must } = spec.nodeAffinity;
    if (must) validateNodeSelector(must, `${path}.nodeAffinity.required`, errors);
    else errors.push(required(`${path}.nodeAffinity.required`, 'must specify required node constraints'));
  }
  validateSources(spec, metadata.name, path, errors);
  if (isRoot(spec.hostPath?.path) && policy === 'Recycle')
    errors.push(forbidden(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'"));
  if (storageClassName)
    for (const text of isDns1123Subdomain(storageClassName))
      errors.push(invalid(`${path}.storageClassName`, storageClassName, text));
  if (volumeMode !== undefined && !volumeModes.includes(volumeMode))
    errors.push(notSupported(`${path}.volumeMode`, volumeMode, volumeModes));
}

function validateCapacity(capacity: Record<string, IntOrString> | undefined, path: string, errors: FieldError[]): void {
  const names = Object.keys(capacity ?? {});
  if (names.length === 0) errors.push(required(path));
  if (names.length > 1 || names[0] !== 'storage')
    errors.push(notSupported(path, verbatim(goResourceList(capacity)), ['storage']));
  for (const name of names) {
    const amount = capacity![name]!;
    const at = `${path}[${name}]`;
    if (wholeValue(canonicalQuantity(amount)) < 0)
      errors.push(invalid(at, wholeValue(canonicalQuantity(amount)), 'must be a valid resource quantity'));
    if (compareQuantities(amount, '0') <= 0)
      errors.push(invalid(at, canonicalQuantity(amount), 'must be greater than zero'));
  }
}

function goResourceList(list: Record<string, IntOrString> | undefined): string {
  if (!list) return 'core.ResourceList(nil)';
  const entries = Object.keys(list)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${goQuantity(canonicalQuantity(list[name]!))}`);
  return `core.ResourceList{${entries.join(', ')}}`;
}

function validateSources(spec: PersistentVolumeSpec, name: string, path: string, errors: FieldError[]): void {
  validateOneSource(spec as Fields, order, [persistentSources, sharedSources], path, errors);
  const { iscsi } = spec as { iscsi?: { initiatorName?: string; targetPortal?: string } };
  if (iscsi?.initiatorName !== undefined && `${name}:${iscsi.targetPortal ?? ''}`.length > nameAndPortalMax)
    errors.push(invalid(`${path}.iscsi.targetportal`, iscsi.targetPortal ?? '', longPortalText));
  const first = order.find((type) => spec[type]);
  if (first === 'local' && !spec.nodeAffinity)
    errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'));
}

/** Go's path.Clean says `/`. */
function isRoot(path: string | undefined): boolean {
  if (!path?.startsWith('/')) return false;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0;
}

/** The part of a spec that says where the volume is. */
export const sourceOf = (spec: PersistentVolumeSpec): Fields =>
  Object.fromEntries(order.filter((type) => spec[type] !== undefined).map((type) => [type, spec[type]]));
