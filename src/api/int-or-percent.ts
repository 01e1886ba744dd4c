import { invalid, verbatim } from './field.ts';
import { goIntOrString } from './go-syntax.ts';
import { validateNonNegative } from './pod/probes.ts';
import type { FieldError } from './resource.ts';
import type { IntOrString } from './types.ts';

/** Numbers of Pods, given as such or as a share: `2`, `25%`. Models: pkg/apis/apps/validation/validation.go. */
const percentText =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

const isPercent = (text: string): boolean => /^[0-9]+%$/.test(text);

/** Models: ValidatePositiveIntOrPercent. */
export function validateIntOrPercent(value: IntOrString, path: string, errors: FieldError[]): void {
  if (typeof value === 'number') validateNonNegative(value, path, errors);
  else if (!isPercent(value)) errors.push(invalid(path, verbatim(goIntOrString(value)), percentText));
}

/** The number, or that before the `%`; 0 for what is neither. */
export const amountOf = (value: IntOrString): number =>
  typeof value === 'number' ? value : isPercent(value) ? Number(value.slice(0, -1)) : 0;

/** Models: IsNotMoreThan100Percent. */
export function validateAtMostAll(value: IntOrString, path: string, errors: FieldError[]): void {
  if (typeof value === 'string' && amountOf(value) > 100)
    errors.push(invalid(path, verbatim(goIntOrString(value)), 'must not be greater than 100%'));
}
