import type { MessageEntry, VirtualMs } from './types.ts';

/**
 * Pending messages ordered by (at, id): a binary heap in plain arrays, so that a copy of the queue is two `slice()`s.
 * The times stand beside the entries: a large cluster's timers lie all over the memory, and most comparisons need no
 * more than the time.
 */
export interface Queue {
  readonly times: VirtualMs[];
  readonly entries: MessageEntry[];
}

export const emptyQueue = (): Queue => ({ times: [], entries: [] });

export const copyQueue = ({ times, entries }: Queue): Queue => ({ times: times.slice(), entries: entries.slice() });

export function push({ times, entries }: Queue, entry: MessageEntry): void {
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

export function pop({ times, entries }: Queue): MessageEntry | undefined {
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
