import { duplicate, forbidden, invalid, notFound, notSupported, required } from '../field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import { compareQuantities } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { Container, IntOrString, Pod, PodSpec } from '../types.ts';
import { validateFieldRef, validateResourceRef } from './env.ts';

type Fields = Record<string, unknown>;
type Volume = NonNullable<PodSpec['volumes']>[number];

const noNames: ReadonlySet<string> = new Set();

/** Checks volumes; the names of the good ones are what mounts may use. Models: validation.go ValidateVolumes. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  path: string,
  errors: FieldError[],
): ReadonlySet<string> {
  if (!volumes || volumes.length === 0) return noNames;
  const names = new Set<string>();
  for (let i = 0; i < volumes.length; i++) {
    const volume = volumes[i]!;
    const before = errors.length;
    validateSource(volume, `${path}[${i}]`, errors);
    if (!volume.name) errors.push(required(`${path}[${i}].name`));
    else for (const text of isDns1123Label(volume.name)) errors.push(invalid(`${path}[${i}].name`, volume.name, text));
    if (names.has(volume.name)) errors.push(duplicate(`${path}[${i}].name`, volume.name));
    if (errors.length === before) names.add(volume.name);
  }
  return names;
}

/** Claims that volumes of this Pod will have made. Models: ValidateVolumes, which knows the Pod's name. */
export function validateCreatedClaims({ metadata, spec }: Pod, errors: FieldError[]): void {
  const { volumes } = spec;
  if (!volumes?.some((volume) => volume['ephemeral'])) return;
  const made = new Set<string>();
  volumes.forEach((volume, i) => {
    if (!volume['ephemeral']) return;
    const name = `${metadata.name}-${volume.name}`;
    made.add(name);
    if (metadata.name)
      for (const text of isDns1123Subdomain(name))
        errors.push(invalid(`spec.volumes[${i}].name`, volume.name, `PVC name ${JSON.stringify(name)}: ${text}`));
  });
  volumes.forEach((volume, i) => {
    const claim = (volume['persistentVolumeClaim'] as { claimName?: string } | undefined)?.claimName;
    if (claim !== undefined && made.has(claim))
      errors.push(
        invalid(
          `spec.volumes[${i}].persistentVolumeClaim.claimName`,
          claim,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      );
  });
}

export const tooManyTypes = 'may not specify more than 1 volume type';
const modeText = 'must be a number between 0 and 0777 (octal), both inclusive';

function validateSource(volume: Volume, path: string, errors: FieldError[]): void {
  let count = 0;
  for (const type in volume) {
    if (type === 'name' || volume[type] === undefined) continue;
    if (count > 0) {
      errors.push(forbidden(`${path}.${type}`, tooManyTypes));
      continue;
    }
    count++;
    sourceChecks[type]?.(volume[type] as Fields, `${path}.${type}`, errors);
  }
  if (count === 0) errors.push(required(path, 'must specify a volume type'));
}

/** Volume types with rules beyond a required field or two. Left out: types no node of the model can mount. */
export const sourceChecks: Readonly<Record<string, (source: Fields, path: string, errors: FieldError[]) => void>> = {
  emptyDir(source, path, errors) {
    const size = source['sizeLimit'] as IntOrString | undefined;
    if (size !== undefined && compareQuantities(size, '0') < 0)
      errors.push(forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  },
  hostPath(source, path, errors) {
    const target = (source['path'] ?? '') as string;
    if (target === '') errors.push(required(`${path}.path`));
    else validateNoBacksteps(target, `${path}.path`, errors);
    const type = source['type'];
    if (typeof type === 'string' && !hostPathTypes.includes(type))
      errors.push(notSupported(`${path}.type`, type, hostPathTypes));
  },
  secret(source, path, errors) {
    if (!source['secretName']) errors.push(required(`${path}.secretName`));
    validateFiles(source, path, errors);
  },
  configMap(source, path, errors) {
    if (!source['name']) errors.push(required(`${path}.name`));
    validateFiles(source, path, errors);
  },
  persistentVolumeClaim(source, path, errors) {
    if (!source['claimName']) errors.push(required(`${path}.claimName`));
  },
  nfs(source, path, errors) {
    if (!source['server']) errors.push(required(`${path}.server`));
    const target = (source['path'] ?? '') as string;
    if (target === '') errors.push(required(`${path}.path`));
    if (!target.startsWith('/')) errors.push(invalid(`${path}.path`, target, 'must be an absolute path'));
  },
  downwardAPI(source, path, errors) {
    validateMode(source['defaultMode'], `${path}.defaultMode`, errors);
    validateDownward(source, path, errors);
  },
  projected(source, path, errors) {
    if (validProjections.has(source)) return;
    const before = errors.length;
    validateMode(source['defaultMode'], `${path}.defaultMode`, errors);
    ((source['sources'] ?? []) as Fields[]).forEach((projection, i) =>
      validateProjection(projection, `${path}.sources[${i}]`, errors),
    );
    if (errors.length === before && Object.isFrozen(source)) validProjections.add(source);
  },
  csi(source, path, errors) {
    if (!source['driver']) errors.push(required(`${path}.driver`));
  },
};

/** Every Pod has the same frozen one, that of its token: looked at once. */
const validProjections = new WeakSet<Fields>();

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function validateMode(mode: unknown, path: string, errors: FieldError[]): void {
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) errors.push(invalid(path, mode, modeText));
}

/** `defaultMode` and `items` of Secret and ConfigMap volumes. */
function validateFiles(source: Fields, path: string, errors: FieldError[]): void {
  validateMode(source['defaultMode'], `${path}.defaultMode`, errors);
  ((source['items'] ?? []) as Fields[]).forEach((item, i) => {
    const at = `${path}.items[${i}]`;
    const target = (item['path'] ?? '') as string;
    if (!item['key']) errors.push(required(`${at}.key`));
    if (target === '') errors.push(required(`${at}.path`));
    validateNotReserved(target, `${at}.path`, errors);
    validateMode(item['mode'], `${at}.mode`, errors);
  });
}

const volumeFieldPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Upstream's paths name the source, not the item. */
function validateDownward(source: Fields, path: string, errors: FieldError[]): void {
  for (const item of (source['items'] ?? []) as Fields[]) {
    const target = (item['path'] ?? '') as string;
    if (target === '') errors.push(required(`${path}.path`));
    validateNotReserved(target, `${path}.path`, errors);
    const { fieldRef, resourceFieldRef } = item as Record<string, Fields | undefined>;
    if (fieldRef) {
      validateFieldRef(fieldRef, volumeFieldPaths, `${path}.fieldRef`, errors);
      if (resourceFieldRef)
        errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    } else if (resourceFieldRef) validateResourceRef(resourceFieldRef, true, `${path}.resourceFieldRef`, errors);
    else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
    validateMode(item['mode'], `${path}.mode`, errors);
  }
}

function validateProjection(projection: Fields, path: string, errors: FieldError[]): void {
  let count = 0;
  for (const type of ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle']) {
    const source = projection[type] as Fields | undefined;
    if (!source) continue;
    if (++count > 1) {
      errors.push(forbidden(`${path}.${type}`, tooManyTypes));
      continue;
    }
    const at = `${path}.${type}`;
    if (type === 'secret' || type === 'configMap') {
      if (!source['name']) errors.push(required(`${at}.name`));
      validateFiles(source, at, errors);
    } else if (type === 'downwardAPI') validateDownward(source, at, errors);
    else if (type === 'serviceAccountToken') {
      const seconds = source['expirationSeconds'] as number;
      if (seconds < 600)
        errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
      if (seconds > 2 ** 32)
        errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
      if (!source['path']) errors.push(required(`${at}.path`));
      else validateNotReserved(source['path'] as string, `${at}.path`, errors);
    }
  }
}

/** Models: validation.go ValidateVolumeMounts and ValidateVolumeDevices. */
export function validateMounts(
  container: Container,
  volumes: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  const mounts = container.volumeMounts;
  if (!mounts) return;
  const places = new Set<string>();
  for (let i = 0; i < mounts.length; i++) {
    const mount = mounts[i]!;
    if (!mount.name) errors.push(required(`${path}[${i}].name`));
    if (!volumes.has(mount.name)) errors.push(notFound(`${path}[${i}].name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${path}[${i}].mountPath`));
    if (places.has(mount.mountPath)) errors.push(invalid(`${path}[${i}].mountPath`, mount.mountPath, 'must be unique'));
    places.add(mount.mountPath);
    const { subPathExpr, mountPropagation } = mount as { subPathExpr?: string; mountPropagation?: string };
    if (mount.subPath) validateDescending(mount.subPath, `${path}[${i}].subPath`, errors);
    if (subPathExpr) {
      if (mount.subPath)
        errors.push(
          invalid(`${path}[${i}].subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
        );
      validateDescending(subPathExpr, `${path}[${i}].subPathExpr`, errors);
    }
    if (mountPropagation !== undefined)
      validatePropagation(mountPropagation, container, `${path}[${i}].mountPropagation`, errors);
  }
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function validatePropagation(value: string, container: Container, path: string, errors: FieldError[]): void {
  if (!propagations.includes(value)) errors.push(notSupported(path, value, propagations));
  const privileged = (container.securityContext as { privileged?: boolean } | undefined)?.privileged;
  if (value === 'Bidirectional' && !privileged)
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
}

export function validateNoBacksteps(target: string, path: string, errors: FieldError[]): void {
  if (target.split('/').includes('..')) errors.push(invalid(path, target, "must not contain '..'"));
}

export function validateDescending(target: string, path: string, errors: FieldError[]): void {
  if (target.startsWith('/')) errors.push(invalid(path, target, 'must be a relative path'));
  validateNoBacksteps(target, path, errors);
}

function validateNotReserved(target: string, path: string, errors: FieldError[]): void {
  validateDescending(target, path, errors);
  if (target.startsWith('..') && !target.startsWith('../') && target !== '..')
    errors.push(invalid(path, target, "must not start with '..'"));
}
