import { decode, duplicateFields, type Decoded, type DecodeOptions } from '../decode.ts';
import { deepEqual } from '../equal.ts';
import { invalid } from '../field.ts';
import { placeOf as placeOfStruct } from '../managed-fields/index.ts';
import type { Place } from '../managed-fields/schema.ts';
import type { FieldError, ResourceType, Subresource } from '../resource.ts';
import { allVerbs, statusVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';
import { columnsOf, rowOf, valuesAt } from './columns.ts';
import { prefixOf, storageVersion, type CustomResourceDefinition, type Schema, type Version } from './definition.ts';
import { placeOfSchema } from './place.ts';
import { fillDefaults, readCustom } from './read.ts';
import { validateRules } from './rules.ts';
import { validateLists } from './lists.ts';
import { validateValue } from './values.ts';

/** What a type made at run time brings itself, because it has no Go type. */
export interface CustomShape {
  readonly definition: CustomResourceDefinition;
  readonly version: Version;
  read(value: unknown): Decoded;
  readonly place: Place;
}

/** A pure function of a frozen object. Only a memory. */
const known = new WeakMap<CustomResourceDefinition, Map<string, ResourceType | undefined>>();

/** The resource a definition makes in one of its served versions. */
export function customType(definition: CustomResourceDefinition, version: string): ResourceType | undefined {
  let types = known.get(definition);
  if (!types) known.set(definition, (types = new Map()));
  if (!types.has(version)) {
    const found = definition.spec.versions.find((one) => one.name === version && one.served);
    types.set(version, found && makeType(definition, found));
  }
  return types.get(version);
}

/** As above in the version its objects are stored in, served or not. */
export function storedType(definition: CustomResourceDefinition): ResourceType {
  const stored = storageVersion(definition);
  return customType(definition, stored.name) ?? makeType(definition, stored);
}

/** Reads a value as an object of a type, whoever made the type. */
export function readAs(
  type: Pick<ResourceType, 'schema' | 'custom'>,
  value: unknown,
  options?: DecodeOptions,
): Decoded {
  if (!type.custom) return decode(value, type.schema, options);
  const read = type.custom.read(value);
  const duplicates = duplicateFields(options);
  return duplicates.length > 0 ? { ...read, unknownFields: [...duplicates, ...read.unknownFields] } : read;
}

/** How server-side apply walks objects of a type. */
export const placeOf = (type: Pick<ResourceType, 'schema' | 'custom'>): Place =>
  type.custom ? type.custom.place : placeOfStruct(type.schema);

const blocking = new Set(['FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid']);
const unchecked = invalid(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);

/** Models: apiextensions-apiserver pkg/registry/customresource/{strategy,validator}.go. */
function makeType(definition: CustomResourceDefinition, version: Version): ResourceType {
  const { spec } = definition;
  const { names, group } = spec;
  const schema: Schema | undefined = version.schema?.openAPIV3Schema;
  const hasStatus = version.subresources?.status !== undefined;
  const stored = storageVersion(definition).name;
  const spoken = `${group}/${version.name}`;
  const inVersion = (object: KubeObject, name: string): KubeObject =>
    Object.isFrozen(object)
      ? Object.freeze({ ...object, apiVersion: `${group}/${name}` })
      : { ...object, apiVersion: `${group}/${name}` };
  const validate = (object: KubeObject, old?: KubeObject): FieldError[] => {
    if (!schema) return [];
    const errors = [...validateValue(object, schema, '', old), ...validateLists(object, schema, '')];
    if (errors.some(({ reason }) => blocking.has(reason))) return [...errors, ...(hasRules(schema) ? [unchecked] : [])];
    return [...errors, ...validateRules({ value: object, old }, schema)];
  };
  const deprecation = version.deprecationWarning || `${spoken} ${names.kind} is deprecated`;
  return {
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs: allVerbs,
    subresources: subresourcesOf(version, names.kind),
    etcdPrefix: prefixOf(definition),
    schema: `${group.split('.').reverse().join('.')}.${version.name}.${names.kind}`,
    custom: {
      definition,
      version,
      read: (value) => readCustom(value, schema, spec.preserveUnknownFields ?? false),
      place: placeOfSchema(schema ?? { 'x-kubernetes-preserve-unknown-fields': true }, true),
    },
    ...(version.name === stored
      ? {}
      : {
          conversion: {
            toStored: (object: KubeObject) => inVersion(object, stored),
            fromStored: (object: KubeObject) => inVersion(object, version.name),
          },
        }),
    ...(version.deprecated ? { deprecation } : {}),
    allowUnconditionalUpdate: false,
    hasGeneration: true,
    defaultPropagation: 'Background',
    setDefaults(object) {
      if (schema) fillDefaults(object, schema);
    },
    prepareForCreate(object) {
      if (hasStatus) delete object['status'];
      object.metadata.generation = 1;
    },
    prepareForUpdate(object, old) {
      if (hasStatus) {
        if (old['status'] === undefined) delete object['status'];
        else object['status'] = old['status'];
      }
      const generation = old.metadata.generation ?? 0;
      object.metadata.generation = sameBody(object, old) ? generation : generation + 1;
    },
    prepareForStatusUpdate(object, old) {
      const { metadata } = object;
      const status = object['status'];
      for (const key of Object.keys(object)) if (!(key in old)) delete object[key];
      Object.assign(object, old);
      object.metadata = { ...old.metadata, resourceVersion: metadata.resourceVersion };
      if (status === undefined) delete object['status'];
      else object['status'] = status;
    },
    validate: (object) => validate(object),
    validateUpdate: (object, old) => validate(object, old),
    validateStatusUpdate: (object, old) => validate(object, old),
    columns: () => columnsOf(version),
    row: (object, nowMs) => rowOf(version, object, nowMs),
    ...(version.selectableFields?.length
      ? {
          selectableFields: (object: KubeObject) =>
            Object.fromEntries(
              version.selectableFields!.map(({ jsonPath }) => {
                const [value] = valuesAt(jsonPath, object);
                return [
                  jsonPath.replace(/^\./, ''),
                  value === undefined || value === null ? '' : String(value as string),
                ];
              }),
            ),
        }
      : {}),
  };
}

/** Nothing but metadata differs. */
function sameBody(object: KubeObject, old: KubeObject): boolean {
  for (const key of new Set([...Object.keys(object), ...Object.keys(old)]))
    if (key !== 'metadata' && key !== 'apiVersion' && !deepEqual(object[key], old[key])) return false;
  return true;
}

function subresourcesOf({ subresources }: Version, kind: string): Subresource[] {
  const out: Subresource[] = [];
  if (subresources?.status) out.push({ name: 'status', kind, verbs: statusVerbs });
  if (subresources?.scale)
    out.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs });
  return out;
}

const ruled = new WeakMap<Schema, boolean>();

function hasRules(schema: Schema): boolean {
  let found = ruled.get(schema);
  if (found === undefined) ruled.set(schema, (found = JSON.stringify(schema).includes('"x-kubernetes-validations"')));
  return found;
}
