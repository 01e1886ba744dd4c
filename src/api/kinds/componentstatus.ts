import { column, nameColumn } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import type { Condition, KubeObject } from '../types.ts';

interface ComponentStatus extends KubeObject {
  conditions?: (Condition & { error?: string })[];
}

/** Asked of the components at each reading, never stored. Models: pkg/registry/core/componentstatus, printComponentStatus. */
export const componentStatusType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  categories: [],
  namespaced: false,
  verbs: ['get', 'list'],
  subresources: [],
  etcdPrefix: 'componentstatuses',
  schema: 'io.k8s.api.core.v1.ComponentStatus',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: () => [
    nameColumn,
    column('Status', 'Status of the component conditions'),
    column('Message', 'Message of the component conditions'),
    column('Error', 'Error of the component conditions'),
  ],
  row(object) {
    const { metadata, conditions = [] } = object as ComponentStatus;
    const healthy = conditions.find(({ type }) => type === 'Healthy');
    const status = healthy ? (healthy.status === 'True' ? 'Healthy' : 'Unhealthy') : 'Unknown';
    return [metadata.name, status, healthy?.message ?? '', healthy?.error ?? ''];
  },
};
