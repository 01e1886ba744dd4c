import { deepEqual } from '../equal.ts';
import { goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { isDns1123Subdomain, isPathSegment } from '../names.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import type { Cell, FieldError } from '../resource.ts';
import type { KubeObject, PolicyRule, Role, RoleBinding } from '../types.ts';

/** What the four RBAC kinds share. Models: pkg/apis/rbac/validation/validation.go, pkg/apis/rbac/v1/defaults.go. */
export const rbacGroup = 'rbac.authorization.k8s.io';

type Subject = NonNullable<RoleBinding['subjects']>[number];

export function validateRules(object: KubeObject, namespaced: boolean): FieldError[] {
  const { rules, aggregationRule } = object as Role;
  const errors: FieldError[] = [];
  rules?.forEach((rule, i) => validateRule(rule, namespaced, `rules[${i}]`, errors));
  if (!aggregationRule) return errors;
  const selectors = aggregationRule.clusterRoleSelectors;
  const path = 'aggregationRule.clusterRoleSelectors';
  if (!selectors?.length)
    errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  selectors?.forEach((selector, i) => {
    const before = errors.length;
    validateLabelSelector(selector, `${path}[${i}]`, errors);
    if (errors.length > before) errors.push(invalid(`${path}[${i}]`, null, 'invalid label selector.'));
  });
  return errors;
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: string, errors: FieldError[]): void {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  if (!verbs?.length) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs?.length) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced)
      errors.push(
        invalid(at, verbatim(goStrings(nonResourceURLs)), 'namespaced rules cannot apply to non-resource URLs'),
      );
    if (apiGroups?.length || resources?.length || resourceNames?.length)
      errors.push(
        invalid(
          at,
          verbatim(goStrings(nonResourceURLs)),
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    return;
  }
  if (!apiGroups?.length)
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!resources?.length)
    errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
}

export function defaultBinding(object: KubeObject): void {
  const { roleRef, subjects } = object as RoleBinding;
  if (!roleRef.apiGroup) roleRef.apiGroup = rbacGroup;
  for (const subject of subjects ?? []) {
    if (subject.apiGroup === undefined && (subject.kind === 'User' || subject.kind === 'Group'))
      subject.apiGroup = rbacGroup;
  }
}

export function validateBinding(object: KubeObject, namespaced: boolean): FieldError[] {
  const { roleRef, subjects } = object as RoleBinding;
  const errors: FieldError[] = [];
  if (roleRef.apiGroup !== rbacGroup) errors.push(notSupported('roleRef.apiGroup', roleRef.apiGroup, [rbacGroup]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(roleRef.kind)) errors.push(notSupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) errors.push(required('roleRef.name'));
  else for (const text of isPathSegment(roleRef.name)) errors.push(invalid('roleRef.name', roleRef.name, text));
  subjects?.forEach((subject, i) => validateSubject(subject, namespaced, `subjects[${i}]`, errors));
  return errors;
}

function validateSubject(subject: Subject, namespaced: boolean, path: string, errors: FieldError[]): void {
  const { kind, name, namespace, apiGroup = '' } = subject;
  if (!name) errors.push(required(`${path}.name`));
  switch (kind) {
    case 'ServiceAccount':
      if (name) for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}.name`, name, text));
      if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
      if (!namespaced && !namespace) errors.push(required(`${path}.namespace`));
      return;
    case 'User':
    case 'Group':
      if (apiGroup !== rbacGroup) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [rbacGroup]));
      return;
    default:
      errors.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  }
}

/** The rest of a binding may change, what it grants may not. */
export function validateBindingUpdate(object: KubeObject, old: KubeObject, namespaced: boolean): FieldError[] {
  const errors = validateBinding(object, namespaced);
  if (!deepEqual(object['roleRef'], old['roleRef']))
    errors.push(invalid('roleRef', verbatim(goRoleRef(object as RoleBinding)), 'cannot change roleRef'));
  return errors;
}

const goRoleRef = ({ roleRef: { apiGroup, kind, name } }: RoleBinding): string =>
  `rbac.RoleRef{APIGroup:${goQuote(apiGroup)}, Kind:${goQuote(kind)}, Name:${goQuote(name)}}`;

/** The cells ROLE, USERS, GROUPS, SERVICEACCOUNTS. */
export function bindingCells(object: KubeObject): [role: Cell, users: Cell, groups: Cell, accounts: Cell] {
  const { roleRef, subjects = [] } = object as RoleBinding;
  const names = (kind: Subject['kind']): string =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name))
      .join(', ');
  return [`${roleRef.kind}/${roleRef.name}`, names('User'), names('Group'), names('ServiceAccount')];
}
