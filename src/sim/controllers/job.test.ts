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

  it('warns about a time zone inside its schedule', () => {
    const odd = { ...cronJob, spec: { ...cronJob.spec, schedule: 'TZ=UTC * * * * *' } } as CronJob;
    const view = viewWith({ cronjobs: [odd], jobs: [] }, { now: 30_000 });
    expect(cronJobController.reconcile('default/cron', view).events!.map(({ reason }) => reason)).toEqual([
      'UnsupportedSchedule',
    ]);
  });
});
