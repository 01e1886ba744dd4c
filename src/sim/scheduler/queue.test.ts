import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { podInfo } from './pod-info.ts';
import {
  backoffEndMs,
  createQueue,
  enqueue,
  forgetQueued,
  nextPod,
  popPod,
  takeBackedOff,
  type QueuedPod,
} from './queue.ts';

const queued = (name: string, change: Partial<QueuedPod> & { priority?: number } = {}): Omit<QueuedPod, 'stay'> => {
  const { priority, ...rest } = change;
  const pod = { metadata: { name, namespace: 'd' }, spec: { containers: [], priority } } as unknown as Pod;
  return { info: podInfo(pod), pool: 'active', sinceMs: 0, attempts: 0, refusedBy: [], cause: 0, ...rest };
};

const drain = (queue: ReturnType<typeof createQueue>): string[] => {
  const names: string[] = [];
  for (let pod = popPod(queue); pod; pod = popPod(queue)) names.push(pod.info.pod.metadata.name);
  return names;
};

describe('back-off', () => {
  it.each([
    ['none before the first attempt', 0, 0],
    ['one second after the first', 1, 1_000],
    ['two', 2, 2_000],
    ['four', 3, 4_000],
    ['eight', 4, 8_000],
    ['ten at most', 5, 10_000],
    ['ten for ever', 50, 10_000],
  ])('%s', (_, attempts, ms) => expect(backoffEndMs({ attempts, sinceMs: 0 })).toBe(ms));
});

describe('the next Pod', () => {
  it('is the most important, then the one that waits longest, then the one that came first', () => {
    const queue = createQueue();
    for (const pod of [
      queued('late', { sinceMs: 9 }),
      queued('early', { sinceMs: 1 }),
      queued('second', { sinceMs: 1 }),
      queued('vip', { sinceMs: 99, priority: 5 }),
    ])
      enqueue(queue, pod);
    expect(drain(queue)).toEqual(['vip', 'early', 'second', 'late']);
  });

  it('comes from the back-off when nobody is active, but not after an error', () => {
    const queue = createQueue();
    enqueue(queue, queued('failed', { pool: 'backoff', attempts: 1, sinceMs: 0 }));
    expect(nextPod(queue)).toBeUndefined();
    enqueue(queue, queued('refused', { pool: 'backoff', attempts: 1, sinceMs: 0, refusedBy: ['NodeResourcesFit'] }));
    expect(nextPod(queue)!.info.pod.metadata.name).toBe('refused');
    expect(takeBackedOff(queue, 999).map((p) => p.info.key)).toEqual([]);
    expect(takeBackedOff(queue, 1_000).map((p) => p.info.key)).toEqual(['d/refused', 'd/failed']);
  });

  it('is never one that has left or moved on meanwhile', () => {
    const queue = createQueue();
    enqueue(queue, queued('a'));
    enqueue(queue, queued('b'));
    enqueue(queue, queued('c'));
    forgetQueued(queue, 'd/a');
    enqueue(queue, queued('b', { pool: 'unschedulable' }));
    expect(drain(queue)).toEqual(['c']);
    expect([...queue.unschedulable]).toEqual(['d/b']);
  });
});
