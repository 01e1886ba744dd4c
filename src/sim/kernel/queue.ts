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
 * Pending messages ordered by (at, id), as plain data. What is on the wire and what waits long stand apart: the
 * thousands of timers of a large cluster would make every message of a conversation climb past them.
 */
export interface Queue {
  readonly soon: Heap;
  readonly late: Heap;
}

/** Messages with at least this delay, in ms, are timers in all but name. */
const lateMs = 500;

const emptyHeap = (): Heap => ({ times: [], entries: [] });
const copyHeap = ({ times, entries }: Heap): Heap => ({ times: times.slice(), entries: entries.slice() });

export const emptyQueue = (): Queue => ({ soon: emptyHeap(), late: emptyHeap() });
export const copyQueue = ({ soon, late }: Queue): Queue => ({ soon: copyHeap(soon), late: copyHeap(late) });

/** Everything pending, in no order. */
export const entriesOf = ({ soon, late }: Queue): MessageEntry[] => [...soon.entries, ...late.entries];

/** When the first message is due, or undefined when there is none. */
export function firstTime({ soon, late }: Queue): VirtualMs | undefined {
  const a = soon.times[0];
  const b = late.times[0];
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

export const push = ({ soon, late }: Queue, entry: MessageEntry): void =>
  pushInto(entry.at - entry.sentMs < lateMs ? soon : late, entry);

export function pop({ soon, late }: Queue): MessageEntry | undefined {
  const a = soon.entries[0];
  const b = late.entries[0];
  if (b === undefined) return popFrom(soon);
  if (a === undefined) return popFrom(late);
  return popFrom(a.at < b.at || (a.at === b.at && a.id < b.id) ? soon : late);
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
