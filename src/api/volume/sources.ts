import { forbidden, invalid, notSupported, required, tooLong, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError } from '../resource.ts';
import { validateInitiator, validateTarget } from './iscsi.ts';
import { validateDescending, validateNoBacksteps } from './paths.ts';

/**
 * The kinds of storage that Pods and PersistentVolumes can both name.
 * Models: pkg/apis/core/validation/validation.go validateVolumeSource, ValidatePersistentVolumeSpec and what they call.
 */
export type Fields = Record<string, unknown>;
export type SourceCheck = (source: Fields, path: string, errors: FieldError[]) => void;

export const tooManyTypes = 'may not specify more than 1 volume type';

export function need(source: Fields, names: readonly string[], path: string, errors: FieldError[]): void {
  for (const name of names) {
    const value = source[name];
    if (!value || (Array.isArray(value) && value.length === 0)) errors.push(required(`${path}.${name}`));
  }
}

/** A disk that is there if these are named. */
const needs =
  (...names: string[]): SourceCheck =>
  (source, path, errors) =>
    need(source, names, path, errors);

const texts = (source: Fields, name: string): string => (source[name] ?? '') as string;
const secretOf = (source: Fields): Fields | undefined => source['secretRef'] as Fields | undefined;
const range = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

function validatePartition(source: Fields, path: string, errors: FieldError[]): void {
  const partition = (source['partition'] ?? 0) as number;
  if (partition < 0 || partition > 255) errors.push(invalid(`${path}.partition`, partition, range(1, 255)));
}

function validateSecretRef(source: Fields, names: readonly string[], path: string, errors: FieldError[]): void {
  const secret = secretOf(source);
  if (secret) need(secret, names, `${path}.secretRef`, errors);
}

/** What volumes of Pods and PersistentVolumes check alike, by the name of the field. */
export const sharedSources: Readonly<Record<string, SourceCheck>> = {
  hostPath(source, path, errors) {
    const target = texts(source, 'path');
    if (target === '') return void errors.push(required(`${path}.path`));
    validateNoBacksteps(target, `${path}.path`, errors);
    const { type } = source;
    if (typeof type === 'string' && !hostPathTypes.includes(type))
      errors.push(notSupported(`${path}.type`, type, hostPathTypes));
  },
  gcePersistentDisk(source, path, errors) {
    const at = path.replace(/gcePersistentDisk$/, 'persistentDisk');
    need(source, ['pdName'], at, errors);
    validatePartition(source, at, errors);
  },
  awsElasticBlockStore(source, path, errors) {
    need(source, ['volumeID'], path, errors);
    validatePartition(source, path, errors);
  },
  nfs(source, path, errors) {
    need(source, ['server', 'path'], path, errors);
    const target = texts(source, 'path');
    if (!target.startsWith('/')) errors.push(invalid(`${path}.path`, target, 'must be an absolute path'));
  },
  flocker(source, path, errors) {
    const [name, id] = [texts(source, 'datasetName'), texts(source, 'datasetUUID')];
    if (name === '' && id === '') errors.push(required(path, 'one of datasetName and datasetUUID is required'));
    if (name !== '' && id !== '')
      errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    if (name.includes('/')) errors.push(invalid(`${path}.datasetName`, name, "must not contain '/'"));
  },
  rbd: needs('monitors', 'image'),
  cephfs: needs('monitors'),
  quobyte(source, path, errors) {
    const registry = texts(source, 'registry');
    const pairs = 'must be a host:port pair or multiple pairs separated by commas';
    if (registry === '') errors.push(required(`${path}.registry`, pairs));
    else if (texts(source, 'tenant').length >= 65)
      errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
    else
      for (const pair of registry.split(','))
        if (!/^(\[[^[\]]*\]|[^:[\]]*):[^:]*$/.test(pair)) errors.push(invalid(`${path}.registry`, registry, pairs));
    need(source, ['volume'], path, errors);
  },
  fc(source, path, errors) {
    const [names, ids] = [(source['targetWWNs'] ?? []) as string[], (source['wwids'] ?? []) as string[]];
    const at = `${path}.targetWWNs`;
    if (names.length < 1 && ids.length < 1)
      errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
    if (names.length > 0 && ids.length > 0)
      errors.push(invalid(at, verbatim(goStrings(names)), 'targetWWNs and wwids can not be specified simultaneously'));
    if (names.length === 0) return;
    const lun = source['lun'] as number | undefined;
    if (lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
    else if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, range(0, 255)));
  },
  flexVolume(source, path, errors) {
    need(source, ['driver'], path, errors);
    for (const key of Object.keys((source['options'] ?? {}) as Fields))
      if (/(^|\.)(kubernetes|k8s)\.io$/.test(key.split('/')[0]!.toLowerCase()))
        errors.push(invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
  },
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk(source, path, errors) {
    need(source, ['diskName', 'diskURI'], path, errors);
    for (const [field, known] of [
      ['cachingMode', ['None', 'ReadOnly', 'ReadWrite']],
      ['kind', ['Dedicated', 'Managed', 'Shared']],
    ] as const) {
      const value = source[field] as string | undefined;
      if (value !== undefined && !known.some((each) => each === value))
        errors.push(notSupported(`${path}.${field}`, value, known));
    }
    const [kind, uri] = [source['kind'], texts(source, 'diskURI')];
    if (kind === undefined) return;
    const [start, form] =
      kind === 'Managed'
        ? [
            '/subscriptions/',
            '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
          ]
        : ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];
    if (!uri.startsWith(start)) errors.push(notSupported(`${path}.diskURI`, uri, [form]));
  },
  scaleIO: needs('gateway', 'system', 'volumeName'),
};

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

