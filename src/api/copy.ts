/**
 * A shallow copy, and one with some fields replaced. Where objects of many shapes pass by, `{ ...value }` makes V8 invent a
 * new hidden class for each copy, and everything that later touches it pays for that; Object.assign builds the same
 * class every time.
 */
export const copyOf = <T extends object>(value: T): T => Object.assign({}, value);

export const copyWith = <T extends object, const U extends object>(value: T, changes: U): T & U =>
  Object.assign({}, value, changes);
