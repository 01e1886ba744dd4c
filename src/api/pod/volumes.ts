import { duplicate, forbidden, invalid, required } from '../field.ts';
import { validateAnnotations, validateLabels } from '../metadata.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import { compareQuantities } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { IntOrString, ObjectMeta, PersistentVolumeClaimSpec, Pod, PodSpec } from '../types.ts';
import { validateClaimSpec } from '../volume/claim.ts';
import { longPortalText, nameAndPortalMax } from '../volume/iscsi.ts';
import { validateMode } from '../volume/paths.ts';
import { need, podSources, sharedSources, validateOneSource, type SourceCheck } from '../volume/sources.ts';
import { validateDownward, validateFiles, validateProjected } from './projected.ts';

type Volume = NonNullable<PodSpec['volumes']>[number];
/** The good volumes of a Pod, by name. */
export type Volumes = ReadonlyMap<string, Volume>;

const noVolumes: Volumes = new Map();

/** Checks volumes; the good ones are what containers may use. Models: validation.go ValidateVolumes. */
export function validateVolumes(volumes: readonly Volume[] | undefined, path: string, errors: FieldError[]): Volumes {
  if (!volumes || volumes.length === 0) return noVolumes;
  const good = new Map<string, Volume>();
  for (let i = 0; i < volumes.length; i++) {
    const volume = volumes[i]!;
    const before = errors.length;
    validateSource(volume, `${path}[${i}]`, errors);
    if (!volume.name) errors.push(required(`${path}[${i}].name`));
    else for (const text of isDns1123Label(volume.name)) errors.push(invalid(`${path}[${i}].name`, volume.name, text));
    if (good.has(volume.name)) errors.push(duplicate(`${path}[${i}].name`, volume.name));
    if (errors.length === before) good.set(volume.name, volume);
  }
  return good;
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

/** Kinds of volumes in the order upstream looks at them. Left out: image, whose gate is off. */
const order = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

/** Volumes that hold what the API server knows. */
const ownSources: Readonly<Record<string, SourceCheck>> = {
  emptyDir(source, path, errors) {
    const size = source['sizeLimit'] as IntOrString | undefined;
    if (size !== undefined && compareQuantities(size, '0') < 0)
      errors.push(forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  },
  secret(source, path, errors) {
    need(source, ['secretName'], path, errors);
    validateFiles(source, path, errors);
  },
  configMap(source, path, errors) {
    need(source, ['name'], path, errors);
    validateFiles(source, path, errors);
  },
  downwardAPI(source, path, errors) {
    validateMode(source['defaultMode'], `${path}.defaultMode`, errors);
    validateDownward(source, path, errors);
  },
  projected(source, path, errors) {
    if (validProjections.has(source)) return;
    const before = errors.length;
    validateProjected(source, path, errors);
    if (errors.length === before && Object.isFrozen(source)) validProjections.add(source);
  },
  ephemeral(source, path, errors) {
    const template = source['volumeClaimTemplate'] as
      { metadata?: ObjectMeta; spec: PersistentVolumeClaimSpec } | undefined;
    const at = `${path}.volumeClaimTemplate`;
    if (!template) return void errors.push(required(at));
    validateTemplateMetadata(template.metadata ?? {}, `${at}.metadata`, errors);
    validateClaimSpec(template.spec, `${at}.spec`, errors);
  },
};

/** Every Pod has the same frozen one, that of its token: looked at once. */
const validProjections = new WeakSet<object>();

/** Models: ValidateTemplateObjectMeta. */
function validateTemplateMetadata(metadata: Partial<ObjectMeta>, path: string, errors: FieldError[]): void {
  validateAnnotations(metadata.annotations, `${path}.annotations`, errors);
  validateLabels(metadata.labels, `${path}.labels`, errors);
  for (const [field, value] of Object.entries(metadata)) {
    if (field === 'annotations' || field === 'labels' || value === null || value === undefined) continue;
    errors.push(forbidden(`${path}.${field === 'uid' ? 'uID' : field}`, 'cannot be set'));
  }
}

function validateSource(volume: Volume, path: string, errors: FieldError[]): void {
  validateOneSource(volume, order, [ownSources, podSources, sharedSources], path, errors);
  const iscsi = volume['iscsi'] as { initiatorName?: string; targetPortal?: string } | undefined;
  if (iscsi?.initiatorName === undefined) return;
  if (`${volume.name}:${iscsi.targetPortal ?? ''}`.length > nameAndPortalMax)
    errors.push(invalid(`${path}.name`, volume.name, longPortalText));
}
