import { copyOf } from '../copy.ts';
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7386: objects are merged, null deletes, anything else replaces. Parts that stay are shared with `doc`. */
export function mergePatch(doc: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result: Fields = isFields(doc) ? copyOf(doc) : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** The merge patch that turns `original` into `modified`; undefined when they are equal. */
export function createMergePatch(original: unknown, modified: unknown): unknown {
  if (!isFields(original) || !isFields(modified)) return sameJson(original, modified) ? undefined : modified;
  const patch: Fields = {};
  for (const key of Object.keys(modified)) {
    if (!(key in original)) patch[key] = modified[key];
    else {
      const inner = createMergePatch(original[key], modified[key]);
      if (inner !== undefined) patch[key] = inner;
    }
  }
  for (const key of Object.keys(original)) if (!(key in modified)) patch[key] = null;
  return Object.keys(patch).length > 0 ? patch : undefined;
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
