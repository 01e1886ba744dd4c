import { traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { ActorId, MessageEntry, TraceEntry } from '../sim/kernel/types.ts';

/**
 * True for what a packet on the graph stands for: a message from one process to another. Timers and a process's own
 * start are nobody's message. Nothing else may be animated.
 */
export function isDrawn(entry: TraceEntry): entry is MessageEntry {
  return (
    entry.type === 'message' &&
    entry.from !== entry.to &&
    entry.message.kind !== 'start' &&
    entry.message.kind !== 'timer'
  );
}

/** What the story tells: everything drawn, and the person's commands. */
export function isTold(entry: TraceEntry): entry is MessageEntry {
  return entry.type === 'message' && (entry.message.kind === 'command' || isDrawn(entry));
}

/** How many messages of each kind can be drawn: together they are everything the cluster said. */
export function countDrawn(trace: Trace, fromId = trace.firstId): Map<string, number> {
  const counts = new Map<string, number>();
  for (let entry = traceGet(trace, fromId); entry; entry = traceGet(trace, entry.id + 1)) {
    if (isDrawn(entry)) counts.set(entry.message.kind, (counts.get(entry.message.kind) ?? 0) + 1);
  }
  return counts;
}

/** Pairs of actors that talked, as `from to`, without regard to direction: the edges of the graph. */
export function talkingPairs(trace: Trace): Set<string> {
  const pairs = new Set<string>();
  for (const entry of trace.entries) if (isDrawn(entry)) pairs.add(pairOf(entry.from, entry.to));
  return pairs;
}

const pairOf = (a: ActorId, b: ActorId): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
