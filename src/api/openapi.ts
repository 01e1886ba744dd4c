import type { ResourceType } from './resource.ts';
import { enums, isAtomicMap, isAtomicType, listKind, patchStrategy, schemaDefaults } from './schema/facts.ts';
import { structOf, type FieldShape, type StructShape, type TypeShape } from './schema/schema.ts';

/** The texts of schema/docs.json: type → field → text; '' is the type itself. Loaded by whoever needs them. */
export type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One field as `kubectl explain` lists it. */
export interface FieldDoc {
  readonly name: string;
  /** As explain writes it between angle brackets: `string`, `[]Container`, `map[string]string`. */
  readonly type: string;
  readonly required: boolean;
  /** Allowed values; [] when anything goes. */
  readonly enum: readonly string[];
  readonly description: string;
  /** Schema of what is inside, when there is anything to explain. */
  readonly schema: string | undefined;
}

export interface TypeDoc {
  readonly schema: string;
  readonly description: string;
  /** Sorted by name. */
  readonly fields: readonly FieldDoc[];
}

export interface Explanation {
  /** The field the path ends at; undefined for the kind itself. */
  readonly field: FieldDoc | undefined;
  /** Its fields; undefined for scalars. */
  readonly type: TypeDoc | undefined;
}

/** What `kubectl explain pods.spec.containers` shows, or the first name on the path that is no field. */
export function explain(
  schema: string,
  path: readonly string[],
  docs: Docs,
): Explanation | { readonly unknownField: string } {
  let shape: StructShape | undefined = structOf(schema);
  let field: FieldDoc | undefined;
  for (const name of path) {
    const found: FieldShape | undefined = shape?.fields.get(name);
    if (!shape || !found) return { unknownField: name };
    field = fieldDoc(found, shape, docs);
    shape = structIn(found.type);
  }
  return { field, type: shape ? typeDoc(shape, docs) : undefined };
}

/** Texts come with the quotes of the Go sources they were in. */
const unescaped = (text: string): string => text.replaceAll('\\"', '"').replaceAll("\\'", "'");

