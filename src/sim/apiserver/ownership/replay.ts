import { readAs } from '../../../api/custom/type.ts';
import type { ManagedFieldsEntry } from '../../../api/managed-fields/index.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject } from '../../../api/types.ts';
import type { ApiRequest } from '../../messages.ts';
import { contentType } from '../options.ts';
import { patchValue } from '../stages/patch-value.ts';

/**
 * The object a client meant by a request that was accepted: decoded, patched, with defaults, before admission and the
 * kind's strategy changed it. That is the moment at which upstream notes who wrote what.
 */
export function asWritten(type: ResourceType, request: ApiRequest, before: KubeObject | undefined): KubeObject {
  const value = request.method === 'PATCH' ? patched(type, request, before) : request.body;
  const { object } = readAs(type, value);
  object.apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  object.kind = type.kind;
  type.setDefaults?.(object);
  delete object.metadata.managedFields;
  return object;
}

function patched({ schema }: ResourceType, request: ApiRequest, before: KubeObject | undefined): unknown {
  const result = patchValue(contentType(request), before, schema, request.body);
  return 'value' in result ? result.value : before;
}

/** Whether a patch says something of metadata.managedFields, which stored objects do not show. */
export function speaksOfOwners(patch: unknown): boolean {
  if (!Array.isArray(patch)) return managedFieldsIn(patch) !== undefined;
  return patch.some((step: unknown) => {
    const { path, from } = (step ?? {}) as { path?: unknown; from?: unknown };
    return [path, from].some(
      (p) => typeof p === 'string' && (p === '' || p === '/metadata' || p.startsWith('/metadata/managedFields')),
    );
  });
}

/** metadata.managedFields of a value somebody sent, as it was sent: an empty list means something. */
export function managedFieldsIn(value: unknown): readonly ManagedFieldsEntry[] | undefined {
  const { metadata } = (value ?? {}) as { metadata?: { managedFields?: unknown } | null };
  const list = metadata?.managedFields;
  return Array.isArray(list) ? (list as ManagedFieldsEntry[]) : undefined;
}
