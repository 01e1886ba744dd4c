import { invalid, notSupported, required, tooLong } from '../field.ts';
import { isDomainPrefixedPath } from '../names.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { validateTemplate } from '../pod/validate.ts';
import type { FieldError } from '../resource.ts';
import type { JobSpec } from '../types.ts';
import { validateFailurePolicy, validateSuccessPolicy } from './job-policies.ts';

/** What Jobs and the templates of CronJobs share. Models: pkg/apis/batch/validation/validation.go validateJobSpec. */
const indexedMax = 100_000;
const parallelismMaxWhenMany = 10_000;
const managedByMax = 63;

const counters = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

export function validateJobSpec(spec: JobSpec, path: string, errors: FieldError[]): void {
  for (const field of counters) validateNonNegative(spec[field], `${path}.${field}`, errors);
  const { backoffLimitPerIndex, maxFailedIndexes, managedBy, completionMode } = spec;
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined)
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (managedBy !== undefined) {
    errors.push(...isDomainPrefixedPath(`${path}.managedBy`, managedBy));
    if (managedBy.length > managedByMax) errors.push(tooLong(`${path}.managedBy`, managedByMax));
  }
  if (completionMode !== undefined && completionMode !== 'NonIndexed' && completionMode !== 'Indexed')
    errors.push(notSupported(`${path}.completionMode`, completionMode, ['NonIndexed', 'Indexed']));
  if (completionMode === 'Indexed') validateIndexed(spec, path, errors);
  if (completionMode === undefined || completionMode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
      const value = spec[field];
      if (value !== undefined) errors.push(invalid(`${path}.${field}`, value, 'requires indexed completion mode'));
    }
  }
  if (spec.podFailurePolicy) validateFailurePolicy(spec, `${path}.podFailurePolicy`, errors);
  if (spec.successPolicy) {
    if (completionMode === 'Indexed') validateSuccessPolicy(spec, `${path}.successPolicy`, errors);
    else errors.push(invalid(`${path}.successPolicy`, spec.successPolicy, 'requires indexed completion mode'));
  }
  const replacement = spec.podReplacementPolicy;
  const replacements = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (replacement !== undefined && !replacements.includes(replacement))
    errors.push(notSupported(`${path}.podReplacementPolicy`, replacement, replacements));
  validateTemplate(spec.template, `${path}.template`, errors);
  validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`, errors);
}

function validateRestartPolicy(spec: JobSpec, path: string, errors: FieldError[]): void {
  const policy = spec.template.spec.restartPolicy as string;
  if (policy === 'Always' || !policy) errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never')
    errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  else if (spec.podFailurePolicy && policy !== 'Never')
    errors.push(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}

function validateIndexed(spec: JobSpec, path: string, errors: FieldError[]): void {
  const { completions, parallelism, maxFailedIndexes } = spec;
  const atMost = (field: 'parallelism' | 'maxFailedIndexes', max: number, when: string): void => {
    const value = spec[field];
    if (value !== undefined && value > max)
      errors.push(invalid(`${path}.${field}`, value, `must be less than or equal to ${max}${when}`));
  };
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  atMost('parallelism', indexedMax, ' when completion mode is Indexed');
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions'));
  atMost('maxFailedIndexes', indexedMax, '');
  if (completions === undefined || completions <= indexedMax || spec.backoffLimitPerIndex === undefined) return;
  if (maxFailedIndexes === undefined)
    errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${indexedMax}`));
  const when = ` when completions are above ${indexedMax} and used with backoff limit per index`;
  if (parallelism !== undefined) atMost('parallelism', parallelismMaxWhenMany, when);
  atMost('maxFailedIndexes', parallelismMaxWhenMany, when);
}

/** What every template of a Job gets. Models: pkg/apis/batch/v1/zz_generated.defaults.go. */
export function defaultJobTemplate(spec: JobSpec): void {
  defaultPodSpec(spec.template.spec);
  for (const rule of spec.podFailurePolicy?.rules ?? [])
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
}

/** Models: pkg/apis/batch/v1/defaults.go SetDefaults_Job. */
export function defaultJobSpec(spec: JobSpec): void {
  defaultJobTemplate(spec);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
}
