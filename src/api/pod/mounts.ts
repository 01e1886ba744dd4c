import { forbidden, invalid, notFound, notSupported, required } from '../field.ts';
import type { FieldError } from '../resource.ts';
import type { Container } from '../types.ts';
import { validateDescending } from '../volume/paths.ts';
import type { Volumes } from './volumes.ts';

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly subPathExpr?: string;
  readonly mountPropagation?: string;
  readonly recursiveReadOnly?: string;
}
interface Device {
  readonly name?: string;
  readonly devicePath?: string;
}

/** Where a container sees its volumes. Models: validation.go ValidateVolumeMounts, ValidateVolumeDevices. */
export function validateMounts(container: Container, volumes: Volumes, path: string, errors: FieldError[]): void {
  const mounts = container.volumeMounts as readonly Mount[] | undefined;
  const devices = container.volumeDevices as readonly Device[] | undefined;
  if (mounts) validateEach(mounts, devices ?? [], container, volumes, `${path}.volumeMounts`, errors);
  if (devices) validateDevices(devices, mounts ?? [], volumes, `${path}.volumeDevices`, errors);
}

function validateEach(
  mounts: readonly Mount[],
  devices: readonly Device[],
  container: Container,
  volumes: Volumes,
  path: string,
  errors: FieldError[],
): void {
  const places = new Set<string>();
  for (let i = 0; i < mounts.length; i++) {
    const mount = mounts[i]!;
    const { name, mountPath, subPath, subPathExpr } = mount;
    if (!name) errors.push(required(`${path}[${i}].name`));
    if (!volumes.has(name)) errors.push(notFound(`${path}[${i}].name`, name));
    if (!mountPath) errors.push(required(`${path}[${i}].mountPath`));
    if (places.has(mountPath)) errors.push(invalid(`${path}[${i}].mountPath`, mountPath, 'must be unique'));
    places.add(mountPath);
    if (devices.some((device) => (device.name ?? '') === name))
      errors.push(invalid(`${path}[${i}].name`, name, 'must not already exist in volumeDevices'));
    if (devices.some((device) => (device.devicePath ?? '') === mountPath))
      errors.push(invalid(`${path}[${i}].mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    // From here on upstream's paths name the list, not the mount.
    if (subPath) validateDescending(subPath, `${path}.subPath`, errors);
    if (subPathExpr) {
      if (subPath)
        errors.push(
          invalid(`${path}[${i}].subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
        );
      validateDescending(subPathExpr, `${path}.subPathExpr`, errors);
    }
    if (mount.mountPropagation !== undefined)
      validatePropagation(mount.mountPropagation, container, `${path}.mountPropagation`, errors);
    if (mount.recursiveReadOnly !== undefined) validateRecursive(mount, `${path}.recursiveReadOnly`, errors);
  }
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function validatePropagation(value: string, container: Container, path: string, errors: FieldError[]): void {
  if (!propagations.includes(value)) errors.push(notSupported(path, value, propagations));
  const privileged = (container.securityContext as { privileged?: boolean } | undefined)?.privileged;
  if (value === 'Bidirectional' && !privileged)
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
}

/** Models: validateMountRecursiveReadOnly. */
function validateRecursive(mount: Mount, path: string, errors: FieldError[]): void {
  switch (mount.recursiveReadOnly) {
    case 'Disabled':
      return;
    case 'Enabled':
    case 'IfPossible':
      if (!mount.readOnly) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
      if ((mount.mountPropagation ?? 'None') !== 'None')
        errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
      return;
    default:
      errors.push(notSupported(path, mount.recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible']));
  }
}

function validateDevices(
  devices: readonly Device[],
  mounts: readonly Mount[],
  volumes: Volumes,
  path: string,
  errors: FieldError[],
): void {
  const [names, places] = [new Set<string>(), new Set<string>()];
  devices.forEach(({ name = '', devicePath = '' }, i) => {
    const [nameAt, pathAt] = [`${path}[${i}].name`, `${path}[${i}].devicePath`];
    const volume = volumes.get(name);
    if (name === '') errors.push(required(nameAt));
    if (names.has(name)) errors.push(invalid(nameAt, name, 'must be unique'));
    if (!volume) errors.push(notFound(nameAt, name));
    else if (!volume['persistentVolumeClaim'] && !volume['ephemeral'])
      errors.push(
        invalid(nameAt, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'),
      );
    if (devicePath === '') errors.push(required(pathAt));
    if (places.has(devicePath)) errors.push(invalid(pathAt, devicePath, 'must be unique'));
    if (devicePath.split('/').includes('..'))
      errors.push(invalid(pathAt, devicePath, "can not contain backsteps ('..')"));
    else places.add(devicePath);
    if (mounts.some((mount) => mount.name === name))
      errors.push(invalid(nameAt, name, 'must not already exist in volumeMounts'));
    if (mounts.some((mount) => mount.mountPath === devicePath))
      errors.push(invalid(pathAt, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
  });
}
