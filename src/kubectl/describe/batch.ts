import { humanDuration } from '../../api/duration.ts';
import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { at, listAt, numberAt, textAt, type Obj } from '../client.ts';
import { rfc1123z } from '../text/duration.ts';
import { describeEvents } from './events.ts';
import { annotations, controllerOf, labels, nameNamespace } from './metadata.ts';
import { describeTemplate } from './pod.ts';
import { Writer } from './writer.ts';

const orUnset = (text: string): string => text || '<unset>';

/** Models: describe.go describeJob. */
export function describeJob(job: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  const spec = (key: string): string => textAt(job, 'spec', key);
  nameNamespace(w, job);
  if (at(job, 'spec', 'selector')) w.field(0, 'Selector', formatSelector(at(job, 'spec', 'selector') as LabelSelector));
  labels(w, 'Labels', job.metadata?.labels);
  annotations(w, 'Annotations', job.metadata?.annotations);
  const owner = controllerOf(job);
  if (owner) w.field(0, 'Controlled By', owner);
  if (spec('parallelism')) w.field(0, 'Parallelism', spec('parallelism'));
  w.field(0, 'Completions', orUnset(spec('completions')));
  if (spec('completionMode')) w.field(0, 'Completion Mode', spec('completionMode'));
  if (spec('suspend')) w.field(0, 'Suspend', spec('suspend'));
  if (spec('backoffLimit')) w.field(0, 'Backoff Limit', spec('backoffLimit'));
  if (spec('ttlSecondsAfterFinished')) w.field(0, 'TTL Seconds After Finished', spec('ttlSecondsAfterFinished'));
  const [start, end] = [textAt(job, 'status', 'startTime'), textAt(job, 'status', 'completionTime')];
  if (start) w.field(0, 'Start Time', rfc1123z(start));
  if (end) w.field(0, 'Completed At', rfc1123z(end));
  if (start && end) w.field(0, 'Duration', humanDuration(Date.parse(end) - Date.parse(start)));
  if (spec('activeDeadlineSeconds')) w.field(0, 'Active Deadline Seconds', `${spec('activeDeadlineSeconds')}s`);
  const n = (key: string): number => numberAt(job, 'status', key);
  const active =
    at(job, 'status', 'ready') === undefined ? `${n('active')} Active` : `${n('active')} Active (${n('ready')} Ready)`;
  w.field(0, 'Pods Statuses', `${active} / ${n('succeeded')} Succeeded / ${n('failed')} Failed`);
  if (spec('completionMode') === 'Indexed')
    w.field(0, 'Completed Indexes', textAt(job, 'status', 'completedIndexes') || '<none>');
  describeTemplate(w, at(job, 'spec', 'template'));
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describeCronJob. */
export function describeCronJob(cronJob: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  const spec = (key: string): string => textAt(cronJob, 'spec', key);
  nameNamespace(w, cronJob);
  labels(w, 'Labels', cronJob.metadata?.labels);
  annotations(w, 'Annotations', cronJob.metadata?.annotations);
  w.field(0, 'Schedule', spec('schedule'));
  if (spec('timeZone')) w.field(0, 'Time Zone', spec('timeZone'));
  w.field(0, 'Concurrency Policy', spec('concurrencyPolicy'));
  w.field(0, 'Suspend', orUnset(spec('suspend').replace(/^./, (c) => c.toUpperCase())));
  w.field(0, 'Successful Job History Limit', orUnset(spec('successfulJobsHistoryLimit')));
  w.field(0, 'Failed Job History Limit', orUnset(spec('failedJobsHistoryLimit')));
  const deadline = spec('startingDeadlineSeconds');
  w.field(0, 'Starting Deadline Seconds', deadline ? `${deadline}s` : '<unset>');
  const job = at(cronJob, 'spec', 'jobTemplate', 'spec');
  const selector = at(job, 'selector') as LabelSelector | undefined;
  w.field(0, 'Selector', selector ? formatSelector(selector) : '<unset>');
  w.field(0, 'Parallelism', orUnset(textAt(job, 'parallelism')));
  w.field(0, 'Completions', orUnset(textAt(job, 'completions')));
  const active = textAt(job, 'activeDeadlineSeconds');
  if (active) w.field(0, 'Active Deadline Seconds', `${active}s`);
  describeTemplate(w, at(job, 'template'));
  const last = textAt(cronJob, 'status', 'lastScheduleTime');
  w.field(0, 'Last Schedule Time', last ? rfc1123z(last) : '<unset>');
  const names = listAt(cronJob, 'status', 'active').map((ref) => textAt(ref, 'name'));
  w.field(0, 'Active Jobs', names.join(', ') || '<none>');
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}
