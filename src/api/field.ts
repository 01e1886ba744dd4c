import type { FieldError } from './resource.ts';

/**
 * Builders for field errors, and how upstream prints bad values.
 * Models: apimachinery/pkg/util/validation/field/errors.go.
 */
export const required = (path: string, detail = ''): FieldError =>
  error('FieldValueRequired', path, 'Required value', detail);

export const invalid = (path: string, value: unknown, detail: string): FieldError =>
  error('FieldValueInvalid', path, `Invalid value: ${goValue(value)}`, detail);

/** A value of the wrong type: same words, another reason. */
export const typeInvalid = (path: string, value: unknown, detail: string): FieldError =>
  error('FieldValueTypeInvalid', path, `Invalid value: ${goValue(value)}`, detail);

export const duplicate = (path: string, value: unknown): FieldError =>
  error('FieldValueDuplicate', path, `Duplicate value: ${goValue(value)}`, '');

export const forbidden = (path: string, detail: string): FieldError =>
  error('FieldValueForbidden', path, 'Forbidden', detail);

export const notFound = (path: string, value: unknown): FieldError =>
  error('FieldValueNotFound', path, `Not found: ${goValue(value)}`, '');

/** The value itself is never printed: it may be huge. */
export const tooLong = (path: string, bytesMax: number): FieldError =>
  error('FieldValueTooLong', path, 'Too long', `may not be more than ${bytesMax} bytes`);

export const tooMany = (path: string, actual: number, max: number): FieldError =>
  error('FieldValueTooMany', path, `Too many: ${actual}`, `must have at most ${max} items`);

/** `supported` in upstream's order: sorted where it uses a set. */
export function notSupported(path: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map(goQuote).join(', ');
  return error(
    'FieldValueNotSupported',
    path,
    `Unsupported value: ${goValue(value)}`,
    list === '' ? '' : `supported values: ${list}`,
  );
}

/** A value that is already written as it shall appear. */
export class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** For bad values that upstream prints in Go's syntax. */
export const verbatim = (text: string): Verbatim => new Verbatim(text);

function error(reason: string, path: string, head: string, detail: string): FieldError {
  return { reason, path, message: detail === '' ? head : `${head}: ${detail}` };
}

/** Go's %q of a string. */
export function goQuote(text: string): string {
  const quoted = JSON.stringify(text);
  // JSON and Go write these control characters differently.
  return /\\u00|\u007f/.test(quoted)
    ? quoted
        .replaceAll('\\u0007', '\\a')
        .replaceAll('\\u000b', '\\v')
        .replace(/\\u00([01][0-9a-f])/g, '\\x$1')
        .replaceAll('\u007f', '\\x7f')
    : quoted;
}

/** A value as an error shows it: strings quoted, `null` for nothing, anything deep as compact JSON. */
export function goValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (value === undefined || value === null) return '"null"';
  if (value instanceof Verbatim) return value.text;
  return typeof value === 'object' ? JSON.stringify(value) : `${value as number | boolean}`;
}
