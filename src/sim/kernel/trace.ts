import { Series, upperBound } from './series.ts';
import type { EntryId, MessageEntry, TraceEntry, VirtualMs } from './types.ts';

/**
 * Everything that happened, in order. Ids are dense, so an entry is found by subtraction. `delivered` says which
 * entry each step delivered and how long the trace was afterwards: the map from a play-head to what is known there.
 */
export interface Trace {
  /** Id of entries[0]. Older entries have been dropped. */
  firstId: EntryId;
  entries: Series<TraceEntry>;
  /** Number of the step at index 0 of the next two arrays; steps count from 1. */
  firstStep: number;
  /** Per step: id of the entry it delivered. */
  delivered: Series<EntryId>;
  /** Per step: last entry id once the step was done. */
  endOf: Series<EntryId>;
}

export const emptyTrace = (): Trace => ({
  firstId: 1,
  entries: new Series(),
  firstStep: 1,
  delivered: new Series(),
  endOf: new Series(),
});

export const traceGet = (trace: Trace, id: EntryId): TraceEntry | undefined => trace.entries.get(id - trace.firstId);

/** Entry delivered by a step, or undefined when it is outside the kept window. */
export const deliveredAt = (trace: Trace, step: number): EntryId | undefined =>
  trace.delivered.get(step - trace.firstStep);

/** Last entry id known after a step; 0 before the first. */
export const endAt = (trace: Trace, step: number): EntryId =>
  trace.endOf.get(step - trace.firstStep) ?? trace.firstId - 1;

/** Number of the last step. */
export const lastStep = (trace: Trace): number => trace.firstStep + trace.delivered.length - 1;

/** Forgets all entries before `id` and all steps that ended before it. */
export function dropBefore(trace: Trace, id: EntryId): void {
  const cut = id - trace.firstId;
  if (cut <= 0) return;
  const steps = upperBound(trace.endOf, id - 1);
  trace.entries = without(trace.entries, cut);
  trace.firstId = id;
  trace.delivered = without(trace.delivered, steps);
  trace.endOf = without(trace.endOf, steps);
  trace.firstStep += steps;
}

function without<T>(series: Series<T>, first: number): Series<T> {
  const rest = new Series<T>();
  for (let i = first; i < series.length; i++) rest.push(series.get(i)!);
  return rest;
}

/**
 * A trace that shares what lies before with `trace` but ends at `step`: where a branch begins. `lastId`: its last entry, when
 * something was sent after that step's delivery (a command given at rest).
 */
export function truncated(trace: Trace, step: number, lastId = endAt(trace, step)): Trace {
  const steps = Math.max(0, step - trace.firstStep + 1);
  return {
    firstId: trace.firstId,
    entries: trace.entries.upTo(lastId - trace.firstId + 1),
    firstStep: trace.firstStep,
    delivered: trace.delivered.upTo(steps),
    endOf: trace.endOf.upTo(steps),
  };
}

/** The chain of causes from `id` back to the outside, nearest first. */
export function causesOf(trace: Trace, id: EntryId): TraceEntry[] {
  const chain: TraceEntry[] = [];
  for (let entry = traceGet(trace, id); entry; entry = traceGet(trace, entry.cause)) chain.push(entry);
  return chain;
}

/** Last step delivered at or before a moment (steps are in time order); firstStep - 1 when none. */
export function stepAtTime(trace: Trace, atMs: VirtualMs): number {
  let low = 0;
  let high = trace.delivered.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (traceGet(trace, trace.delivered.get(mid)!)!.at <= atMs) low = mid + 1;
    else high = mid;
  }
  return trace.firstStep + low - 1;
}

/** The step that delivered a message; 0 when none has. Messages are delivered in the order of (at, id). */
export function stepOf(trace: Trace, { id, at }: MessageEntry): number {
  let low = 0;
  let high = trace.delivered.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    const other = trace.delivered.get(mid)!;
    const otherAt = traceGet(trace, other)!.at;
    if (otherAt < at || (otherAt === at && other < id)) low = mid + 1;
    else high = mid;
  }
  return trace.delivered.get(low) === id ? trace.firstStep + low : 0;
}
