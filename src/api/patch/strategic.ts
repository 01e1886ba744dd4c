import { deepEqual } from '../equal.ts';
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
import { badOrder, checkOrder, inOrder, reusedOrder, sameKey } from './order.ts';
import type { PatchResult } from './result.ts';
import { patchSchemaOf, type PatchSchema } from './schema.ts';

/**
 * Strategic merge patch: lists of objects are merged by key.
 * Models: apimachinery/pkg/util/strategicpatch/patch.go mergeMap and its helpers.
 */
/** Applies a strategic merge patch. `schema` is a schema name or a lookup. `doc` stays as it is. */
export function strategicMergePatch(doc: unknown, patch: unknown, schema: string | PatchSchema): PatchResult {
  if (!isFields(patch)) {
    const word = Array.isArray(patch) ? 'array' : typeof patch;
    return {
      error: `error decoding patch: json: cannot unmarshal ${word} into Go value of type map[string]interface {}`,
      code: 400,
    };
  }
  const lookup = typeof schema === 'string' ? patchSchemaOf(schema) : schema;
  return guarded(() => mergeMap(copyFields(doc as Fields), copyFields(patch), lookup, patchOptions));
}

export function guarded<T>(run: () => T): PatchResult<T> {
  try {
    return { value: run() };
  } catch (problem) {
    if (problem instanceof BadPatch) return { error: problem.message, code: 422 };
    throw problem;
  }
}

export interface MergeOptions {
  /** Applying to a document, rather than joining two patches into one. */
  readonly document: boolean;
  /** `null` for a field that is not there vanishes. */
  readonly dropNulls: boolean;
}
const patchOptions: MergeOptions = { document: true, dropNulls: true };

/** Deep copies, so that the walk may change its arguments. */
export function copyFields<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyFields) as T;
  if (!isFields(value)) return value;
  const result: Fields = {};
  for (const key of Object.keys(value)) result[key] = copyFields(value[key]);
  return result as T;
}

/** Merges `patch` into `original`; changes both, returns the result. */
export function mergeMap(original: Fields, patch: Fields, schema: PatchSchema, options: MergeOptions): Fields {
  if (directive in patch) return byDirective(patch);
  applyRetainKeys(original, patch, options);
  mergeOrderedLists(original, patch, schema, options);
  for (const rawKey of Object.keys(patch)) {
    let key = rawKey;
    let deleting = false;
    const value = patch[rawKey];
    if (rawKey.startsWith(deletePrefix)) {
      if (!options.document) {
        original[rawKey] = value;
        continue;
      }
      key = rawKey.slice(deletePrefix.length);
      deleting = true;
    }
    if (value === null) {
      delete original[key];
      if (options.dropNulls) continue;
    }
    if (!(key in original) || original[key] === null) {
      if (deleting) continue;
      // A patch of nothing leaves nothing; directives are not content.
      if (options.dropNulls) dropNulls(value);
      const kept = options.document ? withoutDirectives(value) : value;
      if (kept !== gone) original[key] = kept;
      continue;
    }
    const old = original[key];
    if (isFields(old) && isFields(value)) original[key] = mergeField(key, old, value, schema, options);
    else if (Array.isArray(old) && Array.isArray(value))
      original[key] = mergeListField(key, old, value, schema, options, deleting);
    else original[key] = options.document ? keptOr(withoutDirectives(value), value) : value;
  }
  return original;
}

function byDirective(patch: Fields): Fields {
  const verb = patch[directive];
  if (verb === 'replace') {
    const { [directive]: _, ...rest } = patch;
    return rest;
  }
  if (verb === 'delete') return {};
  throw new BadPatch(`unknown patch type found: ${String(verb)}`);
}

function mergeField(key: string, old: Fields, value: Fields, schema: PatchSchema, options: MergeOptions): Fields {
  const field = fieldOf(schema, key);
  return field.strategy === 'replace' ? value : mergeMap(old, value, field.inner, options);
}

function mergeListField(
  key: string,
  old: unknown[],
  value: unknown[],
  schema: PatchSchema,
  options: MergeOptions,
  deleting: boolean,
): unknown[] {
  const field = fieldOf(schema, key);
  return field.strategy === 'merge' ? mergeList(old, value, field.inner, field.mergeKey, options, deleting) : value;
}

export function fieldOf(schema: PatchSchema, key: string): NonNullable<ReturnType<PatchSchema>> {
  const field = schema(key);
  if (!field) throw new BadPatch(`unable to find api field in struct for the json field ${JSON.stringify(key)}`);
  return field;
}

/** `$retainKeys`: what is not named goes. */
function applyRetainKeys(original: Fields, patch: Fields, options: MergeOptions): void {
  if (!(retainKeysDirective in patch)) return;
  const keys = patch[retainKeysDirective];
  delete patch[retainKeysDirective];
  if (!options.document) {
    if (retainKeysDirective in original && !deepEqual(original[retainKeysDirective], keys))
      throw new BadPatch(badRetainKeys);
    original[retainKeysDirective] = keys;
    return;
  }
  if (!Array.isArray(keys)) throw new BadPatch(badRetainKeys);
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || key.startsWith(deletePrefix) || key.startsWith(orderPrefix)) continue;
    if (!keys.includes(key)) throw new BadPatch(badRetainKeys);
  }
  for (const key of Object.keys(original)) if (!keys.includes(key)) delete original[key];
}
const badRetainKeys = 'invalid patch format of retainKeys';

