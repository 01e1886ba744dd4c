import { age, ageColumn, nameColumn } from '../columns.ts';
import { humanDuration } from '../duration.ts';
import { findValues } from '../json-path/find.ts';
import { parseJsonPath, type Template } from '../json-path/parse.ts';
import type { Cell, Column } from '../resource.ts';
import type { KubeObject } from '../types.ts';
import type { PrinterColumn, Version } from './definition.ts';

/** Models: apiextensions-apiserver pkg/registry/customresource/tableconvertor/tableconvertor.go. */
export function columnsOf({ additionalPrinterColumns }: Version): readonly Column[] {
  if (!additionalPrinterColumns?.length) return [nameColumn, { ...ageColumn, type: 'date' }];
  return [
    nameColumn,
    ...additionalPrinterColumns.map(({ name, type, format = '', description, priority = 0, jsonPath }) => ({
      name,
      type: type as Column['type'],
      format,
      description: description ? description : `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      priority,
    })),
  ];
}

export function rowOf({ additionalPrinterColumns }: Version, object: KubeObject, nowMs: number): Cell[] {
  if (!additionalPrinterColumns?.length) return [object.metadata.name, age(object, nowMs)];
  return [object.metadata.name, ...additionalPrinterColumns.map((column) => cellOf(column, object, nowMs))];
}

function cellOf({ jsonPath, type }: PrinterColumn, object: KubeObject, nowMs: number): Cell {
  const values = valuesAt(jsonPath, object);
  if (values.length === 0) return null;
  const [value] = values;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'string':
      return values.map(textOf).join(' ');
    case 'date': {
      if (typeof value !== 'string') return null;
      const atMs = Date.parse(value);
      return Number.isNaN(atMs) ? '<invalid>' : humanDuration(nowMs - atMs);
    }
    default:
      return null;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Only a memory: a path is read once. */
const templates = new Map<string, Template | undefined>();

export function templateOf(path: string): Template | undefined {
  if (!templates.has(path)) {
    if (templates.size > 1_000) templates.clear();
    const read = parseJsonPath(`{${path}}`);
    templates.set(path, 'problem' in read ? undefined : read);
  }
  return templates.get(path);
}

export function valuesAt(path: string, object: unknown): unknown[] {
  const template = templateOf(path);
  const found = template ? findValues(template, object) : [];
  return 'problem' in found ? [] : found;
}
