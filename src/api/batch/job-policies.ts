import { duplicate, goQuote, invalid, notSupported, required, tooMany, verbatim } from '../field.ts';
import { validateLabelName } from '../pod/scheduling.ts';
import { validateNonNegative } from '../pod/probes.ts';
import type { FieldError } from '../resource.ts';
import type { JobSpec, PodFailurePolicyRule, SuccessPolicyRule } from '../types.ts';
import { countIndexes } from './indexes.ts';

/** When a Job's failures and successes end it. Models: pkg/apis/batch/validation/validation.go. */
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];
const rulesMax = 20;
const exitCodesMax = 255;
const indexesBytesMax = 65_536;

const validValues = (values: readonly string[]): string => `valid values: [${values.map(goQuote).join(' ')}]`;
const withoutValue = (path: string, detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  path,
  message: `Invalid value: ${detail}`,
});

export function validateFailurePolicy(spec: JobSpec, path: string, errors: FieldError[]): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > rulesMax) errors.push(tooMany(`${path}.rules`, rules.length, rulesMax));
  const pod = spec.template.spec;
  const names = new Set([...(pod.containers ?? []), ...(pod.initContainers ?? [])].map((container) => container.name));
  rules.forEach((rule, i) => validateFailureRule(rule, spec, names, `${path}.rules[${i}]`, errors));
}

function validateFailureRule(
  { action, onExitCodes, onPodConditions = [] }: PodFailurePolicyRule,
  spec: JobSpec,
  names: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  const at = `${path}.action`;
  if (!action) errors.push(required(at, validValues(actions)));
  else if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined)
      errors.push(invalid(at, action, 'requires the backoffLimitPerIndex to be set'));
  } else if (!actions.includes(action)) errors.push(notSupported(at, action, actions));
  if (onExitCodes) validateExitCodes(onExitCodes, names, `${path}.onExitCodes`, errors);
  if (onPodConditions.length > rulesMax)
    errors.push(tooMany(`${path}.onPodConditions`, onPodConditions.length, rulesMax));
  onPodConditions.forEach(({ type, status }, i) => {
    const here = `${path}.onPodConditions[${i}]`;
    validateLabelName(type ?? '', `${here}.type`, errors);
    if (!status) errors.push(required(`${here}.status`, validValues(statuses)));
    else if (!statuses.includes(status)) errors.push(notSupported(`${here}.status`, status, statuses));
  });
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(withoutValue(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(withoutValue(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
}

function validateExitCodes(
  { operator, containerName, values: codes }: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  names: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  if (!operator) errors.push(required(`${path}.operator`, validValues(operators)));
  else if (!operators.includes(operator)) errors.push(notSupported(`${path}.operator`, operator, operators));
  if (containerName !== undefined && !names.has(containerName))
    errors.push(
      invalid(
        `${path}.containerName`,
        containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    );
  const values = codes ?? [];
  const at = `${path}.values`;
  const shown = verbatim(`[]int32{${values.join(', ')}}`);
  if (values.length === 0)
    errors.push(invalid(at, codes ? shown : verbatim('[]int32(nil)'), 'at least one value is required'));
  else if (values.length > exitCodesMax) errors.push(tooMany(at, values.length, exitCodesMax));
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0)
      errors.push(invalid(`${at}[${i}]`, value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < i) errors.push(duplicate(`${at}[${i}]`, value));
  });
  if (values.some((value, i) => i > 0 && values[i - 1]! > value)) errors.push(invalid(at, shown, 'must be ordered'));
}

export function validateSuccessPolicy(spec: JobSpec, path: string, errors: FieldError[]): void {
  const rules = spec.successPolicy?.rules ?? [];
  if (rules.length === 0)
    errors.push(required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > rulesMax) errors.push(tooMany(`${path}.rules`, rules.length, rulesMax));
  rules.forEach((rule, i) => validateSuccessRule(rule, spec.completions ?? 0, `${path}.rules[${i}]`, errors));
}

function validateSuccessRule(
  { succeededCount: count, succeededIndexes: indexes }: SuccessPolicyRule,
  completions: number,
  path: string,
  errors: FieldError[],
): void {
  if (count === undefined && indexes === undefined)
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  let total = 0;
  if (indexes !== undefined) {
    const at = `${path}.succeededIndexes`;
    if (indexes.length > indexesBytesMax)
      errors.push({
        reason: 'FieldValueTooLong',
        path: at,
        message: `Too long: may not be more than ${indexesBytesMax} bytes`,
      });
    const counted = countIndexes(indexes, completions);
    if (typeof counted === 'string') errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${counted}`));
    else total = counted;
  }
  if (count === undefined) return;
  const at = `${path}.succeededCount`;
  validateNonNegative(count, at, errors);
  if (count > completions)
    errors.push(
      invalid(at, count, `must be less than or equal to ${completions} (the number of specified completions)`),
    );
  if (indexes !== undefined && count > total)
    errors.push(
      invalid(
        at,
        count,
        `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`,
      ),
    );
}
