import { forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { isDns1123Subdomain } from '../names.ts';
import { goQuantity } from '../pod/resources.ts';
import { validateNodeSelector } from '../pod/scheduling.ts';
import { sourceChecks, tooManyTypes, validateNoBacksteps } from '../pod/volumes.ts';
import { canonicalQuantity, compareQuantities } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { IntOrString, PersistentVolumeSpec } from '../types.ts';
import { validateAccessModes, volumeModes } from './claim.ts';

type Fields = Record<string, unknown>;

const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];

/** Kinds of volumes in the order they are looked at, with the fields each must have. */
const sources: readonly (readonly [type: string, required: readonly string[]])[] = [
  ['hostPath', []],
  ['gcePersistentDisk', ['pdName']],
  ['awsElasticBlockStore', ['volumeID']],
  ['glusterfs', ['endpoints', 'path']],
  ['flocker', []],
  ['nfs', []],
  ['rbd', ['monitors', 'image']],
  ['quobyte', ['registry', 'volume']],
  ['cephfs', ['monitors']],
  ['iscsi', ['targetPortal', 'iqn']],
  ['cinder', ['volumeID']],
  ['fc', []],
  ['flexVolume', ['driver']],
  ['azureFile', ['secretName', 'shareName']],
  ['vsphereVolume', ['volumePath']],
  ['photonPersistentDisk', ['pdID']],
  ['portworxVolume', ['volumeID']],
  ['azureDisk', ['diskName', 'diskURI']],
  ['scaleIO', ['gateway', 'system', 'volumeName']],
  ['local', ['path']],
  ['storageos', ['volumeName']],
  ['csi', ['volumeHandle']],
];

/** Everything about a volume but its metadata. Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec. */
export function validateVolumeSpec(spec: PersistentVolumeSpec, path: string, errors: FieldError[]): void {
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
  validateSources(spec, path, errors);
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
    if (compareQuantities(amount, '0') < 0)
      errors.push(invalid(at, canonicalQuantity(amount), 'must be a valid resource quantity'));
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

function validateSources(spec: PersistentVolumeSpec, path: string, errors: FieldError[]): void {
  let count = 0;
  for (const [type, fields] of sources) {
    const source = spec[type] as Fields | undefined;
    if (!source) continue;
    const at = `${path}.${type}`;
    if (count++ > 0) {
      errors.push(forbidden(at, tooManyTypes));
      continue;
    }
    if (type === 'csi')
      for (const text of isDns1123Subdomain((source['driver'] ?? '') as string))
        errors.push(invalid(`${at}.driver`, source['driver'] ?? '', text));
    else sourceChecks[type]?.(source, at, errors);
    for (const field of fields) {
      const value = source[field];
      if (!value || (Array.isArray(value) && value.length === 0)) errors.push(required(`${at}.${field}`));
    }
    if (type !== 'local') continue;
    if (source['path']) validateNoBacksteps(source['path'] as string, `${at}.path`, errors);
    if (!spec.nodeAffinity?.required)
      errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'));
  }
  if (count === 0) errors.push(required(path, 'must specify a volume type'));
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
  Object.fromEntries(sources.filter(([type]) => spec[type] !== undefined).map(([type]) => [type, spec[type]]));
