import { age, ageColumn, column, nameColumn } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { keepMetadata, statusVerbs } from '../strategy.ts';
import type { Namespace } from '../types.ts';

const nameLabel = 'kubernetes.io/metadata.name';

/** Models: pkg/registry/core/namespace/strategy.go and storage. */
export const namespaceType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [
    { name: 'finalize', kind: 'Namespace', verbs: ['update'] },
    { name: 'status', kind: 'Namespace', verbs: statusVerbs },
  ],
  etcdPrefix: 'namespaces',
  schema: 'io.k8s.api.core.v1.Namespace',
  nameRule: 'label',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    // Not for generateName: the server sets the label once the name is known.
    const { metadata } = object;
    if (metadata.name && metadata.labels?.[nameLabel] !== metadata.name)
      metadata.labels = { ...metadata.labels, [nameLabel]: metadata.name };
  },
  prepareForCreate(object) {
    const namespace = object as Namespace;
    const finalizers = namespace.spec.finalizers ?? [];
    namespace.spec.finalizers = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'];
    namespace.status = { phase: 'Active' };
  },
  prepareForUpdate(object, old) {
    const [namespace, before] = [object as Namespace, old as Namespace];
    if (before.spec.finalizers) namespace.spec = { ...namespace.spec, finalizers: before.spec.finalizers };
    namespace.status = before.status;
  },
  prepareForStatusUpdate(object, old) {
    object['spec'] = old['spec'];
    keepMetadata(object, old);
  },
  columns: () => [nameColumn, column('Status', 'The status of the namespace'), ageColumn],
  row: (object, nowMs) => [object.metadata.name, (object as Namespace).status.phase ?? '', age(object, nowMs)],
  selectableFields: (object) => ({ 'status.phase': (object as Namespace).status.phase, name: object.metadata.name }),
};
