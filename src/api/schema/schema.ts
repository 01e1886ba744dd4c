import type { Schema } from '../custom/definition.ts';
import type { Atom } from '../managed-fields/schema.ts';
import more from './structure-more.json';
import common from './structure.json';
import { commonFacts, factName, isNullable, isOmitted, moreFacts } from './facts.ts';

/** Field types of one API type: field → type as structure.json writes it, `!` at the end when required. */
export type Structure = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Every type, in the order of names. */
export const structure: Structure = Object.fromEntries(
  Object.entries({ ...common, ...more } as Structure).sort(([a], [b]) => (a < b ? -1 : 1)),
);

const writtenOf = (schema: string): Structure[string] | undefined => (common as Structure)[schema] ?? inMore(schema);

/** Types that no cluster meets before its first Deployment: in the built worker they come with the second part. */
function inMore(schema: string): Structure[string] | undefined {
  return (more as Structure)[schema];
}

/** A type, ready to walk values with. Built on first use, shared from then on; never changed by use. */
export type TypeShape =
  | { readonly kind: 'string' | 'int32' | 'int64' | 'float64' | 'bool' | 'bytes' | 'any' }
  | { readonly kind: 'Time' | 'MicroTime' | 'Quantity' | 'IntOrString' }
  | { readonly kind: 'list' | 'map'; readonly item: TypeShape; readonly written: string }
  | CustomShape
  | StructShape;

/** A type that somebody defined while the cluster runs; walked by owners of fields only. */
export interface CustomShape {
  readonly kind: 'custom';
  readonly schema: Schema;
  atom(value: unknown): Atom;
}

export interface StructShape {
  readonly kind: 'struct';
  /** Full name, `io.k8s.api.core.v1.PodSpec`. */
  readonly schema: string;
  /** `PodSpec`. */
  readonly name: string;
  /** What the keys of the fact tables start with; `name` where that is unique. */
  readonly facts: string;
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** Fields Go always writes, with what it writes when nobody set them. */
  readonly filled: readonly FieldShape[];
}

export interface FieldShape {
  readonly name: string;
  /** `PodSpec.containers`: the key of the fact tables. */
  readonly key: string;
  readonly type: TypeShape;
  /** As structure.json writes it, without `!`. */
  readonly written: string;
  readonly required: boolean;
  /** Go omits the field when it has its zero value. */
  readonly omitZero: boolean;
}

const simple = Object.fromEntries(
  ['string', 'int32', 'int64', 'float64', 'bool', 'bytes', 'any', 'Time', 'MicroTime', 'Quantity', 'IntOrString'].map(
    (kind) => [kind, { kind } as TypeShape],
  ),
);
const structs = new Map<string, StructShape>();

export const hasSchema = (schema: string): boolean => Object.hasOwn(structure, schema);

export function structOf(schema: string): StructShape {
  const known = structs.get(schema);
  if (known) return known;
  const written = writtenOf(schema);
  if (!written) throw new Error(`no schema ${schema}`);
  const fields = new Map<string, FieldShape>();
  const filled: FieldShape[] = [];
  const name = schema.slice(schema.lastIndexOf('.') + 1);
  const facts = factName(schema);
  const of = Object.hasOwn(common, schema) ? commonFacts(facts) : moreFacts(facts);
  const shape: StructShape = { kind: 'struct', schema, name, facts, fields, filled };
  // Known before its fields are read: types may contain themselves.
  structs.set(schema, shape);
  for (const [field, text] of Object.entries(written)) {
    const required = text.endsWith('!');
    const type = required ? text.slice(0, -1) : text;
    const key = `${facts}.${field}`;
    const always = (required && !isOmitted(key)) || of.always.includes(field);
    const entry: FieldShape = {
      name: field,
      key,
      type: typeShape(type),
      written: type,
      required,
      omitZero: !always && !of.pointers.includes(field),
    };
    fields.set(field, entry);
    if (always) filled.push(entry);
  }
  return shape;
}

function typeShape(written: string): TypeShape {
  if (written.startsWith('[]')) return { kind: 'list', item: typeShape(written.slice(2)), written };
  if (written.startsWith('map[]')) return { kind: 'map', item: typeShape(written.slice(5)), written };
  return simple[written] ?? structOf(written);
}

/** What Go writes for a field that was never set. A fresh value every time. */
function zeroOf(type: TypeShape, key: string): unknown {
  if (isNullable(key)) return null;
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return '';
    case 'int32':
    case 'int64':
    case 'float64':
    case 'IntOrString':
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

/** Adds what Go always writes to a struct value. Changes and returns it. */
export function fill(value: Record<string, unknown>, shape: StructShape): Record<string, unknown> {
  const { filled } = shape;
  for (let i = 0; i < filled.length; i++) {
    const { name, type, key } = filled[i]!;
    if (value[name] === undefined) value[name] = zeroOf(type, key);
  }
  return value;
}
