import { duplicate, invalid, required } from '../field.ts';
import { immutableText } from '../metadata.ts';
import { validateNonNegative } from '../pod/probes.ts';
import type { FieldError } from '../resource.ts';
import type { Job } from '../types.ts';
import { countIndexes } from './indexes.ts';

const isTrue = ({ status }: Job, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** What a controller may say of a Job. Models: pkg/apis/batch/validation validateJobStatus, ValidateJobStatusUpdate. */
export function validateJobStatus(job: Job, old: Job): FieldError[] {
  const errors: FieldError[] = [];
  const { status, spec } = job;
  for (const field of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const)
    validateNonNegative(status[field], `status.${field}`, errors);
  validateUncounted(job, errors);
  validateConditions(job, errors);
  validateTimes(job, old, errors);
  const refuse = (field: string, value: unknown, detail: string): void =>
    void errors.push(invalid(`status.${field}`, value, detail));
  const finished = isTrue(job, 'Complete') || isTrue(job, 'Failed');
  const { active = 0, ready = 0, terminating = 0, completedIndexes = '', failedIndexes } = status;
  if (finished && active > 0) refuse('active', active, 'active>0 is invalid for finished job');
  if (finished && terminating > 0) refuse('terminating', terminating, 'terminating>0 is invalid for finished job');
  if (ready > active) refuse('ready', ready, 'cannot set more ready pods than active');
  if (spec.completions !== undefined) {
    const counted = countIndexes(completedIndexes, spec.completions);
    if (typeof counted === 'string')
      refuse('completedIndexes', completedIndexes, `error parsing completedIndexes: ${counted}`);
    const failed = failedIndexes === undefined ? 0 : countIndexes(failedIndexes, spec.completions);
    if (typeof failed === 'string') refuse('failedIndexes', failedIndexes, `error parsing failedIndexes: ${failed}`);
  }
  if (completedIndexes !== '' && spec.completionMode !== 'Indexed')
    refuse(
      'completedIndexes',
      completedIndexes,
      'cannot set non-empty completedIndexes when non-indexed completion mode',
    );
  if (failedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    refuse('failedIndexes', failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null');
  for (const field of ['failed', 'succeeded'] as const) {
    const now = status[field] ?? 0;
    if (now < (old.status[field] ?? 0)) refuse(field, now, `cannot decrease the ${field} counter`);
  }
  for (const type of ['Failed', 'Complete', 'FailureTarget'])
    if (isTrue(old, type) && !isTrue(job, type))
      errors.push(ofConditions(`cannot disable the terminal ${type}=True condition`));
  if (isTrue(old, 'SuccessCriteriaMet') && !isTrue(job, 'SuccessCriteriaMet'))
    errors.push(ofConditions('cannot disable the SuccessCriteriaMet=True condition'));
  return errors;
}

const ofConditions = (detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  path: 'status.conditions',
  message: `Invalid value: ${detail}`,
});

function validateConditions(job: Job, errors: FieldError[]): void {
  const [complete, failed, target, success] = ['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet'].map(
    (type) => isTrue(job, type),
  ) as [boolean, boolean, boolean, boolean];
  const both = (one: string, other: string): string => `cannot set ${one} and ${other} conditions`;
  if (complete && failed) errors.push(ofConditions(both('Complete=True', 'Failed=true')));
  if (complete && target) errors.push(ofConditions(both('Complete=True', 'FailureTarget=true')));
  if (failed && !target)
    errors.push(ofConditions('cannot set Failed=True condition without the FailureTarget=true condition'));
  if (complete && !success)
    errors.push(ofConditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'));
  if (success && failed) errors.push(ofConditions(both('SuccessCriteriaMet=True', 'Failed=true')));
  if (success && target) errors.push(ofConditions(both('SuccessCriteriaMet=True', 'FailureTarget=true')));
}

function validateTimes(job: Job, old: Job, errors: FieldError[]): void {
  const { startTime, completionTime } = job.status;
  const complete = isTrue(job, 'Complete');
  const path = 'status.completionTime';
  if (completionTime && !complete)
    errors.push(invalid(path, completionTime, 'cannot set completionTime when there is no Complete=True condition'));
  if (!completionTime && complete) errors.push(required(path, 'completionTime is required for Complete jobs'));
  if (startTime && completionTime && Date.parse(completionTime) < Date.parse(startTime))
    errors.push(invalid(path, completionTime, 'must be equal to or after `startTime`'));
  if (!startTime && (complete || isTrue(job, 'Failed')))
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  const before = old.status;
  if (completionTime && before.completionTime && completionTime !== before.completionTime)
    errors.push(invalid(path, completionTime, immutableText));
  if (before.startTime && before.startTime !== startTime && !job.spec.suspend)
    errors.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'));
}

function validateUncounted({ status }: Job, errors: FieldError[]): void {
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const) {
    status.uncountedTerminatedPods?.[list]?.forEach((uid, i) => {
      const path = `status.uncountedTerminatedPods.${list}[${i}]`;
      if (uid === '') errors.push(invalid(path, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(duplicate(path, uid));
      seen.add(uid);
    });
  }
}
