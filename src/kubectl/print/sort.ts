import { parseQuantity, compareQuantities } from '../../api/quantity.ts';
import type { Obj } from '../client.ts';
import { fail } from '../errors.ts';
import { byBytes, quote } from '../text/go.ts';
import { findValues, parseJsonPath, relaxed, type Template } from './jsonpath.ts';
import type { Table } from './table.ts';

/** `--sort-by`. Models: kubectl/pkg/cmd/get/sorter.go. */
function templateOf(field: string): Template {
  const text = relaxed(field);
  if (typeof text !== 'string') return fail(text.problem);
  const template = parseJsonPath(text);
  return 'problem' in template ? fail(template.problem) : template;
}

/** Missing values come first. Times as text sort by time; quantities by amount. */
function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    if (typeof parseQuantity(a) !== 'string' && typeof parseQuantity(b) !== 'string') return compareQuantities(a, b);
    return natural(a, b);
  }
  return 0;
}

/** Digit runs compare as numbers. Models: fvbommel/sortorder.NaturalLess. */
function natural(a: string, b: string): number {
  const chunks = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const x = chunks(a);
  const y = chunks(b);
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i]!, y[i]!];
    if (p === q) continue;
    const order = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : 0;
    return order !== 0 ? order : byBytes(p, q);
  }
  return x.length - y.length;
}

function sorted<T>(items: readonly T[], objectOf: (item: T) => unknown, field: string, missing?: T[]): T[] {
  const template = templateOf(field);
  const keyed = items.map((item) => {
    const found = findValues(template, objectOf(item));
    return { item, key: 'problem' in found ? undefined : found[0] };
  });
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined))
    return (
      missing ??
      fail(
        `couldn't find any field with path ${quote(`{.${field.replace(/^[{.]+|\}$/g, '')}}`)} in the list of objects`,
      )
    );
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

export const sortObjects = (objects: readonly Obj[], field: string): Obj[] => sorted(objects, (o) => o, field);

/** Of a table in which nothing has the field no row is left: kubectl 1.33 says that there is nothing. */
export const sortRows = (table: Table, field: string): Table => ({
  ...table,
  rows: sorted(table.rows ?? [], (row) => row.object, field, []),
});
