import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import type { View } from './controller.ts';
import { garbageCollectorController } from './garbage-collector.ts';
import { lines, look, meta, ownedBy, pod, viewWith } from './testing.ts';

describe('garbage collector', () => {
  const owner = (more: Partial<KubeObject['metadata']> = {}): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: meta('rs', more),
    spec: {},
    status: {},
  });
  const child = pod('a', { meta: ownedBy('ReplicaSet', 'rs') });
  const going = (finalizer: string): KubeObject => owner({ deletionTimestamp: timestamp(0), finalizers: [finalizer] });
  it.each<[string, string, View, string[]]>([
    ['its owner lives: nothing', 'pods/default/a', viewWith({ pods: [child], replicasets: [owner()] }), []],
    [
      'its owner was seen going: it goes too',
      'pods/default/a',
      viewWith({ pods: [child] }, { absent: ['rs'] }),
      ['DELETE pods a'],
    ],
    ['its owner is not known: ask first', 'pods/default/a', viewWith({ pods: [child] }), ['GET replicasets rs']],
    [
      'its owner waits for it: it goes',
      'pods/default/a',
      viewWith({ pods: [child], replicasets: [going('foregroundDeletion')] }),
      ['DELETE pods a'],
    ],
    [
      'one of two owners is gone: only the reference goes',
      'pods/default/a',
      viewWith(
        {
          pods: [
            {
              ...child,
              metadata: {
                ...child.metadata,
                ownerReferences: [
                  ...child.metadata.ownerReferences!,
                  { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: 'x' },
                ],
              },
            },
          ],
          replicasets: [owner()],
        },
        { absent: ['x'] },
      ),
      ['PATCH pods a'],
    ],
    [
      'it waits while a dependent is left',
      'replicasets/default/rs',
      viewWith({ pods: [child], replicasets: [going('foregroundDeletion')] }),
      [],
    ],
    [
      'no dependent is left: it may go',
      'replicasets/default/rs',
      viewWith({ replicasets: [going('foregroundDeletion')] }),
      ['PATCH replicasets rs'],
    ],
    [
      'orphaning: dependents are set free, then it may go',
      'replicasets/default/rs',
      viewWith({ pods: [child], replicasets: [going('orphan')] }),
      ['PATCH pods a', 'PATCH replicasets rs'],
    ],
  ])('%s', (_name, key, view, wanted) => expect(look(garbageCollectorController, key, view)).toEqual(wanted));

  it.each([
    ['404: it goes', 404, {}, ['DELETE pods a']],
    ['another object of that name: it goes', 200, { metadata: { uid: 'other' } }, ['DELETE pods a']],
    ['the owner exists: it stays', 200, { metadata: { uid: 'rs' } }, []],
  ])('asked for an unknown owner the server says %s', (_name, code, body, wanted) => {
    const view = viewWith({ pods: [child] });
    const write = garbageCollectorController.reconcile('pods/default/a', view).requests![0]!;
    expect(
      lines(garbageCollectorController.conclude!('pods/default/a', view, [{ write, response: { code, body } }])),
    ).toEqual(wanted);
  });
  it('only a change of owners or a deletion is worth a look', () => {
    const view = viewWith({ pods: [child], replicasets: [owner()] });
    const { pods, replicasets } = garbageCollectorController.watches;
    expect(pods!({ type: 'updated', key: 'default/a', object: child, old: child }, view)).toBeUndefined();
    expect(pods!({ type: 'added', key: 'default/a', object: child, old: undefined }, view)).toBeUndefined();
    expect(replicasets!({ type: 'deleted', key: 'default/rs', object: owner(), old: undefined }, view)).toEqual([
      'pods/default/a',
    ]);
  });

  it('tells a dependent whose owner is in another namespace', () => {
    const far = owner({ namespace: 'far' });
    const view = viewWith({ pods: [child], replicasets: [far] });
    const [read] = garbageCollectorController.reconcile('pods/default/a', view).requests!;
    const plan = garbageCollectorController.conclude!('pods/default/a', view, [
      { write: read!, response: { code: 404, body: {} } },
    ])!;
    expect(lines(plan)).toEqual(['DELETE pods a']);
    expect(plan.events).toMatchObject([
      {
        type: 'Warning',
        reason: 'OwnerRefInvalidNamespace',
        message:
          'ownerRef [apps/v1/ReplicaSet, namespace: default, name: rs, uid: rs] does not exist in namespace "default"',
      },
    ]);
  });
});
