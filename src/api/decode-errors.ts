import { goQuote } from './field.ts';
import { parseQuantity } from './quantity.ts';
import { goTypeName } from './schema/go-types.ts';
import type { FieldShape, TypeShape } from './schema/schema.ts';
import { badBase64At, isRecord, timePattern } from './wire-values.ts';

/** Where Go stands while it decodes: the struct and the field path an error names. */
export interface Place {
  readonly struct: string;
  readonly fields: readonly string[];
  /** `Type.field` of the innermost field, and its type as the structure writes it. */
  readonly key: string;
  readonly written: string;
}

export interface Inspection {
  unknown: string[];
  /** First type error; decoding goes on. */
  error: string | undefined;
  /** Error of a type with its own decoder (times, quantities): decoding stops. */
  abort: string | undefined;
}

/** Finds the errors of a value in document order. `path` is that of strict errors, with indexes. */
export function inspect(value: unknown, type: TypeShape, found: Inspection, path: string, place: Place): void {
  if (found.abort !== undefined || value === null || value === undefined) return;
  switch (type.kind) {
    case 'struct':
      if (!isRecord(value)) return mismatch(value, found, place);
      for (const name in value) {
        const field: FieldShape | undefined = type.fields.get(name);
        const at = path === '' ? name : `${path}.${name}`;
        if (!field) {
          found.unknown.push(`unknown field ${goQuote(at)}`);
          continue;
        }
        const inner = { struct: type.name, fields: [...place.fields, name], key: field.key, written: field.written };
        inspect(value[name], field.type, found, at, inner);
      }
      return;
    case 'list':
      if (!Array.isArray(value)) return mismatch(value, found, place);
      value.forEach((item, i) =>
        inspect(item, type.item, found, `${path}[${i}]`, { ...place, written: place.written.slice(2) }),
      );
      return;
    case 'map':
      if (!isRecord(value)) return mismatch(value, found, place);
      for (const key in value)
        inspect(value[key], type.item, found, `${path}.${key}`, { ...place, written: place.written.slice(5) });
      return;
    case 'Time':
    case 'MicroTime':
      if (typeof value !== 'string') abortMismatch(value, found, place, 'string');
      else if (!timePattern.test(value)) found.abort = timeError(value);
      return;
    case 'Quantity': {
      const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
      const quantity = parseQuantity(text);
      if (typeof quantity === 'string') found.abort = quantity;
      return;
    }
    case 'IntOrString':
      if (typeof value !== 'string' && !(typeof value === 'number' && (value | 0) === value))
        abortMismatch(value, found, place, 'int32');
      return;
    case 'bytes':
      if (typeof value !== 'string') return mismatch(value, found, place);
      if (badBase64At(value) >= 0) found.error ??= `illegal base64 data at input byte ${badBase64At(value)}`;
      return;
    case 'string':
      return typeof value === 'string' ? undefined : mismatch(value, found, place);
    case 'bool':
      return typeof value === 'boolean' ? undefined : mismatch(value, found, place);
    case 'int32':
    case 'int64':
      if (typeof value !== 'number') return mismatch(value, found, place);
      if (type.kind === 'int32' ? (value | 0) !== value : !Number.isSafeInteger(value))
        mismatch(value, found, place, ` ${value}`);
      return;
    case 'float64':
      return typeof value === 'number' ? undefined : mismatch(value, found, place);
  }
}

function mismatch(value: unknown, found: Inspection, place: Place, literal = ''): void {
  const type = goTypeName(place.written, place.key);
  const target =
    place.struct === ''
      ? `value of type ${type}`
      : `struct field ${place.struct}.${place.fields.join('.')} of type ${type}`;
  found.error ??= `json: cannot unmarshal ${jsonWord(value)}${literal} into Go ${target}`;
}

/** As mismatch, for types that decode themselves through another one: decoding ends there. */
function abortMismatch(value: unknown, found: Inspection, place: Place, type: string): void {
  const literal = typeof value === 'number' && type === 'int32' ? ` ${value}` : '';
  found.abort = `json: cannot unmarshal ${jsonWord(value)}${literal} into Go struct field ${place.struct}.${place.fields.join('.')} of type ${type}`;
}

function jsonWord(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

/** Models: Go's time.Parse with the layout RFC3339. Left out: which later part of the text is wrong. */
function timeError(text: string): string {
  const layout = '2006-01-02T15:04:05Z07:00';
  const steps: [RegExp, string][] = [
    [/^\d{4}/, '2006'],
    [/^-/, '-'],
    [/^\d{2}/, '01'],
    [/^-/, '-'],
    [/^\d{2}/, '02'],
    [/^T/, 'T'],
    [/^\d{2}/, '15'],
    [/^:/, ':'],
    [/^\d{2}/, '04'],
    [/^:/, ':'],
    [/^\d{2}(\.\d+)?/, '05'],
    [/^(Z|[+-]\d{2}:\d{2})/, 'Z07:00'],
  ];
  // Looked at as they are read; the day only after the rest, since the month must be known.
  const ranges: Readonly<Record<string, [name: string, least: number, most: number]>> = {
    '01': ['month', 1, 12],
    '15': ['hour', 0, 23],
    '04': ['minute', 0, 59],
    '05': ['second', 0, 59],
  };
  let rest = text;
  for (const [pattern, part] of steps) {
    const match = pattern.exec(rest);
    if (!match)
      return `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(part)}`;
    const [name, least, most] = ranges[part] ?? ['', -Infinity, Infinity];
    const number = Math.trunc(Number(match[0]));
    if (number < least || number > most) return `parsing time ${goQuote(text)}: ${name} out of range`;
    rest = rest.slice(match[0].length);
  }
  if (rest === '') return `parsing time ${goQuote(text)}: day out of range`;
  return `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`;
}
