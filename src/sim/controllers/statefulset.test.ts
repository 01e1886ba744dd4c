import { describe, expect, it } from 'vitest';
import type { KubeObject, PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import { revisionData, type ControllerRevision } from './revisions.ts';
import { statefulSetController } from './statefulset.ts';
import { isReady, lines, meta, ownedBy, viewWith } from './testing.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const setOf = (spec: object = {}, status: object = {}): StatefulSet =>
  ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: meta('web'),
    spec: {
      replicas: 3,
      serviceName: 'web',
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: 'web' } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      template,
      ...spec,
    },
    status: { replicas: 0, currentRevision: 'web-old', updateRevision: 'web-new', ...status },
  }) as unknown as StatefulSet;
const revision = (name: string, number: number, image: string): ControllerRevision =>
  ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: meta(name, { labels: { app: 'web' }, ...ownedBy('StatefulSet', 'web') }),
    data: revisionData({ ...template, spec: { containers: [{ name: 'c', image }] } } as never),
    revision: number,
  }) as ControllerRevision;
const revisions = [revision('web-old', 1, 'old'), revision('web-new', 2, 'nginx')];
const numbered = (ordinal: number, more: { hash?: string; status?: object; meta?: object } = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(`web-${ordinal}`, {
      labels: {
        app: 'web',
        'controller-revision-hash': more.hash ?? 'web-new',
        'statefulset.kubernetes.io/pod-name': `web-${ordinal}`,
      },
      ...ownedBy('StatefulSet', 'web'),
      ...more.meta,
    }),
    spec: { containers: [] },
    status: { phase: 'Running', conditions: isReady('True'), ...more.status },
  }) as unknown as Pod;
const old = (ordinal: number): Pod => numbered(ordinal, { hash: 'web-old' });
const down = { conditions: isReady('False') };
const going = { meta: { deletionTimestamp: timestamp(60_000) } };
const parallel = { podManagementPolicy: 'Parallel' };

function plan(
  set: StatefulSet,
  pods: Pod[],
  claims: KubeObject[] = [],
): ReturnType<typeof statefulSetController.reconcile> {
  const objects = { statefulsets: [set], pods, controllerrevisions: revisions, persistentvolumeclaims: claims };
  return statefulSetController.reconcile('default/web', viewWith(objects, { now: 60_000 }));
}
const writes = (set: StatefulSet, pods: Pod[], claims: KubeObject[] = []): string[] =>
  plan(set, pods, claims).requests!.flatMap(({ method, resource, name, subresource, body }) =>
    subresource ? [] : [`${method} ${resource} ${name ?? (body as KubeObject).metadata.name}`],
  );
const imageOf = (set: StatefulSet, pods: Pod[]): string =>
  (plan(set, pods).requests!.find(({ method }) => method === 'POST')!.body as Pod).spec.containers[0]![
    'image'
  ] as string;

