import { canonicalQuantity, parseQuantity } from './quantity.ts';
import { fill, structOf, type FieldShape, type StructShape, type TypeShape } from './schema/schema.ts';
import { goTypeName } from './schema/go-types.ts';
import { goQuote } from './field.ts';
import type { KubeObject } from './types.ts';

export interface Decoded {
  /** A fresh, mutable object of the type, as Go would write it again: canonical quantities, no empty optional fields. */
  readonly object: KubeObject;
  /** Type errors in Go's words; upstream reports the first only. */
  readonly errors: readonly string[];
  /** `unknown field "spec.foo"`, `duplicate field "spec.replicas"`. */
  readonly unknownFields: readonly string[];
}

export interface DecodeOptions {
  /** Paths of keys that stand twice in the text, found by whoever parsed it (`spec.replicas`). */
  readonly duplicates?: readonly string[];
}

/**
 * Reads a JSON value as an API type: checks types, drops unknown fields, writes quantities canonically.
 * Models: sigs.k8s.io/json strict decoding into k8s.io/api types. Left out: order of Go's struct fields.
 */
export function decode(value: unknown, schema: string, options: DecodeOptions = {}): Decoded {
  const shape = structOf(schema);
  const duplicates = options.duplicates?.map((path) => `duplicate field ${goQuote(path)}`) ?? [];
  const reader: Reader = { flaws: 0 };
  const object = isRecord(value) ? readStruct(value, shape, reader) : {};
  // The rare case pays for finding out where: a second, slower walk.
  if (reader.flaws > 0 || !isRecord(value)) {
    const inspector: Inspection = { unknown: [], error: undefined, abort: undefined };
    inspect(value, shape, inspector, '', { struct: '', fields: [], key: shape.name, written: shape.schema });
    const error = inspector.abort ?? inspector.error;
    return { object: object as KubeObject, errors: error ? [error] : [], unknownFields: [...inspector.unknown, ...duplicates] };
  }
  return { object: object as KubeObject, errors: none, unknownFields: duplicates.length > 0 ? duplicates : none };
}

const none: readonly string[] = Object.freeze([]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Counts what is wrong; the inspection names it. */
interface Reader {
  flaws: number;
}

function readStruct(value: Record<string, unknown>, shape: StructShape, reader: Reader): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const { fields, filled } = shape;
  for (const name in value) {
    const field = fields.get(name);
    if (field === undefined) {
      reader.flaws++;
      continue;
    }
    const item = value[name];
    if (item === null || item === undefined) continue;
    const read = readValue(item, field.type, reader);
    if (field.omitZero && isZero(read)) continue;
    result[name] = read;
  }
  return filled.length > 0 ? fill(result, shape) : result;
}

function isZero(value: unknown): boolean {
  if (typeof value !== 'object') return value === '' || value === 0 || value === false || value === undefined;
  if (value === null) return true;
  return Array.isArray(value) && value.length === 0;
}

function readValue(value: unknown, type: TypeShape, reader: Reader): unknown {
  switch (type.kind) {
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'struct':
      if (isRecord(value)) return readStruct(value, type, reader);
      break;
    case 'int32':
      if (typeof value === 'number' && (value | 0) === value) return value;
      break;
    case 'int64':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'list':
      if (Array.isArray(value)) {
        const items: unknown[] = [];
        for (const item of value) items.push(item === null ? nullItem(type.item) : readValue(item, type.item, reader));
        return items;
      }
      break;
    case 'map':
      if (isRecord(value)) return readMap(value, type.item, reader);
      break;
    case 'Quantity':
      if ((typeof value === 'string' || typeof value === 'number') && typeof parseQuantity(trimmed(value)) !== 'string')
        return canonicalQuantity(trimmed(value));
      break;
    case 'IntOrString':
      if (typeof value === 'string' || (typeof value === 'number' && (value | 0) === value)) return value;
      break;
    case 'Time':
      if (typeof value === 'string' && timePattern.test(value)) return secondsText(value);
      break;
    case 'MicroTime':
      if (typeof value === 'string' && timePattern.test(value)) return microText(value);
      break;
    case 'float64':
      if (typeof value === 'number') return value;
      break;
    case 'bytes':
      if (typeof value === 'string' && badBase64At(value) < 0) return value.replace(/[\r\n]/g, '');
      break;
    case 'any':
      return copyJson(value);
  }
  reader.flaws++;
  return undefined;
}

