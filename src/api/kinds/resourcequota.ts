import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { immutableText } from '../metadata.ts';
import { roundUpToMilli, validateQuantityValue, validateResourceName } from '../pod/resources.ts';
import { canonicalQuantity } from '../quantity.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, clearStatus, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { KubeObject, ResourceQuota } from '../types.ts';

type Spec = ResourceQuota['spec'];
type Selector = NonNullable<NonNullable<Spec['scopeSelector']>['matchExpressions']>[number];

const scopes = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
];
const conflicts = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

const compute = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** Resources a quota may name without a prefix. Source: pkg/apis/core/helper/helpers.go standardQuotaResources. */
const quotaResources = new Set([
  ...compute,
  'ephemeral-storage',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);
const isQuotaResource = (name: string): boolean => quotaResources.has(name) || name.startsWith('requests.hugepages-');

/** Models: pkg/apis/core/validation/validation.go ValidateResourceQuotaSpec. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as ResourceQuota;
  const errors: FieldError[] = [];
  validateAmounts(spec.hard, 'spec.hard', errors);
  if (spec.scopes?.length) validateScopes(spec, spec.scopes, errors);
  spec.scopeSelector?.matchExpressions?.forEach((requirement) => validateRequirement(spec, requirement, errors));
  const named = spec.scopeSelector?.matchExpressions?.map(({ scopeName }) => scopeName) ?? [];
  if (hasConflict(named))
    errors.push(
      invalid(
        'spec.scopeSelector.matchExpressions',
        spec.scopeSelector!.matchExpressions!.at(-1),
        'conflicting scopes',
      ),
    );
  return errors;
}

function validateAmounts(list: Spec['hard'], path: string, errors: FieldError[]): void {
  for (const name in list) {
    const at = `${path}[${name}]`;
    validateResourceName(name, at, errors);
    if (!name.includes('/') && !isQuotaResource(name))
      errors.push(invalid(at, verbatim(name), 'must be a standard resource for quota'));
    validateQuantityValue(name, list[name]!, at, errors);
  }
}

const hasConflict = (named: readonly string[]): boolean =>
  conflicts.some((pair) => pair.every((scope) => named.includes(scope)));

/** Scopes are about Pods: only what Pods have can be counted in one. */
function fits(scope: string, resource: string): boolean {
  if (!isQuotaResource(resource)) return true;
  if (scope === 'BestEffort') return resource === 'pods';
  return resource === 'pods' || compute.includes(resource) || !scopes.includes(scope);
}

const goScopes = (list: readonly string[] | undefined): string =>
  goStrings(list).replace('[]string', '[]core.ResourceQuotaScope');

function validateScopes(spec: Spec, named: readonly string[], errors: FieldError[]): void {
  const refuse = (detail: string): void =>
    void errors.push(invalid('spec.scopes', verbatim(goScopes(spec.scopes)), detail));
  for (const scope of named) {
    if (!scopes.includes(scope)) refuse('unsupported scope');
    for (const resource of Object.keys(spec.hard ?? {}).sort())
      if (!fits(scope, resource)) refuse('unsupported scope applied to resource');
  }
  for (const pair of conflicts) if (pair.every((scope) => named.includes(scope))) refuse('conflicting scopes');
}

function validateRequirement(spec: Spec, { scopeName, operator, values = [] }: Selector, errors: FieldError[]): void {
  const path = 'spec.scopeSelector.matchExpressions';
  if (!scopes.includes(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
  for (const resource of Object.keys(spec.hard ?? {}).sort())
    if (!fits(scopeName, resource))
      errors.push(invalid(path, spec.scopeSelector, 'unsupported scope applied to resource'));
  if (scopes.includes(scopeName) && scopeName !== 'PriorityClass' && operator !== 'Exists')
    errors.push(
      invalid(
        `${path}.operator`,
        operator,
        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      ),
    );
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(
        required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"),
      );
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(
        invalid(
          `${path}.values`,
          verbatim(goStrings(values)),
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      );
  } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
}

const sameSet = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));

/** REQUEST and LIMIT of the table. Models: printers.go printResourceQuota. */
function amountsTexts({ hard = {}, used = {} }: ResourceQuota['status']): [requests: string, limits: string] {
  const lists: Record<'requests' | 'limits', string[]> = { requests: [], limits: [] };
  for (const name of Object.keys(hard).sort())
    lists[name.startsWith('limits') ? 'limits' : 'requests'].push(
      `${name}: ${canonicalQuantity(used[name] ?? '0')}/${canonicalQuantity(hard[name]!)}`,
    );
  return [lists.requests.join(', '), lists.limits.join(', ')];
}

export const resourceQuotaType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'ResourceQuota', verbs: statusVerbs }],
  etcdPrefix: 'resourcequotas',
  schema: 'io.k8s.api.core.v1.ResourceQuota',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults: (object) => roundUpToMilli((object as ResourceQuota).spec.hard),
  prepareForCreate: clearStatus,
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate(object, old) {
    const errors = validate(object);
    const { scopes: now } = (object as ResourceQuota).spec;
    if (!sameSet(now, (old as ResourceQuota).spec.scopes))
      errors.push(invalid('spec.scopes', verbatim(goScopes(now)), immutableText));
    return errors;
  },
  validateStatusUpdate(object) {
    const { status } = object as ResourceQuota;
    const errors: FieldError[] = [];
    validateAmounts(status.hard, 'status.hard', errors);
    validateAmounts(status.used, 'status.used', errors);
    return errors;
  },
  columns: () => [
    nameColumn,
    column('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    column(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const quota = object as ResourceQuota;
    return [quota.metadata.name, ...amountsTexts(quota.status), age(quota, nowMs)];
  },
};
