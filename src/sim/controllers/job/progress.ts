import type { Job, Pod } from '../../../api/types.ts';
import { epochMs, parseTimestamp } from '../../time.ts';
import { isActive, isFinished, isLeaving, isReady } from '../pods.ts';
import { backoffAfter, noBackoff, remainingMs } from './backoff.ts';
import { firstPending, parseIndexes, total, withIndexes, type Indexes } from './indexes.ts';
import {
  activeIndexes,
  finishedMs,
  hasFailed,
  indexFailures,
  indexFailuresAll,
  indexOf,
  isIndexed,
  isPlaced,
  isSuspended,
  isTracked,
  nextFailures,
  surplus,
  waitsForEnd,
  type Place,
} from './pods.ts';
import { judge, successMessage } from './policies.ts';
import { decided, failing, succeeding, type Finish } from './status.ts';

/** What one look at a Job sees and concludes. Models: job_controller.go syncJob. */
export interface Progress {
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly succeededIndexes: Indexes;
  readonly failedIndexes: Indexes;
  /** Failed Pods that stay until they are replaced: they tell how often their index failed. */
  readonly kept: ReadonlyMap<number, Pod>;
  /** Ended Pods that no status has counted yet. */
  readonly newlySucceeded: readonly Pod[];
  readonly newlyFailed: readonly Pod[];
  readonly finish: Finish | undefined;
}

const limitText = 'Job has reached the specified backoff limit';

export function progressOf(job: Job, pods: readonly Pod[], now: number): Progress {
  const { spec, status } = job;
  const { succeeded: seenGood = [], failed: seenBad = [] } = status.uncountedTerminatedPods ?? {};
  const seen = new Set([...seenGood, ...seenBad]);
  const active = pods.filter(isActive);
  const open = pods.filter((pod) => isTracked(pod) && !seen.has(pod.metadata.uid) && isPlaced(pod, job));
  const newlySucceeded = open.filter((pod) => pod.status.phase === 'Succeeded');
  const newlyFailed = open.filter((pod) => hasFailed(pod, job));
  const counting = newlyFailed.filter((pod) => judge(spec.podFailurePolicy, pod).counts);
  let succeeded = (status.succeeded ?? 0) + newlySucceeded.length + seenGood.length;
  const failed = (status.failed ?? 0) + counting.length + seenBad.length;
  let finish = decided(job) ?? failureOf(job, pods, failed, now);
  let succeededIndexes: Indexes = [];
  let failedIndexes: Indexes = [];
  if (isIndexed(job)) {
    const completions = spec.completions ?? 0;
    const within = (pod: Pod): number[] => {
      const index = indexOf(pod);
      return index !== undefined && index < completions ? [index] : [];
    };
    succeededIndexes = withIndexes(parseIndexes(status.completedIndexes, completions), newlySucceeded.flatMap(within));
    succeeded = total(succeededIndexes);
    if (spec.backoffLimitPerIndex !== undefined) {
      const lost = pods.filter((pod) => isTracked(pod) && hasFailed(pod, job) && hasIndexFailed(job, pod));
      failedIndexes = withIndexes(parseIndexes(status.failedIndexes, completions), lost.flatMap(within));
      finish ??= indexFailure(job, total(failedIndexes), succeeded);
    }
    const met = successMessage(spec.successPolicy, completions, succeededIndexes);
    if (met !== undefined) finish ??= succeeding('SuccessPolicy', met);
  }
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter((pod) => isLeaving(pod) && !isFinished(pod)).length,
    succeeded,
    failed,
    succeededIndexes,
    failedIndexes,
    kept: keptPods(job, pods, succeededIndexes, failedIndexes),
    newlySucceeded,
    newlyFailed,
    finish,
  };
}

/** Has this failed Pod used up what its index may fail? */
export function hasIndexFailed(job: Job, pod: Pod): boolean {
  if (job.spec.podFailurePolicy && judge(job.spec.podFailurePolicy, pod).action === 'FailIndex') return true;
  return indexFailures(pod) >= (job.spec.backoffLimitPerIndex ?? Infinity);
}

function failureOf(job: Job, pods: readonly Pod[], failed: number, now: number): Finish | undefined {
  const { spec } = job;
  if (spec.podFailurePolicy)
    for (const pod of pods) {
      const message = hasFailed(pod, job) ? judge(spec.podFailurePolicy, pod).message : undefined;
      if (message !== undefined) return failing('PodFailurePolicy', message);
    }
  const limit = spec.backoffLimit ?? 6;
  if (failed > limit || restartsExceed(job, pods, limit)) return failing('BackoffLimitExceeded', limitText);
  return deadlineInMs(job, now) === 0
    ? failing('DeadlineExceeded', 'Job was active longer than specified deadline')
    : undefined;
}

