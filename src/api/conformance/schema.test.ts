import { describe, expect, it } from 'vitest';
import { enums, isAtomicMap, isAtomicType, listKind, patchStrategy, schemaDefaults } from '../schema/facts.ts';
import { structOf, structure, type FieldShape } from '../schema/schema.ts';
import { hasRecordings, readRecording, Tally } from './recordings.ts';

interface Property {
  readonly type: string;
  readonly format?: string;
  readonly items?: string;
  readonly values?: string;
  readonly enum?: string[];
  readonly default?: unknown;
  readonly listType?: string;
  readonly listMapKeys?: string[];
  readonly mapType?: string;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
}
interface Schema {
  readonly required?: string[];
  readonly mapType?: string;
  readonly properties?: Record<string, Property>;
}

const scalars: Record<string, string> = { boolean: 'bool', number: 'float64', integer: 'int32' };
const named: Record<string, string> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'Time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'MicroTime',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'IntOrString',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
  array: '[]string',
};
const scalar = (type: string, format?: string): string =>
  type === 'integer' && format ? format : (named[type] ?? scalars[type] ?? type);

function writtenType(property: Property): string {
  if (property.type === 'array') return `[]${scalar(property.items!)}`;
  if (property.type === 'object' && property.values) return `map[]${scalar(property.values)}`;
  return scalar(property.type, property.format);
}

/** The published schema writes no difference between these. */
const plain = (written: string): string => written.replace('bytes', 'string').replace('[]int64', '[]int32');

const mergeWords = (field: FieldShape): string => {
  const { merge, replace, retainKeys } = patchStrategy(field.key);
  return [merge ? 'merge' : '', replace ? 'replace' : '', retainKeys ? 'retainKeys' : '']
    .filter((word) => word !== '')
    .join(',');
};

/** Signals: over a hundred names nobody types. */
const leftOut = (key: string): boolean => key.endsWith('.stopSignal');

describe.skipIf(!hasRecordings)('recorded schemas', () => {
  it('structure and facts are those of the real server', () => {
    const { schemas } = readRecording<{ schemas: Record<string, Schema> }>('openapi/structure.json');
    const tally = new Tally('schema');
    for (const name of Object.keys(structure)) {
      const recorded = schemas[name];
      if (!recorded) {
        tally.add(name, 'served', 'not served');
        continue;
      }
      const shape = structOf(name);
      tally.add(`${name} fields`, [...shape.fields.keys()].sort(), Object.keys(recorded.properties ?? {}).sort());
      tally.add(
        `${name} required`,
        [...shape.fields.values()]
          .filter((field) => field.required)
          .map((field) => field.name)
          .sort(),
        [...(recorded.required ?? [])].sort(),
      );
      tally.add(`${name} atomic`, isAtomicType(shape.facts), recorded.mapType === 'atomic');
      for (const [fieldName, property] of Object.entries(recorded.properties ?? {})) {
        const field = shape.fields.get(fieldName);
        if (!field || leftOut(field.key)) continue;
        const list = listKind(field.key);
        const got = {
          type: plain(field.written),
          enum: enums[field.key] ?? [],
          default: schemaDefaults[field.key] ?? null,
          list: field.type.kind === 'list' ? [list.type, ...list.keys] : [],
          atomicMap: isAtomicMap(field.key),
          patch: mergeWords(field),
          mergeKey: patchStrategy(field.key).mergeKey,
        };
        tally.add(field.key, got, {
          type: plain(writtenType(property)),
          enum: property.enum ?? [],
          // Go's zero values are not listed.
          default: property.default && property.default !== '' ? property.default : (schemaDefaults[field.key] ?? null),
          list: property.type === 'array' ? [property.listType ?? 'atomic', ...(property.listMapKeys ?? [])] : [],
          atomicMap: property.mapType === 'atomic',
          patch: property.patchStrategy ?? '',
          mergeKey: property.patchMergeKey ?? '',
        });
      }
    }
    expect(tally.report()).toBe(1);
  });
});
