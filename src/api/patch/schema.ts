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

function lookupIn(type: TypeShape): PatchSchema {
  const shape = type.kind === 'list' || type.kind === 'map' ? type.item : type;
  if (shape.kind === 'list' || shape.kind === 'map') return lookupIn(shape);
  if (shape.kind !== 'struct') return () => plainField;
  return (name) => {
    const field = shape.fields.get(name);
    if (!field) return undefined;
    // A map's keys are no fields: enter its values.
    const inner: PatchSchema =
      field.type.kind === 'map' ? () => ({ ...plainField, inner: lookupIn(field.type) }) : lookupIn(field.type);
    const { merge, mergeKey, retainKeys } = patchStrategy(field.key);
    return { inner, strategy: merge ? 'merge' : '', mergeKey, retainKeys };
  };
}
