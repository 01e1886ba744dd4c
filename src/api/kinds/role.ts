import { nameAndCreated } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import { rbacGroup, validateRules } from './rbac.ts';

export const roleType: ResourceType = {
  group: rbacGroup,
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'roles',
  schema: 'io.k8s.api.rbac.v1.Role',
  nameRule: 'path-segment',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate: (object) => validateRules(object, true),
  validateUpdate: (object) => validateRules(object, true),
  columns: nameAndCreated,
  row: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};
