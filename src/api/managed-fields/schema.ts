import { isAtomicMap, isAtomicType, listKind, schemaDefaults } from '../schema/facts.ts';
import type { TypeShape } from '../schema/schema.ts';
import { keyElement, valueElement, type PathElement } from './path-element.ts';

/** A type where it stands: how a list or map is merged is written at the field that holds it. */
export interface Place {
  readonly type: TypeShape;
  /** `PodSpec.containers`; '' inside lists and maps. */
  readonly key: string;
}

/** How server-side apply walks a value. */
export type Atom =
  | { readonly kind: 'scalar'; readonly type: 'string' | 'numeric' | 'boolean' | 'any' }
  | {
      readonly kind: 'list';
      readonly how: 'map' | 'set' | 'atomic';
      readonly keys: readonly string[];
      readonly item: Place;
    }
  | {
      readonly kind: 'map';
      readonly atomic: boolean;
      /** Undefined: such a field does not exist. */ field(name: string): Place | undefined;
      isDeclared(name: string): boolean;
    };

const untyped: Place = { type: { kind: 'any' }, key: '' };
const scalars: Partial<Record<TypeShape['kind'], Atom>> = {
  string: { kind: 'scalar', type: 'string' },
  bytes: { kind: 'scalar', type: 'string' },
  int32: { kind: 'scalar', type: 'numeric' },
  int64: { kind: 'scalar', type: 'numeric' },
  float64: { kind: 'scalar', type: 'numeric' },
  bool: { kind: 'scalar', type: 'boolean' },
  Time: { kind: 'scalar', type: 'any' },
  MicroTime: { kind: 'scalar', type: 'any' },
  Quantity: { kind: 'scalar', type: 'any' },
  IntOrString: { kind: 'scalar', type: 'any' },
};
const anyScalar: Atom = { kind: 'scalar', type: 'any' };
const anyList: Atom = { kind: 'list', how: 'atomic', keys: [], item: untyped };
const anyMap: Atom = { kind: 'map', atomic: false, field: () => untyped, isDeclared: () => false };

/** `value` decides only where the schema says nothing. */
export function atomOf({ type, key }: Place, value: unknown): Atom {
  switch (type.kind) {
    case 'list': {
      const { type: how, keys } = listKind(key);
      return { kind: 'list', how, keys, item: { type: type.item, key: '' } };
    }
    case 'map': {
      const item = { type: type.item, key: '' };
      return { kind: 'map', atomic: isAtomicMap(key), field: () => item, isDeclared: () => false };
    }
    case 'struct':
      return {
        kind: 'map',
        atomic: isAtomicType(type.facts),
        field: (name) => type.fields.get(name),
        isDeclared: (name) => type.fields.has(name),
      };
    case 'custom':
      return type.atom(value);
    case 'any':
      return Array.isArray(value) ? anyList : typeof value === 'object' && value !== null ? anyMap : anyScalar;
    default:
      return scalars[type.kind]!;
  }
}

export type ListAtom = Extract<Atom, { kind: 'list' }>;
export type MapAtom = Extract<Atom, { kind: 'map' }>;

/** The element of an item in a set or keyed list, or why it has none. */
export function itemElement({ how, keys, item }: ListAtom, child: unknown): PathElement | { readonly error: string } {
  if (how === 'set') {
    if (child === null) return { error: "associative list without keys has an element that's an explicit null" };
    if (Array.isArray(child)) return { error: 'not supported: associative list with lists as elements' };
    if (typeof child === 'object') return { error: "associative list without keys has an element that's a map type" };
    return valueElement(child);
  }
  if (child === null) return { error: 'associative list with keys may not have a null element' };
  if (typeof child !== 'object' || Array.isArray(child))
    return { error: 'associative list with keys may not have non-map elements' };
  const { type } = item;
  const defaultOf = (key: string): unknown =>
    type.kind === 'custom'
      ? type.schema.properties?.[key]?.default
      : schemaDefaults[`${type.kind === 'struct' ? type.name : ''}.${key}`];
  const found: [string, unknown][] = [];
  for (const key of keys) {
    const value = (child as Record<string, unknown>)[key] ?? defaultOf(key);
    if (value === undefined)
      return {
        error: `associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
      };
    found.push([key, value]);
  }
  return keyElement(found);
}

/** Items by element, in the order they stand. The same element twice makes one entry with both. */
export function indexItems(list: ListAtom, items: readonly unknown[]): Map<PathElement, unknown[]> {
  const out = new Map<PathElement, unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    if (typeof element !== 'string') continue;
    const known = out.get(element);
    if (known) known.push(item);
    else out.set(element, [item]);
  }
  return out;
}

export const asMap = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0);
