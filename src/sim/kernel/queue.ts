import type { MessageEntry, VirtualMs } from './types.ts';

/**
 * A binary heap in plain arrays. The times stand beside the entries: a large cluster's timers lie all over the memory,
 * and most comparisons need no more than the time.
 */
interface Heap {
  readonly times: VirtualMs[];
  readonly entries: MessageEntry[];
}

/**
 * Messages that are due soon, by the ms they are due in: thousands share a few of them, and within one they are due in
 * the order they were sent.
 */
interface Soon {
  /** The times that have messages, latest first. */
  readonly times: VirtualMs[];
  readonly lists: Map<VirtualMs, MessageEntry[]>;
  /** How many of the first time's list have been taken. */
  taken: number;
}

/**
 * Pending messages ordered by (at, id), as plain data. What is on the wire and what waits long stand apart: the
 * thousands of timers of a large cluster lie at as many different times.
 */
export interface Queue {
  readonly soon: Soon;
  readonly late: Heap;
}

/** Messages with at least this delay, in ms, are timers in all but name. */
const lateMs = 500;

export const emptyQueue = (): Queue => ({
  soon: { times: [], lists: new Map(), taken: 0 },
  late: { times: [], entries: [] },
});

export function copyQueue({ soon, late }: Queue): Queue {
  const lists = new Map<VirtualMs, MessageEntry[]>();
  for (const [at, list] of soon.lists) lists.set(at, list.slice());
  return {
    soon: { times: soon.times.slice(), lists, taken: soon.taken },
    late: { times: late.times.slice(), entries: late.entries.slice() },
  };
}

/** Everything pending, in no order. */
export function entriesOf({ soon, late }: Queue): MessageEntry[] {
  const out = [...soon.lists.values()].flat();
  const now = soon.lists.get(soon.times.at(-1)!)?.slice(0, soon.taken);
  return out.filter((entry) => !now?.includes(entry)).concat(late.entries);
}

/** When the first message is due, or undefined when there is none. */
export function firstTime({ soon, late }: Queue): VirtualMs | undefined {
  const a = soon.times[soon.times.length - 1];
  const b = late.times[0];
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

/** Entries come in the order of their ids, and never for a time that has passed. */
export function push({ soon, late }: Queue, entry: MessageEntry): void {
  const { at } = entry;
  if (at - entry.sentMs >= lateMs) return pushInto(late, entry);
  const list = soon.lists.get(at);
  if (list) {
    list.push(entry);
    return;
  }
  soon.lists.set(at, [entry]);
  const { times } = soon;
  let i = times.length;
  // Most are due before all others, or nearly so. A list that has been begun is due now: nothing comes before it.
  while (i > 0 && times[i - 1]! < at) i--;
  if (i === times.length) times.push(at);
  else times.splice(i, 0, at);
}

export function pop({ soon, late }: Queue): MessageEntry | undefined {
  const { times, taken } = soon;
  const last = times.length - 1;
  if (last < 0) return popFrom(late);
  const at = times[last]!;
  const list = soon.lists.get(at)!;
  const entry = list[taken]!;
  const other = late.entries[0];
  if (other !== undefined && (other.at < at || (other.at === at && other.id < entry.id))) return popFrom(late);
  if (taken + 1 < list.length) soon.taken = taken + 1;
  else {
    times.pop();
    soon.lists.delete(at);
    soon.taken = 0;
  }
  return entry;
}

function pushInto({ times, entries }: Heap, entry: MessageEntry): void {
  const { at, id } = entry;
  let i = entries.length;
  times.push(at);
  entries.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const up = times[parent]!;
    if (at > up || (at === up && entries[parent]!.id < id)) break;
    times[i] = up;
    entries[i] = entries[parent]!;
    i = parent;
  }
  times[i] = at;
  entries[i] = entry;
}

function popFrom({ times, entries }: Heap): MessageEntry | undefined {
  const top = entries[0];
  const last = entries.pop();
  const at = times.pop();
  if (top === undefined || last === undefined || at === undefined || entries.length === 0) return top;
  const { length } = entries;
  const { id } = last;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= length) break;
    let down = times[child]!;
    const right = child + 1;
    if (right < length) {
      const other = times[right]!;
      if (other < down || (other === down && entries[right]!.id < entries[child]!.id)) {
        child = right;
        down = other;
      }
    }
    if (at < down || (at === down && id < entries[child]!.id)) break;
    times[i] = down;
    entries[i] = entries[child]!;
    i = child;
  }
  times[i] = at;
  entries[i] = last;
  return top;
}
