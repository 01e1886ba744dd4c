import { parseCron } from '../../api/batch/cron.ts';
import { isTimeZone } from '../../api/batch/zones.ts';
import { getCondition } from '../../api/conditions.ts';
import { deepEqual } from '../../api/equal.ts';
import type { CronJob, Job } from '../../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { errorText, isOk, isTerminating } from '../client/requests.ts';
import type { ApiResponse } from '../messages.ts';
import { epochMs, rfc3339 } from '../time.ts';
import {
  say,
  settled,
  type Answer,
  type Controller,
  type Plan,
  type Told,
  type View,
  type Write,
} from './controller.ts';
import { mostRecent, untilNextMs } from './cronjob/schedule.ts';
import { isFinished } from './job/status.ts';
import { controllerRef, resolveOwner } from './owners.ts';
import { create, remove, updateStatus } from './writes.ts';

/**
 * Makes a Job whenever a schedule says so, and forgets old ones.
 * Models: kubernetes pkg/controller/cronjob cronjob_controllerv2.go. Left out: time zones beyond those of
 * cronjob/zone.ts.
 */
export const cronJobController: Controller = {
  name: 'cronjob-controller',
  workers: 5,
  watches: {
    cronjobs: ({ key }) => key,
    jobs: ({ object }, view) => {
      const owner = resolveOwner<CronJob>(view, 'cronjobs', 'CronJob', object);
      return owner && keyOf(owner);
    },
  },
  reconcile(key, view) {
    const cronJob = view.get<CronJob>('cronjobs', key);
    if (!cronJob) return settled(say('cronjob.gone'));
    const { status, events } = seenJobs(cronJob, view);
    const tidy = history(cronJob, view);
    const start = plan({ ...cronJob, status }, view);
    return {
      ...start,
      events: [...events, ...(start.events ?? [])],
      requests: [
        ...tidy,
        ...(start.requests ?? []),
        // With a new Job the status waits for its name and uid: see below.
        ...(start.requests?.some(({ method }) => method === 'POST') || deepEqual(status, cronJob.status)
          ? []
          : [updateStatus('cronjobs', { ...cronJob, status })]),
      ],
    };
  },
  conclude(key, view, answers) {
    const made = answers.find(({ write }) => write.method === 'POST');
    const cronJob = view.get<CronJob>('cronjobs', key);
    if (!made || !cronJob) return undefined;
    const job = isOk(made.response) ? (made.response.body as Job) : forgotten(cronJob, made, view);
    if (!job) return failed(cronJob, view, made.response);
    const { name, namespace, uid, resourceVersion, annotations } = job.metadata;
    const ref = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
    const gone = new Set(answers.flatMap(({ write }) => (write.method === 'DELETE' ? [write.uid] : [])));
    const { status } = seenJobs(cronJob, view);
    const active = ((status.active ?? []) as Ref[]).filter((each) => !gone.has(each.uid));
    const lastScheduleTime = rfc3339(Date.parse(annotations![timestampKey]!));
    return {
      requests: [
        updateStatus('cronjobs', { ...cronJob, status: { ...status, active: [...active, ref], lastScheduleTime } }),
      ],
      because: say('cronjob.started', { name }),
    };
  },
};

/** The Job of the wanted name, if this CronJob made it and does not list it; somebody else's is none of its business. */
function forgotten(cronJob: CronJob, { write, response }: Answer, view: View): Job | undefined {
  if ((response.body as { reason?: string }).reason !== 'AlreadyExists') return undefined;
  const { name } = (write.body as Job).metadata;
  const job = jobsOf(cronJob, view).find(({ metadata }) => metadata.name === name);
  const listed = (cronJob.status.active ?? []) as Ref[];
  return job && !listed.some(({ uid }) => uid === job.metadata.uid) ? job : undefined;
}

/** What was seen of the other Jobs is noted all the same; the Job itself is tried again. */
function failed(cronJob: CronJob, view: View, response: ApiResponse): Plan {
  const error = errorText(response);
  const { status } = seenJobs(cronJob, view);
  const { reason } = response.body as { reason?: string };
  const isSilent = reason === 'AlreadyExists' || isTerminating(response);
  return {
    events: isSilent ? [] : [told(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error}`)],
    requests: deepEqual(status, cronJob.status) ? [] : [updateStatus('cronjobs', { ...cronJob, status })],
    because: say('cronjob.failed', { error }),
  };
}

interface Ref {
  readonly name: string;
  readonly uid: string;
}

const timestampKey = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

const told = (about: CronJob, type: 'Normal' | 'Warning', reason: string, message: string): Told => ({
  about,
  type,
  reason,
  message,
});

const jobsOf = (cronJob: CronJob, view: View): Job[] => view.controlledBy<Job>('jobs', cronJob.metadata.uid);

/** Jobs that have ended leave the list of active ones; any that succeeded, also one made by hand, is a success. */
function seenJobs(cronJob: CronJob, view: View): { status: CronJob['status']; events: Told[] } {
  const events: Told[] = [];
  const jobs = new Map(jobsOf(cronJob, view).map((job) => [job.metadata.uid, job]));
  let { lastSuccessfulTime } = cronJob.status;
  const listed = (cronJob.status.active ?? []) as Ref[];
  const active = listed.filter(({ uid, name }) => {
    const job = jobs.get(uid);
    if (job && !isFinished(job)) return true;
    if (!job) events.push(told(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`));
    else {
      const condition = isComplete(job) ? 'Complete' : 'Failed';
      events.push(told(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${condition}`));
    }
    return false;
  });
  for (const job of jobs.values()) {
    const { name, uid } = job.metadata;
    const { completionTime } = job.status;
    if (isComplete(job) && completionTime && (!lastSuccessfulTime || lastSuccessfulTime < completionTime))
      lastSuccessfulTime = completionTime;
    if (!isFinished(job) && !listed.some((each) => each.uid === uid))
      events.push(
        told(cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`),
      );
  }
  const { active: _before, ...rest } = cronJob.status;
  return {
    status: {
      ...rest,
      ...(active.length > 0 ? { active } : {}),
      ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
    },
    events,
  };
}

