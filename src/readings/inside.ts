import type { EtcdState } from '../sim/etcd/index.ts';
import { upperBound } from '../sim/kernel/series.ts';
import { endAt, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { ActorId, NoteEntry } from '../sim/kernel/types.ts';
import type { Because } from '../sim/notes.ts';
import { sayAttempt } from '../sim/scheduler/explain.ts';
import { roleOf } from './actors.ts';
import { isNote } from './lookup.ts';
import { say } from './say.ts';
import { schedulingOf } from './scheduling.ts';
import type { StoryIndex } from './story.ts';
import type { Deed, InsideView } from './views.ts';

/** As many of its last deeds as a component's panel shows. */
const deedsMax = 14;

/** What goes on inside a component, as of a step: its last decisions as its own notes tell them, newest first. */
export function insideView(trace: Trace, index: StoryIndex, etcd: EtcdState, step: number, id: ActorId): InsideView {
  const notes = (roleOf(id) === 'etcd' ? index.commitEntries : index.decisions.get(id)) ?? [];
  const end = upperBound(notes, endAt(trace, step));
  const deeds: Deed[] = [];
  for (let i = end - 1; i >= 0 && deeds.length < deedsMax; i--) {
    const entry = traceGet(trace, notes.at(i)!);
    const deed = entry?.type === 'note' ? deedOf(trace, entry) : undefined;
    if (deed) deeds.push(deed);
  }
  return { id, deeds, scheduling: roleOf(id) === 'scheduler' ? lastAttempt(trace, index, etcd, step) : undefined };
}

function deedOf(trace: Trace, entry: NoteEntry): Deed | undefined {
  const make = (about: string, because: Because): Deed => ({
    entry: entry.id,
    step: trace.firstStep + upperBound(trace.endOf, entry.id - 1),
    agent: entry.agent,
    atMs: entry.at,
    about,
    say: because,
  });
  if (isNote(entry, 'reconcile')) return { ...make(entry.note.key, entry.note.because), agent: entry.note.controller };
  if (isNote(entry, 'kubelet')) {
    const { step, pod, container, detail } = entry.note;
    return make(pod.name, say(`kubelet.${step}`, { name: pod.name, container: container ?? '', detail: detail ?? '' }));
  }
  if (isNote(entry, 'schedule')) {
    const { pod, chosen, message } = entry.note;
    return make(pod.name, chosen ? sayAttempt(entry.note) : say('why.unschedulable', { name: pod.name, message }));
  }
  if (isNote(entry, 'commit')) {
    const { key, revision, deleted } = entry.note;
    return make(key, say(deleted ? 'why.commit.deleted' : 'why.commit', { key, revision }));
  }
  return undefined;
}

function lastAttempt(trace: Trace, index: StoryIndex, etcd: EtcdState, step: number): InsideView['scheduling'] {
  const entry = traceGet(trace, index.schedules[upperBound(index.schedules, endAt(trace, step)) - 1] ?? 0);
  if (!isNote(entry, 'schedule')) return undefined;
  const { pod } = entry.note;
  const view = schedulingOf(trace, index, etcd, step, pod);
  return view && { pod, view };
}
