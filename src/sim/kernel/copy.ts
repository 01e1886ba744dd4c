import { SharedMap, SharedSet } from './shared.ts';

/**
 * A property under this key travels with an object and is copied and saved with it, but is not part of what it says:
 * nothing that prints, compares or clones objects by their named properties sees it.
 */
export const hidden: unique symbol = Symbol('hidden');

/** The hidden property of an object, if it has one. */
export const hiddenOf = (value: object): unknown => (value as { readonly [hidden]?: unknown })[hidden];

/** What a copy cost: `looked` values were visited, `values` of them are held anew; the others lie in the copy before. */
export interface CopyCost {
  values: number;
  looked: number;
}

/**
 * Copies of plain data, and their text form. The one rule: what is frozen is immutable and therefore shared,
 * everything else is copied. API objects are frozen at their root when they are stored, so a checkpoint costs
 * pointers, not objects. `before`: an earlier copy that nobody changes; parts that still say the same are taken from it.
 */
export function copyState<T>(value: T, cost: CopyCost = { values: 0, looked: 0 }, before?: unknown): T {
  return copy(value, cost, before) as T;
}

function copy(value: unknown, cost: CopyCost, before: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const old = isAlike(value, before) ? before : undefined;
  if (Array.isArray(value)) return copyArray(value, cost, old as unknown[] | undefined);
  if (value instanceof SharedMap || value instanceof SharedSet) {
    const { values } = cost;
    const out = value.share(cost);
    cost.looked += cost.values - values;
    return out;
  }
  if (value instanceof Map) return copyMap(value, cost, old as Map<unknown, unknown> | undefined);
  if (value instanceof Set) return copySet(value, cost, old as Set<unknown> | undefined);
  if (ArrayBuffer.isView(value)) return (value as Int32Array).slice();
  return copyObject(value, cost, old as Fields | undefined);
}

/** What is frozen in the copy before would stay frozen when the copy is taken up. */
const isAlike = (value: object, before: unknown): boolean =>
  !Object.isFrozen(before) && Object.getPrototypeOf(before) === Object.getPrototypeOf(value);

function copyArray(value: readonly unknown[], cost: CopyCost, old: readonly unknown[] | undefined): unknown {
  const { length } = value;
  cost.looked += length;
  let same = old?.length === length;
  let out: unknown[] | undefined;
  for (let i = 0; i < length; i++) {
    const item = copy(value[i], cost, old?.[i]);
    if (item !== value[i]) (out ??= value.slice())[i] = item;
    if (same && !Object.is(item, old![i])) same = false;
  }
  if (same) return old;
  cost.values += length;
  return out ?? value.slice();
}

function copyMap(
  value: ReadonlyMap<unknown, unknown>,
  cost: CopyCost,
  before: Map<unknown, unknown> | undefined,
): unknown {
  cost.looked += value.size;
  let out = before?.size === value.size ? undefined : new Map<unknown, unknown>();
  const old = before?.entries();
  let taken = 0;
  for (const [key, item] of value) {
    if (out) {
      out.set(key, copy(item, cost, before?.get(key)));
      continue;
    }
    const [oldKey, oldItem] = old!.next().value!;
    const inPlace = oldKey === key;
    const made = copy(item, cost, inPlace ? oldItem : before!.get(key));
    if (inPlace && Object.is(made, oldItem)) taken++;
    else out = new Map([...before!].slice(0, taken)).set(key, made);
  }
  if (out) cost.values += value.size;
  return out ?? before;
}

function copySet(value: ReadonlySet<unknown>, cost: CopyCost, before: Set<unknown> | undefined): unknown {
  cost.looked += value.size;
  if (before?.size === value.size) {
    const old = before.values();
    let same = true;
    for (const item of value) if (!Object.is(item, old.next().value)) same = false;
    if (same) return before;
  }
  cost.values += value.size;
  return new Set(value);
}

type Fields = Record<string, unknown> & { [hidden]?: unknown };

