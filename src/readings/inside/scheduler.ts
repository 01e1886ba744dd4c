import { upperBound } from '../../sim/kernel/series.ts';
import { endAt, traceGet } from '../../sim/kernel/trace.ts';
import type { ObjectRef } from '../../sim/notes.ts';
import { readAt } from '../../sim/etcd/index.ts';
import { isNote } from '../lookup.ts';
import { attemptView } from '../scheduling.ts';
import { revisionAt } from '../story.ts';
import type { Moment } from './index.ts';
import type { AttemptLine, QueuedView, SchedulerRoom } from './views.ts';
import { recent } from './window.ts';

const attemptsMax = 40;

/** The three queues, every attempt, and the table of one of them. */
export function schedulerRoom(moment: Moment, pick: string | undefined): SchedulerRoom {
  const { trace, index, etcd, step } = moment;
  const attempts: AttemptLine[] = [];
  for (let i = upperBound(index.schedules, endAt(trace, step)) - 1; i >= 0 && attempts.length < attemptsMax; i--) {
    const entry = traceGet(trace, index.schedules[i]!);
    if (!isNote(entry, 'schedule')) continue;
    const { pod, attempt, chosen } = entry.note;
    const at = trace.firstStep + upperBound(trace.endOf, entry.id - 1);
    attempts.push({ entry: entry.id, step: at, atMs: entry.at, pod, attempt, chosen });
  }
  const wanted = attempts.find(({ entry }) => String(entry) === pick) ?? attempts[0];
  const view = wanted && attemptView(trace, index, etcd, wanted.entry);
  return {
    role: 'scheduler',
    queues: queuesOf(moment),
    attempts,
    picked: wanted && view && { entry: wanted.entry, pod: wanted.pod, view },
  };
}

/** Where each waiting Pod was put last; who has been given a node since, or is gone, waits no more. */
function queuesOf(moment: Moment): SchedulerRoom['queues'] {
  const queues = { active: [] as QueuedView[], backoff: [] as QueuedView[], unschedulable: [] as QueuedView[] };
  const seen = new Set<string>();
  const revision = revisionAt(moment.index, moment.trace, moment.step);
  for (const entry of recent(moment)) {
    if (!isNote(entry, 'schedule-queue') && !isNote(entry, 'schedule')) continue;
    const { pod } = entry.note;
    const key = `${pod.namespace}/${pod.name}/${pod.uid}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (entry.note.kind === 'schedule' || !exists(moment, pod, revision)) continue;
    queues[entry.note.queue].unshift({ pod, event: entry.note.event, sinceMs: entry.at });
  }
  return queues;
}

const exists = ({ etcd }: Moment, pod: ObjectRef, revision: number): boolean =>
  readAt(etcd, `/registry/pods/${pod.namespace}/${pod.name}`, revision)?.metadata.uid === pod.uid;
