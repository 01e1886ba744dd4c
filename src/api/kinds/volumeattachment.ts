import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { forbidden, invalid, required } from '../field.ts';
import { immutableText } from '../metadata.ts';
import { isDns1123Subdomain } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepMetadata, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { KubeObject, VolumeAttachment } from '../types.ts';

const oneText = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

/** Models: pkg/apis/storage/validation/validation.go ValidateVolumeAttachment. */
function validate(object: KubeObject): FieldError[] {
  const { attacher, nodeName, source } = (object as VolumeAttachment).spec;
  const errors: FieldError[] = [];
  if (!attacher) errors.push(required('spec.attacher'));
  const { persistentVolumeName: volume, inlineVolumeSpec } = source;
  if (volume === undefined && !inlineVolumeSpec) errors.push(required('spec.source', oneText));
  else if (volume !== undefined && inlineVolumeSpec) errors.push(forbidden('spec.source', oneText));
  else if (volume === '')
    errors.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  for (const text of isDns1123Subdomain(nodeName)) errors.push(invalid('spec.nodeName', nodeName, text));
  return errors;
}

function validateNew(object: KubeObject): FieldError[] {
  const { attacher, source } = (object as VolumeAttachment).spec;
  const errors = validate(object);
  for (const text of isDns1123Subdomain(attacher)) errors.push(invalid('spec.attacher', attacher, text));
  const volume = source.persistentVolumeName;
  if (volume !== undefined)
    for (const text of isDns1123Subdomain(volume))
      errors.push(invalid('spec.source.persistentVolumeName', volume, text));
  return errors;
}

export const volumeAttachmentType: ResourceType = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'VolumeAttachment', verbs: statusVerbs }],
  etcdPrefix: 'volumeattachments',
  schema: 'io.k8s.api.storage.v1.VolumeAttachment',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  prepareForCreate(object) {
    object['status'] = { attached: false };
  },
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate(object, old) {
    keepSpec(object, old);
    keepMetadata(object, old);
  },
  validate: validateNew,
  validateUpdate(object, old) {
    const errors = validate(object);
    if (!semanticEqual(object['spec'], old['spec'])) errors.push(invalid('spec', object['spec'], immutableText));
    return errors;
  },
  columns: () => [
    nameColumn,
    {
      ...column(
        'Attacher',
        'attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().',
      ),
      format: 'name',
    },
    column('PV', 'persistentVolumeName represents the name of the persistent volume to attach.'),
    column('Node', 'nodeName represents the node that the volume should be attached to.'),
    column(
      'Attached',
      'attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.',
      'boolean',
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as VolumeAttachment;
    return [
      metadata.name,
      spec.attacher,
      spec.source.persistentVolumeName ?? '',
      spec.nodeName,
      status.attached,
      age(object, nowMs),
    ];
  },
};
