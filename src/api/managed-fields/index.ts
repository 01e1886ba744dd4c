import { structOf } from '../schema/schema.ts';
import type { Place } from './schema.ts';

export { apply, withoutConflicts, type Conflict } from './apply.ts';
export { compare, fieldSetOf } from './compare.ts';
export {
  difference,
  hasPath,
  readFields as readFieldSet,
  setOf,
  union,
  writeFields as writeFieldSet,
  type FieldSet,
} from './field-set.ts';
export { nobody, readOwners, writeOwners, type ManagedFieldsEntry, type Owners } from './managers.ts';
export { toParent, toScale } from './scale.ts';
export { typeProblems } from './merge.ts';
export { pathText } from './path-element.ts';
export { ownersAfterUpdate } from './update.ts';

/** Objects of a served type. */
export const placeOf = (schema: string): Place => ({ type: structOf(schema), key: '' });
