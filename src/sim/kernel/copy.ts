import { SharedMap, SharedSet } from './shared.ts';

/**
 * A property under this key travels with an object and is copied and saved with it, but is not part of what it says:
 * nothing that prints, compares or clones objects by their named properties sees it.
 */
export const hidden: unique symbol = Symbol('hidden');

/** The hidden property of an object, if it has one. */
export const hiddenOf = (value: object): unknown => (value as { readonly [hidden]?: unknown })[hidden];

/**
 * Copies of plain data, and their text form. The one rule: what is frozen is immutable and therefore shared,
 * everything else is copied. API objects are frozen at their root when they are stored, so a checkpoint costs
 * pointers, not objects. `cost` counts them.
 */
export function copyState<T>(value: T, cost = { values: 0 }): T {
  return copy(value, cost) as T;
}

function copy(value: unknown, cost: { values: number }): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    cost.values += value.length;
    return value.map((item) => copy(item, cost));
  }
  if (value instanceof SharedMap || value instanceof SharedSet) return value.share(cost);
  if (value instanceof Map) {
    cost.values += value.size;
    const out = new Map<unknown, unknown>();
    for (const [key, item] of value) out.set(key, copy(item, cost));
    return out;
  }
  if (value instanceof Set) {
    cost.values += value.size;
    return new Set(value);
  }
  if (ArrayBuffer.isView(value)) return (value as Int32Array).slice();
  const out: Record<string, unknown> = {};
  for (const key in value) {
    cost.values++;
    out[key] = copy((value as Record<string, unknown>)[key], cost);
  }
  const more = hiddenOf(value);
  if (more !== undefined) (out as { [hidden]?: unknown })[hidden] = copy(more, cost);
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
