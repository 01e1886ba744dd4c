import { age, ageColumn, column, nameColumn, wide } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import { bindingCells, defaultBinding, rbacGroup, validateBinding, validateBindingUpdate } from './rbac.ts';

export const clusterRoleBindingType: ResourceType = {
  group: rbacGroup,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'clusterrolebindings',
  schema: 'io.k8s.api.rbac.v1.ClusterRoleBinding',
  nameRule: 'path-segment',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults: defaultBinding,
  validate: (object) => validateBinding(object, false),
  validateUpdate: (object, old) => validateBindingUpdate(object, old, false),
  columns: () => [
    nameColumn,
    column(
      'Role',
      'RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.',
    ),
    ageColumn,
    wide('Users', 'Users in the clusterRoleBinding'),
    wide('Groups', 'Groups in the clusterRoleBinding'),
    wide('ServiceAccounts', 'ServiceAccounts in the clusterRoleBinding'),
  ],
  row(object, nowMs) {
    const [role, users, groups, accounts] = bindingCells(object);
    return [object.metadata.name, role, age(object, nowMs), users, groups, accounts];
  },
};
