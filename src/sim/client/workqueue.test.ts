import { describe, expect, it } from 'vitest';
import {
  addKey,
  addLater,
  createQueue,
  doneKey,
  forgetFailures,
  holdKey,
  isQueued,
  releaseKey,
  retryDelayMs,
  takeKey,
  takeLater,
} from './workqueue.ts';

const cause = { entry: 1, quiet: false };

describe('a work queue', () => {
  it('gives each key to one worker at a time, oldest first', () => {
    const queue = createQueue();
    addKey(queue, 'a', cause);
    addKey(queue, 'b', cause);
    expect([takeKey(queue)?.key, takeKey(queue)?.key, takeKey(queue)]).toEqual(['a', 'b', undefined]);
  });
  it('remembers a key that changes while it is worked on, and gives it again afterwards', () => {
    const queue = createQueue();
    addKey(queue, 'a', cause);
    takeKey(queue);
    expect(addKey(queue, 'a', cause)).toBe('again');
    expect(takeKey(queue)).toBeUndefined();
    doneKey(queue, 'a');
    expect(takeKey(queue)?.key).toBe('a');
  });
  it('holds a key until all of its own results were seen', () => {
    const queue = createQueue();
    addKey(queue, 'a', cause);
    takeKey(queue);
    holdKey(queue, 'a');
    holdKey(queue, 'a');
    releaseKey(queue, 'a');
    addKey(queue, 'a', cause);
    doneKey(queue, 'a');
    expect(takeKey(queue)).toBeUndefined();
    releaseKey(queue, 'a');
    expect(takeKey(queue)?.key).toBe('a');
  });
  it('knows a key it has, unless the new reason is visible and the old was not', () => {
    const queue = createQueue();
    addKey(queue, 'a', { entry: 1, quiet: true });
    expect([isQueued(queue, 'a', true), isQueued(queue, 'a', false), isQueued(queue, 'b', true)]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it('of two wishes to look later the earlier one counts', () => {
    const queue = createQueue();
    expect([addLater(queue, 'a', 50), addLater(queue, 'a', 80), addLater(queue, 'a', 20)]).toEqual([true, false, true]);
    expect([takeLater(queue, 'a', 20), takeLater(queue, 'a', 50)]).toEqual([true, false]);
  });
  it('waits 5 ms·2ⁿ between tries, at most 1000 s, and starts anew after a success', () => {
    const queue = createQueue();
    const waits = Array.from({ length: 20 }, (_, i) => retryDelayMs(queue, 'a', i * 1_000_000));
    expect(waits.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
    expect(waits.slice(-2)).toEqual([1_000_000, 1_000_000]);
    forgetFailures(queue, 'a');
    expect(retryDelayMs(queue, 'a', 1e9)).toBe(5);
  });
  it('beyond a burst of 100 retries lets 10 a second through', () => {
    const queue = createQueue();
    const waits = Array.from({ length: 110 }, (_, i) => retryDelayMs(queue, `key-${i}`, 0));
    expect(waits.slice(98, 103)).toEqual([5, 5, 100, 200, 300]);
  });
});