describe('a StatefulSet', () => {
  it.each<[string, string[], string[]]>([
    ['the lowest number comes first', writes(setOf(), []), ['POST pods web-0']],
    ['the next one waits until it is ready', writes(setOf(), [numbered(0, { status: down })]), []],
    ['and until it is gone, when it goes', writes(setOf(), [numbered(0, going)]), []],
    [
      'in parallel all come at once',
      writes(setOf(parallel), []),
      ['POST pods web-0', 'POST pods web-1', 'POST pods web-2'],
    ],
    ['numbers begin where it says', writes(setOf({ replicas: 1, ordinals: { start: 5 } }), []), ['POST pods web-5']],
    [
      'a Pod that has ended is deleted, to come back under its name',
      writes(setOf(), [numbered(0, { status: { phase: 'Failed' } })]),
      ['DELETE pods web-0'],
    ],
    [
      'the highest number goes first',
      writes(setOf({ replicas: 1 }), [numbered(0), numbered(1), numbered(2)]),
      ['DELETE pods web-2'],
    ],
    ['an update begins with the highest number', writes(setOf(), [old(0), old(1), old(2)]), ['DELETE pods web-2']],
    ['and goes on when that one is well', writes(setOf(), [old(0), old(1), numbered(2)]), ['DELETE pods web-1']],
    ['not before', writes(setOf(), [old(0), old(1), numbered(2, { status: down })]), []],
    [
      'below the partition everything stays',
      writes(setOf({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }), [
        old(0),
        old(1),
        numbered(2),
      ]),
      [],
    ],
    [
      'a partition counts from where the numbers begin',
      writes(
        setOf({
          replicas: 2,
          ordinals: { start: 3 },
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
        }),
        [old(3), numbered(4)],
      ),
      [],
    ],
    [
      'OnDelete changes nothing by itself',
      writes(setOf({ updateStrategy: { type: 'OnDelete' } }), [old(0), old(1), old(2)]),
      [],
    ],
    [
      // kubernetes.io: forced rollback. The template is good again, the broken Pod has to be deleted by hand.
      'a broken update is not repaired by going back',
      writes(setOf(), [numbered(0), numbered(1), numbered(2, { hash: 'web-old', status: down })]),
      [],
    ],
    [
      'a Pod that lost the label with its name gets it back',
      writes(setOf({ replicas: 1 }), [
        numbered(0, { meta: { labels: { app: 'web', 'controller-revision-hash': 'web-new' } } }),
      ]),
      ['PUT pods web-0'],
    ],
  ])('%s', (_, got, want) => expect(got).toEqual(want));

  it('brings back Pods below the partition as they were', () => {
    const set = setOf({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } });
    expect(imageOf(set, [])).toBe('old');
    expect(imageOf(set, [old(0)])).toBe('nginx');
  });

  it('counts a Pod that goes for the update no longer as current', () => {
    const status = plan(setOf(), [old(0), old(1), old(2)]).requests!.find(({ subresource }) => subresource)!
      .body as StatefulSet;
    expect(status.status).toMatchObject({ replicas: 3, currentReplicas: 2, currentRevision: 'web-old' });
  });

  it.each<[string, Pod[], string]>([
    ['there is no Pod', [], 'web-old'],
    ['only some of its Pods are there', [numbered(0), numbered(1)], 'web-old'],
    ['one of its Pods is not ready', [numbered(0), numbered(1), numbered(2, { status: down })], 'web-old'],
    ['all of them are there, new and ready', [numbered(0), numbered(1), numbered(2)], 'web-new'],
  ])('which revision is the current one when %s', (_, pods, current) => {
    const status = plan(setOf(), pods).requests!.find(({ subresource }) => subresource)!.body as StatefulSet;
    expect(status.status.currentRevision).toBe(current);
  });

  const claimed = {
    replicas: 1,
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }],
  };
  const claim = (more: object): PersistentVolumeClaim =>
    ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta('data-web-0', more),
      spec: {},
      status: {},
    }) as unknown as PersistentVolumeClaim;

  it('makes the claim before the Pod', () =>
    expect(writes(setOf(claimed), [])).toEqual(['POST persistentvolumeclaims data-web-0', 'POST pods web-0']));
  it.each(['OrderedReady', 'Parallel'])('begins nothing with a claim on its way out, and says why: %s', (policy) => {
    const set = setOf({ ...claimed, podManagementPolicy: policy });
    const { events, requests } = plan(set, [], [claim({ deletionTimestamp: timestamp(0) })]);
    expect(events).toMatchObject([
      {
        reason: 'FailedCreate',
        message: 'create Pod web-0 in StatefulSet web failed error: pvc data-web-0 is being deleted',
      },
    ]);
    expect(requests!.filter(({ subresource }) => !subresource)).toEqual([]);
  });
  it('waits for a claim to go that the Pod before takes along', () => {
    const scaled = {
      ...claimed,
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    };
    const before = [{ apiVersion: 'v1', kind: 'Pod', name: 'web-0', uid: 'earlier', controller: true }];
    for (const policy of ['OrderedReady', 'Parallel'])
      expect(
        writes(setOf({ ...scaled, podManagementPolicy: policy }), [], [claim({ ownerReferences: before })]),
      ).toEqual([]);
  });
  it('lets claims go with the Pod that is scaled away', () => {
    const scaled = {
      ...claimed,
      replicas: 0,
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    };
    const got = plan(setOf(scaled), [numbered(0)], [claim({})]);
    expect(lines(got).slice(0, 2)).toEqual(['PUT persistentvolumeclaims data-web-0', 'DELETE pods web-0']);
    expect((got.requests![0]!.body as KubeObject).metadata.ownerReferences).toMatchObject([
      { kind: 'Pod', uid: 'web-0' },
    ]);
  });
});
