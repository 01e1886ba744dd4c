import { copyOf, without } from '../copy.ts';
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
import { badOrder, checkOrder, indexIn, inOrder, reusedOrder, sameKey } from './order.ts';
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
  return guarded(() => mergeMap(doc as Fields, patch, lookup, patchOptions));
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

/**
 * `patch` merged into `original`. Neither is changed: the result is new where the patch says something and shares the
 * rest with both.
 */
export function mergeMap(original: Fields, patch: Fields, schema: PatchSchema, options: MergeOptions): Fields {
  if (patch[directive] !== undefined) return byDirective(patch);
  let result = copyOf(original);
  let ordered = none;
  // Most maps of a patch have no word that starts with $.
  if (hasDirectives(patch)) {
    applyRetainKeys(result, patch, options);
    ordered = mergeOrderedLists(result, patch, schema, options);
  }
  for (const rawKey in patch) {
    let key = rawKey;
    let deleting = false;
    const value = patch[rawKey];
    if (rawKey.startsWith('$')) {
      if (rawKey === retainKeysDirective || rawKey.startsWith(orderPrefix)) continue;
      if (rawKey.startsWith(deletePrefix)) {
        if (!options.document) {
          result[rawKey] = value;
          continue;
        }
        key = rawKey.slice(deletePrefix.length);
        deleting = true;
      }
    } else if (ordered.includes(rawKey)) continue;
    const old = result[key];
    if (value === null) {
      if (old !== undefined) result = without(result, key);
      if (!options.dropNulls) result[key] = null;
    } else if (old === undefined || old === null) {
      if (deleting) continue;
      const kept = options.document ? newContent(value, options.dropNulls) : value;
      if (kept !== gone) result[key] = kept;
    } else if (isFields(old) && isFields(value)) result[key] = mergeField(key, old, value, schema, options);
    else if (Array.isArray(old) && Array.isArray(value))
      result[key] = mergeListField(key, old, value, schema, options, deleting);
    else result[key] = options.document ? keptOr(newContent(value, false), value) : value;
  }
  return result;
}

const none: readonly string[] = Object.freeze([]);

function hasDirectives(patch: Fields): boolean {
  for (const key in patch) if (key.startsWith('$')) return true;
  return false;
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

/** `$retainKeys`: what is not named goes. Changes `result`. */
function applyRetainKeys(result: Fields, patch: Fields, options: MergeOptions): void {
  if (!(retainKeysDirective in patch)) return;
  const keys = patch[retainKeysDirective];
  if (!options.document) {
    if (retainKeysDirective in result && !deepEqual(result[retainKeysDirective], keys))
      throw new BadPatch(badRetainKeys);
    result[retainKeysDirective] = keys;
    return;
  }
  if (!Array.isArray(keys)) throw new BadPatch(badRetainKeys);
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || key === retainKeysDirective) continue;
    if (key.startsWith(deletePrefix) || key.startsWith(orderPrefix)) continue;
    if (!keys.includes(key)) throw new BadPatch(badRetainKeys);
  }
  for (const key of Object.keys(result)) if (!keys.includes(key)) delete result[key];
}
const badRetainKeys = 'invalid patch format of retainKeys';

/** Lists with a `$setElementOrder` are merged and put in order here. Changes `result`; returns the fields that are done. */
function mergeOrderedLists(result: Fields, patch: Fields, schema: PatchSchema, options: MergeOptions): string[] {
  const done: string[] = [];
  for (const key in patch) {
    if (!key.startsWith(orderPrefix)) continue;
    const order = patch[key];
    if (!options.document) {
      if (key in result && !deepEqual(result[key], order)) throw new BadPatch(badOrder);
      result[key] = order;
    }
    if (!Array.isArray(order)) throw new BadPatch(badOrder);
    const name = key.slice(orderPrefix.length);
    const old = result[name];
    const change = patch[name];
    const hasOld = Array.isArray(old);
    const hasChange = Array.isArray(change);
    if (!hasOld && !hasChange) continue;
    const { inner, strategy, mergeKey } = fieldOf(schema, name);
    if (hasChange) checkOrder(change, order, mergeKey);
    let merged: unknown[];
    let serverOrder: readonly unknown[] = hasOld ? (old as unknown[]) : [];
    if (hasOld && hasChange) {
      merged = strategy === 'merge' ? mergeList(old, change, inner, mergeKey, options, false, true) : change;
      serverOrder = reusedOrder(old, change, merged, mergeKey);
    } else if (hasOld) merged = old;
    else
      merged = (
        options.document
          ? newContent(change, false)
          : (change as unknown[]).filter((item) => !(isFields(item) && directive in item))
      ) as unknown[];
    result[name] = inOrder(merged, order, serverOrder, mergeKey);
    done.push(name);
  }
  return done;
}

/** `unordered`: whoever asks puts the items in order. */
function mergeList(
  original: unknown[],
  patch: unknown[],
  schema: PatchSchema,
  mergeKey: string,
  options: MergeOptions,
  deleting: boolean,
  unordered = false,
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
  const special = patch.some(isSpecial) ? applySpecialItems(original, patch, mergeKey) : undefined;
  const changes = special ? special.plain : patch;
  const merged = (special ? special.rest : original).slice();
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i];
    checkKey(change, mergeKey);
    const at = indexIn(merged, change, mergeKey);
    if (at < 0) merged.push(options.document ? keptOr(newContent(change, false), change) : change);
    else merged[at] = mergeMap(merged[at] as Fields, change as Fields, schema, options);
  }
  return unordered ? merged : inOrder(merged, changes, original, mergeKey);
}

function checkKey(item: unknown, mergeKey: string): void {
  if (!isFields(item) || item[mergeKey] === undefined)
    throw new BadPatch(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
}

const isSpecial = (item: unknown): boolean => isFields(item) && item[directive] !== undefined;

/** Carries out items with a `$patch` directive and takes them out of the patch. */
function applySpecialItems(
  original: unknown[],
  patch: unknown[],
  mergeKey: string,
): { readonly rest: unknown[]; readonly plain: unknown[] } {
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
  return replace ? { rest: plain, plain: [] } : { rest, plain };
}

/** Marks a value that its directive removes. */
const gone = Symbol('gone');

const keptOr = (value: unknown, otherwise: unknown): unknown => (value === gone ? otherwise : value);

/** New content without the directives it came with; itself when it has none. Models: strategicpatch.removeDirectives. */
function newContent(value: unknown, dropNulls: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return newItems(value, dropNulls);
  const fields = value as Fields;
  if (fields[directive] === 'delete') return gone;
  let result: Fields | undefined;
  for (const key in fields) {
    const item = fields[key];
    const kept = (dropNulls && item === null) || isDirective(key) ? gone : newContent(item, dropNulls);
    if (kept === item) continue;
    result ??= copyOf(fields);
    if (kept === gone) result = without(result, key);
    else result[key] = kept;
  }
  return result ?? fields;
}

function newItems(items: readonly unknown[], dropNulls: boolean): readonly unknown[] {
  let result: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const kept = newContent(items[i], dropNulls);
    if (kept !== items[i]) result ??= items.slice(0, i);
    if (result && kept !== gone) result.push(kept);
  }
  return result ?? items;
}

const isDirective = (key: string): boolean =>
  key.startsWith('$') &&
  (key === directive || key === retainKeysDirective || key.startsWith(deletePrefix) || key.startsWith(orderPrefix));
