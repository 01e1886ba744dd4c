import type { EtcdState } from '../../sim/etcd/index.ts';
import { upperBound } from '../../sim/kernel/series.ts';
import { endAt, traceGet, type Trace } from '../../sim/kernel/trace.ts';
import type { ActorId, NoteEntry } from '../../sim/kernel/types.ts';
import type { Because } from '../../sim/notes.ts';
import { sayAttempt } from '../../sim/scheduler/explain.ts';
import { nodeOf, roleOf } from '../actors.ts';
import { isNote } from '../lookup.ts';
import { say } from '../say.ts';
import { schedulingOf } from '../scheduling.ts';
import type { StoryIndex } from '../story.ts';
import { apiServerRoom } from './apiserver.ts';
import { controllersRoom } from './controllers.ts';
import { etcdRoom } from './etcd.ts';
import { kubeletRoom } from './kubelet.ts';
import { runtimeRoom } from './runtime.ts';
import { schedulerRoom } from './scheduler.ts';
import type { Deed, InsideView, Room } from './views.ts';

/** As many of its last deeds as a component's panel shows. */
const deedsMax = 14;

/** A moment of a branch, and what is needed to read it. */
export interface Moment {
  readonly trace: Trace;
  readonly index: StoryIndex;
  readonly etcd: EtcdState;
  readonly step: number;
  /** The story begins after this step. */
  readonly firstStep: number;
  /** Prints a value as kubectl does; handed in, because readings know nothing of kubectl. */
  readonly toYaml: (value: unknown) => string;
}

/**
 * What goes on inside a component, as of a step: its last decisions as its own notes tell them, newest first. With
 * `whole`, the whole room and what was picked there: a request or an attempt by its entry, a revision, a controller, a Pod.
 */
export function insideView(moment: Moment, id: ActorId, whole?: { readonly pick?: string }): InsideView {
  const { trace, index, etcd, step } = moment;
  const notes = (roleOf(id) === 'etcd' ? index.commitEntries : index.decisions.get(id)) ?? [];
  const end = upperBound(notes, endAt(trace, step));
  const deeds: Deed[] = [];
  for (let i = end - 1; i >= 0 && deeds.length < deedsMax; i--) {
    const entry = traceGet(trace, notes.at(i)!);
    const deed = entry?.type === 'note' ? deedOf(trace, entry) : undefined;
    if (deed) deeds.push(deed);
  }
  return {
    id,
    deeds,
    scheduling: roleOf(id) === 'scheduler' ? lastAttempt(trace, index, etcd, step) : undefined,
    room: whole && roomOf(moment, id, whole.pick),
  };
}

function roomOf(moment: Moment, id: ActorId, pick: string | undefined): Room | undefined {
  switch (roleOf(id)) {
    case 'apiserver':
      return apiServerRoom(moment, pick);
    case 'etcd':
      return etcdRoom(moment, pick);
    case 'controller-manager':
      return controllersRoom(moment, pick);
    case 'scheduler':
      return schedulerRoom(moment, pick);
    case 'kubelet':
      return kubeletRoom(moment, nodeOf(id)!, pick);
    case 'runtime':
      return runtimeRoom(moment, nodeOf(id)!);
    default:
      return undefined;
  }
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