/** Containers that are restarted in place fail, too. Models: pastBackoffLimitOnFailure. */
function restartsExceed({ spec }: Job, pods: readonly Pod[], limit: number): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods)
    if (status.phase === 'Running' || status.phase === 'Pending')
      for (const container of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
        restarts += container.restartCount;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Time left of activeDeadlineSeconds; undefined: none is set, or it does not run. */
export function deadlineInMs(job: Job, now: number): number | undefined {
  const { activeDeadlineSeconds } = job.spec;
  if (activeDeadlineSeconds === undefined || !job.status.startTime || isSuspended(job)) return undefined;
  return Math.max(0, parseTimestamp(job.status.startTime) + activeDeadlineSeconds * 1000 - now);
}

function indexFailure({ spec }: Job, failed: number, succeeded: number): Finish | undefined {
  if (spec.maxFailedIndexes !== undefined && failed > spec.maxFailedIndexes)
    return failing('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  return failed > 0 && failed + succeeded >= (spec.completions ?? 0)
    ? failing('FailedIndexes', 'Job has failed indexes')
    : undefined;
}

function keptPods(job: Job, pods: readonly Pod[], ...done: readonly Indexes[]): Map<number, Pod> {
  const kept = new Map<number, Pod>();
  if (job.spec.backoffLimitPerIndex === undefined) return kept;
  const busy = activeIndexes(pods);
  for (const pod of pods) {
    const index = indexOf(pod);
    if (index === undefined || busy.has(index) || !isTracked(pod) || !hasFailed(pod, job)) continue;
    if (done.some((all) => all.some(({ first, last }) => first <= index && index <= last))) continue;
    const before = kept.get(index);
    if (!before || indexFailuresAll(before) <= indexFailuresAll(pod)) kept.set(index, pod);
  }
  return kept;
}

/** Pods to create and to delete, and when to look again because of failures before. Models: manageJob. */
export interface Change {
  readonly remove: readonly Pod[];
  readonly create: readonly (Place | undefined)[];
  readonly waitMs?: number;
}

export function changeOf(job: Job, pods: readonly Pod[], progress: Progress, now: number): Change {
  const { active, succeeded } = progress;
  const { completions, parallelism = 1 } = job.spec;
  const have = active.length;
  if (isSuspended(job)) return { remove: surplus(job, active, have, now), create: [] };
  const wanted =
    completions === undefined
      ? succeeded > 0
        ? have
        : parallelism
      : Math.max(0, Math.min(completions - succeeded, parallelism));
  const remove = surplus(job, active, Math.max(0, have - wanted), now);
  if (remove.length > 0) return { remove, create: [] };
  const missing = wanted - have - (waitsForEnd(job) ? progress.terminating : 0);
  if (missing <= 0) return { remove, create: [] };
  const perIndex = job.spec.backoffLimitPerIndex !== undefined;
  const waitMs = perIndex ? 0 : backoffMs(job, pods, now);
  if (waitMs > 0) return { remove, create: [], waitMs };
  if (!isIndexed(job)) return { remove, create: Array.from({ length: missing }, () => undefined) };
  const free = firstPending(
    missing,
    completions ?? 0,
    activeIndexes(active),
    progress.succeededIndexes,
    progress.failedIndexes,
  );
  return perIndex ? afterFailures(job, free, progress, now) : { remove, create: free.map((index) => ({ index })) };
}

/** With a limit per index each index waits for itself. Models: getPodCreationInfoForIndependentIndexes. */
function afterFailures(job: Job, free: readonly number[], { kept }: Progress, now: number): Change {
  const create: Place[] = [];
  let waitMs = Infinity;
  for (const index of free) {
    const failed = kept.get(index);
    const record = failed ? { failures: indexFailuresAll(failed) + 1, lastFailureMs: finishedMs(failed) } : noBackoff;
    const wait = remainingMs(record, epochMs + now);
    const ignored = failed !== undefined && judge(job.spec.podFailurePolicy, failed).action === 'Ignore';
    if (wait === 0) create.push({ index, before: nextFailures(failed, ignored) });
    else waitMs = Math.min(waitMs, wait);
  }
  return { remove: [], create, ...(waitMs < Infinity ? { waitMs } : {}) };
}

/** Upstream keeps its record in memory; the ended Pods, which stay with their Job, say the same. */
function backoffMs(job: Job, pods: readonly Pod[], now: number): number {
  const placed = pods.filter((pod) => isPlaced(pod, job));
  const times = (holds: (pod: Pod) => boolean): number[] =>
    placed.filter(holds).flatMap((pod) => finishedMs(pod) ?? []);
  const failed = times((pod) => hasFailed(pod, job));
  const succeeded = times((pod) => pod.status.phase === 'Succeeded');
  return remainingMs(backoffAfter(noBackoff, failed, succeeded), epochMs + now);
}
