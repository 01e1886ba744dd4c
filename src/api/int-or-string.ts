import { goQuote } from './field.ts';
import type { IntOrString } from './types.ts';

/**
 * A count, or a percentage of `total`, as a whole number; upstream's error text where it is neither.
 * Models: apimachinery/pkg/util/intstr/intstr.go GetScaledValueFromIntOrPercent.
 */
export function scaledIntOrPercent(value: IntOrString, total: number, round: 'up' | 'down'): number | string {
  if (typeof value === 'number') return value;
  const wrong = (what: string): string => `invalid value for IntOrString: ${what}`;
  if (!value.endsWith('%')) return wrong('invalid type: string is not a percentage');
  const digits = value.slice(0, -1);
  if (!/^[+-]?[0-9]+$/.test(digits))
    return wrong(`invalid value ${goQuote(value)}: strconv.Atoi: parsing ${goQuote(digits)}: invalid syntax`);
  const share = (Number(digits) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}

/** A flag's text: a number where it is a 32-bit one, else the text. Models: intstr.go Parse. */
export function parseIntOrString(text: string): IntOrString {
  const number = /^[+-]?[0-9]+$/.test(text) ? Number(text) : NaN;
  return number >= -2_147_483_648 && number <= 2_147_483_647 ? number : text;
}
