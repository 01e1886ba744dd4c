import { deepEqual } from '../../api/equal.ts';
import { setCondition, getCondition } from '../../api/conditions.ts';
import type { Job, Pod } from '../../api/types.ts';
import { keyOf, type Change as Seen } from '../client/informer.ts';
import { errorText, isOk, strategicPatch } from '../client/requests.ts';
import { timestamp } from '../time.ts';
import { claimPods, ownersOfPods } from './claims.ts';
import { say, settled, type Controller, type Plan, type Told, type View, type Write } from './controller.ts';
import { formatIndexes, total } from './job/indexes.ts';
import {
  hasFailed,
  indexOf,
  isIndexed,
  isPlaced,
  isSuspended,
  isTracked,
  jobPod,
  trackingFinalizer,
} from './job/pods.ts';
import { judge } from './job/policies.ts';
import { changeOf, deadlineInMs, progressOf, type Change, type Progress } from './job/progress.ts';
import {
  count,
  counted,
  decided,
  enact,
  isFinished,
  jobCondition,
  succeeding,
  uncounted,
  type Finish,
  type Status,
} from './job/status.ts';
import { controllerOf, resolveOwner } from './owners.ts';
import { create, patch, remove, updateStatus } from './writes.ts';

/** Most Pods one look creates or deletes. Source: job_controller.go MaxPodCreateDeletePerSync. */
const burstPods = 500;
/** Pods that end together are counted together, in ms. Source: job_controller.go syncJobBatchPeriod. */
const batchMs = 1000;
/** Keys of Pods with the Job's finalizer and without a Job that counts them. */
const lost = 'pod:';
const lostKey = (pod: Pod): string => `${lost}${keyOf(pod)}`;
const ownManager = 'kubernetes.io/job-controller';

/**
 * Runs Pods until enough of them have succeeded, or too many failed.
 * Models: kubernetes pkg/controller/job. Every ended Pod is counted once: its uid is written to the status, its
 * finalizer removed, and only then the count raised. Left out: keeping the back-off in memory (see job/progress.ts),
 * counting in portions of 500.
 */
export const jobController: Controller = {
  name: 'job-controller',
  workers: 5,
  delayMs: batchMs,
  immediate: ({ type, object, old }: Seen) =>
    object.kind === 'Job' && (type !== 'updated' || object.metadata.generation !== old?.metadata.generation),
  watches: {
    jobs: ({ type, key, object }, view) =>
      // Nobody counts its Pods any more. A Job ends when its Pods are free; that some are not is the exception.
      type === 'deleted' || isFinished(object as Job)
        ? [key, ...view.controlledBy<Pod>('pods', object.metadata.uid).filter(isTracked).map(lostKey)]
        : key,
    pods(change, view) {
      const pod = change.object as Pod;
      const keys = claimants(change, view);
      if (!isTracked(pod)) return keys;
      const owner = resolveOwner<Job>(view, 'jobs', 'Job', pod);
      return (keys?.length ?? 0) === 0 || (owner && isFinished(owner)) ? [...(keys ?? []), lostKey(pod)] : keys;
    },
  },
  reconcile(key, view) {
    if (key.startsWith(lost)) return release(key.slice(lost.length), view);
    const job = view.get<Job>('jobs', key);
    if (!job) return settled(say('job.gone'));
    if (isManagedElsewhere(job)) return settled(say('job.managed'));
    if (isFinished(job)) return settled(say('job.finished'));
    const { pods, claims } = claimPods(job, view);
    if (claims.length > 0) return { requests: claims, because: say('job.adopt', { count: claims.length }) };
    return look(job, pods, view);
  },
  /** The finalizers are gone: what the status listed can be counted, and the Job may be over. */
  conclude(key, view, answers) {
    const refused = answers.find(({ response }) => !isOk(response) && response.code !== 404);
    if (refused?.write.resource === 'pods' && refused.write.method === 'POST')
      return settled(say('job.failed', { error: errorText(refused.response) }));
    const listed = answers.find(({ write, response }) => write.resource === 'jobs' && isOk(response));
    const job = (listed?.response.body as Job | undefined) ?? view.get<Job>('jobs', key);
    if (!job || isFinished(job)) return undefined;
    const freed = new Set(
      answers.flatMap(({ write, response }) =>
        write.method === 'PATCH' && (isOk(response) || response.code === 404) ? [uidOf(write)] : [],
      ),
    );
    const cleared = counted(job.status, (uid) => !freed.has(uid));
    const status = enact(cleared, decided(job), view.now);
    if (status === job.status) return undefined;
    return {
      requests: [writeStatus(job, status)],
      because: say('job.count', { succeeded: status.succeeded ?? 0, failed: status.failed ?? 0 }),
    };
  },
};

