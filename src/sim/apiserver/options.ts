import { goQuote, notSupported, required, tooLong, forbidden as forbiddenField } from '../../api/field.ts';
import type { FieldError } from '../../api/resource.ts';
import { invalid } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { ApiRequest } from '../messages.ts';
import type { Call } from './state.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** Longest fieldManager, in bytes. Source: apimachinery/pkg/apis/meta/v1/validation FieldManagerMaxLength. */
const fieldManagerBytesMax = 128;
export const applyPatchType = 'application/apply-patch+yaml';

export const isDryRun = (call: Call): boolean =>
  call.request.query?.['dryRun'] === 'All' ||
  (call.request.body as { dryRun?: string[] } | undefined)?.dryRun?.[0] === 'All';

/** Unknown and doubled fields: refused, warned about, or dropped. The server's own default is Warn. */
export const fieldValidation = (request: ApiRequest): FieldValidation =>
  (request.query?.['fieldValidation'] as FieldValidation | undefined) || 'Warn';

/** Content type without parameters; JSON when the client says nothing. */
export function contentType(request: ApiRequest): string {
  const text = request.headers?.['content-type'] ?? 'application/json';
  return text.includes(';') ? text.slice(0, text.indexOf(';')).trim() : text;
}

const kinds: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

/** Checks dryRun, fieldValidation and fieldManager. Models: apimachinery/pkg/apis/meta/v1/validation/validation.go. */
export function checkOptions(call: Call): Status | undefined {
  const { query } = call.request;
  const isApply = call.info.verb === 'patch' && contentType(call.request) === applyPatchType;
  if (!query && !isApply) return undefined;
  const errors: FieldError[] = [];
  const { dryRun, fieldManager, force, fieldValidation: validation } = query ?? {};
  if (isApply) {
    if (!fieldManager) errors.push(required('fieldManager', 'is required for apply patch'));
  } else if (call.info.verb === 'patch' && force !== undefined)
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  if (fieldManager !== undefined && fieldManager.length > fieldManagerBytesMax)
    errors.push(tooLong('fieldManager', fieldManagerBytesMax));
  if (dryRun && dryRun !== 'All')
    errors.push({
      reason: 'FieldValueNotSupported',
      path: 'dryRun',
      message: `Unsupported value: []string{${goQuote(dryRun)}}: supported values: "All"`,
    });
  if (validation && validation !== 'Ignore' && validation !== 'Warn' && validation !== 'Strict')
    errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
  return errors.length === 0
    ? undefined
    : invalid({ group: 'meta.k8s.io', kind: kinds[call.info.verb] ?? 'CreateOptions' }, '', errors);
}
