import { forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { isDns1123Label, isPathSegment } from '../names.ts';
import { goQuantity, validateContainerResourceName } from '../pod/resources.ts';
import { canonicalQuantity, compareQuantities } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  IntOrString,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ScalingRules,
} from '../types.ts';

/** Models: pkg/apis/autoscaling/validation/validation.go. */
const windowMax = 3600;
const periodMax = 1800;
const sourceTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
/** Where each type's information stands, in the order upstream looks. */
const places = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler, minReplicasLeast = 1): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics = [], behavior } = spec;
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < minReplicasLeast)
    errors.push(invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${minReplicasLeast}`));
  if (maxReplicas < 1) errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  validateTargetRef(scaleTargetRef, 'spec.scaleTargetRef', errors);
  metrics.forEach((metric, i) => validateMetric(metric, `spec.metrics[${i}]`, errors));
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External'))
    errors.push(
      forbidden(
        'spec.metrics',
        'must specify at least one Object or External metric to support scaling to zero replicas',
      ),
    );
  validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp', errors);
  validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown', errors);
  return errors;
}

function validateTargetRef({ kind, name }: CrossVersionObjectReference, path: string, errors: FieldError[]): void {
  for (const [field, value] of [
    ['kind', kind],
    ['name', name],
  ] as const) {
    if (!value) errors.push(required(`${path}.${field}`));
    else for (const text of isPathSegment(value)) errors.push(invalid(`${path}.${field}`, value, text));
  }
}

function validateRules(rules: ScalingRules | undefined, path: string, errors: FieldError[]): void {
  if (!rules) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules;
  const at = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > windowMax)
    errors.push(invalid(at, window, `must be less than or equal to ${windowMax}`));
  if (selectPolicy !== undefined && !['Disabled', 'Max', 'Min'].includes(selectPolicy))
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min']));
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type, value, periodSeconds }, i) => {
    const here = `${path}.policies[${i}]`;
    if (type !== 'Pods' && type !== 'Percent') errors.push(notSupported(`${here}.type`, type, ['Percent', 'Pods']));
    if (value <= 0) errors.push(invalid(`${here}.value`, value, 'must be greater than zero'));
    if (periodSeconds <= 0) errors.push(invalid(`${here}.periodSeconds`, periodSeconds, 'must be greater than zero'));
    if (periodSeconds > periodMax)
      errors.push(invalid(`${here}.periodSeconds`, periodSeconds, `must be less than or equal to ${periodMax}`));
  });
}

function validateMetric(metric: MetricSpec, path: string, errors: FieldError[]): void {
  const { type } = metric;
  const at = `${path}.type`;
  if (!type) errors.push(required(at, 'must specify a metric source type'));
  const known = sourceTypes.includes(type);
  if (!known) errors.push(notSupported(at, type, sourceTypes));
  const present = places.filter((place) => metric[place] !== undefined);
  const [first] = present;
  if (first) validateSource(metric, first, `${path}.${first}`, errors);
  const expected = places.find((place) => place.toLowerCase() === type.toLowerCase());
  if (!known) errors.push(notSupported(at, type, sourceTypes));
  else if (expected && metric[expected] === undefined)
    errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  if (present.length === 1) return;
  for (const place of present)
    if (place !== expected) errors.push(forbidden(`${path}.${place}`, 'must populate the given metric source only'));
}

function validateSource(metric: MetricSpec, place: (typeof places)[number], path: string, errors: FieldError[]): void {
  const target = `${path}.target`;
  switch (place) {
    case 'object': {
      const source = metric.object!;
      validateTargetRef(source.describedObject, `${path}.describedObject`, errors);
      validateIdentifier(source.metric, `${path}.metric`, errors);
      validateTarget(source.target, target, errors);
      if (source.target.value === undefined && source.target.averageValue === undefined)
        errors.push(required(`${target}.averageValue`, 'must set either a target value or averageValue'));
      return;
    }
    case 'external': {
      const source = metric.external!;
      validateIdentifier(source.metric, `${path}.metric`, errors);
      validateTarget(source.target, target, errors);
      const { value, averageValue } = source.target;
      if (value === undefined && averageValue === undefined)
        errors.push(
          required(`${target}.averageValue`, 'must set either a target value for metric or a per-pod target'),
        );
      if (value !== undefined && averageValue !== undefined)
        errors.push(forbidden(`${target}.value`, 'may not set both a target value for metric and a per-pod target'));
      return;
    }
    case 'pods': {
      const source = metric.pods!;
      validateIdentifier(source.metric, `${path}.metric`, errors);
      validateTarget(source.target, target, errors);
      if (source.target.averageValue === undefined)
        errors.push(required(`${target}.averageValue`, 'must specify a positive target averageValue'));
      return;
    }
    default: {
      const source = metric[place]!;
      const name = `${path}.name`;
      if (!source.name) errors.push(required(name, 'must specify a resource name'));
      else if (place === 'containerResource') validateContainerResourceName(source.name, name, errors);
      if (place === 'containerResource') {
        const { container } = metric.containerResource!;
        if (!container) errors.push(required(`${path}.container`, 'must specify a container'));
        else for (const text of isDns1123Label(container)) errors.push(invalid(`${path}.container`, container, text));
      }
      validateTarget(source.target, target, errors);
      const { averageUtilization, averageValue } = source.target;
      if (averageUtilization === undefined && averageValue === undefined)
        errors.push(
          required(`${target}.averageUtilization`, 'must set either a target raw value or a target utilization'),
        );
      if (averageUtilization !== undefined && averageValue !== undefined)
        errors.push(
          forbidden(`${target}.averageValue`, 'may not set both a target raw value and a target utilization'),
        );
    }
  }
}

function validateTarget(target: MetricTarget, path: string, errors: FieldError[]): void {
  const { type, value, averageValue, averageUtilization } = target;
  if (!type) errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  const positive = (field: string, amount: IntOrString | undefined): void => {
    if (amount !== undefined && compareQuantities(amount, '0') <= 0)
      errors.push(invalid(`${path}.${field}`, verbatim(goQuantity(canonicalQuantity(amount))), 'must be positive'));
  };
  positive('value', value);
  positive('averageValue', averageValue);
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
}

function validateIdentifier({ name }: MetricIdentifier, path: string, errors: FieldError[]): void {
  if (!name) errors.push(required(`${path}.name`, 'must specify a metric name'));
  else for (const text of isPathSegment(name)) errors.push(invalid(`${path}.name`, name, text));
}
