import { describe, expect, it } from 'vitest';
import type { CronJob, Job, Pod } from '../../api/types.ts';
import { epochMs, rfc3339, timestamp } from '../time.ts';
import { cronJobController } from './cronjob.ts';
import { jobController } from './job.ts';
import { look, meta, ownedBy, viewWith } from './testing.ts';

const jobOf = (more: object, spec: object = {}): Job =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: meta('job', more),
    spec: {
      parallelism: 1,
      completions: 3,
      selector: { matchLabels: { job: 'job' } },
      template: { spec: { containers: [] } },
      ...spec,
    },
    status: {},
  }) as unknown as Job;
const podOf = (name: string, phase: string, index?: string): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(name, {
      labels: { job: 'job' },
      finalizers: ['batch.kubernetes.io/job-tracking'],
      ...(index === undefined ? {} : { annotations: { 'batch.kubernetes.io/job-completion-index': index } }),
      ...ownedBy('Job', 'job'),
    }),
    spec: { containers: [] },
    status: { phase },
  }) as unknown as Pod;
const statusIn = (job: Job, pods: Pod[]): Job['status'] =>
  (
    jobController
      .reconcile('default/job', viewWith({ jobs: [job], pods }, { now: 60_000 }))
      .requests!.find(({ subresource }) => subresource === 'status')!.body as Job
  ).status;

describe('a Job', () => {
  it('that fails counts the Pods it stops, and lets go of them at once', () => {
    const job = jobOf({}, { backoffLimit: 0 });
    const pods = [podOf('bad', 'Failed'), podOf('busy', 'Running')];
    expect(statusIn(job, pods).uncountedTerminatedPods).toEqual({ failed: ['bad', 'busy'] });
    expect(look(jobController, 'default/job', viewWith({ jobs: [job], pods }, { now: 60_000 }))).toEqual([
      'DELETE pods busy',
      'PUT jobs job status',
      'PATCH pods bad',
      'PATCH pods busy',
    ]);
  });

  it('with indexes does not count Pods at none of them', () => {
    const pods = [podOf('far', 'Failed', '7'), podOf('none', 'Failed'), podOf('good', 'Running', '0')];
    const status = statusIn(jobOf({}, { completionMode: 'Indexed' }), pods);
    expect([status.failed, status.uncountedTerminatedPods]).toEqual([undefined, {}]);
  });

  it('that is suspended lets go of its Pods before it stops them: none of them has failed', () => {
    const job = jobOf({}, { suspend: true });
    const view = viewWith({ jobs: [job], pods: [podOf('busy', 'Running')] }, { now: 60_000 });
    expect(look(jobController, 'default/job', view)).toEqual([
      'PATCH pods busy',
      'DELETE pods busy',
      'PUT jobs job status',
    ]);
    expect(statusIn(job, [podOf('busy', 'Running')]).uncountedTerminatedPods).toEqual({});
  });

  it('fails when its limit is lowered below what has failed already', () => {
    const job = { ...jobOf({}, { backoffLimit: 1 }), status: { failed: 2 } } as Job;
    expect(statusIn(job, []).conditions).toMatchObject([
      { type: 'FailureTarget', reason: 'BackoffLimitExceeded' },
      { type: 'Failed', reason: 'BackoffLimitExceeded' },
    ]);
  });

  it('that has ended, or is gone, leaves no finalizer behind', () => {
    const over = { ...jobOf({}), status: { conditions: [{ type: 'Complete', status: 'True' }] } } as Job;
    const left = podOf('left', 'Running');
    for (const [object, type] of [
      [over, 'updated'],
      [jobOf({}), 'deleted'],
    ] as const) {
      const view = viewWith({ jobs: type === 'deleted' ? [] : [object], pods: [left] });
      const keys = jobController.watches.jobs!({ type, key: 'default/job', object, old: undefined } as never, view);
      expect(keys).toEqual(['default/job', 'pod:default/left']);
      expect(look(jobController, 'pod:default/left', view)).toEqual(['PATCH pods left']);
    }
  });

  it('that is being deleted is not suspended any more', () => {
    const job = jobOf({ deletionTimestamp: timestamp(60_000), finalizers: ['foregroundDeletion'] }, { suspend: true });
    expect(statusIn(job, [podOf('busy', 'Running')]).conditions).toBeUndefined();
  });
});

