import { invalid, notSupported, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { isDns1123Subdomain, isPathSegment } from '../names.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import type { FieldError } from '../resource.ts';
import type { LabelSelector } from '../types.ts';

/** Which requests a webhook or a policy is asked about. Models: pkg/apis/admissionregistration/validation/validation.go. */
export interface Rule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  resourceNames?: string[];
  scope?: string;
}

export interface MatchResources {
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  resourceRules?: Rule[];
  excludeResourceRules?: Rule[];
  matchPolicy?: string;
}

export interface MatchCondition {
  name: string;
  expression: string;
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];
export const failurePolicies = ['Fail', 'Ignore'];
export const matchPolicies = ['Equivalent', 'Exact'];
const conditionsMax = 64;

export function validateRule(rule: Rule, path: string, errors: FieldError[]): void {
  const verbs = rule.operations ?? [];
  if (verbs.length === 0) errors.push(required(`${path}.operations`));
  if (verbs.length > 1 && verbs.includes('*'))
    errors.push(
      invalid(
        `${path}.operations`,
        verbatim(goStrings(verbs).replace('[]string', '[]admissionregistration.OperationType')),
        "if '*' is present, must not specify other operations",
      ),
    );
  verbs.forEach((verb, i) => {
    if (!operations.includes(verb)) errors.push(notSupported(`${path}.operations[${i}]`, verb, operations));
  });
  const list = (field: 'apiGroups' | 'apiVersions', what: string, mayBeEmpty: boolean): void => {
    const values = rule[field] ?? [];
    if (values.length === 0) errors.push(required(`${path}.${field}`));
    if (values.length > 1 && values.includes('*'))
      errors.push(
        invalid(`${path}.${field}`, verbatim(goStrings(values)), `if '*' is present, must not specify other ${what}`),
      );
    values.forEach((value, i) => {
      if (value === '' && !mayBeEmpty) errors.push(required(`${path}.${field}[${i}]`));
    });
  };
  list('apiGroups', 'API groups', true);
  list('apiVersions', 'API versions', false);
  const resources = rule.resources ?? [];
  if (resources.length === 0) errors.push(required(`${path}.resources`));
  resources.forEach((resource, i) => {
    if (resource === '') errors.push(required(`${path}.resources[${i}]`));
  });
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(
      invalid(
        `${path}.resources`,
        verbatim(goStrings(resources)),
        "if '*/*' is present, must not specify other resources",
      ),
    );
  if (rule.scope !== undefined && !scopes.includes(rule.scope))
    errors.push(notSupported(`${path}.scope`, rule.scope, scopes));
}

export function validateMatch(match: MatchResources, path: string, errors: FieldError[]): void {
  if (match.matchPolicy === undefined) errors.push(required(`${path}.matchPolicy`));
  else if (!matchPolicies.includes(match.matchPolicy))
    errors.push(notSupported(`${path}.matchPolicy`, match.matchPolicy, matchPolicies));
  if (match.namespaceSelector) validateLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`, errors);
  else errors.push(required(`${path}.namespaceSelector`));
  if (match.objectSelector) validateLabelSelector(match.objectSelector, `${path}.objectSelector`, errors);
  else errors.push(required(`${path}.objectSelector`));
  for (const field of ['resourceRules', 'excludeResourceRules'] as const)
    match[field]?.forEach((rule, i) => {
      const at = `${path}.${field}[${i}]`;
      validateRule(rule, at, errors);
      rule.resourceNames?.forEach((name, j) => {
        for (const text of isPathSegment(name)) errors.push(invalid(`${at}.resourceNames[${j}]`, name, text));
      });
    });
}

/** What upstream fills in. */
export function defaultMatch(match: MatchResources): void {
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= '*';
}

export function validateConditions(conditions: readonly MatchCondition[], path: string, errors: FieldError[]): void {
  if (conditions.length > conditionsMax)
    errors.push({
      reason: 'FieldValueTooMany',
      path,
      message: `Too many: ${conditions.length}: must have at most ${conditionsMax} items`,
    });
  conditions.forEach(({ name, expression }, i) => {
    const at = `${path}[${i}]`;
    if (!expression?.trim()) errors.push(required(`${at}.expression`));
    if (!name) errors.push(required(`${at}.name`));
  });
}

/** Names of webhooks: `a.example.com`. Models: utilvalidation.IsFullyQualifiedName. */
export function validateQualifiedDomain(name: string, path: string, errors: FieldError[]): void {
  if (!name) return void errors.push(required(path));
  const problems = isDns1123Subdomain(name);
  for (const text of problems) errors.push(invalid(path, name, text));
  if (problems.length === 0 && name.split('.').length < 3)
    errors.push(invalid(path, name, 'should be a domain with at least three segments separated by dots'));
}