function validateStorageOs(secretFields: readonly string[]): SourceCheck {
  return (source, path, errors) => {
    need(source, ['volumeName'], path, errors);
    for (const field of ['volumeName', 'volumeNamespace']) {
      const name = texts(source, field);
      if (name !== '') for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.${field}`, name, text));
    }
    validateSecretRef(source, secretFields, path, errors);
  };
}

/** Models: ValidateCSIDriverName. */
export function validateDriverName(name: string, path: string, errors: FieldError[]): void {
  if (name === '') errors.push(required(path));
  if (name.length > 63) errors.push(tooLong(path, 63));
  for (const text of isDns1123Subdomain(name.toLowerCase())) errors.push(invalid(path, name, text));
}

/** What only volumes of Pods check so. */
export const podSources: Readonly<Record<string, SourceCheck>> = {
  gitRepo(source, path, errors) {
    need(source, ['repository'], path, errors);
    validateDescending(texts(source, 'directory'), `${path}.directory`, errors);
  },
  iscsi(source, path, errors) {
    need(source, ['targetPortal'], path, errors);
    validateTarget(source, path, 'must be valid format starting with iqn, eui, or naa', errors);
    validateInitiator(source, path, 'must be valid format starting with iqn, eui, or naa', errors);
  },
  glusterfs: needs('endpoints', 'path'),
  persistentVolumeClaim: needs('claimName'),
  cinder(source, path, errors) {
    need(source, ['volumeID'], path, errors);
    validateSecretRef(source, ['name'], path, errors);
  },
  storageos: validateStorageOs(['name']),
  csi(source, path, errors) {
    validateDriverName(texts(source, 'driver'), `${path}.driver`, errors);
    const secret = source['nodePublishSecretRef'] as Fields | undefined;
    if (!secret) return;
    const name = texts(secret, 'name');
    if (name === '') errors.push(required(`${path}.nodePublishSecretRef.name`));
    else for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}.name`, name, text));
  },
};

const csiSecrets = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
];

/** What only PersistentVolumes check so. */
export const persistentSources: Readonly<Record<string, SourceCheck>> = {
  iscsi(source, path, errors) {
    need(source, ['targetPortal'], path, errors);
    validateTarget(source, path, 'must be valid format', errors);
    const secret = secretOf(source);
    if (secret) need(secret, ['name'], `${path}.secretRef`, errors);
    validateInitiator(source, path, 'must be valid format', errors);
  },
  glusterfs(source, path, errors) {
    need(source, ['endpoints', 'path'], path, errors);
    const namespace = source['endpointsNamespace'] as string | undefined;
    const at = `${path}.endpointsNamespace`;
    if (namespace === '')
      errors.push(invalid(at, '', 'if the endpointnamespace is set, it must be a valid namespace name'));
    else if (namespace !== undefined)
      for (const text of isDns1123Label(namespace)) errors.push(invalid(at, namespace, text));
  },
  azureFile(source, path, errors) {
    need(source, ['secretName', 'shareName'], path, errors);
    if (source['secretNamespace'] === '') errors.push(required(`${path}.secretNamespace`));
  },
  cinder(source, path, errors) {
    need(source, ['volumeID'], path, errors);
    validateSecretRef(source, ['name', 'namespace'], path, errors);
  },
  local(source, path, errors) {
    const target = texts(source, 'path');
    if (target === '') errors.push(required(`${path}.path`));
    else validateNoBacksteps(target, `${path}.path`, errors);
  },
  storageos: validateStorageOs(['name', 'namespace']),
  csi(source, path, errors) {
    validateDriverName(texts(source, 'driver'), `${path}.driver`, errors);
    need(source, ['volumeHandle'], path, errors);
    for (const field of csiSecrets) {
      const secret = source[field] as Fields | undefined;
      if (!secret) continue;
      const [name, namespace] = [texts(secret, 'name'), texts(secret, 'namespace')];
      need(secret, ['name', 'namespace'], `${path}.${field}`, errors);
      if (name !== '')
        for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}.${field}.name`, name, text));
      if (namespace !== '')
        for (const text of isDns1123Label(namespace))
          errors.push(invalid(`${path}.${field}.namespace`, namespace, text));
    }
  },
};

/** Takes the first source in upstream's order; what else is there is one too many. */
export function validateOneSource(
  volume: Fields,
  order: readonly string[],
  checks: readonly Readonly<Record<string, SourceCheck>>[],
  path: string,
  errors: FieldError[],
): void {
  const types: string[] = [];
  for (const name in volume) if (volume[name] && order.includes(name)) types.push(name);
  if (types.length > 1) types.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  for (let i = 0; i < types.length; i++) {
    const type = types[i]!;
    if (i > 0) errors.push(forbidden(`${path}.${type === 'cephfs' ? 'cephFS' : type}`, tooManyTypes));
    else {
      const check = checks.find((table) => Object.hasOwn(table, type))?.[type];
      check?.(volume[type] as Fields, `${path}.${type}`, errors);
    }
  }
  if (types.length === 0) errors.push(required(path, 'must specify a volume type'));
}
