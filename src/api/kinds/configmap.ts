import { base64Length, utf8Bytes } from '../base64.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { deepEqual } from '../equal.ts';
import { forbidden, invalid, tooLong } from '../field.ts';
import { isConfigMapKey } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

/** Most bytes of values one ConfigMap or Secret may hold. Source: core/v1 MaxSecretSize, 1 MiB. */
export const dataBytesMax = 1_048_576;
export const immutableWhenSet = 'field is immutable when `immutable` is set';

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

/** Models: validation.go ValidateConfigMap. */
function validate(object: KubeObject): FieldError[] {
  const { data = {}, binaryData = {} } = object as ConfigMap;
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key in data) {
    for (const text of isConfigMapKey(key)) errors.push(invalid(`data[${key}]`, key, text));
    if (Object.hasOwn(binaryData, key))
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    bytes += utf8Bytes(data[key]!).length;
  }
  for (const key in binaryData) {
    for (const text of isConfigMapKey(key)) errors.push(invalid(`binaryData[${key}]`, key, text));
    bytes += base64Length(binaryData[key]!);
  }
  if (bytes > dataBytesMax) errors.push(tooLong('', dataBytesMax));
  return errors;
}

/** `immutable` data may not change, and not become mutable again. */
export function validateImmutableData(object: KubeObject, old: KubeObject, fields: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (old['immutable'] !== true) return errors;
  if (object['immutable'] !== true) errors.push(forbidden('immutable', immutableWhenSet));
  for (const field of fields) {
    if (!deepEqual(object[field] ?? {}, old[field] ?? {})) errors.push(forbidden(field, immutableWhenSet));
  }
  return errors;
}

export const configMapType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'configmaps',
  schema: 'io.k8s.api.core.v1.ConfigMap',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate: (object, old) => [...validateImmutableData(object, old, ['data', 'binaryData']), ...validate(object)],
  columns: () => [
    nameColumn,
    column(
      'Data',
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const { data = {}, binaryData = {} } = object as ConfigMap;
    return [object.metadata.name, Object.keys(data).length + Object.keys(binaryData).length, age(object, nowMs)];
  },
};
