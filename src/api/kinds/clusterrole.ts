import { nameAndCreated } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import { rbacGroup, validateRules } from './rbac.ts';

export const clusterRoleType: ResourceType = {
  group: rbacGroup,
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'clusterroles',
  schema: 'io.k8s.api.rbac.v1.ClusterRole',
  nameRule: 'path-segment',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate: (object) => validateRules(object, false),
  validateUpdate: (object) => validateRules(object, false),
  columns: nameAndCreated,
  row: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};
