import { duplicate, invalid, notSupported, required, tooMany, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { isDns1123Subdomain, isPathSegment, isQualifiedName } from '../names.ts';
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
  validateResources(rule.resources ?? [], `${path}.resources`, errors);
  if (rule.scope !== undefined && !scopes.includes(rule.scope))
    errors.push(notSupported(`${path}.scope`, rule.scope, scopes));
}

// `pods`, `pods/status`, `*`, `*/*`: what includes another is named alone.
function validateResources(resources: readonly string[], path: string, errors: FieldError[]): void {
  if (resources.length === 0) errors.push(required(path));
  const [whole, everywhere] = [new Set<string>(), new Set<string>()];
  let plain = false;
  resources.forEach((resource, i) => {
    const at = `${path}[${i}]`;
    if (resource === '') return void errors.push(required(at));
    const slash = resource.indexOf('/');
    if (slash < 0) {
      plain = resource !== '*';
      return;
    }
    const [name, sub] = [resource.slice(0, slash), resource.slice(slash + 1)];
    if (whole.has(name)) errors.push(invalid(at, resource, `if '${name}/*' is present, must not specify ${resource}`));
    if (everywhere.has(sub))
      errors.push(invalid(at, resource, `if '*/${sub}' is present, must not specify ${resource}`));
    if (sub === '*') whole.add(name);
    if (name === '*') everywhere.add(sub);
  });
  const all = verbatim(goStrings(resources));
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(invalid(path, all, "if '*/*' is present, must not specify other resources"));
  if (resources.includes('*') && plain)
    errors.push(invalid(path, all, "if '*' is present, must not specify other resources without subresources"));
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
        const here = `${at}.resourceNames[${j}]`;
        for (const text of isPathSegment(name)) errors.push(invalid(here, name, text));
        if (rule.resourceNames!.indexOf(name) < j) errors.push(duplicate(here, name));
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
  if (conditions.length > conditionsMax) errors.push(tooMany(path, conditions.length, conditionsMax));
  conditions.forEach(({ name, expression }, i) => {
    const at = `${path}[${i}]`;
    if (!expression?.trim()) errors.push(required(`${at}.expression`));
    if (!name) errors.push(required(`${at}.name`));
    else {
      for (const text of isQualifiedName(name)) errors.push(invalid(`${at}.name`, name, text));
      if (conditions.findIndex((other) => other.name === name) < i) errors.push(duplicate(`${at}.name`, name));
    }
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
