import { age, ageColumn, column, nameColumn, wide } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import { bindingCells, defaultBinding, rbacGroup, validateBinding, validateBindingUpdate } from './rbac.ts';

export const roleBindingType: ResourceType = {
  group: rbacGroup,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'rolebindings',
  schema: 'io.k8s.api.rbac.v1.RoleBinding',
  nameRule: 'path-segment',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults: defaultBinding,
  validate: (object) => validateBinding(object, true),
  validateUpdate: (object, old) => validateBindingUpdate(object, old, true),
  columns: () => [
    nameColumn,
    column(
      'Role',
      'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.',
    ),
    ageColumn,
    wide('Users', 'Users in the roleBinding'),
    wide('Groups', 'Groups in the roleBinding'),
    wide('ServiceAccounts', 'ServiceAccounts in the roleBinding'),
  ],
  row(object, nowMs) {
    const [role, users, groups, accounts] = bindingCells(object);
    return [object.metadata.name, role, age(object, nowMs), users, groups, accounts];
  },
};