const isComplete = (job: Job): boolean => getCondition(job.status.conditions, 'Complete')?.status === 'True';

/** Whether a start is due, and what becomes of it. Models: syncCronJob. */
function plan(cronJob: CronJob, view: View): Plan {
  const { spec, status, metadata } = cronJob;
  if (metadata.deletionTimestamp) return settled(say('cronjob.deleting'));
  const events: Told[] = [];
  const { timeZone } = spec;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const message = `invalid timeZone: "${timeZone}": unknown time zone ${timeZone}`;
    return { events: [told(cronJob, 'Warning', 'UnknownTimeZone', message)], because: say('cronjob.never') };
  }
  if (spec.suspend) return { because: say('cronjob.suspended'), requeueAfterMs: 'never' };
  if (spec.schedule.includes('TZ')) {
    const message = `CRON_TZ or TZ used in schedule "${spec.schedule}" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`;
    events.push(told(cronJob, 'Warning', 'UnsupportedSchedule', message));
  }
  const schedule = parseCron(spec.schedule);
  if (typeof schedule === 'string') {
    const message = `unparseable schedule: "${spec.schedule}" : ${schedule}`;
    return {
      events: [...events, told(cronJob, 'Warning', 'UnparseableSchedule', message)],
      because: say('cronjob.never'),
    };
  }
  const nowMs = epochMs + view.now;
  const waitMs = untilNextMs(cronJob, schedule, nowMs);
  const again = waitMs === undefined ? {} : { requeueAfterMs: waitMs };
  const recent = mostRecent(cronJob, schedule, nowMs, true);
  if (!recent) return { events, because: say('cronjob.never') };
  if (recent.missed === 'many')
    events.push(
      told(
        cronJob,
        'Warning',
        'TooManyMissedTimes',
        'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      ),
    );
  const { recentMs } = recent;
  const name = `${metadata.name}-${Math.floor((recentMs ?? 0) / 60_000)}`;
  const active = (status.active ?? []) as Ref[];
  const waiting = say('cronjob.waiting', { seconds: Math.ceil((waitMs ?? 0) / 1000) });
  if (recentMs === undefined) return { events, because: waiting, ...again };
  const time = rfc3339(recentMs);
  if (spec.startingDeadlineSeconds !== undefined && recentMs + spec.startingDeadlineSeconds * 1000 < nowMs) {
    const message = `Missed scheduled time to start a job: ${new Date(recentMs).toUTCString().replace('GMT', '+0000')}`;
    events.push(told(cronJob, 'Warning', 'MissSchedule', message));
    return { events, because: say('cronjob.late', { time }), ...again };
  }
  if (active.some((ref) => ref.name === name)) return { events, because: waiting, ...again };
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    events.push(told(cronJob, 'Normal', 'JobAlreadyActive', message));
    return { events, because: say('cronjob.forbidden', { time, active: active.length }), ...again };
  }
  const running = jobsOf(cronJob, view).filter((job) => active.some((ref) => ref.uid === job.metadata.uid));
  const replaced = spec.concurrencyPolicy === 'Replace' ? running.map((job) => deleteJob(cronJob, job)) : [];
  return {
    requests: [...replaced, createJob(cronJob, name, time)],
    events,
    because: say('cronjob.due', { name, time }),
    ...again,
  };
}

function createJob(cronJob: CronJob, name: string, time: string): Write {
  const { metadata, spec } = cronJob.spec.jobTemplate;
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cronJob.metadata.namespace,
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata?.annotations, [timestampKey]: time },
      ownerReferences: [controllerRef(cronJob)],
    },
    spec,
  };
  return create('jobs', cronJob.metadata.namespace!, job, {
    // It was made before, but not noted: the controller stopped in between. Its name is the lock.
    accept: [409],
    ifDone: told(cronJob, 'Normal', 'SuccessfulCreate', 'Created job {name}'),
  });
}

const deleteJob = (cronJob: CronJob, job: Job): Write =>
  remove(
    'jobs',
    job,
    { propagationPolicy: 'Background' },
    {
      ifDone: told(cronJob, 'Normal', 'SuccessfulDelete', 'Deleted job {name}'),
      ifFailed: told(cronJob, 'Warning', 'FailedDelete', 'Deleted job: {error}'),
    },
  );

/** Finished Jobs beyond the limits, the oldest first. Models: cleanupFinishedJobs. */
function history(cronJob: CronJob, view: View): Write[] {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = cronJob.spec;
  const began = (job: Job): string => `${job.status.startTime ?? ''} ${job.metadata.name}`;
  const jobs = jobsOf(cronJob, view)
    .filter((job) => !job.metadata.deletionTimestamp)
    .sort((a, b) => (began(a) < began(b) ? -1 : 1));
  return (
    [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const
  ).flatMap(([type, limit]) => {
    const ended = jobs.filter((job) => getCondition(job.status.conditions, type)?.status === 'True');
    return ended.slice(0, Math.max(0, ended.length - (limit ?? Infinity))).map((job) => deleteJob(cronJob, job));
  });
}
