import { getCondition, isConditionTrue } from '../../../api/conditions.ts';
import type { Condition, Job } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';

export type Status = Job['status'];
type Finish = {
  readonly type: 'SuccessCriteriaMet' | 'FailureTarget';
  readonly reason: string;
  readonly message: string;
};

export const isFinished = ({ status }: Job): boolean =>
  isConditionTrue(status.conditions, 'Complete') || isConditionTrue(status.conditions, 'Failed');

/** What is decided already: the Job only waits for its last Pods. */
export function decided({ status }: Job): Finish | undefined {
  for (const type of ['FailureTarget', 'SuccessCriteriaMet'] as const) {
    const found = getCondition(status.conditions, type);
    if (found?.status === 'True') return { type, reason: found.reason ?? '', message: found.message ?? '' };
  }
  return undefined;
}

export const failing = (reason: string, message: string): Finish => ({ type: 'FailureTarget', reason, message });
export const succeeding = (reason: string, message: string): Finish => ({
  type: 'SuccessCriteriaMet',
  reason,
  message,
});
export type { Finish };

/** As metav1 conditions of Jobs are written: when they were looked at counts too. */
export const jobCondition = (
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  now: number,
): Condition => {
  const at = timestamp(now);
  return { type, status, lastProbeTime: at, lastTransitionTime: at, reason, message } as Condition;
};

/** Adds the last condition once nothing runs and everything is counted. Models: enactJobFinished. */
export function enact(status: Status, finish: Finish | undefined, now: number): Status {
  const uncounted = status.uncountedTerminatedPods;
  const open = (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0);
  if (!finish || open > 0 || (status.active ?? 0) > 0 || (status.terminating ?? 0) > 0) return status;
  const done = finish.type === 'SuccessCriteriaMet';
  const last = jobCondition(done ? 'Complete' : 'Failed', 'True', finish.reason, finish.message, now);
  return {
    ...status,
    conditions: [...(status.conditions ?? []), last],
    ...(done ? { completionTime: timestamp(now) } : {}),
  };
}

/** Moves Pods whose finalizer is gone from "seen ended" to the counts. Models: cleanUncountedPodsWithoutFinalizers. */
export function counted(status: Status, isOpen: (uid: string) => boolean): Status {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const [stillGood, stillBad] = [succeeded.filter(isOpen), failed.filter(isOpen)];
  const [good, bad] = [succeeded.length - stillGood.length, failed.length - stillBad.length];
  if (good + bad === 0) return status;
  return {
    ...status,
    ...count('succeeded', (status.succeeded ?? 0) + good),
    ...count('failed', (status.failed ?? 0) + bad),
    uncountedTerminatedPods: uncounted(stillGood, stillBad),
  };
}

export const uncounted = (succeeded: string[], failed: string[]): NonNullable<Status['uncountedTerminatedPods']> => ({
  ...(succeeded.length > 0 ? { succeeded } : {}),
  ...(failed.length > 0 ? { failed } : {}),
});

export const count = (field: 'active' | 'succeeded' | 'failed', value: number): Status =>
  value > 0 ? { [field]: value } : {};
