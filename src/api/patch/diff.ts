import { deepEqual } from '../equal.ts';
import type { PatchResult } from './result.ts';
import { patchSchemaOf, type PatchSchema } from './schema.ts';
import {
  BadPatch,
  deletePrefix,
  directive,
  goMap,
  isFields,
  orderPrefix,
  retainKeysDirective,
  type Fields,
} from './directives.ts';
import { copyFields, fieldOf, guarded, mergeMap } from './strategic.ts';

/**
 * Making strategic merge patches: what turns one document into another.
 * Models: apimachinery/pkg/util/strategicpatch/patch.go diffMaps, CreateTwoWayMergePatch, CreateThreeWayMergePatch.
 */
interface DiffOptions {
  readonly ignoreDeletions: boolean;
  readonly ignoreAdditions: boolean;
  readonly retainKeys: boolean;
}

/** The patch from `original` to `modified`. */
export function createTwoWayMergePatch(
  original: Fields,
  modified: Fields,
  schema: string | PatchSchema,
): PatchResult<Fields> {
  const lookup = typeof schema === 'string' ? patchSchemaOf(schema) : schema;
  return guarded(() =>
    diffMaps(copyFields(original), copyFields(modified), lookup, {
      ignoreDeletions: false,
      ignoreAdditions: false,
      retainKeys: false,
    }),
  );
}

/**
 * The patch `kubectl apply` sends: what the person added or changed (modified against current) and removed (modified
 * against original, the last applied). `original` may be {} when nothing was applied before.
 */
export function createThreeWayMergePatch(
  original: Fields,
  modified: Fields,
  current: Fields,
  schema: string | PatchSchema,
): PatchResult<Fields> {
  const lookup = typeof schema === 'string' ? patchSchemaOf(schema) : schema;
  return guarded(() => {
    const wanted = copyFields(modified);
    const delta = diffMaps(copyFields(current), wanted, lookup, {
      ignoreDeletions: true,
      ignoreAdditions: false,
      retainKeys: false,
    });
    const deletions = diffMaps(copyFields(original), wanted, lookup, {
      ignoreDeletions: false,
      ignoreAdditions: true,
      retainKeys: false,
    });
    return mergeMap(deletions, delta, lookup, { document: false, dropNulls: false });
  });
}

function diffMaps(original: Fields, modified: Fields, schema: PatchSchema, options: DiffOptions): Fields {
  const patch: Fields = {};
  for (const key of Object.keys(modified).sort()) {
    const [old, now] = [original[key], modified[key]];
    if (!(key in original)) {
      if (!options.ignoreAdditions) patch[key] = now;
    } else if (key === directive) {
      if (old !== now) throw new BadPatch(`invalid patch directive: ${String(now)}`);
      patch[key] = now;
    } else if (isFields(old) && isFields(now)) diffMapField(key, old, now, patch, schema, options);
    else if (Array.isArray(old) && Array.isArray(now)) diffListField(key, old, now, patch, schema, options);
    else if (!options.ignoreAdditions && !deepEqual(old, now)) patch[key] = now;
  }
  if (!options.ignoreDeletions) for (const key of Object.keys(original)) if (!(key in modified)) patch[key] = null;
  if (options.retainKeys) {
    const keys = Object.keys(modified).filter((key) => modified[key] !== null);
    const clears = Object.keys(original).some((key) => !(key in modified));
    if (keys.length > 0 && (Object.keys(patch).length > 0 || clears)) patch[retainKeysDirective] = keys.sort();
  }
  return patch;
}

function diffMapField(
  key: string,
  old: Fields,
  now: Fields,
  patch: Fields,
  schema: PatchSchema,
  options: DiffOptions,
): void {
  const field = schema(key);
  if (!field) {
    // No schema, no difference: nothing to know.
    if (deepEqual(old, now)) return;
    fieldOf(schema, key);
    return;
  }
  if (field.strategy === 'replace') {
    // Upstream writes it even when it is the same: an apply of a PodDisruptionBudget is always a change.
    if (!options.ignoreAdditions) patch[key] = now;
    return;
  }
  const inner = diffMaps(old, now, field.inner, { ...options, retainKeys: field.retainKeys });
  if (Object.keys(inner).length > 0) patch[key] = inner;
}

