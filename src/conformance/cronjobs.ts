import type { CronJob, Job } from '../api/types.ts';
import type { ApiResponse } from '../sim/messages.ts';
import type { Answer, Plan, Write } from '../sim/controllers/controller.ts';
import { cronJobController } from '../sim/controllers/cronjob.ts';
import { meta, ownedBy, viewWith } from '../sim/controllers/testing.ts';
import { epochMs, rfc3339 } from '../sim/time.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, text, type Outcome } from './table.ts';

/** One look of the CronJob controller at a time against upstream's own unit test of it. */
export const cronJobTables = (corpus: Corpus): Score[] => [table(corpus, 'cronjob-sync', sync)];

/** How upstream's test writes "no starting deadline". */
const noDeadline = -12345;
const unix = (time: unknown, otherwise: string): number => Date.parse((time as string | null) ?? otherwise);
const at = (ms: number): string => rfc3339(ms);

/** The CronJob and Job upstream's test makes of a case. */
function objectsOf(c: Case): { cronJob: CronJob; jobs: Job[] } {
  const created = unix(c['jobCreationTime'], '2016-05-19T09:01:00Z');
  const ran = c['ranPreviously'] === true;
  const isActive = c['stillActive'] === true;
  const metadata = { ...meta('old', ownedBy('CronJob', 'mycronjob')), creationTimestamp: at(created) };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, name: `mycronjob-${Math.floor(created / 60_000)}` },
    spec: {},
    status: isActive
      ? {}
      : { completionTime: at(created + 10_000), conditions: [{ type: 'Complete', status: 'True' }] },
  } as unknown as Job;
  const last = c['lastScheduleTime'] ?? (ran ? '2016-05-19T09:01:00Z' : undefined);
  const since = c['cronjobCreationTime'] ?? (ran ? '2016-05-19T08:59:00Z' : '2016-05-19T09:59:00Z');
  const active = { kind: 'Job', name: job.metadata.name, namespace: 'default', uid: job.metadata.uid };
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { ...meta('mycronjob'), creationTimestamp: since },
    spec: {
      schedule: c['schedule'],
      suspend: c['suspend'],
      concurrencyPolicy: text(c['concurrencyPolicy']) || 'Allow',
      ...(c['deadline'] === noDeadline ? {} : { startingDeadlineSeconds: c['deadline'] }),
      ...(c['timeZone'] ? { timeZone: c['timeZone'] } : {}),
      jobTemplate: { spec: { template: { spec: { containers: [] } } } },
    },
    status: {
      ...(last === undefined ? {} : { lastScheduleTime: last }),
      ...(ran && c['jobPresentInCJActiveStatus'] ? { active: [active] } : {}),
    },
  } as unknown as CronJob;
  return { cronJob, jobs: ran && !c['jobStillNotFoundInLister'] ? [job] : [] };
}

/** What the API server of upstream's test answers. */
function answerTo(write: Write, refusal: { $error: string } | null): ApiResponse {
  if (write.method !== 'POST') return { code: 200, body: {} };
  if (refusal) return { code: 409, body: { reason: 'AlreadyExists', message: refusal.$error } };
  const body = write.body as Job;
  return { code: 201, body: { ...body, metadata: { ...body.metadata, uid: 'new', resourceVersion: '2' } } };
}

function sync(c: Case): Outcome {
  if (c['jobStillNotFoundInLister']) return 'a Job the server has and the cache lacks: looks wait for what they wrote';
  if (c['stillActive'] && !c['jobPresentInCJActiveStatus'])
    return 'a status the server has and the cache lacks: looks wait for what they wrote';
  if (c['jobGetErr'] && c['stillActive']) return 'a Job that cannot be read: looks read the cache';
  const { cronJob, jobs } = objectsOf(c);
  const now = unix(c['now'], '0001-01-01T00:00:00Z') - epochMs;
  const view = viewWith({ cronjobs: [cronJob], jobs }, { now });
  const refusal = c['jobCreateError'] as { $error: string } | null;
  const first = cronJobController.reconcile('default/mycronjob', view);
  const answers: Answer[] = (first.requests ?? []).map((write) => ({ write, response: answerTo(write, refusal) }));
  const second = cronJobController.conclude?.('default/mycronjob', view, answers);
  return [factsOf(cronJob, [first, second], c), expected(c)];
}

function factsOf(cronJob: CronJob, plans: readonly (Plan | undefined)[], c: Case): unknown {
  const isRefused = c['jobCreateError'] !== null;
  const writes = plans.flatMap((plan) => plan?.requests ?? []);
  const posted = writes.filter(({ method }) => method === 'POST');
  const put = writes.findLast(({ method }) => method === 'PUT');
  const { status } = (put?.body as CronJob | undefined) ?? cronJob;
  const events = plans.flatMap((plan) => plan?.events ?? []);
  // A refused Job is tried again with back-off instead. Upstream's test without a time does not ask when.
  const isAsked = c['now'] !== null && !(isRefused && posted.length > 0);
  const wait = isAsked ? plans[0]?.requeueAfterMs : undefined;
  return {
    creates: posted.length > 0 && !isRefused,
    deletes: writes.some(({ method }) => method === 'DELETE'),
    active: status.active?.length ?? 0,
    completed: events.some(({ reason }) => reason === 'SawCompletedJob'),
    warnings: events.filter(({ type }) => type === 'Warning').length,
    again: typeof wait === 'number' ? wait : 'no',
    noted: put !== undefined,
  };
}

const expected = (c: Case): unknown => ({
  creates: c['expectCreate'],
  deletes: c['expectDelete'],
  active: c['expectActive'],
  completed: c['expectCompleted'],
  warnings: c['expectedWarnings'],
  again: c['expectRequeueAfter'] ? (c['expectedRequeueDuration'] as { ns: number }).ns / 1e6 : 'no',
  noted: c['expectUpdateStatus'],
});