/** Cloned in one go where it can be: what continues from the copy then finds objects built as the first ones were. */
function copyObject(value: object, cost: CopyCost, old: Fields | undefined): unknown {
  const from = value as Fields;
  const keys = Object.keys(value);
  const oldKeys = old && Object.keys(old);
  cost.looked += keys.length;
  let same = oldKeys?.length === keys.length;
  let out: Fields | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const item = copy(from[key], cost, old?.[key]);
    if (item !== from[key]) (out ??= { ...from })[key] = item;
    if (same && (oldKeys![i] !== key || !Object.is(item, old![key]))) same = false;
  }
  const more = hiddenOf(value);
  const oldMore = old && hiddenOf(old);
  const madeMore = more === undefined ? undefined : copy(more, cost, oldMore);
  if (same && madeMore === oldMore) return old;
  cost.values += keys.length;
  out ??= { ...from };
  if (madeMore !== undefined) out[hidden] = madeMore;
  return out;
}

/** Plain data → JSON text. Frozen objects are written once and referred to by number, so sharing survives. */
export function packState(value: unknown): string {
  const numbers = new Map<object, number>();
  const frozen: unknown[] = [];
  const write = (v: unknown): unknown => {
    if (v === undefined) return { $: 'u' };
    if (typeof v === 'number' && !Number.isFinite(v)) return { $: 'n', v: String(v) };
    if (typeof v !== 'object' || v === null) return v;
    if (Object.isFrozen(v)) {
      let number = numbers.get(v);
      if (number === undefined) {
        number = frozen.length;
        numbers.set(v, number);
        frozen.push(null);
        frozen[number] = writeOpen(v);
      }
      return { $: 'f', v: number };
    }
    return writeOpen(v);
  };
  const writeOpen = (v: object): unknown => {
    if (Array.isArray(v)) return v.map(write);
    if (v instanceof Map) return { $: 'm', v: [...v].map(([key, item]) => [write(key), write(item)]) };
    if (v instanceof Set) return { $: 's', v: [...v].map(write) };
    if (v instanceof Int32Array) return { $: 'i', v: [...v] };
    if (v instanceof Float64Array) return { $: 'd', v: [...v] };
    const out: Record<string, unknown> = {};
    // A key starting with $ would read back as one of our own marks.
    for (const key of Object.keys(v))
      out[key.startsWith('$') ? `$${key}` : key] = write((v as Record<string, unknown>)[key]);
    const more = hiddenOf(v);
    if (more !== undefined) out['$h'] = write(more);
    return out;
  };
  const root = write(value);
  return JSON.stringify({ frozen, root });
}

/** The inverse of packState. Throws on text that packState did not write. */
export function unpackState(text: string): unknown {
  const { frozen, root } = JSON.parse(text) as { frozen: unknown[]; root: unknown };
  const done: unknown[] = [];
  const read = (v: unknown): unknown => {
    if (typeof v !== 'object' || v === null) return v;
    if (Array.isArray(v)) return v.map(read);
    const mark = (v as { $?: string; v?: unknown }).$;
    const inner = (v as { v?: unknown }).v;
    switch (mark) {
      case 'u':
        return undefined;
      case 'n':
        return Number(inner);
      case 'f': {
        const number = inner as number;
        if (!(number in done)) done[number] = Object.freeze(read(frozen[number]));
        return done[number];
      }
      case 'm':
        return new Map((inner as [unknown, unknown][]).map(([key, item]) => [read(key), read(item)]));
      case 's':
        return new Set((inner as unknown[]).map(read));
      case 'i':
        return Int32Array.from(inner as number[]);
      case 'd':
        return Float64Array.from(inner as number[]);
    }
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(v)) {
      const item = read((v as Record<string, unknown>)[key]);
      if (key === '$h') (out as { [hidden]?: unknown })[hidden] = item;
      else out[key.startsWith('$$') ? key.slice(1) : key] = item;
    }
    return out;
  };
  return read(root);
}
