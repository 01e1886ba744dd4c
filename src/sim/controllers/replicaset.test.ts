import { describe, expect, it } from 'vitest';
import type { Pod, ReplicaSet } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import { replicaSetController } from './replicaset.ts';
import { isReady, look, meta, ownedBy, pod, viewWith } from './testing.ts';

describe('ReplicaSet', () => {
  const rs = (replicas: number, status: Partial<ReplicaSet['status']> = {}): ReplicaSet => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: meta('web'),
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: {} as never },
    },
    status: { replicas: 0, ...status },
  });
  const full = { replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 };
  const own = (name: string, more: Parameters<typeof pod>[1] = {}): Pod =>
    pod(name, { ...more, meta: { ...ownedBy('ReplicaSet', 'web'), ...more.meta } });
  it.each<[string, ReplicaSet, Pod[], string[]]>([
    ['has what it wants and says so: nothing', rs(2, full), [own('a'), own('b')], []],
    ['misses one: creates one', rs(3, { ...full }), [own('a'), own('b')], ['POST pods']],
    [
      'a terminating Pod is not counted: its replacement comes at once',
      rs(2, full),
      [own('a'), own('b', { meta: { deletionTimestamp: timestamp(0) } })],
      ['POST pods', 'PUT replicasets web status'],
    ],
    [
      'a finished Pod is not counted',
      rs(1),
      [own('a', { status: { phase: 'Failed' } })],
      ['POST pods', 'PUT replicasets web status'],
    ],
    [
      'has too many: the least valuable goes',
      rs(1, full),
      [own('a'), own('b', { status: { conditions: isReady('False') } })],
      ['DELETE pods b', 'PUT replicasets web status'],
    ],
    ['a stranger that matches is adopted', rs(2, full), [own('a'), pod('b')], ['PATCH pods b']],
    [
      'one that stopped matching is let go and replaced',
      rs(2, full),
      [own('a'), own('b', { meta: { labels: { app: 'x' } } })],
      ['PATCH pods b', 'POST pods', 'PUT replicasets web status'],
    ],
    [
      'somebody else’s Pod is left alone',
      rs(1, { ...full, replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1 }),
      [own('a'), pod('b', { meta: ownedBy('ReplicaSet', 'other') })],
      [],
    ],
    [
      'being deleted it creates nothing',
      { ...rs(3), metadata: meta('web', { deletionTimestamp: timestamp(0) }) },
      [],
      ['PUT replicasets web status'],
    ],
  ])('%s', (_name, replicaSet, pods, wanted) => {
    expect(look(replicaSetController, 'default/web', viewWith({ replicasets: [replicaSet], pods }))).toEqual(wanted);
  });
  it('creates and deletes at most 500 at a look', () => {
    expect(
      look(replicaSetController, 'default/web', viewWith({ replicasets: [rs(2000)] })).filter((l) => l === 'POST pods'),
    ).toHaveLength(500);
  });
  it('a Pod counts as available after minReadySeconds, and the look for that is planned', () => {
    const waiting = { ...rs(1), spec: { ...rs(1).spec, minReadySeconds: 10 } };
    const plan = replicaSetController.reconcile(
      'default/web',
      viewWith({ replicasets: [waiting], pods: [own('a')] }, { now: 4000 }),
    );
    expect(plan.requeueAfterMs).toBe(6000);
    expect((plan.requests![0]!.body as ReplicaSet).status).toEqual({
      replicas: 1,
      fullyLabeledReplicas: 1,
      readyReplicas: 1,
      observedGeneration: 1,
    });
  });
});
