import { patchStrategy } from '../schema/facts.ts';
import { structOf, type TypeShape } from '../schema/schema.ts';

/** What strategic merge must know about a field. */
export interface PatchField {
  /** How the field's own value (or the items of the list) is walked. */
  readonly inner: PatchSchema;
  readonly strategy: 'merge' | 'replace' | '';
  readonly mergeKey: string;
  readonly retainKeys: boolean;
}

/** Finds the fields of a struct. Undefined: no such field. */
export type PatchSchema = (field: string) => PatchField | undefined;

/** Inside maps of scalars and where no schema is known everything is plain. */
const plainField: PatchField = { inner: () => plainField, strategy: '', mergeKey: '', retainKeys: false };

/** The schema of a served type, by its name. */
export const patchSchemaOf = (schema: string): PatchSchema => lookupIn(structOf(schema));

/** Lookups made before, and in each the fields asked for before: a schema never changes. */
const lookups = new Map<TypeShape, PatchSchema>();

function lookupIn(type: TypeShape): PatchSchema {
  let lookup = lookups.get(type);
  if (!lookup) lookups.set(type, (lookup = makeLookup(type)));
  return lookup;
}

function makeLookup(type: TypeShape): PatchSchema {
  const shape = type.kind === 'list' || type.kind === 'map' ? type.item : type;
  if (shape.kind === 'list' || shape.kind === 'map') return lookupIn(shape);
  if (shape.kind !== 'struct') return () => plainField;
  const known = new Map<string, PatchField>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const field = shape.fields.get(name);
    if (!field) return undefined;
    // A map's keys are no fields: enter its values.
    const inner: PatchSchema =
      field.type.kind === 'map' ? () => ({ ...plainField, inner: lookupIn(field.type) }) : lookupIn(field.type);
    const { merge, replace, mergeKey, retainKeys } = patchStrategy(field.key);
    const found: PatchField = { inner, strategy: merge ? 'merge' : replace ? 'replace' : '', mergeKey, retainKeys };
    known.set(name, found);
    return found;
  };
}
