import { deepEqual } from '../equal.ts';
import type { PatchResult } from './result.ts';

/** Most operations one JSON patch may hold. Source: apiserver/pkg/endpoints/handlers/patch.go maxJSONPatchOperations. */
export const jsonPatchOperationsMax = 10_000;

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly value: unknown;
}

type Box = Record<string, unknown> | unknown[];

/** Says why an operation does not apply; never leaves this file. */
class Misfit extends Error {}

/**
 * Applies an RFC 6902 patch to a copy of `doc`. Texts are those of the library upstream uses; the server shows them to
 * nobody, it answers `the server rejected our request due to an error in our request` to any of them.
 * Models: gopkg.in/evanphx/json-patch.v4.
 */
export function jsonPatch(doc: unknown, ops: unknown): PatchResult {
  if (!Array.isArray(ops)) {
    const word =
      ops !== null && typeof ops === 'object' ? 'object' : ops === true || ops === false ? 'bool' : typeof ops;
    return {
      error: `error decoding patch: json: cannot unmarshal ${word} into Go value of type []handlers.jsonPatchOp`,
      code: 400,
    };
  }
  if (ops.length > jsonPatchOperationsMax)
    return {
      error: `The allowed maximum operations in a JSON patch is ${jsonPatchOperationsMax}, got ${ops.length}`,
      code: 413,
    };
  const root: Box = { '': copy(doc) };
  try {
    for (const raw of ops) apply(root, readOperation(raw));
  } catch (misfit) {
    if (misfit instanceof Misfit) return { error: misfit.message, code: 422 };
    throw misfit;
  }
  return { value: root[''] };
}

function readOperation(raw: unknown): Operation {
  const fields = (raw ?? {}) as Record<string, unknown>;
  const { op, path, from } = fields;
  return {
    op: typeof op === 'string' ? op : 'unknown',
    path: typeof path === 'string' ? path : '',
    from: typeof from === 'string' ? from : undefined,
    value: fields['value'] === undefined ? null : fields['value'],
  };
}

function apply(root: Box, { op, path, from, value }: Operation): void {
  switch (op) {
    case 'add':
      return add(root, path, copy(value), 'add');
    case 'remove':
      return remove(root, path, 'remove');
    case 'replace': {
      const [box, key] = locate(root, path, 'replace');
      // A field that is not there is set; only a place in a list must exist.
      if (Array.isArray(box) && !has(box, key))
        throw new Misfit(`replace operation does not apply: doc is missing key: ${path}: missing value`);
      return put(box, key, copy(value));
    }
    case 'move': {
      const moved = read(root, from ?? '', 'move');
      remove(root, from ?? '', 'move');
      return add(root, path, moved, 'move');
    }
    case 'copy':
      return add(root, path, copy(read(root, from ?? '', 'copy')), 'copy');
    case 'test': {
      const [box, key] = locate(root, path, 'test');
      const found = has(box, key) ? get(box, key) : null;
      if (!deepEqual(found, value)) throw new Misfit(`testing value ${path} failed: test failed`);
      return;
    }
    default:
      throw new Misfit(`Unexpected kind: ${op}`);
  }
}

/** The container of what `path` names, and the last key. */
function locate(root: Box, path: string, op: string): [Box, string] {
  const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let box: unknown = root;
  for (const key of keys.slice(0, -1)) {
    box = isBox(box) && has(box, key) ? get(box, key) : undefined;
    if (!isBox(box)) throw new Misfit(`${op} operation does not apply: doc is missing path: ${path}: missing value`);
  }
  return [box as Box, keys.at(-1)!];
}

const isBox = (value: unknown): value is Box => typeof value === 'object' && value !== null;

function indexOf(list: readonly unknown[], key: string): number {
  if (!/^-?[0-9]+$/.test(key)) throw new Misfit(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  const index = Number(key);
  return index < 0 ? index + list.length : index;
}

const has = (box: Box, key: string): boolean => {
  if (!Array.isArray(box)) return Object.hasOwn(box, key);
  const index = indexOf(box, key);
  return index >= 0 && index < box.length;
};

const get = (box: Box, key: string): unknown => (Array.isArray(box) ? box[indexOf(box, key)] : box[key]);

function put(box: Box, key: string, value: unknown): void {
  if (Array.isArray(box)) box[indexOf(box, key)] = value;
  else Object.defineProperty(box, key, { value, enumerable: true, writable: true, configurable: true });
}

function read(root: Box, path: string, op: string): unknown {
  const [box, key] = locate(root, path, op);
  if (!has(box, key)) throw new Misfit(`error in ${op} for path: '${path}': missing value`);
  return get(box, key);
}

function add(root: Box, path: string, value: unknown, op: string): void {
  const [box, key] = locate(root, path, op);
  if (!Array.isArray(box)) return put(box, key, value);
  if (key === '-') {
    box.push(value);
    return;
  }
  if (!/^-?[0-9]+$/.test(key))
    throw new Misfit(
      `error in ${op} for path: '${path}': strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`,
    );
  const index = Number(key) < 0 ? Number(key) + box.length + 1 : Number(key);
  if (index < 0 || index > box.length)
    throw new Misfit(
      `error in ${op} for path: '${path}': Unable to access invalid index: ${key}: invalid index referenced`,
    );
  box.splice(index, 0, value);
}

function remove(root: Box, path: string, op: string): void {
  const [box, key] = locate(root, path, op);
  if (!has(box, key))
    throw new Misfit(`error in ${op} for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`);
  if (Array.isArray(box)) box.splice(indexOf(box, key), 1);
  else delete box[key];
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}