function diffListField(
  key: string,
  old: unknown[],
  now: unknown[],
  patch: Fields,
  schema: PatchSchema,
  options: DiffOptions,
): void {
  const field = schema(key);
  if (!field) {
    if (deepEqual(old, now)) return;
    fieldOf(schema, key);
    return;
  }
  if (field.strategy !== 'merge') {
    if (!options.ignoreAdditions && !deepEqual(old, now)) patch[key] = now;
    return;
  }
  const { added, deleted, order } = diffLists(old, now, field.inner, field.mergeKey, {
    ...options,
    retainKeys: field.retainKeys,
  });
  if (added.length > 0) patch[key] = added;
  if (deleted.length > 0) patch[deletePrefix + key] = deleted;
  if (order.length > 0) patch[orderPrefix + key] = order;
}

interface ListDiff {
  readonly added: unknown[];
  readonly deleted: unknown[];
  readonly order: unknown[];
}

function diffLists(
  old: unknown[],
  now: unknown[],
  schema: PatchSchema,
  mergeKey: string,
  options: DiffOptions,
): ListDiff {
  if (old.length === 0) return { added: options.ignoreAdditions ? [] : now, deleted: [], order: [] };
  const sample = old[0] ?? now[0];
  if (Array.isArray(sample)) throw new BadPatch('lists of lists are not supported');
  if (!isFields(sample)) {
    const deleted = options.ignoreDeletions ? [] : sorted(unique(old.filter((item) => !now.includes(item))));
    const added = options.ignoreAdditions ? [] : unique(now.filter((item) => !old.includes(item)));
    const ordered = deleted.length > 0 || added.length > 0 || (!options.ignoreAdditions && !deepEqual(old, now));
    return { added, deleted, order: ordered ? now : [] };
  }
  const changes: Fields[] = [];
  const deletions: Fields[] = [];
  // Items with one key are paired in order; what is left over was added or deleted.
  const left = [...(old as Fields[])];
  const take = (text: string): Fields | undefined => {
    const at = left.findIndex((item) => keyText(item, mergeKey) === text);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  for (const item of now as Fields[]) {
    const before = take(keyText(item, mergeKey));
    if (!before) {
      if (!options.ignoreAdditions) changes.push(item);
      continue;
    }
    const change = diffMaps(before, item, schema, options);
    if (Object.keys(change).length > 0) changes.push({ ...change, [mergeKey]: item[mergeKey] });
  }
  if (!options.ignoreDeletions) {
    left.sort((a, b) => (keyText(a, mergeKey) < keyText(b, mergeKey) ? -1 : 1));
    for (const item of left) deletions.push({ [directive]: 'delete', [mergeKey]: item[mergeKey] });
  }
  const all = [...changes, ...deletions];
  const sameOrder =
    options.ignoreAdditions ||
    (old.length === now.length && now.every((item, i) => keyText(item, mergeKey) === keyText(old[i], mergeKey)));
  const order = all.length > 0 || !sameOrder ? (now as Fields[]).map((item) => ({ [mergeKey]: item[mergeKey] })) : [];
  return { added: all, deleted: [], order };
}

function keyText(item: unknown, mergeKey: string): string {
  const value = isFields(item) ? item[mergeKey] : undefined;
  if (value === undefined) throw new BadPatch(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
  return String(value as string | number);
}

const unique = (list: readonly unknown[]): unknown[] => [...new Set(list)];
const sorted = (list: unknown[]): unknown[] => list.sort((a, b) => (String(a) < String(b) ? -1 : 1));
