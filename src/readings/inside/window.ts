import { endAt, stepOf, traceGet, type Trace } from '../../sim/kernel/trace.ts';
import type { EntryId, MessageEntry, TraceEntry } from '../../sim/kernel/types.ts';
import type { Moment } from './index.ts';

/** How far back a room looks for what happened last, in entries: a few hundred Pods' worth of work. */
const lookBackEntries = 12_000;

/** The entries of a moment's recent past, newest first. */
export function* recent({ trace, step }: Moment): Generator<TraceEntry> {
  const end = endAt(trace, step);
  for (let id = end; id >= trace.firstId && id > end - lookBackEntries; id--) {
    const entry = traceGet(trace, id);
    if (entry) yield entry;
  }
}

/** What followed an entry, oldest first, as far as it had happened by the moment. */
export function* since({ trace, step }: Moment, id: EntryId, most = lookBackEntries): Generator<TraceEntry> {
  const end = Math.min(endAt(trace, step), id + most);
  for (let next = id + 1; next <= end; next++) {
    const entry = traceGet(trace, next);
    if (entry) yield entry;
  }
}

/** The step that delivered a message, if that had happened by `step`; 0 otherwise. */
export function deliveredBy(trace: Trace, step: number, entry: MessageEntry): number {
  const at = stepOf(trace, entry);
  return at <= step ? at : 0;
}
