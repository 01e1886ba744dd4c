import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyQueue, emptyQueue, entriesOf, firstTime, pop, push, type Queue } from './queue.ts';
import type { MessageEntry } from './types.ts';

const entry = (id: number, sentMs: number, delayMs: number): MessageEntry =>
  ({ type: 'message', id, sentMs, at: sentMs + delayMs }) as unknown as MessageEntry;

/** What comes next from a plain list: by time, then by number. */
function takeFirst(list: MessageEntry[]): MessageEntry | undefined {
  list.sort((a, b) => a.at - b.at || a.id - b.id);
  return list.shift();
}

const move = fc.oneof(
  { weight: 3, arbitrary: fc.record({ push: fc.constantFrom(0, 0, 1, 1, 2, 7, 499, 500, 501, 10_000) }) },
  { weight: 2, arbitrary: fc.constant('pop' as const) },
  { weight: 1, arbitrary: fc.constant('copy' as const) },
);

describe('The queue of pending messages', () => {
  it('hands them out by time and number, whatever their delays, and from a copy made at any moment', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
        let queue: Queue = emptyQueue();
        const plain: MessageEntry[] = [];
        let now = 0;
        let id = 0;
        const take = (): void => {
          const expected = takeFirst(plain);
          expect(firstTime(queue)).toBe(expected?.at);
          const got = pop(queue);
          expect(got?.id).toBe(expected?.id);
          if (got) now = got.at;
        };
        for (const next of moves) {
          if (next === 'pop') take();
          else if (next === 'copy') {
            const left = queue;
            queue = copyQueue(queue);
            // What happens to the one that was copied is none of the copy's business.
            pop(left);
            push(left, entry(id + 1_000, now, 1));
          } else {
            const sent = entry(++id, now, next.push);
            push(queue, sent);
            plain.push(sent);
          }
          expect(entriesOf(queue).length).toBe(plain.length);
        }
        while (plain.length > 0) take();
        expect(pop(queue)).toBeUndefined();
      }),
    );
  });
});
