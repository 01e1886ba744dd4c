import { duplicate, forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { validateLabels } from '../metadata.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '../names.ts';
import type { FieldError } from '../resource.ts';
import { validateSpreadKeys, validateTermKeys } from './label-keys.ts';
import type {
  Affinity,
  LabelSelector,
  NodeSelectorTerm,
  PodAffinityTerm,
  Taint,
  Toleration,
  TopologySpreadConstraint,
} from '../types.ts';

const setOperatorText = "must be specified when `operator` is 'In' or 'NotIn'";
const existsOperatorText = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
const operatorText = 'not a valid selector operator';

export function validateLabelName(name: string, path: string, errors: FieldError[]): void {
  for (const text of isQualifiedName(name)) errors.push(invalid(path, name, text));
}

/** Models: apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelector | undefined, path: string, errors: FieldError[]): void {
  if (!selector) return;
  validateLabels(selector.matchLabels, `${path}.matchLabels`, errors);
  selector.matchExpressions?.forEach(({ key, operator, values }, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (!values?.length) errors.push(required(`${at}.values`, setOperatorText));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values?.length) errors.push(forbidden(`${at}.values`, existsOperatorText));
    } else errors.push(invalid(`${at}.operator`, operator, operatorText));
    validateLabelName(key, `${at}.key`, errors);
    values?.forEach((value, j) => {
      for (const text of isLabelValue(value)) errors.push(invalid(`${at}.values[${j}]`, value, text));
    });
  });
}

/** Models: validation.go validateAffinity. */
export function validateAffinity(affinity: Affinity | undefined, path: string, errors: FieldError[]): void {
  if (!affinity) return;
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity) {
    const {
      requiredDuringSchedulingIgnoredDuringExecution: must,
      preferredDuringSchedulingIgnoredDuringExecution: may,
    } = nodeAffinity;
    if (must) validateNodeSelector(must, `${path}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`, errors);
    may?.forEach((preferred, i) => {
      const at = `${path}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${i}]`;
      validateWeight(preferred.weight, at, errors);
      validateNodeTerm(preferred.preference, `${at}.preference`, errors);
    });
  }
  validatePodAffinity(podAffinity, `${path}.podAffinity`, errors);
  validatePodAffinity(podAntiAffinity, `${path}.podAntiAffinity`, errors);
}

/** Models: validation.go ValidateNodeSelector. */
export function validateNodeSelector(
  selector: { nodeSelectorTerms: NodeSelectorTerm[] | null },
  path: string,
  errors: FieldError[],
): void {
  const at = `${path}.nodeSelectorTerms`;
  if (!selector.nodeSelectorTerms?.length) errors.push(required(at, 'must have at least one node selector term'));
  else selector.nodeSelectorTerms.forEach((term, i) => validateNodeTerm(term, `${at}[${i}]`, errors));
}

function validateWeight(weight: number, path: string, errors: FieldError[]): void {
  if (weight <= 0 || weight > 100) errors.push(invalid(`${path}.weight`, weight, 'must be in the range 1-100'));
}

function validateNodeTerm(term: NodeSelectorTerm, path: string, errors: FieldError[]): void {
  term.matchExpressions?.forEach(({ key, operator, values }, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    switch (operator) {
      case 'In':
      case 'NotIn':
        if (!values?.length) errors.push(required(`${at}.values`, setOperatorText));
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values?.length) errors.push(forbidden(`${at}.values`, existsOperatorText));
        break;
      case 'Gt':
      case 'Lt':
        if (values?.length !== 1)
          errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
        break;
      default:
        errors.push(invalid(`${at}.operator`, operator, operatorText));
    }
    validateLabelName(key, `${at}.key`, errors);
    values?.forEach((value, j) => {
      for (const text of isLabelValue(value)) errors.push(invalid(`${at}.values[${j}]`, value, text));
    });
  });
  term.matchFields?.forEach(({ key, operator, values }, i) => {
    const at = `${path}.matchFields[${i}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (values?.length !== 1)
        errors.push(
          required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
        );
    } else errors.push(invalid(`${at}.operator`, operator, operatorText));
    if (key !== 'metadata.name') errors.push(invalid(`${at}.key`, key, 'not a valid field selector key'));
    else
      values?.forEach((value, j) => {
        for (const text of isDns1123Subdomain(value)) errors.push(invalid(`${at}.values[${j}]`, value, text));
      });
  });
}

function validatePodAffinity(affinity: Affinity['podAffinity'], path: string, errors: FieldError[]): void {
  if (!affinity) return;
  affinity.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) =>
    validatePodTerm(term, `${path}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`, errors),
  );
  affinity.preferredDuringSchedulingIgnoredDuringExecution?.forEach((weighted, i) => {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`;
    validateWeight(weighted.weight, at, errors);
    validatePodTerm(weighted.podAffinityTerm, `${at}.podAffinityTerm`, errors);
  });
}

