import type { Atom, Place } from '../managed-fields/schema.ts';
import { structOf } from '../schema/schema.ts';
import { additional, type Schema } from './definition.ts';

/**
 * A structural schema as server-side apply walks it.
 * Models: apiextensions-apiserver pkg/controller/openapi/builder, structured-merge-diff's conversion of OpenAPI.
 */
export const placeOfSchema = (schema: Schema, isResource = false): Place => ({
  type: { kind: 'custom', atom: (value) => atomOfSchema(schema, isResource, value), schema },
  key: '',
});

const untyped: Place = { type: { kind: 'any' }, key: '' };
const text: Place = { type: { kind: 'string' }, key: '' };
const metadata = (): Place => ({ type: structOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'), key: '' });

const scalars: Readonly<Record<string, 'string' | 'numeric' | 'boolean'>> = {
  string: 'string',
  integer: 'numeric',
  number: 'numeric',
  boolean: 'boolean',
};

function atomOfSchema(schema: Schema, isResource: boolean, value: unknown): Atom {
  const scalar = scalars[schema.type ?? ''];
  if (scalar) return { kind: 'scalar', type: scalar };
  if (schema.type === 'array' || (!schema.type && Array.isArray(value))) {
    const type = schema['x-kubernetes-list-type'];
    return {
      kind: 'list',
      how: type === 'map' || type === 'set' ? type : 'atomic',
      keys: schema['x-kubernetes-list-map-keys'] ?? [],
      item: schema.items ? placeOfSchema(schema.items) : untyped,
    };
  }
  if (!schema.type && (typeof value !== 'object' || value === null)) return { kind: 'scalar', type: 'any' };
  const resource = isResource || (schema['x-kubernetes-embedded-resource'] ?? false);
  const { properties = {} } = schema;
  const rest = additional(schema);
  const open = schema['x-kubernetes-preserve-unknown-fields'] ?? false;
  return {
    kind: 'map',
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    field(name) {
      if (resource && (name === 'apiVersion' || name === 'kind')) return text;
      if (resource && name === 'metadata') return metadata();
      if (Object.hasOwn(properties, name)) return placeOfSchema(properties[name]!);
      return rest ? placeOfSchema(rest) : open ? untyped : undefined;
    },
    isDeclared: (name) => Object.hasOwn(properties, name) || (resource && name === 'metadata'),
  };
}
