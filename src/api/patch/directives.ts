/** The words of strategic merge patches, and what they are made of. */
export type Fields = Record<string, unknown>;

export const directive = '$patch';
export const retainKeysDirective = '$retainKeys';
export const deletePrefix = '$deleteFromPrimitiveList/';
export const orderPrefix = '$setElementOrder/';

/** Why a patch cannot be applied; caught at the border of this folder. */
export class BadPatch extends Error {}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as Go's %v prints it. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (value === null || value === undefined) return '<nil>';
  if (!isFields(value)) return String(value as string | number | boolean);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`);
  return `map[${entries.join(' ')}]`;
}
