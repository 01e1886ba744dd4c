import type { Explanation, FieldDoc, TypeDoc } from '../../api/openapi.ts';
import { at, attempt, type Session } from '../client.ts';
import { apiVersionOf, discover, kindByWord, type Kind } from '../kinds.ts';
import type { Run } from '../types.ts';

/** A schema of an OpenAPI v3 document. */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly { readonly $ref?: string }[];
}

export interface Custom {
  readonly kind: Kind;
  readonly found: Explanation | { readonly unknownField: string };
  /** Types by the names fields give for what is inside them. */
  readonly lookUp: (pointer: string) => TypeDoc | undefined;
}

/** `explain` of what only the server knows: discovery finds the kind, its OpenAPI document the fields. */
export function* explainCustom(session: Session, text: string, apiVersion: string): Run<Custom | undefined> {
  const all = yield* discover(session);
  const kinds = apiVersion === '' ? all : all.filter((kind) => apiVersionOf(kind) === apiVersion);
  const parts = text.split('.');
  for (let n = parts.length; n > 0; n--) {
    const kind = kindByWord(kinds, parts.slice(0, n).join('.'));
    if (!kind) continue;
    const answer = yield* attempt(session, { method: 'GET', path: `/openapi/v3/apis/${kind.group}/${kind.version}` });
    if ('problem' in answer) return undefined;
    const schemas = (at(answer.body, 'components', 'schemas') ?? {}) as Readonly<Record<string, Schema>>;
    const root = Object.entries(schemas).find(([, schema]) =>
      (at(schema, 'x-kubernetes-group-version-kind') as { kind: string }[] | undefined)?.some(
        (k) => k.kind === kind.kind,
      ),
    );
    if (!root) return undefined;
    const path = parts.slice(n).map((part) => part.replace(/\[\]$/, ''));
    const found = explanation(schemas, root[1], path);
    return {
      kind,
      found: typeof found === 'string' ? { unknownField: found } : found,
      lookUp: (pointer) => docAt(schemas, root[1], pointer),
    };
  }
  return undefined;
}

/** What is inside lists, maps and references. */
function inside(schemas: Readonly<Record<string, Schema>>, schema: Schema): Schema | undefined {
  const reference = schema.allOf?.[0]?.$ref;
  if (reference) return schemas[reference.slice('#/components/schemas/'.length)];
  if (schema.items) return inside(schemas, schema.items);
  if (typeof schema.additionalProperties === 'object') return inside(schemas, schema.additionalProperties);
  return schema.properties ? schema : undefined;
}

function explanation(
  schemas: Readonly<Record<string, Schema>>,
  root: Schema,
  path: readonly string[],
): Explanation | string {
  let shape: Schema | undefined = root;
  let field: FieldDoc | undefined;
  let pointer = '';
  for (const name of path) {
    const schema: Schema | undefined = shape?.properties?.[name];
    if (!shape || !schema) return name;
    field = fieldDoc(schemas, shape, name, pointer);
    pointer = `${pointer}/${name}`;
    shape = inside(schemas, schema);
  }
  return { field, type: shape && typeDoc(schemas, shape, pointer) };
}

function docAt(schemas: Readonly<Record<string, Schema>>, root: Schema, pointer: string): TypeDoc | undefined {
  const found = explanation(schemas, root, pointer.split('/').slice(1));
  return typeof found === 'string' ? undefined : found.type;
}

const typeDoc = (schemas: Readonly<Record<string, Schema>>, shape: Schema, pointer: string): TypeDoc => ({
  schema: pointer,
  description: shape.description ?? '',
  fields: Object.keys(shape.properties ?? {})
    .sort()
    .map((name) => fieldDoc(schemas, shape, name, pointer)),
});

function fieldDoc(schemas: Readonly<Record<string, Schema>>, owner: Schema, name: string, pointer: string): FieldDoc {
  const schema = owner.properties![name]!;
  return {
    name,
    type: typeText(schema),
    required: owner.required?.includes(name) ?? false,
    enum: (schema.enum ?? []).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
    description: schema.description ?? '',
    schema: inside(schemas, schema) ? `${pointer}/${name}` : undefined,
  };
}

function typeText(schema: Schema): string {
  const reference = schema.allOf?.[0]?.$ref;
  if (reference) return reference.slice(reference.lastIndexOf('.') + 1);
  if (schema.type === 'array') return `[]${schema.items ? typeText(schema.items) : 'Object'}`;
  if (typeof schema.additionalProperties === 'object') return `map[string]${typeText(schema.additionalProperties)}`;
  return schema.type === undefined || schema.type === 'object' ? 'Object' : schema.type;
}
