import { createMergePatch, createThreeWayMergePatch, createTwoWayMergePatch } from '../api/patch/index.ts';
import { findKind } from '../api/index.ts';
import { mergePatch, strategicPatch } from './client.ts';
import { fail } from './errors.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import type { JsonObject } from './types.ts';

export interface Patch {
  readonly contentType: string;
  readonly body: JsonObject;
}

const isMap = (v: unknown): v is JsonObject => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Adds and changes only, or deletions only. Models: jsonmergepatch keepOrDeleteNullInObj. */
function keepNulls(patch: JsonObject, keep: boolean): JsonObject {
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (isMap(value)) {
      const inner = keepNulls(value, keep);
      if (Object.keys(inner).length > 0 || (!keep && Object.keys(value).length === 0)) out[key] = inner;
    } else if ((value === null) === keep) out[key] = value;
  }
  return out;
}

function mergeInto(a: JsonObject, b: JsonObject): JsonObject {
  const out = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = out[key];
    out[key] = isMap(old) && isMap(value) ? mergeInto(old, value) : value;
  }
  return out;
}

/** Name of the schema that says how lists merge; undefined for custom resources, which take plain merge patches. */
const schemaOf = (kind: Kind): string | undefined => findKind(apiVersionOf(kind), kind.kind)?.schema;

/** What apply sends: changes from `current` to `modified`, deletions from `original` to `modified`. */
export function threeWayPatch(kind: Kind, original: JsonObject, modified: JsonObject, current: JsonObject): Patch {
  const schema = schemaOf(kind);
  if (schema === undefined) {
    const changes = keepNulls((createMergePatch(current, modified) ?? {}) as JsonObject, false);
    const deletions = keepNulls((createMergePatch(original, modified) ?? {}) as JsonObject, true);
    return { contentType: mergePatch, body: mergeInto(changes, deletions) };
  }
  const made = createThreeWayMergePatch(original, modified, current, schema);
  return 'error' in made ? fail(made.error) : { contentType: strategicPatch, body: made.value };
}

/** What set, rollout and edit send: the difference of two versions. */
export function twoWayPatch(kind: Kind, from: JsonObject, to: JsonObject): Patch {
  const schema = schemaOf(kind);
  if (schema === undefined) return { contentType: mergePatch, body: (createMergePatch(from, to) ?? {}) as JsonObject };
  const made = createTwoWayMergePatch(from, to, schema);
  return 'error' in made ? fail(made.error) : { contentType: strategicPatch, body: made.value };
}
