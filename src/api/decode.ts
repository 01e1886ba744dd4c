import { canonicalQuantity, parseQuantity } from './quantity.ts';
import { inspect, type Inspection } from './decode-errors.ts';
import { goQuote } from './field.ts';
import { fill, structOf, type StructShape, type TypeShape } from './schema/schema.ts';
import type { KubeObject } from './types.ts';
import { badBase64At, isRecord, microText, secondsText, timePattern } from './wire-values.ts';

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
  /** What was read before and may be shared: equal parts (the same objects) are taken over, not read and copied again. */
  readonly known?: unknown;
}

export const duplicateFields = (options: DecodeOptions | undefined): string[] =>
  options?.duplicates?.map((path) => `duplicate field ${goQuote(path)}`) ?? [];

/**
 * Reads a JSON value as an API type: checks types, drops unknown fields, writes quantities canonically.
 * Models: sigs.k8s.io/json strict decoding into k8s.io/api types. Left out: order of Go's struct fields.
 */
export function decode(value: unknown, schema: string, options: DecodeOptions = {}): Decoded {
  const shape = structOf(schema);
  const duplicates = duplicateFields(options);
  const reader: Reader = { flaws: 0 };
  const object = isRecord(value) ? readStruct(value, shape, reader, options.known) : {};
  // The rare case pays for finding out where: a second, slower walk.
  if (reader.flaws > 0 || !isRecord(value)) {
    const inspector: Inspection = { unknown: [], error: undefined, abort: undefined };
    inspect(value, shape, inspector, '', { struct: '', fields: [], key: shape.name, written: shape.schema });
    const error = inspector.abort ?? inspector.error;
    return {
      object: object as KubeObject,
      errors: error ? [error] : [],
      unknownFields: [...inspector.unknown, ...duplicates],
    };
  }
  return { object: object as KubeObject, errors: none, unknownFields: duplicates.length > 0 ? duplicates : none };
}

const none: readonly string[] = Object.freeze([]);

/** Counts what is wrong; the inspection names it. */
interface Reader {
  flaws: number;
}

function readStruct(
  value: Record<string, unknown>,
  shape: StructShape,
  reader: Reader,
  known: unknown,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const before = isRecord(known) ? known : noFields;
  const { fields, filled } = shape;
  for (const name in value) {
    const field = fields.get(name);
    if (field === undefined) {
      reader.flaws++;
      continue;
    }
    const item = value[name];
    if (item === null || item === undefined) continue;
    const old = before[name];
    if (old === item) {
      result[name] = item;
      continue;
    }
    const read = readValue(item, field.type, reader, old);
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

const noFields: Readonly<Record<string, unknown>> = Object.freeze({});
const noItems: readonly unknown[] = Object.freeze([]);

function readValue(value: unknown, type: TypeShape, reader: Reader, known: unknown): unknown {
  switch (type.kind) {
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'struct':
      if (isRecord(value)) return readStruct(value, type, reader, known);
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
        // A copy has the size of the list; one built by pushing has room for 17.
        const items: unknown[] = value.slice();
        const before = Array.isArray(known) ? (known as readonly unknown[]) : noItems;
        for (let i = 0; i < items.length; i++) {
          const item = items[i];
          if (item === null) items[i] = nullItem(type.item);
          else if (item !== before[i]) items[i] = readValue(item, type.item, reader, before[i]);
        }
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
    const read = entry === null ? nullItem(item) : readValue(entry, item, reader, undefined);
    if (key === '__proto__')
      Object.defineProperty(result, key, { value: read, enumerable: true, writable: true, configurable: true });
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
