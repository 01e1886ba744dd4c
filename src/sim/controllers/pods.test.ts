import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import { availableInMs, leastValuableFirst } from './pods.ts';

interface Shape {
  readonly node?: string;
  readonly phase?: Pod['status']['phase'];
  /** Since when it is ready, in ms; absent = not ready. */
  readonly ready?: number;
  readonly restarts?: number;
  readonly created?: number;
  readonly cost?: string;
}

function pod(
  name: string,
  { node = 'w1', phase = 'Running', ready, restarts = 0, created = 0, cost }: Shape = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: timestamp(created),
      ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}),
    },
    spec: { nodeName: node, containers: [] } as never,
    status: {
      phase,
      ...(ready === undefined
        ? {}
        : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp(ready) }] }),
      containerStatuses: [{ restartCount: restarts } as never],
    },
  };
}

const now = 10_000_000;
const ready = 1000;

describe('which of two Pods goes first', () => {
  it.each<[string, Shape, Shape]>([
    ['the one without a node', { node: '' }, { node: 'w1' }],
    ['the pending one', { phase: 'Pending' }, { phase: 'Running' }],
    ['of unknown phase before running', { phase: 'Unknown' }, { phase: 'Running' }],
    ['the one that is not ready', {}, { ready }],
    ['the one that costs less to delete', { ready, cost: '-5' }, { ready }],
    ['the one on the fuller node', { ready, node: 'full' }, { ready, node: 'w1' }],
    ['the one ready for a much shorter time', { ready: now - 10_000 }, { ready }],
    ['the one that restarted more often', { ready, restarts: 3 }, { ready }],
    ['the much younger one', { ready, created: now - 10_000 }, { ready, created: 0 }],
  ])('%s', (_name, first, second) => {
    // Names that would sort the other way round, so that a tie cannot pass.
    const pair = [pod('a', second), pod('b', first)];
    const related = [...pair, pod('other', { node: 'full' })];
    expect(leastValuableFirst(pair, related, now).map((p) => p.metadata.name)).toEqual(['b', 'a']);
  });
  it('times in the same power of two count as equal: then the uid decides', () => {
    const pair = [pod('b', { ready: now - 9_000_000 }), pod('a', { ready: now - 8_900_000 })];
    expect(leastValuableFirst(pair, pair, now).map((p) => p.metadata.name)).toEqual(['a', 'b']);
  });
});

describe('available', () => {
  it.each([
    ['not ready: never', undefined, 10, undefined],
    ['no wait asked: at once', 5000, 0, 0],
    ['ready for 4 of 10 s: in 6 s', now - 4000, 10, 6000],
    ['ready long enough', now - 40_000, 10, 0],
  ] as const)('%s', (_name, since, seconds, inMs) => {
    expect(availableInMs(pod('a', since === undefined ? {} : { ready: since }), seconds, now)).toBe(inMs);
  });
});