/** Lists with a `$setElementOrder` are merged and put in order here, and leave `patch`. */
function mergeOrderedLists(original: Fields, patch: Fields, schema: PatchSchema, options: MergeOptions): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const order = patch[key];
    if (!options.document) {
      if (key in original && !deepEqual(original[key], order)) throw new BadPatch(badOrder);
      original[key] = order;
    }
    delete patch[key];
    if (!Array.isArray(order)) throw new BadPatch(badOrder);
    const name = key.slice(orderPrefix.length);
    const [old, change] = [original[name], patch[name]];
    const [hasOld, hasChange] = [Array.isArray(old), Array.isArray(change)];
    if (!hasOld && !hasChange) continue;
    const { inner, strategy, mergeKey } = fieldOf(schema, name);
    if (hasChange) checkOrder(change as unknown[], order, mergeKey);
    let merged: unknown[];
    let serverOrder = hasOld ? (old as unknown[]) : [];
    if (hasOld && hasChange) {
      const [list, items] = [old as unknown[], change as unknown[]];
      merged = strategy === 'merge' ? mergeList(list, items, inner, mergeKey, options, false) : items;
      serverOrder = reusedOrder(list, items, merged, mergeKey);
    } else if (hasOld) merged = old as unknown[];
    else
      merged = (
        options.document
          ? withoutDirectives(change)
          : (change as unknown[]).filter((item) => !(isFields(item) && directive in item))
      ) as unknown[];
    original[name] = inOrder(merged, order, serverOrder, mergeKey);
    delete patch[name];
  }
}

function mergeList(
  original: unknown[],
  patch: unknown[],
  schema: PatchSchema,
  mergeKey: string,
  options: MergeOptions,
  deleting: boolean,
): unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (deleting) return original.filter((item) => !patch.some((gone) => deepEqual(gone, item)));
  const sample = original[0] ?? patch[0];
  if (!isFields(sample)) {
    const merged: unknown[] = [];
    for (const item of [...original, ...patch]) if (!merged.includes(item)) merged.push(item);
    return inOrder(merged, patch, original, '');
  }
  if (mergeKey === '') throw new BadPatch('cannot merge lists without merge key for map');
  const [rest, changes] = applySpecialItems(original, patch, mergeKey);
  const merged = [...rest];
  for (const change of changes) {
    const wanted = keyOf(change, mergeKey);
    const at = merged.findIndex((item) => isFields(item) && sameKey(item[mergeKey], wanted));
    if (at < 0) merged.push(options.document ? keptOr(withoutDirectives(change), change) : change);
    else merged[at] = mergeMap(merged[at] as Fields, change as Fields, schema, options);
  }
  return inOrder(merged, changes, original, mergeKey);
}

function keyOf(item: unknown, mergeKey: string): unknown {
  const key = isFields(item) ? item[mergeKey] : undefined;
  if (key === undefined) throw new BadPatch(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
  return key;
}

/** Carries out items with a `$patch` directive and takes them out of the patch. */
function applySpecialItems(original: unknown[], patch: unknown[], mergeKey: string): [unknown[], unknown[]] {
  let rest = original;
  let replace = false;
  const plain: unknown[] = [];
  for (const item of patch) {
    if (!isFields(item) || !(directive in item)) {
      plain.push(item);
      continue;
    }
    switch (item[directive]) {
      case 'delete': {
        const key = item[mergeKey];
        if (key === undefined) throw new BadPatch('delete patch type with no merge key defined');
        rest = rest.filter((old) => !(isFields(old) && sameKey(old[mergeKey], key)));
        break;
      }
      case 'replace':
        replace = true;
        break;
      default:
        throw new BadPatch(`merging patch lists is not supported: ${JSON.stringify(item[directive])}`);
    }
  }
  return replace ? [plain, []] : [rest, plain];
}

function dropNulls(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(item);
    return;
  }
  if (!isFields(value)) return;
  for (const key of Object.keys(value)) {
    if (value[key] === null) delete value[key];
    else dropNulls(value[key]);
  }
}

/** Marks a value that its directive removes. */
const gone = Symbol('gone');

const keptOr = (value: unknown, otherwise: unknown): unknown => (value === gone ? otherwise : value);

/** New content without the directives it came with. Models: strategicpatch.removeDirectives. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== gone);
  if (!isFields(value)) return value;
  if (value[directive] === 'delete') return gone;
  const result: Fields = {};
  for (const key of Object.keys(value)) {
    if (key === directive || key === retainKeysDirective || key.startsWith(deletePrefix) || key.startsWith(orderPrefix))
      continue;
    const kept = withoutDirectives(value[key]);
    if (kept !== gone) result[key] = kept;
  }
  return result;
}
