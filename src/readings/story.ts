import { Series, upperBound } from '../sim/kernel/series.ts';
import { deliveredAt, endAt, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { ActorId, EntryId, MessageEntry, NoteEntry } from '../sim/kernel/types.ts';
import type { MessageOf } from './lookup.ts';
import { commandBehind, isMessage, messageAt, requestBehind } from './lookup.ts';

import { roleOf } from './actors.ts';
import { isTold } from './drawn.ts';
import { targetOf } from './request.ts';
import { isStory, responsibleAgent, storyEvent } from './weight.ts';

/** Where a phase of the story begins: who carries it on from here. */
interface PhaseStart {
  readonly step: number;
  /** Counted from 1 over the whole branch. */
  readonly phase: number;
  /** `user`, `deployment-controller`, `scheduler`, `kubelet`, `status`, … */
  readonly kind: string;
  /** Phases of one cycle belong to one wave of work: a command, or a controller acting anew on what came back. */
  readonly cycle: number;
  /** The command the cycle began with, 0 when none. */
  readonly command: EntryId;
}

/**
 * What a play-head needs to find its way through a trace: which steps are story beats, which phase they are in, which
 * entry committed a revision. Grows by one fold per step; `truncateStory` undoes folds.
 */
export interface StoryIndex {
  /** Steps folded so far. */
  steps: number;
  /** Steps of story beats, ascending, and the phase of each. */
  readonly beats: Series<number>;
  readonly beatPhases: Series<number>;
  /** Steps of all drawn messages that are not housekeeping, ascending. */
  readonly messages: Series<number>;
  readonly phases: PhaseStart[];
  /** Commits in order: revision and the note that tells of it. */
  readonly commitRevisions: Series<number>;
  readonly commitEntries: Series<EntryId>;
  /** Terminal output and exits, ascending by entry. */
  readonly outputs: EntryId[];
  /** Scheduling attempts, ascending by entry. */
  readonly schedules: EntryId[];
  /** Decisions that led to something, by who made them, ascending by entry: the line under a component's name. */
  readonly decisions: Map<ActorId, EntryId[]>;
  /** Steps in which a node's runtime answered or told its kubelet something, by kubelet: all that is known of its containers. */
  readonly cri: Map<ActorId, number[]>;
  /** Who has taken part in a beat, and the step of the first one. */
  readonly debuts: Map<ActorId, number>;
}

export const emptyStory = (): StoryIndex => ({
  steps: 0,
  beats: new Series(),
  beatPhases: new Series(),
  messages: new Series(),
  phases: [],
  commitRevisions: new Series(),
  commitEntries: new Series(),
  outputs: [],
  schedules: [],
  decisions: new Map(),
  cri: new Map(),
  debuts: new Map(),
});

/** Takes in all steps of the trace that are not folded yet. `firstStep`: the story begins after it. */
export function foldStory(index: StoryIndex, trace: Trace, firstStep: number): void {
  const last = trace.firstStep + trace.delivered.length - 1;
  while (index.steps < last) foldStep(index, trace, ++index.steps, firstStep);
}

function foldStep(index: StoryIndex, trace: Trace, step: number, firstStep: number): void {
  const id = deliveredAt(trace, step)!;
  const end = endAt(trace, step);
  const commits = index.commitEntries.length;
  for (let noteId = endAt(trace, step - 1) + 1; noteId <= end; noteId++) {
    const entry = traceGet(trace, noteId);
    if (entry?.type === 'note') foldNote(index, entry);
  }
  if (step <= firstStep) return;
  const entry = traceGet(trace, id) as MessageEntry;
  const { kind } = entry.message;
  if (kind === 'cri-reply' || kind === 'container-event') put(index.cri, entry.to, step);
  if (entry.quiet) return;
  if (isTold(entry)) index.messages.push(step);
  if (!isStory(trace, entry)) return;
  // A write that etcd did not commit lost a race; the one that is tried again and succeeds is the story.
  const writes = isMessage(entry, 'etcd') && entry.message.request.op === 'txn';
  if (writes && index.commitEntries.length === commits) return;
  index.beats.push(step);
  for (const actor of [entry.from, entry.to]) if (!index.debuts.has(actor)) index.debuts.set(actor, step);
  index.beatPhases.push(phaseFor(index, trace, entry, step));
}

function foldNote(index: StoryIndex, entry: NoteEntry): void {
  const { note, id } = entry;
  switch (note.kind) {
    case 'commit':
      index.commitRevisions.push(note.revision);
      index.commitEntries.push(id);
      return;
    case 'output':
    case 'exit':
    case 'file':
      index.outputs.push(id);
      return;
    case 'schedule':
      index.schedules.push(id);
      decided(index, entry);
      return;
    case 'reconcile':
      if (note.requests > 0) decided(index, entry);
      return;
    case 'kubelet':
      decided(index, entry);
  }
}

function decided(index: StoryIndex, { actor, id, quiet }: NoteEntry): void {
  if (!quiet) put(index.decisions, actor, id);
}

function put(lists: Map<ActorId, number[]>, actor: ActorId, item: number): void {
  const before = lists.get(actor);
  if (before) before.push(item);
  else lists.set(actor, [item]);
}

/** The last decision of an actor up to a step; 0 when there was none. */
export function lastDecision(index: StoryIndex, trace: Trace, actor: ActorId, step: number): EntryId {
  const ids = index.decisions.get(actor) ?? [];
  return ids[upperBound(ids, endAt(trace, step)) - 1] ?? 0;
}

function phaseFor(index: StoryIndex, trace: Trace, entry: MessageEntry, step: number): number {
  const kind = phaseKind(trace, entry);
  const last = index.phases.at(-1);
  const request = isMessage(entry, 'request');
  const command = request && kind === 'user' ? (commandBehind(trace, entry)?.id ?? 0) : undefined;
  let cycle = last?.cycle ?? 0;
  let found: PhaseStart | undefined;
  let reported = false;
  for (let i = index.phases.length - 1; i >= 0 && index.phases[i]!.cycle === cycle; i--) {
    const phase = index.phases[i]!;
    if (phase.kind === kind) found = phase;
    if (phase.kind === 'status') reported = true;
  }
  // A new command, or a controller that acts on what the nodes reported, starts the round again.
  const anew =
    command === undefined ? request && reported && kind.endsWith('-controller') : command !== (last?.command ?? 0);
  if (found && !anew) return found.phase;
  if (anew) cycle++;
  const phase = (last?.phase ?? 0) + 1;
  index.phases.push({ step, phase, kind, cycle, command: command ?? last?.command ?? 0 });
  return phase;
}

/** Whose part of the story a message belongs to. */
function phaseKind(trace: Trace, entry: MessageEntry): string {
  const { message } = entry;
  switch (message.kind) {
    case 'request': {
      const role = roleOf(entry.from);
      if (role === 'kubelet') return targetOf(message.request.path).subresource === 'status' ? 'status' : 'kubelet';
      return role === 'controller-manager' ? (entry.agent ?? role) : role;
    }
    case 'response': {
      const request = messageAt(trace, message.re, 'request');
      return request ? phaseKind(trace, request) : roleOf(entry.to);
    }
    case 'etcd': {
      const request = requestBehind(trace, entry);
      return request ? phaseKind(trace, request) : 'apiserver';
    }
    case 'watch': {
      const role = roleOf(entry.to);
      if (role !== 'controller-manager') return role;
      const event = storyEvent(trace, entry as MessageOf<'watch'>);
      return (event && responsibleAgent(event.object, event.type)) ?? role;
    }
    case 'cri':
    case 'cri-reply':
    case 'container-event':
    case 'pull':
    case 'pull-reply':
    case 'cni':
    case 'cni-reply':
      return 'kubelet';
    default:
      return roleOf(entry.to);
  }
}

/** Whether a step delivered a story beat. */
export const isBeat = (index: StoryIndex, step: number): boolean =>
  index.beats.get(upperBound(index.beats, step) - 1) === step;

/** Number of the phase a step lies in; 0 before the first. */
export function phaseAt(index: StoryIndex, step: number): number {
  const at = upperBound(index.beats, step) - 1;
  return at < 0 ? 0 : index.beatPhases.get(at)!;
}

/** etcd's revision once a step was done; 0 before the first commit. */
export function revisionAt(index: StoryIndex, trace: Trace, step: number): number {
  const at = upperBound(index.commitEntries, endAt(trace, step)) - 1;
  return at < 0 ? 0 : index.commitRevisions.get(at)!;
}

/** The note that tells of the commit of a revision; 0 when none does. */
export function commitOf(index: StoryIndex, revision: number): EntryId {
  const at = upperBound(index.commitRevisions, revision) - 1;
  return at >= 0 && index.commitRevisions.get(at) === revision ? index.commitEntries.get(at)! : 0;
}

/** The index as it was after `step`: for a branch that begins there. `trace` is the trace it was folded from. */
export function truncatedStory(index: StoryIndex, trace: Trace, step: number): StoryIndex {
  const end = endAt(trace, step);
  const beats = upperBound(index.beats, step);
  const commits = upperBound(index.commitEntries, end);
  return {
    steps: Math.min(index.steps, step),
    beats: index.beats.upTo(beats),
    beatPhases: index.beatPhases.upTo(beats),
    messages: index.messages.upTo(upperBound(index.messages, step)),
    phases: index.phases.filter((phase) => phase.step <= step),
    commitRevisions: index.commitRevisions.upTo(commits),
    commitEntries: index.commitEntries.upTo(commits),
    outputs: index.outputs.slice(0, upperBound(index.outputs, end)),
    schedules: index.schedules.slice(0, upperBound(index.schedules, end)),
    decisions: upTo(index.decisions, end),
    cri: upTo(index.cri, step),
    debuts: new Map([...index.debuts].filter(([, first]) => first <= step)),
  };
}

const upTo = (lists: ReadonlyMap<ActorId, readonly number[]>, last: number): Map<ActorId, number[]> =>
  new Map([...lists].map(([actor, list]) => [actor, list.slice(0, upperBound(list, last))]));

/** Notes of terminal output, files and exits written in (afterStep, untilStep]. */
export const outputsBetween = (index: StoryIndex, trace: Trace, afterStep: number, untilStep: number): EntryId[] =>
  index.outputs.slice(
    upperBound(index.outputs, endAt(trace, afterStep)),
    upperBound(index.outputs, endAt(trace, untilStep)),
  );
