import { deliveredAt, endAt, lastStep, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry } from '../sim/kernel/types.ts';
import { beatOf } from './beats.ts';
import { isDrawn } from './drawn.ts';
import type { StoryIndex } from './story.ts';
import type { Beat } from './views.ts';

/** More packets than this are not drawn one by one. */
const flightsMax = 200;
/** Deliveries looked at ahead of the play-head: messages travel for milliseconds, so what is under way arrives soon. */
const lookAheadSteps = 600;

/**
 * Messages that have left but not arrived once a step was done, soonest first. `pending` is the kernel's queue, for
 * what no step of this branch has delivered yet.
 */
export function flightsAt(trace: Trace, index: StoryIndex, step: number, pending: readonly MessageEntry[]): Beat[] {
  const end = endAt(trace, step);
  const found: MessageEntry[] = [];
  const last = Math.min(lastStep(trace), step + lookAheadSteps);
  for (let ahead = step + 1; ahead <= last && found.length < flightsMax; ahead++) {
    const id = deliveredAt(trace, ahead)!;
    if (id > end) continue;
    const entry = traceGet(trace, id) as MessageEntry;
    if (isShown(entry)) found.push(entry);
  }
  if (last === lastStep(trace) && found.length < flightsMax) {
    const waiting = pending.filter((entry) => (entry.id <= end || step === last) && isShown(entry));
    waiting.sort((a, b) => a.at - b.at || a.id - b.id);
    found.push(...waiting.slice(0, flightsMax - found.length));
  }
  return found.map((entry) => beatOf(trace, index, entry));
}

const isShown = (entry: MessageEntry): boolean => !entry.quiet && isDrawn(entry);
