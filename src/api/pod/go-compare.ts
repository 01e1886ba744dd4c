import { deepEqual } from '../equal.ts';
import { goQuote } from '../field.ts';
import { value as wholeValue } from '../quantity.ts';
import { goFields, type GoField } from './go-structs.ts';

/**
 * Two values of a Go type, taken apart field by field.
 * Models: github.com/google/go-cmp/cmp/report_value.go. Left out: the search for the shortest edit of lists.
 */
export type Fields = Record<string, unknown>;

/** A value that is not there: an item of one list only. */
export const absent = Symbol('absent');

export interface Node {
  readonly type: string;
  readonly x: unknown;
  readonly y: unknown;
  same: number;
  different: number;
  children: number;
  depth: number;
  /** An amount in a resource list. */
  readonly listed?: boolean;
  readonly records: readonly { readonly key: string; readonly node: Node }[];
  /** What a pointer points to. */
  readonly target?: Node;
}

export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === absent;
export const isSlice = (type: string): boolean => type.startsWith('[]');
export const isMap = (type: string): boolean => type.startsWith('map[') || type === 'core.ResourceList';
export const isPointer = (type: string): boolean => type.startsWith('*');
export const isQuantity = (type: string): boolean => type === 'resource.Quantity';

/** The JSON value of a Go field; what the wire keeps flat is gathered. */
export function fieldOf(owner: unknown, json: string | undefined, type: string): unknown {
  if (type === 'nil') return undefined;
  const fields = (isNothing(owner) ? {} : owner) as Fields;
  if (json === undefined) return fields;
  if (json !== '?') return fields[json];
  const context = (fields['securityContext'] ?? {}) as Fields;
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = fields;
  return { ...context, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
}

function leaf(type: string, x: unknown, y: unknown, equal: boolean): Node {
  return { type, x, y, same: equal ? 1 : 0, different: equal ? 0 : 1, children: 0, depth: 0, records: [] };
}

export function compare(x: unknown, y: unknown, type: string): Node {
  if (x === absent || y === absent) return leaf(type, x, y, false);
  if (isPointer(type)) {
    if (isNothing(x) || isNothing(y)) return leaf(type, x, y, isNothing(x) && isNothing(y));
    return parent(type, x, y, [{ key: '', node: compare(x, y, type.slice(1)) }], true);
  }
  const fields = type === 'intstr.IntOrString' ? intOrStringFields : goFields(type);
  if (fields) {
    const [a, b] = type === 'intstr.IntOrString' ? [goIntOrString(x), goIntOrString(y)] : [x, y];
    return parent(
      type,
      x,
      y,
      fields.map((field) => ({
        key: field.name,
        node: compare(fieldOf(a, field.json, field.type), fieldOf(b, field.json, field.type), field.type),
      })),
    );
  }
  if (isSlice(type) || isMap(type)) {
    if (isNothing(x) || isNothing(y)) return leaf(type, x, y, isNothing(x) && isNothing(y));
    return parent(
      type,
      x,
      y,
      isSlice(type)
        ? slicePairs(x as unknown[], y as unknown[], type.slice(2))
        : mapPairs(x as Fields, y as Fields, type),
    );
  }
  return leaf(type, x, y, deepEqual(x ?? zeroOf(type), y ?? zeroOf(type)));
}

function parent(type: string, x: unknown, y: unknown, records: Node['records'], pointer = false): Node {
  const node: Node = {
    type,
    x,
    y,
    same: 0,
    different: 0,
    children: 0,
    depth: 0,
    records,
    ...(pointer ? { target: records[0]!.node } : {}),
  };
  for (const { node: child } of records) {
    node.same += child.same;
    node.different += child.different;
    node.children += child.children + 1;
    node.depth = Math.max(node.depth, child.depth + 1);
  }
  return node;
}

/** Equal heads and tails are paired, then what is between in order. */
function slicePairs(x: readonly unknown[], y: readonly unknown[], type: string): Node['records'] {
  let [head, tail] = [0, 0];
  const shortest = Math.min(x.length, y.length);
  while (head < shortest && deepEqual(x[head], y[head])) head++;
  while (tail < shortest - head && deepEqual(x[x.length - 1 - tail], y[y.length - 1 - tail])) tail++;
  const pairs: [unknown, unknown][] = [];
  for (let i = 0; i < head; i++) pairs.push([x[i], y[i]]);
  const [xs, ys] = [x.slice(head, x.length - tail), y.slice(head, y.length - tail)];
  for (let i = 0; i < Math.max(xs.length, ys.length); i++)
    pairs.push([i < xs.length ? xs[i] : absent, i < ys.length ? ys[i] : absent]);
  for (let i = tail; i > 0; i--) pairs.push([x[x.length - i], y[y.length - i]]);
  return pairs.map(([a, b]) => ({ key: '', node: compare(a, b, type) }));
}

/** A claim's storage is still as it was read when it is compared; a Pod's amounts have been calculated with. */
export const isRounded = (resource: string): boolean => resource !== 'storage';

export const itemType = (type: string): string =>
  type === 'core.ResourceList' ? 'resource.Quantity' : type.slice(type.indexOf(']') + 1);
/** A ResourceName says itself through its String method. */
export const mapKey = (type: string, key: string): string =>
  type === 'core.ResourceList' ? `s${goQuote(key)}` : goQuote(key);

function mapPairs(x: Fields, y: Fields, type: string): Node['records'] {
  const keys = [...new Set([...Object.keys(x), ...Object.keys(y)])].sort();
  return keys.map((key) => ({
    key: mapKey(type, key),
    node: {
      ...compare(key in x ? x[key] : absent, key in y ? y[key] : absent, itemType(type)),
      listed: isRounded(key),
    },
  }));
}

const intOrStringFields = [
  { name: 'Type', json: 'Type', type: 'int' },
  { name: 'IntVal', json: 'IntVal', type: 'int' },
  { name: 'StrVal', json: 'StrVal', type: 'string' },
];
export const goIntOrString = (value: unknown): Fields =>
  typeof value === 'string' ? { Type: 1, IntVal: 0, StrVal: value } : { Type: 0, IntVal: value ?? 0, StrVal: '' };

export function zeroOf(type: string): unknown {
  if (type === 'bool') return false;
  if (/^int(32|64)?$/.test(type)) return 0;
  return isQuantity(type) ? '0' : '';
}

export function isZero(value: unknown, type: string): boolean {
  if (isNothing(value)) return true;
  if (isPointer(type) || isSlice(type) || isMap(type)) return false;
  if (type === 'intstr.IntOrString') return value === 0;
  if (specialFields[type]) return false;
  const fields = goFields(type);
  if (fields) return fields.every((field) => isZero(fieldOf(value, field.json, field.type), field.type));
  return value === zeroOf(type);
}

/** The insides of a Quantity, and of the number in it. */
const quantityFields = [
  { name: 'i', json: 'i', type: 'resource.int64Amount' },
  { name: 's', json: 's', type: 'string' },
  { name: 'Format', json: 'Format', type: 'string' },
];
const amountFields = [
  { name: 'value', json: 'value', type: 'int' },
  { name: 'scale', json: 'scale', type: 'int' },
];
export const specialFields: Readonly<Record<string, readonly GoField[]>> = {
  'intstr.IntOrString': intOrStringFields,
  'resource.Quantity': quantityFields,
  'resource.int64Amount': amountFields,
};
const scales: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** `s` is the text the server has kept; it forgets that of byte counts in resource lists when it rounds them. */
export function goQuantity(text: string, inList: boolean): Fields {
  const [, digits = '0', suffix = ''] = /^(-?[0-9.]+)(.*)$/.exec(text) ?? [];
  const binary = suffix.endsWith('i');
  const amount = binary ? { value: wholeValue(text), scale: 0 } : { value: Number(digits), scale: scales[suffix] ?? 0 };
  return { i: amount, ...(binary && inList ? {} : { s: text }), Format: binary ? 'BinarySI' : 'DecimalSI' };
}
