import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid, notSupported, verbatim } from '../field.ts';
import { validateAtMostAll, validateIntOrPercent } from '../int-or-percent.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { KubeObject, PodDisruptionBudget } from '../types.ts';

const policies = ['AlwaysAllow', 'IfHealthyBudget'];

/** Models: pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec. */
function validate(object: KubeObject): FieldError[] {
  const {
    minAvailable,
    maxUnavailable,
    selector,
    unhealthyPodEvictionPolicy: policy,
  } = (object as PodDisruptionBudget).spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.push(
      invalid(
        'spec',
        verbatim(goSpec(object as PodDisruptionBudget)),
        'minAvailable and maxUnavailable cannot be both set',
      ),
    );
  for (const [field, value] of [
    ['minAvailable', minAvailable],
    ['maxUnavailable', maxUnavailable],
  ] as const) {
    if (value === undefined) continue;
    validateIntOrPercent(value, `spec.${field}`, errors);
    validateAtMostAll(value, `spec.${field}`, errors);
  }
  validateLabelSelector(selector, 'spec.selector', errors);
  if (policy !== undefined && !policies.includes(policy))
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, policies));
  return errors;
}

/** The spec as Go's %#v prints it. */
function goSpec({ spec }: PodDisruptionBudget): string {
  const pointer = (value: unknown, type: string): string =>
    `(*${type})(${value === undefined ? 'nil' : '0xc000123456'})`;
  return `policy.PodDisruptionBudgetSpec{MinAvailable:${pointer(spec.minAvailable, 'intstr.IntOrString')}, Selector:${pointer(spec.selector, 'v1.LabelSelector')}, MaxUnavailable:${pointer(spec.maxUnavailable, 'intstr.IntOrString')}, UnhealthyPodEvictionPolicy:${pointer(spec.unhealthyPodEvictionPolicy, 'policy.UnhealthyPodEvictionPolicyType')}}`;
}

const counters = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

/** Models: pkg/registry/policy/poddisruptionbudget/strategy.go, printPodDisruptionBudget. */
export const podDisruptionBudgetType: ResourceType = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'PodDisruptionBudget', verbs: statusVerbs }],
  etcdPrefix: 'poddisruptionbudgets',
  schema: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  allowUnconditionalUpdate: false,
  hasGeneration: true,
  defaultPropagation: 'Background',
  prepareForCreate(object) {
    prepareCreate(object);
    object['status'] = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate: validate,
  validateStatusUpdate(object) {
    const { status } = object as PodDisruptionBudget;
    const errors: FieldError[] = [];
    for (const field of counters) validateNonNegative(status[field], `status.${field}`, errors);
    return errors;
  },
  columns: () => [
    nameColumn,
    column('Min Available', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', 'integer'),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as PodDisruptionBudget;
    return [
      metadata.name,
      String(spec.minAvailable ?? 'N/A'),
      String(spec.maxUnavailable ?? 'N/A'),
      status.disruptionsAllowed,
      age(object, nowMs),
    ];
  },
};