/** Upstream's generator adds the allowed values to a field's text. Left out: what each of them means. */
const withValues = (text: string, values: readonly string[] | undefined): string =>
  text === '' || !values || values.length === 0
    ? text
    : `${text}\n\nPossible enum values:\n${values.map((value) => ` - \`${JSON.stringify(value)}\``).join('\n')}`;

function typeDoc(shape: StructShape, docs: Docs): TypeDoc {
  const fields = [...shape.fields.values()].map((field) => fieldDoc(field, shape, docs));
  fields.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { schema: shape.schema, description: unescaped(docs[shape.schema]?.[''] ?? ''), fields };
}

const fieldDoc = (field: FieldShape, owner: StructShape, docs: Docs): FieldDoc => ({
  name: field.name,
  type: typeText(field.type),
  required: field.required,
  enum: enums[field.key] ?? [],
  description: withValues(unescaped(docs[owner.schema]?.[field.name] ?? ''), enums[field.key]),
  schema: structIn(field.type)?.schema,
});

/** The struct inside lists and maps. */
function structIn(type: TypeShape): StructShape | undefined {
  let inner = type;
  while (inner.kind === 'list' || inner.kind === 'map') inner = inner.item;
  return inner.kind === 'struct' ? inner : undefined;
}

function typeText(type: TypeShape): string {
  switch (type.kind) {
    case 'list':
      return `[]${typeText(type.item)}`;
    case 'map':
      return `map[string]${typeText(type.item)}`;
    case 'struct':
      return type.name;
    case 'int32':
    case 'int64':
      return 'integer';
    case 'float64':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'bytes':
    case 'Time':
    case 'MicroTime':
      return 'string';
    case 'any':
      return 'Object';
    default:
      return type.kind;
  }
}

const namesOfSimple = {
  Time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  MicroTime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
  Quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  IntOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
} as const;

const simpleSchemas: Readonly<Record<string, unknown>> = {
  [namesOfSimple.Time]: { type: 'string', format: 'date-time' },
  [namesOfSimple.MicroTime]: { type: 'string', format: 'date-time' },
  [namesOfSimple.Quantity]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [namesOfSimple.IntOrString]: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
};

/**
 * `components.schemas` of an OpenAPI v3 document for some kinds: every type they reach. Without docs the descriptions
 * are left out. Models: what /openapi/v3/<group>/<version> of kube-apiserver holds.
 */
export function openApiSchemas(types: readonly ResourceType[], docs: Docs = {}): Record<string, unknown> {
  const schemas: Record<string, unknown> = {};
  for (const type of types) {
    addStruct(structOf(type.schema), schemas, docs);
    const schema = schemas[type.schema] as Record<string, unknown>;
    schema['x-kubernetes-group-version-kind'] = [{ group: type.group, kind: type.kind, version: type.version }];
  }
  return schemas;
}

/** As above for types by their names. */
export function addStructs(names: readonly string[], schemas: Record<string, unknown>, docs: Docs = {}): void {
  for (const name of names) addStruct(structOf(name), schemas, docs);
}

function addStruct(shape: StructShape, schemas: Record<string, unknown>, docs: Docs): void {
  if (schemas[shape.schema]) return;
  const properties: Record<string, unknown> = {};
  const texts = docs[shape.schema] ?? {};
  const required = [...shape.fields.values()].filter((field) => field.required).map((field) => field.name);
  schemas[shape.schema] = {
    ...(texts[''] ? { description: unescaped(texts['']) } : {}),
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties,
    ...(isAtomicType(shape.facts) ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
  for (const field of shape.fields.values()) {
    const { name, key } = field;
    properties[name] = {
      ...(texts[name] ? { description: withValues(unescaped(texts[name]), enums[key]) } : {}),
      ...(schemaOf(field.type, schemas, docs) as object),
      ...(enums[key] ? { enum: enums[key] } : {}),
      ...(schemaDefaults[key] === undefined ? {} : { default: schemaDefaults[key] }),
      ...extensions(field),
    };
  }
}

function extensions({ key, type }: FieldShape): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  if (type.kind === 'list') {
    const { type: listType, keys } = listKind(key);
    found['x-kubernetes-list-type'] = listType;
    if (listType === 'map') found['x-kubernetes-list-map-keys'] = keys;
  }
  if (isAtomicMap(key)) found['x-kubernetes-map-type'] = 'atomic';
  const { merge, replace, mergeKey, retainKeys } = patchStrategy(key);
  const words = [merge ? 'merge' : '', replace ? 'replace' : '', retainKeys ? 'retainKeys' : ''];
  const strategy = words.filter((word) => word !== '').join(',');
  if (strategy !== '') found['x-kubernetes-patch-strategy'] = strategy;
  if (mergeKey !== '') found['x-kubernetes-patch-merge-key'] = mergeKey;
  return found;
}

function schemaOf(type: TypeShape, schemas: Record<string, unknown>, docs: Docs): unknown {
  switch (type.kind) {
    case 'struct':
      addStruct(type, schemas, docs);
      // A reference stands alone in OpenAPI; allOf lets a description stand beside it.
      return { allOf: [reference(type.schema)] };
    case 'list':
      return { type: 'array', items: itemOf(type.item, schemas, docs) };
    case 'map':
      return { type: 'object', additionalProperties: itemOf(type.item, schemas, docs) };
    case 'Time':
    case 'MicroTime':
    case 'Quantity':
    case 'IntOrString': {
      const name = namesOfSimple[type.kind];
      schemas[name] ??= simpleSchemas[name];
      return { allOf: [reference(name)] };
    }
    case 'int32':
    case 'int64':
      return { type: 'integer', format: type.kind };
    case 'float64':
      return { type: 'number', format: 'double' };
    case 'bool':
      return { type: 'boolean' };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'any':
      return { type: 'object' };
    default:
      return { type: 'string' };
  }
}

const reference = (schema: string): unknown => ({ $ref: `#/components/schemas/${schema}` });

/** Upstream gives items that are structs an empty default. */
function itemOf(type: TypeShape, schemas: Record<string, unknown>, docs: Docs): unknown {
  const schema = schemaOf(type, schemas, docs) as Record<string, unknown>;
  return type.kind === 'struct' ? { ...schema, default: {} } : schema;
}
