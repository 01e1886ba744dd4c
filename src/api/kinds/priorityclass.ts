import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { forbidden, notSupported, required } from '../field.ts';
import { immutable } from '../metadata.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface PriorityClass extends KubeObject {
  value: number;
  globalDefault?: boolean;
  description?: string;
  preemptionPolicy?: string;
}

/** What people may give; above it is the system's own. Source: pkg/apis/scheduling/types.go HighestUserDefinablePriority. */
const userMax = 1_000_000_000;
const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** Models: pkg/apis/scheduling/validation/validation.go ValidatePriorityClass. */
function validate(object: KubeObject): FieldError[] {
  const { metadata, value, globalDefault = false, preemptionPolicy } = object as PriorityClass;
  const errors: FieldError[] = [];
  if (metadata.name?.startsWith('system-')) {
    const system = systemClasses[metadata.name];
    if (system === undefined || value !== system || globalDefault)
      errors.push(
        forbidden(
          'metadata.name',
          `priority class names with 'system-' prefix are reserved for system use only. error: ${systemProblem(metadata.name, system, value)}`,
        ),
      );
  } else if (value > userMax)
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${userMax}`));
  if (preemptionPolicy === '') errors.push(required('preemptionPolicy'));
  else if (
    preemptionPolicy !== undefined &&
    preemptionPolicy !== 'Never' &&
    preemptionPolicy !== 'PreemptLowerPriority'
  )
    errors.push(notSupported('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']));
  return errors;
}

function systemProblem(name: string, system: number | undefined, value: number): string {
  if (system === undefined) return `${name} is not a known system priority class`;
  if (value !== system) return `value of ${name} PriorityClass must be ${system}`;
  return `globalDefault of ${name} PriorityClass must be false`;
}

/** Models: pkg/registry/scheduling/priorityclass/strategy.go, pkg/apis/scheduling/v1/defaults.go, printPriorityClass. */
export const priorityClassType: ResourceType = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'priorityclasses',
  schema: 'io.k8s.api.scheduling.v1.PriorityClass',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    (object as PriorityClass).preemptionPolicy ??= 'PreemptLowerPriority';
  },
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  validate,
  validateUpdate(object, old) {
    const [now, before] = [object as PriorityClass, old as PriorityClass];
    const errors: FieldError[] = [];
    if (now.value !== before.value) errors.push(forbidden('value', 'may not be changed in an update.'));
    return [...errors, ...immutable('preemptionPolicy', now.preemptionPolicy, before.preemptionPolicy)];
  },
  columns: () => [
    nameColumn,
    column(
      'Value',
      'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.',
      'integer',
    ),
    column(
      'Global-Default',
      'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.',
      'boolean',
    ),
    ageColumn,
    column(
      'PreemptionPolicy',
      'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.',
    ),
  ],
  row(object, nowMs) {
    const {
      metadata,
      value,
      globalDefault = false,
      preemptionPolicy = 'PreemptLowerPriority',
    } = object as PriorityClass;
    return [metadata.name, value, globalDefault, age(object, nowMs), preemptionPolicy];
  },
};
