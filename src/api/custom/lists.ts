import { deepEqual } from '../equal.ts';
import { goValue } from '../field.ts';
import type { FieldError } from '../resource.ts';
import { additional, isMap, type Schema } from './definition.ts';

/** Items of keyed lists are found again by their keys, others never. */
export function itemBefore(item: unknown, old: unknown, schema: Schema): unknown {
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old) || !isMap(item)) return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return old.find((one: unknown) => isMap(one) && keys.every((key) => deepEqual(one[key], item[key])));
}

/** Items of sets and keyed lists that stand twice. Models: pkg/apiserver/schema/listtype/validation.go. */
export function validateLists(value: unknown, schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Array.isArray(value)) {
    const type = schema['x-kubernetes-list-type'];
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    const seen: unknown[] = [];
    value.forEach((item: unknown, i) => {
      const key = type === 'map' && isMap(item) ? Object.fromEntries(keys.map((k) => [k, item[k]])) : item;
      if ((type === 'map' || type === 'set') && seen.some((one) => deepEqual(one, key)))
        errors.push({
          reason: 'FieldValueDuplicate',
          path: `${path}[${i}]`,
          message: `Duplicate value: ${type === 'map' ? goMapValue(key as object) : goValue(key)}`,
        });
      seen.push(key);
    });
    const { items } = schema;
    if (items) value.forEach((item, i) => errors.push(...validateLists(item, items, `${path}[${i}]`)));
    return errors;
  }
  if (!isMap(value)) return errors;
  const rest = additional(schema);
  for (const name of Object.keys(value).sort()) {
    const declared = schema.properties && Object.hasOwn(schema.properties, name);
    const inner = declared ? schema.properties[name] : rest;
    const at = declared ? (path === '' ? name : `${path}.${name}`) : `${path}[${name}]`;
    if (inner) errors.push(...validateLists(value[name], inner, at));
  }
  return errors;
}

const goMapValue = (keys: object): string =>
  `map[string]interface {}{${Object.entries(keys)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(', ')}}`;