/** Maps of optional fields vanish when empty, as Go's omitempty does. */
function readMap(value: Record<string, unknown>, item: TypeShape, reader: Reader): Record<string, unknown> | undefined {
  const result: Record<string, unknown> = {};
  let size = 0;
  for (const key in value) {
    const entry = value[key];
    // `__proto__` as a plain assignment would set the prototype.
    const read = entry === null ? nullItem(item) : readValue(entry, item, reader);
    if (key === '__proto__') Object.defineProperty(result, key, { value: read, enumerable: true, writable: true, configurable: true });
    else result[key] = read;
    size++;
  }
  return size === 0 ? undefined : result;
}

/** Go reads null in a list or map as the zero value. */
function nullItem(type: TypeShape): unknown {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return '';
    case 'int32':
    case 'int64':
    case 'float64':
      return 0;
    case 'bool':
      return false;
    case 'Quantity':
      return '0';
    case 'struct':
      return fill({}, type);
    default:
      return null;
  }
}

const trimmed = (value: string | number): string | number => (typeof value === 'string' ? value.trim() : value);

function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson);
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key in value) result[key] = copyJson(value[key]);
  return result;
}

const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** metav1.Time is written in whole seconds, UTC. */
function secondsText(text: string): string {
  return text.length === 20 ? text : `${new Date(Date.parse(text)).toISOString().slice(0, 19)}Z`;
}

/** metav1.MicroTime is written with six digits, UTC. */
function microText(text: string): string {
  if (text.length === 27 && text.endsWith('Z')) return text;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return `${new Date(Date.parse(text.replace(/\.\d+/, ''))).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

/** Index of the first byte Go's base64 decoder complains about; -1 when the text is fine. */
function badBase64At(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\n' || char === '\r') continue;
    if (/[A-Za-z0-9+/]/.test(char)) {
      count++;
      continue;
    }
    if (char !== '=' || count % 4 < 2) return at;
    const rest = text.slice(at).replace(/[\r\n]/g, '');
    if (count % 4 === 2) {
      if (rest.length < 2) return text.length;
      if (rest[1] !== '=') return at + 1;
    }
    const padding = count % 4 === 2 ? 2 : 1;
    return rest.length > padding ? at + padding : -1;
  }
  return count % 4 === 0 ? -1 : text.length - (count % 4);
}

/** Where Go stands while it decodes: the struct and the field path an error names. */
interface Place {
  readonly struct: string;
  readonly fields: readonly string[];
  /** `Type.field` of the innermost field, and its type as the structure writes it. */
  readonly key: string;
  readonly written: string;
}

interface Inspection {
  unknown: string[];
  /** First type error; decoding goes on. */
  error: string | undefined;
  /** Error of a type with its own decoder (times, quantities): decoding stops. */
  abort: string | undefined;
}

/** Finds the errors of a value in document order. `path` is that of strict errors, with indexes. */
function inspect(value: unknown, type: TypeShape, found: Inspection, path: string, place: Place): void {
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
      value.forEach((item, i) => inspect(item, type.item, found, `${path}[${i}]`, { ...place, written: place.written.slice(2) }));
      return;
    case 'map':
      if (!isRecord(value)) return mismatch(value, found, place);
      for (const key in value) inspect(value[key], type.item, found, `${path}.${key}`, { ...place, written: place.written.slice(5) });
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
      if (type.kind === 'int32' ? (value | 0) !== value : !Number.isSafeInteger(value)) mismatch(value, found, place, ` ${value}`);
      return;
    case 'float64':
      return typeof value === 'number' ? undefined : mismatch(value, found, place);
  }
}

function mismatch(value: unknown, found: Inspection, place: Place, literal = ''): void {
  const type = goTypeName(place.written, place.key);
  const target = place.struct === '' ? `value of type ${type}` : `struct field ${place.struct}.${place.fields.join('.')} of type ${type}`;
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
  let rest = text;
  for (const [pattern, part] of steps) {
    const match = pattern.exec(rest);
    if (!match) return `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(part)}`;
    rest = rest.slice(match[0].length);
  }
  return `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`;
}
