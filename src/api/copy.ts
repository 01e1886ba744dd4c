/**
 * A shallow copy, and one with some fields replaced. Where objects of many shapes pass by, `{ ...value }` makes V8 invent a
 * new hidden class for each copy, and everything that later touches it pays for that; Object.assign builds the same
 * class every time.
 */
export const copyOf = <T extends object>(value: T): T => Object.assign({}, value);

export const copyWith = <T extends object, const U extends object>(value: T, changes: U): T & U =>
  Object.assign({}, value, changes);

/** A copy without one key: `delete` would turn the object into a slow dictionary. */
export function without<T>(fields: Readonly<Record<string, T>>, gone: string): Record<string, T> {
  const result: Record<string, T> = {};
  for (const key in fields) if (key !== gone) result[key] = fields[key]!;
  return result;
}