describe('a CronJob', () => {
  const at = (seconds: number): string => timestamp(seconds * 1000);
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: meta('cron'),
    spec: { schedule: '* * * * *', jobTemplate: { spec: {} } },
    status: { lastScheduleTime: at(0) },
  } as unknown as CronJob;
  const byHand = {
    ...jobOf({}),
    metadata: meta('by-hand', ownedBy('CronJob', 'cron')),
    status: { completionTime: at(20), conditions: [{ type: 'Complete', status: 'True' }] },
  } as unknown as Job;

  it('takes a Job made by hand for a success', () => {
    const view = viewWith({ cronjobs: [cronJob], jobs: [byHand] }, { now: 30_000 });
    const [put] = cronJobController.reconcile('default/cron', view).requests!;
    expect((put!.body as CronJob).status.lastSuccessfulTime).toBe(at(20));
  });

  it('notes what it saw though the next Job is refused, and tells why', () => {
    const view = viewWith({ cronjobs: [cronJob], jobs: [byHand] }, { now: 61_000 });
    const [post] = cronJobController.reconcile('default/cron', view).requests!;
    expect((post!.body as Job).metadata.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': rfc3339(epochMs + 60_000),
    });
    const refusal = { code: 403, body: { reason: 'Forbidden', message: 'quota' } };
    const plan = cronJobController.conclude!('default/cron', view, [{ write: post!, response: refusal }])!;
    expect(plan.events!.map(({ reason, message }) => [reason, message])).toEqual([
      ['FailedCreate', 'Error creating job: quota'],
    ]);
    expect((plan.requests![0]!.body as CronJob).status.lastSuccessfulTime).toBe(at(20));
  });

  it('lists a Job of its own that it had forgotten, and leaves alone one that is not', () => {
    const name = `cron-${Math.floor((epochMs + 60_000) / 60_000)}`;
    const annotations = { 'batch.kubernetes.io/cronjob-scheduled-timestamp': rfc3339(epochMs + 60_000) };
    const exists = { code: 409, body: { reason: 'AlreadyExists', message: 'exists' } };
    const own = { ...jobOf({}), metadata: meta(name, { ...ownedBy('CronJob', 'cron'), annotations }) } as Job;
    const foreign = { ...own, metadata: { ...own.metadata, ownerReferences: undefined } } as unknown as Job;
    const after = (job: Job): ReturnType<NonNullable<typeof cronJobController.conclude>> => {
      const view = viewWith({ cronjobs: [cronJob], jobs: [job] }, { now: 61_000 });
      const post = cronJobController.reconcile('default/cron', view).requests!.find(({ method }) => method === 'POST')!;
      return cronJobController.conclude!('default/cron', view, [{ write: post, response: exists }]);
    };
    expect((after(own)!.requests![0]!.body as CronJob).status).toMatchObject({
      active: [{ name }],
      lastScheduleTime: at(60),
    });
    expect(after(foreign)).toMatchObject({ events: [], requests: [] });
  });

  it.each<[string, object, string[], number]>([
    ['Forbid: waits for the one that runs', { concurrencyPolicy: 'Forbid' }, ['JobAlreadyActive'], 0],
    ['Allow: starts another', { concurrencyPolicy: 'Allow' }, [], 1],
    ['Replace: ends the one that runs and starts another', { concurrencyPolicy: 'Replace' }, [], 2],
    ['due before the deadline began: leaves it out', { startingDeadlineSeconds: 5 }, [], 0],
    ['suspended: nothing', { suspend: true }, [], 0],
    ['a time zone nobody knows', { timeZone: 'Mars/Olympus' }, ['UnknownTimeZone'], 0],
    ['a schedule nobody understands', { schedule: '* * *' }, ['UnparseableSchedule'], 0],
  ])('%s', (_, spec, reasons, writes) => {
    const busy = { ...byHand, status: {} } as unknown as Job;
    const ref = { name: 'by-hand', uid: 'by-hand' };
    const listed = { ...cronJob, spec: { ...cronJob.spec, ...spec }, status: { ...cronJob.status, active: [ref] } };
    const view = viewWith({ cronjobs: [listed as unknown as CronJob], jobs: [busy] }, { now: 75_000 });
    const plan = cronJobController.reconcile('default/cron', view);
    expect((plan.events ?? []).map(({ reason }) => reason)).toEqual(reasons);
    expect(plan.requests!.filter(({ resource }) => resource === 'jobs')).toHaveLength(writes);
  });

  it('says so when it missed too many starts to count', () => {
    const view = viewWith({ cronjobs: [cronJob] }, { now: 60_000 * 102 });
    const plan = cronJobController.reconcile('default/cron', view);
    expect(plan.events!.map(({ reason }) => reason)).toEqual(['TooManyMissedTimes']);
    expect(plan.requests!.map(({ method, resource }) => `${method} ${resource}`)).toEqual(['POST jobs']);
  });

  it('keeps as many ended Jobs as its limits say, the youngest', () => {
    const ended = (name: string, second: number): Job =>
      ({
        ...byHand,
        metadata: meta(name, ownedBy('CronJob', 'cron')),
        status: { startTime: at(second), conditions: [{ type: 'Complete', status: 'True' }] },
      }) as unknown as Job;
    const two = { ...cronJob, spec: { ...cronJob.spec, successfulJobsHistoryLimit: 1 } } as CronJob;
    const view = viewWith({ cronjobs: [two], jobs: [ended('new', 20), ended('old', 10)] }, { now: 30_000 });
    expect(look(cronJobController, 'default/cron', view)).toEqual(['DELETE jobs old']);
  });

  it('warns about a time zone inside its schedule', () => {
    const odd = { ...cronJob, spec: { ...cronJob.spec, schedule: 'TZ=UTC * * * * *' } } as CronJob;
    const view = viewWith({ cronjobs: [odd], jobs: [] }, { now: 30_000 });
    expect(cronJobController.reconcile('default/cron', view).events!.map(({ reason }) => reason)).toEqual([
      'UnsupportedSchedule',
    ]);
  });
});