const isManagedElsewhere = ({ spec }: Job): boolean => Boolean(spec.managedBy) && spec.managedBy !== ownManager;
const claimants = ownersOfPods('jobs', 'Job');
const uidOf = ({ body }: Write): string => (body as { metadata: { uid: string } }).metadata.uid;

const withoutFinalizer = (pod: Pod): Write =>
  patch(
    'pods',
    pod,
    strategicPatch,
    { metadata: { uid: pod.metadata.uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } },
    { accept: [404], burst: 'at-once' },
  );

/** A Pod with the Job's finalizer but without a Job that would remove it. Models: syncOrphanPod. */
function release(key: string, view: View): Plan {
  const pod = view.get<Pod>('pods', key);
  if (!pod || !isTracked(pod)) return settled(say('job.released'));
  const owner = controllerOf(pod) && resolveOwner<Job>(view, 'jobs', 'Job', pod);
  if (owner && (isManagedElsewhere(owner) || !isFinished(owner))) return settled(say('job.released'));
  return { requests: [withoutFinalizer(pod)], because: say('job.release', { pod: pod.metadata.name }) };
}

function look(job: Job, pods: readonly Pod[], view: View): Plan {
  const seen = progressOf(job, pods, view.now);
  const leaving = job.metadata.deletionTimestamp !== undefined;
  const change: Change = seen.finish
    ? { remove: seen.active, create: [] }
    : leaving
      ? { remove: [], create: [] }
      : changeOf(job, pods, seen, view.now);
  const removed = change.remove.slice(0, burstPods);
  const created = change.create.slice(0, burstPods);
  const active = seen.active.length + created.length - removed.length;
  const finish = seen.finish ?? completed(job, seen, active);
  const freed = ended(job, seen, pods, finish !== undefined || leaving);
  const events: Told[] = [];
  const status = statusOf(job, { seen, active, finish, freed, removed }, view, events);
  const waits = [change.waitMs, finish ? undefined : deadlineInMs({ ...job, status }, view.now)].flatMap(
    (ms) => ms ?? [],
  );
  const open = new Set(pods.filter(isTracked).map((pod) => pod.metadata.uid));
  const next =
    freed.length > 0
      ? status
      : enact(
          counted(status, (uid) => open.has(uid)),
          finish,
          view.now,
        );
  return {
    requests: [
      ...created.map((place) => createPod(job, place)),
      // With a Job that goes on, what it stops itself is not counted: the finalizer goes first. Models: deleteJobPods.
      ...(seen.finish ? [] : removed.filter(isTracked).map(withoutFinalizer)),
      ...removed.map((pod) => deletePod(job, pod)),
      ...(deepEqual(next, job.status) ? [] : [writeStatus(job, next)]),
      ...freed.map(withoutFinalizer),
    ],
    events,
    because: reasonOf(job, seen, finish, { created: created.length, removed: removed.length, waitMs: change.waitMs }),
    ...(waits.length > 0
      ? { requeueAfterMs: Math.min(...waits), unfinished: change.waitMs !== undefined }
      : { requeueAfterMs: 'never' as const }),
  };
}

function completed({ spec }: Job, { succeeded }: Progress, active: number): Finish | undefined {
  const enough = spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions;
  return enough && active === 0
    ? succeeding('CompletionsReached', 'Reached expected number of succeeded pods')
    : undefined;
}

/** Pods that are done with, whose finalizer may go: all of them once the Job is over. Models: canRemoveFinalizer. */
function ended(job: Job, { kept }: Progress, pods: readonly Pod[], isOver: boolean): Pod[] {
  return pods.filter((pod) => {
    if (!isTracked(pod)) return false;
    if (isOver || pod.status.phase === 'Succeeded') return true;
    return hasFailed(pod, job) && kept.get(indexOf(pod) ?? -1) !== pod;
  });
}

/** Pods of which the status must know that they failed: with a Job that failed all that have not succeeded did. */
function failedOf(job: Job, { seen, finish, freed }: Looked): Pod[] {
  const fails = finish?.type === 'FailureTarget';
  const listed = new Set(job.status.uncountedTerminatedPods?.failed ?? []);
  const lost = fails
    ? freed.filter((pod) => pod.status.phase !== 'Succeeded' && isPlaced(pod, job) && !listed.has(pod.metadata.uid))
    : seen.newlyFailed.filter((pod) => freed.includes(pod));
  return lost.filter((pod) => judge(job.spec.podFailurePolicy, pod).counts);
}

