import type { MessageEntry } from './types.ts';

/** Pending messages ordered by (at, id): a binary heap in a plain array, so that a copy of the queue is `slice()`. */
export type Queue = MessageEntry[];

const before = (a: MessageEntry, b: MessageEntry): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);

export function push(queue: Queue, entry: MessageEntry): void {
  let i = queue.length;
  queue.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const up = queue[parent]!;
    if (!before(entry, up)) break;
    queue[i] = up;
    i = parent;
  }
  queue[i] = entry;
}

export function pop(queue: Queue): MessageEntry | undefined {
  const top = queue[0];
  const last = queue.pop();
  if (top === undefined || last === undefined || queue.length === 0) return top;
  const length = queue.length;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= length) break;
    if (child + 1 < length && before(queue[child + 1]!, queue[child]!)) child++;
    const down = queue[child]!;
    if (!before(down, last)) break;
    queue[i] = down;
    i = child;
  }
  queue[i] = last;
  return top;
}
