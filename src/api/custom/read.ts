import { decode, type Decoded } from '../decode.ts';
import { goQuote } from '../field.ts';
import type { KubeObject } from '../types.ts';
import { additional, isMap, type Schema } from './definition.ts';

/**
 * A JSON value as a custom resource: metadata is read as its Go type, the rest is kept as far as the schema knows it.
 * Models: apiextensions-apiserver pkg/apiserver/schema/pruning, pkg/apiserver/customresource_handler.go schemaCoercingDecoder.
 */
export function readCustom(value: unknown, schema: Schema | undefined, preserve: boolean): Decoded {
  const unknown: string[] = [];
  const copy = isMap(value) ? (copyJson(value) as KubeObject) : ({} as KubeObject);
  const { metadata } = copy;
  const flaws: string[] = [];
  if (metadata !== undefined) {
    if (!isMap(metadata))
      return {
        object: copy,
        errors: [`json: cannot unmarshal ${typeof metadata} into Go value of type v1.ObjectMeta`],
        unknownFields: [],
      };
    const read = decode(metadata, 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    if (metadata.creationTimestamp === undefined) delete (read.object as Record<string, unknown>)['creationTimestamp'];
    copy.metadata = read.object as unknown as KubeObject['metadata'];
    flaws.push(...read.errors);
    unknown.push(...read.unknownFields.map((text) => /"(.*)"/.exec(text)?.[1] ?? '').map((path) => `metadata.${path}`));
  }
  if (!preserve && schema) prune(copy, schema, '', true, unknown);
  return { object: copy, errors: flaws, unknownFields: unknown.sort().map((path) => `unknown field ${goQuote(path)}`) };
}

export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson);
  if (!isMap(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key in value) out[key] = copyJson(value[key]);
  return out;
}

const always = new Set(['apiVersion', 'kind', 'metadata']);

/** Takes out of a private copy what its schema does not know, and says where that was. */
function prune(value: unknown, schema: Schema, path: string, isResource: boolean, unknown: string[]): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    value.forEach((item: unknown, i) => {
      if (items) prune(item, items, `${path}[${i}]`, items['x-kubernetes-embedded-resource'] ?? false, unknown);
      else if (!schema['x-kubernetes-preserve-unknown-fields'] && isMap(item))
        for (const key of Object.keys(item)) drop(item, key, `${path}[${i}]`, unknown);
    });
    return;
  }
  if (!isMap(value)) return;
  const rest = additional(schema);
  for (const key of Object.keys(value)) {
    if (isResource && always.has(key)) continue;
    const inner = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : rest;
    if (inner)
      prune(
        value[key],
        inner,
        path === '' ? key : `${path}.${key}`,
        inner['x-kubernetes-embedded-resource'] ?? false,
        unknown,
      );
    else if (!schema['x-kubernetes-preserve-unknown-fields']) drop(value, key, path, unknown);
  }
}

function drop(from: Record<string, unknown>, key: string, path: string, unknown: string[]): void {
  unknown.push(path === '' ? key : `${path}.${key}`);
  delete from[key];
}

/**
 * Fills in defaults, and first takes away nulls where a default stands ready. Changes `value`.
 * Models: pkg/apiserver/schema/defaulting.
 */
export function fillDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) fillDefaults(item, schema.items);
    return;
  }
  if (!isMap(value)) return;
  for (const key in schema.properties) {
    const inner = schema.properties[key]!;
    if (value[key] === null && !inner.nullable && inner.default !== undefined) delete value[key];
    if (value[key] === undefined && inner.default !== undefined) value[key] = copyJson(inner.default);
    if (value[key] !== undefined) fillDefaults(value[key], inner);
  }
  const rest = additional(schema);
  if (!rest) return;
  for (const key of Object.keys(value)) {
    if (schema.properties && Object.hasOwn(schema.properties, key)) continue;
    if (value[key] === null && !rest.nullable && rest.default !== undefined) value[key] = copyJson(rest.default);
    fillDefaults(value[key], rest);
  }
}
