import { findKind } from '../../api/index.ts';
import * as patches from '../../api/patch/index.ts';
import { structOf, type TypeShape } from '../../api/schema/schema.ts';
import type { Obj } from '../client.ts';
import { fail } from '../errors.ts';
import type { Flag, Flags } from '../flags.ts';
import { quote } from '../text/go.ts';
import { readJson } from '../text/json.ts';
import type { JsonObject } from '../types.ts';

/** Models: cmdutil.OverrideOptions. */
export const overrideFlags: readonly Flag[] = [
  {
    name: 'override-type',
    type: 'string',
    default: 'merge',
    help: 'The method used to override the generated object: json, merge, or strategic.',
  },
  {
    name: 'overrides',
    type: 'string',
    help: 'An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.',
  },
];

/** Only the fields the kind has: what is made of an override is read back into a Go struct. */
function known(value: unknown, shape: TypeShape): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (shape.kind === 'list') return Array.isArray(value) ? value.map((item) => known(item, shape.item)) : value;
  if (shape.kind !== 'struct') return value;
  const out: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const field = shape.fields.get(key);
    if (field) out[key] = known(inner, field.type);
    else if (key === 'apiVersion' || key === 'kind') out[key] = inner;
  }
  return out;
}

/** A generated object with `--overrides` put over it. */
export function withOverrides(flags: Flags, object: Obj): Obj {
  const text = flags.text('overrides');
  if (text === '') return object;
  const kind = findKind(object.apiVersion!, object.kind!)!;
  const read = readJson(text);
  const value = 'error' in read || text.slice(read.end).trim() !== '' ? undefined : read.value;
  const next = ((): unknown => {
    switch (flags.text('override-type')) {
      case 'merge':
        return value === undefined ? fail('Invalid JSON Patch') : patches.mergePatch(object, value);
      case 'json': {
        if (value === undefined) return fail('unexpected end of JSON input');
        if (!Array.isArray(value)) return fail('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
        const made = patches.jsonPatch(object, value);
        return 'error' in made ? fail(made.error) : made.value;
      }
      case 'strategic': {
        if (value === undefined) return fail('invalid JSON document');
        const made = patches.strategicMergePatch(object, value, kind.schema);
        return 'error' in made ? fail(made.error) : made.value;
      }
      default:
        return fail(`invalid override type: ${flags.text('override-type')}`);
    }
  })() as Obj;
  if (next.apiVersion !== object.apiVersion || next.kind !== object.kind)
    fail(
      `no kind ${quote(next.kind ?? '')} is registered for version ${quote(next.apiVersion ?? '')} in scheme "pkg/scheme/scheme.go:28"`,
    );
  return withResources(known(next, structOf(kind.schema)) as Obj);
}

/** Containers have their resources written even where they are empty. */
function withResources(object: Obj): Obj {
  const spec = object['spec'] as JsonObject | undefined;
  if (object.kind !== 'Pod' || !Array.isArray(spec?.['containers'])) return object;
  const containers = (spec['containers'] as JsonObject[]).map((c) => ({ resources: {}, ...c }));
  return { ...object, spec: { ...spec, containers } };
}
