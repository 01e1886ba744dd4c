import { apiVersionOf } from '../../../api/index.ts';
import { readAs } from '../../../api/custom/type.ts';
import { goQuote } from '../../../api/field.ts';
import { badRequest, invalid, tooLarge } from '../../../api/status.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, Status } from '../../../api/types.ts';
import { changesIn } from '../changes.ts';
import { patchBase, shown } from '../ownership/owners.ts';
import { checkOptions, contentType, fieldValidation } from '../options.ts';
import { plainError } from '../reply.ts';
import type { StageStep, Work } from '../work.ts';
import { isStatus, nameMismatch, refused, takeManagedFields } from './decode.ts';
import { patchValue } from './patch-value.ts';

/** The stored object with the patch applied, read again as its kind. Models: apiserver/pkg/endpoints/handlers/patch.go. */
export const decodePatch: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, type } = work;
    const bad = checkOptions(call);
    if (bad) return refused(bad);
    const { conversion } = type;
    const existing = work.existing!;
    const base = patchBase(call.request, existing);
    const patched = applyPatch(work, conversion ? conversion.fromStored(base) : base, type.schema, call.request.body);
    if (isFailure(patched)) return refused(patched);
    const draft = readPatched(work, patched, type);
    if (isStatus(draft)) return refused(draft);
    takeManagedFields(work, patched, draft);
    const { name, namespace } = call.info;
    if (draft.metadata.name !== name) return refused(nameMismatch(draft.metadata.name ?? '', name));
    if (type.namespaced && draft.metadata.namespace !== namespace) {
      return refused(
        badRequest(
          `the namespace of the object (${draft.metadata.namespace ?? ''}) does not match the namespace on the request (${namespace})`,
        ),
      );
    }
    type.setDefaults?.(draft);
    work.draft = conversion ? conversion.toStored(draft) : draft;
    return {
      detail: `${shortType(work)} of ${apiVersionOf(type)} ${type.kind}`,
      ...(!call.noted ? {} : { changed: changesIn(existing, draft) }),
    };
  },
};

export const shortType = (work: Work): string =>
  contentType(work.call.request).replace(/^application\/|\+(json|yaml)$/g, '');

export const isFailure = (value: unknown): value is Status =>
  (value as Partial<Status> | undefined)?.status === 'Failure' && (value as Status).kind === 'Status';

/** Applies a patch of the request's type to a value; a Status when it cannot be. */
export function applyPatch(work: Work, value: unknown, schema: string, body: unknown): unknown {
  const { unreadable } = work.call.request;
  if (unreadable) return badRequest(unreadableText(contentType(work.call.request), unreadable.error));
  const result = patchValue(contentType(work.call.request), value, schema, body);
  return 'error' in result ? patchError(result) : result.value;
}

/** Models: handlers/patch.go applyJSPatch, strategicPatchObject, applyPatcher. */
export function unreadableText(mediaType: string, error: string): string {
  if (mediaType === 'application/apply-patch+yaml')
    return `error decoding YAML: error converting YAML to JSON: ${error}`;
  return mediaType === 'application/strategic-merge-patch+json' ? error : `error decoding patch: ${error}`;
}

/** Upstream tells the client only that it did not work. */
function patchError({ error, code }: { error: string; code: number }): Status {
  if (code === 400) return badRequest(error);
  if (code === 413) return tooLarge(error);
  if (code === 500) return plainError(error);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
    code: 422,
  };
}

/** Reads a patched value, sharing with `known` what the patch left alone; a wrong type is 422 here, because the client sent a patch and not this object. */
export function readPatched(
  work: Work,
  value: unknown,
  type: Pick<ResourceType, 'schema' | 'custom'>,
  known?: unknown,
): KubeObject | Status {
  work.sent = value;
  const { object, errors, unknownFields } = readAs(type, value, { known });
  const mode = fieldValidation(work.call.request);
  const problem =
    errors[0] ??
    (mode === 'Strict' && unknownFields.length > 0 ? `strict decoding error: ${unknownFields.join(', ')}` : undefined);
  if (problem !== undefined) {
    const shown =
      contentType(work.call.request) === 'application/strategic-merge-patch+json'
        ? goMap(work.call.request.body)
        : JSON.stringify(sortKeys(asShown(work, value)));
    const status = invalid({ group: '', kind: '' }, '', [
      { reason: 'FieldValueInvalid', path: 'patch', message: `Invalid value: ${goQuote(shown)}: ${problem}` },
    ]);
    // About no kind in particular: details carry the causes only.
    return { ...status, details: { causes: status.details?.causes ?? [] } };
  }
  if (mode === 'Warn') work.warnings.push(...unknownFields);
  return object;
}

/** The patched object with what the stored one does not carry. */
function asShown({ existing }: Work, value: unknown): unknown {
  const patched = value as KubeObject;
  if (!existing || typeof patched !== 'object' || !patched?.metadata || patched.metadata.managedFields) return value;
  const { managedFields } = shown(existing).metadata;
  return managedFields ? { ...patched, metadata: { ...patched.metadata, managedFields } } : value;
}

/** Go prints a map's keys in order, and metadata in the order of its struct. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => (key === 'metadata' ? [key, inStructOrder(item as object)] : [key, item])),
  );
}

const metadataFields =
  'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields'.split(
    ' ',
  );

const inStructOrder = (metadata: object): unknown =>
  Object.fromEntries(
    Object.entries(metadata).sort(([a], [b]) => metadataFields.indexOf(a) - metadataFields.indexOf(b)),
  );

/** A JSON value as Go's `%+v` prints it: `map[spec:map[replicas:3]]`. */
function goMap(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (typeof value !== 'object') return `${value as string | number | boolean}`;
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${parts.map(([key, item]) => `${key}:${goMap(item)}`).join(' ')}]`;
}
