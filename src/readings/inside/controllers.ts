import { endAt, traceGet } from '../../sim/kernel/trace.ts';
import type { EntryId } from '../../sim/kernel/types.ts';
import { upperBound } from '../../sim/kernel/series.ts';
import { isMessage, isNote, type NoteOf } from '../lookup.ts';
import { requestLabel, requestObject } from '../request.ts';
import type { Moment } from './index.ts';
import type { ControllerInside, ControllersRoom, Look } from './views.ts';
import { recent } from './window.ts';

const looksMax = 8;

type Waiting = ControllerInside['queue'][number];
interface Open {
  readonly name: string;
  /** By key: where it stands, as the newest note about it tells; undefined: looked at, nothing waits. */
  readonly keys: Map<string, Waiting | undefined>;
  readonly looks: Look[];
}

/** Every controller that was busy lately: its work queue, and what it saw and did. */
export function controllersRoom(moment: Moment, pick: string | undefined): ControllersRoom {
  const open = new Map<string, Open>();
  const answers = new Map<EntryId, number>();
  const acts = new Map<EntryId, Look['acts'][number][]>();
  for (const entry of recent(moment)) {
    if (isMessage(entry, 'response')) answers.set(entry.message.re, entry.message.response.code);
    else if (isMessage(entry, 'request') && entry.from === 'controller-manager') {
      const { request } = entry.message;
      const act = {
        label: requestLabel(request),
        name: requestObject(request)?.name ?? '',
        code: answers.get(entry.id),
      };
      const known = acts.get(entry.cause);
      if (known) known.unshift(act);
      else acts.set(entry.cause, [act]);
    } else if (entry.type === 'note' && 'controller' in entry.note) {
      const { controller: name, key } = entry.note;
      let one = open.get(name);
      if (!one) open.set(name, (one = { name, keys: new Map(), looks: [] }));
      if (!one.keys.has(key)) one.keys.set(key, waitingOf(moment, entry));
      if (isNote(entry, 'reconcile') && one.looks.length < looksMax && (!entry.quiet || one.looks.length === 0))
        one.looks.push(lookOf(moment, entry, acts.get(entry.id) ?? []));
    }
  }
  const controllers = [...open.values()].map(({ name, keys, looks }): ControllerInside => ({
    name,
    // Found newest first; whoever came first is served first.
    queue: [...keys.values()].filter((waiting) => waiting !== undefined).reverse(),
    looks,
  }));
  return {
    role: 'controller-manager',
    controllers,
    picked: controllers.some(({ name }) => name === pick) ? pick : controllers[0]?.name,
  };
}

/** What a note says of its key, if nothing newer does. */
function waitingOf(
  { trace, step }: Moment,
  entry: { readonly note: unknown; readonly at: number },
): Waiting | undefined {
  const note = entry.note as
    NoteOf<'enqueue'>['note'] | NoteOf<'hold'>['note'] | NoteOf<'requeue'>['note'] | { kind: '' };
  switch (note.kind) {
    case 'enqueue':
      return { key: note.key, state: 'waiting', untilMs: undefined, error: undefined };
    case 'hold':
      return { key: note.key, state: 'held', untilMs: undefined, error: undefined };
    case 'requeue': {
      const untilMs = entry.at + note.afterMs;
      const now = traceGet(trace, endAt(trace, step))?.at ?? 0;
      return untilMs < now ? undefined : { key: note.key, state: 'later', untilMs, error: note.error };
    }
    default:
      return undefined;
  }
}

const lookOf = ({ trace }: Moment, entry: NoteOf<'reconcile'>, acts: Look['acts']): Look => ({
  entry: entry.id,
  step: trace.firstStep + upperBound(trace.endOf, entry.id - 1),
  atMs: entry.at,
  key: entry.note.key,
  because: entry.note.because,
  acts,
});