function validatePodTerm(term: PodAffinityTerm, path: string, errors: FieldError[]): void {
  validateLabelSelector(term.labelSelector, `${path}.labelSelector`, errors);
  validateTermKeys(term, path, errors);
  validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`, errors);
  for (const name of term.namespaces ?? [])
    for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.namespace`, name, text));
  if (!term.topologyKey) errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  validateLabelName(term.topologyKey ?? '', `${path}.topologyKey`, errors);
}

/** Models: validation.go validateTopologySpreadConstraints. */
export function validateSpread(
  constraints: readonly TopologySpreadConstraint[],
  path: string,
  errors: FieldError[],
): void {
  constraints.forEach((constraint, i) => {
    const at = `${path}[${i}]`;
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, labelSelector } = constraint;
    if (maxSkew <= 0) errors.push(invalid(`${at}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway')
      errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']));
    if (
      constraints
        .slice(i + 1)
        .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)
    )
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${at}.minDomains`, minDomains, 'must be greater than zero'));
      if (whenUnsatisfiable !== 'DoNotSchedule')
        errors.push(
          invalid(
            `${at}.minDomains`,
            minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
          ),
        );
    }
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const value = constraint[policy];
      if (value !== undefined && value !== 'Honor' && value !== 'Ignore')
        errors.push(notSupported(`${at}.${policy}`, value, ['Honor', 'Ignore']));
    }
    validateLabelSelector(labelSelector, `${at}.labelSelector`, errors);
    validateSpreadKeys(constraint, labelSelector, `${at}.matchLabelKeys`, errors);
  });
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateEffect(effect: string, path: string, errors: FieldError[]): void {
  if (!effects.includes(effect)) errors.push(notSupported(path, effect, effects));
}

/** Models: validation.go ValidateTolerations. */
export function validateTolerations(tolerations: readonly Toleration[], path: string, errors: FieldError[]): void {
  for (let i = 0; i < tolerations.length; i++) {
    const { key, operator, value, effect, tolerationSeconds } = tolerations[i]!;
    if (key) validateLabelName(key, `${path}[${i}].key`, errors);
    else if (operator !== 'Exists')
      errors.push(
        invalid(
          `${path}[${i}].operator`,
          operator ?? '',
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(
        invalid(`${path}[${i}].effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"),
      );
    if (operator === 'Equal' || !operator) {
      const problems = value ? isLabelValue(value) : [];
      if (problems.length > 0) errors.push(invalid(`${path}[${i}].operator`, value, problems.join(';')));
    } else if (operator === 'Exists') {
      if (value)
        errors.push(invalid(`${path}[${i}].operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${path}[${i}].operator`, operator, ['Equal', 'Exists']));
    if (effect) validateEffect(effect, `${path}[${i}].effect`, errors);
  }
}

/** Models: validation.go ValidateNodeSpec's taints. */
export function validateTaints(taints: readonly Taint[], path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  taints.forEach(({ key, value, effect }, i) => {
    const at = `${path}[${i}]`;
    validateLabelName(key, `${at}.key`, errors);
    const problems = value ? isLabelValue(value) : [];
    if (problems.length > 0) errors.push(invalid(`${at}.value`, value, problems.join(';')));
    if (!effect) errors.push(required(`${at}.effect`));
    else validateEffect(effect, `${at}.effect`, errors);
    if (seen.has(`${effect} ${key}`)) {
      const shown = `core.Taint{Key:${goQuote(key)}, Value:${goQuote(value ?? '')}, Effect:${goQuote(effect)}, TimeAdded:<nil>}`;
      const error = duplicate(at, verbatim(shown));
      errors.push({ ...error, message: `${error.message}: taints must be unique by key and effect pair` });
    }
    seen.add(`${effect} ${key}`);
  });
}
