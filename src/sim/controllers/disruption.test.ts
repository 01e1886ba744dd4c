import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject, Pod, PodDisruptionBudget, ReplicaSet } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import type { Plan } from './controller.ts';
import { disruptionController } from './disruption.ts';
import { isReady, lines, meta, ownedBy, pod, viewWith } from './testing.ts';

const budgetOf = (spec: object, status: object = {}): PodDisruptionBudget =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta('web'),
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    status,
  }) as unknown as PodDisruptionBudget;
const sized = (kind: string, name: string, replicas: number, more: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: meta(name, more),
  spec: { replicas },
  status: {},
});
const of = (kind: string, owner: string, count: number, status: object = {}): Pod[] =>
  Array.from({ length: count }, (_, i) => pod(`${owner}-${i}`, { meta: ownedBy(kind, owner), status }));
const set = sized('ReplicaSet', 'rs', 4) as unknown as ReplicaSet;
const objects = {
  replicasets: [set, sized('ReplicaSet', 'd-1', 1, ownedBy('Deployment', 'd')) as unknown as ReplicaSet],
  deployments: [sized('Deployment', 'd', 10) as unknown as Deployment],
  statefulsets: [sized('StatefulSet', 'db', 5)],
  replicationcontrollers: [sized('ReplicationController', 'rc', 6)],
};
const now = 300_000;
const plan = (budget: PodDisruptionBudget, pods: Pod[]): Plan =>
  disruptionController.reconcile(
    'default/web',
    viewWith({ ...objects, pods, poddisruptionbudgets: [budget] }, { now }),
  );
const statusOf = (p: Plan): any => (p.requests![0]!.body as PodDisruptionBudget).status;
const numbers = (p: Plan): number[] => {
  const { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed } = statusOf(p);
  return [expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed];
};

describe('a PodDisruptionBudget', () => {
  it.each<[string, object, Pod[], number[]]>([
    [
      'minAvailable as a number counts the Pods there are',
      { minAvailable: 2 },
      of('ReplicaSet', 'rs', 3),
      [3, 2, 3, 1],
    ],
    ['as a share it asks the ReplicaSet', { minAvailable: '50%' }, of('ReplicaSet', 'rs', 3), [4, 2, 3, 1]],
    ['rounded up', { minAvailable: '30%' }, of('ReplicaSet', 'rs', 3), [4, 2, 3, 1]],
    ['maxUnavailable', { maxUnavailable: 1 }, of('ReplicaSet', 'rs', 4), [4, 3, 4, 1]],
    ['a Deployment speaks for its ReplicaSets', { maxUnavailable: '20%' }, of('ReplicaSet', 'd-1', 9), [10, 8, 9, 1]],
    ['a StatefulSet', { maxUnavailable: 1 }, of('StatefulSet', 'db', 5), [5, 4, 5, 1]],
    ['a ReplicationController', { maxUnavailable: 2 }, of('ReplicationController', 'rc', 6), [6, 4, 6, 2]],
    [
      'two controllers add up',
      { maxUnavailable: 1 },
      [...of('ReplicaSet', 'rs', 4), ...of('StatefulSet', 'db', 5)],
      [9, 8, 9, 1],
    ],
    [
      'Pods that are not ready, or go, are not healthy',
      { minAvailable: 1 },
      [
        ...of('ReplicaSet', 'rs', 1, { conditions: isReady('False') }),
        pod('going', { meta: { ...ownedBy('ReplicaSet', 'rs'), deletionTimestamp: timestamp(now) } }),
      ],
      [2, 1, 0, 0],
    ],
  ])('%s', (_, spec, pods, want) => expect(numbers(plan(budgetOf(spec), pods))).toEqual(want));

  it('says when it picks no Pods', () =>
    expect(plan(budgetOf({ minAvailable: 1 }), []).events).toMatchObject([
      { type: 'Normal', reason: 'NoPods', message: 'No matching pods found' },
    ]));

  it.each<[string, Pod[], string]>([
    ['a Job has no scale', of('Job', 'job', 1), 'jobs.batch does not implement the scale subresource'],
    ['a DaemonSet neither', of('DaemonSet', 'ds', 1), 'daemonsets.apps does not implement the scale subresource'],
    ['the owner is gone', of('ReplicaSet', 'lost', 1), 'found no controllers for pod "lost-0"'],
  ])('allows nothing when it cannot know what is expected: %s', (_, pods, error) => {
    const failed = plan(budgetOf({ maxUnavailable: 1 }, { disruptionsAllowed: 3, observedGeneration: 1 }), pods);
    expect(failed.events).toMatchObject([
      {
        type: 'Warning',
        reason: 'CalculateExpectedPodCountFailed',
        message: `Failed to calculate the number of expected pods: ${error}`,
      },
    ]);
    expect(statusOf(failed)).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: error }],
    });
  });

  it('counts Pods of nobody for nothing, and says so', () => {
    const bare = plan(budgetOf({ maxUnavailable: 1 }), [pod('bare')]);
    expect(numbers(bare)).toEqual([0, 0, 1, 0]);
    expect(bare.events![0]!.message).toMatch(
      /^Pods selected by this PodDisruptionBudget \(selector: &LabelSelector\{MatchLabels:map\[string\]string\{app: web,\},MatchExpressions:\[\]LabelSelectorRequirement\{\},\}\) were found to be unmanaged\./,
    );
  });

  it('waits two minutes for a Pod that was evicted, and not longer', () => {
    const pods = of('ReplicaSet', 'rs', 3);
    const marked = (at: number): Plan =>
      plan(budgetOf({ minAvailable: 1 }, { disruptedPods: { 'rs-0': timestamp(at) } }), pods);
    expect(marked(now - 60_000)).toMatchObject({ requeueAfterMs: 60_001 });
    expect(numbers(marked(now - 60_000))).toEqual([3, 1, 2, 1]);
    const late = marked(now - 121_000);
    expect(numbers(late)).toEqual([3, 1, 3, 2]);
    expect(late.events).toMatchObject([
      { reason: 'NotDeleted', message: "Pod was expected by PDB default/default to be deleted but it wasn't" },
    ]);
  });

  it('takes back that a Pod is to be disrupted when it stays', () => {
    const condition = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' };
    const about = (at: number): Pod =>
      pod('a', { status: { conditions: [{ ...condition, lastTransitionTime: timestamp(at) }] as never } });
    const after = (at: number): Plan =>
      disruptionController.reconcile('pod:default/a', viewWith({ pods: [about(at)] }, { now }));
    expect(after(now - 30_000)).toMatchObject({ requeueAfterMs: 90_000 });
    const taken = after(now - 120_000);
    expect(lines(taken)).toEqual(['PUT pods a status']);
    expect((taken.requests![0]!.body as Pod).status.conditions).toEqual([
      { type: 'DisruptionTarget', status: 'False', lastTransitionTime: timestamp(now) },
    ]);
  });
});