interface Looked {
  readonly seen: Progress;
  readonly active: number;
  readonly finish: Finish | undefined;
  readonly freed: readonly Pod[];
  readonly removed: readonly Pod[];
}

function statusOf(job: Job, looked: Looked, view: View, events: Told[]): Status {
  const { seen, active, finish, freed, removed } = looked;
  const { status, spec } = job;
  const now = view.now;
  const suspended = isSuspended(job);
  const going = new Set(removed);
  let { startTime, conditions = [] } = status;
  if (!startTime && !suspended) startTime = timestamp(now);
  if (finish && !decided(job))
    conditions = [...conditions, jobCondition(finish.type, 'True', finish.reason, finish.message, now)];
  else if (
    !finish &&
    !job.metadata.deletionTimestamp &&
    suspended !== (getCondition(conditions, 'Suspended')?.status === 'True')
  ) {
    const [told, reason, message] = suspended
      ? (['Suspended', 'JobSuspended', 'Job suspended'] as const)
      : (['Resumed', 'JobResumed', 'Job resumed'] as const);
    conditions = [
      ...setCondition(conditions, jobCondition('Suspended', suspended ? 'True' : 'False', reason, message, now)),
    ];
    events.push({ about: job, type: 'Normal', reason: told, message });
    if (!suspended) startTime = timestamp(now);
  }
  const uids = new Set(freed.map((pod) => pod.metadata.uid));
  const old = status.uncountedTerminatedPods ?? {};
  const indexed = isIndexed(job);
  const good = indexed ? [] : seen.newlySucceeded.filter((pod) => uids.has(pod.metadata.uid));
  const bad = failedOf(job, looked);
  const listed = (all: readonly Pod[]): string[] => all.map((pod) => pod.metadata.uid);
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(startTime ? { startTime } : {}),
    ...count('active', active),
    ...count('succeeded', indexed ? total(seen.succeededIndexes) : (status.succeeded ?? 0)),
    ...count('failed', status.failed ?? 0),
    terminating: seen.terminating + removed.length,
    ...(indexed && seen.succeededIndexes.length > 0 ? { completedIndexes: formatIndexes(seen.succeededIndexes) } : {}),
    ...(spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(seen.failedIndexes) }),
    uncountedTerminatedPods: uncounted(
      [...(old.succeeded ?? []), ...listed(good)],
      [...(old.failed ?? []), ...listed(bad)],
    ),
    ready: seen.active.filter(
      (pod) => !going.has(pod) && getCondition(pod.status.conditions, 'Ready')?.status === 'True',
    ).length,
  };
}

function writeStatus(job: Job, status: Status): Write {
  const last = status.conditions?.at(-1);
  const over = last && !isFinished(job) && (last.type === 'Complete' || last.type === 'Failed');
  const told: Told | undefined = over
    ? last.type === 'Complete'
      ? { about: job, type: 'Normal', reason: 'Completed', message: 'Job completed' }
      : { about: job, type: 'Warning', reason: last.reason ?? '', message: last.message ?? '' }
    : undefined;
  return updateStatus('jobs', { ...job, status }, told ? { ifDone: told } : {});
}

const createPod = (job: Job, place: Change['create'][number]): Write =>
  create('pods', job.metadata.namespace!, jobPod(job, place), {
    burst: 'slow-start',
    ifDone: { about: job, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: {name}' },
    ifFailed: { about: job, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: {error}' },
  });

const deletePod = (job: Job, pod: Pod): Write =>
  remove(
    'pods',
    pod,
    {},
    {
      burst: 'at-once',
      ifDone: { about: job, type: 'Normal', reason: 'SuccessfulDelete', message: 'Deleted pod: {name}' },
      ifFailed: { about: job, type: 'Warning', reason: 'FailedDelete', message: 'Error deleting: {error}' },
    },
  );

function reasonOf(
  job: Job,
  { succeeded, failed, active }: Progress,
  finish: Finish | undefined,
  does: { created: number; removed: number; waitMs: number | undefined },
): Plan['because'] {
  const want = job.spec.completions ?? 1;
  const values = { succeeded, failed, active: active.length, want };
  if (finish?.type === 'FailureTarget') return say('job.fails', { ...values, reason: finish.reason });
  if (finish) return say('job.completes', values);
  if (isSuspended(job)) return say('job.suspended', { remove: does.removed });
  if (does.created > 0) return say('job.create', { ...values, create: does.created });
  if (does.removed > 0) return say('job.remove', { ...values, remove: does.removed });
  if (does.waitMs !== undefined) return say('job.backoff', { failed, seconds: Math.ceil(does.waitMs / 1000) });
  return say('job.running', values);
}
