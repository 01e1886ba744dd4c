import { describe, expect, it } from 'vitest';
import type { DaemonSet, KubeObject, Node, Pod, Taint } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import { daemonSetController } from './daemonset.ts';
import { revisionData, type ControllerRevision } from './revisions.ts';
import { isReady, lines, look, meta, ownedBy, viewWith, type ViewOptions } from './testing.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const setOf = (spec: object = {}): DaemonSet =>
  ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: meta('ds'),
    spec: {
      selector: { matchLabels: { app: 'web' } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      template,
      ...spec,
    },
    status: { observedGeneration: 1 },
  }) as unknown as DaemonSet;
const revision = {
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: meta('ds-new', {
    labels: { app: 'web', 'controller-revision-hash': 'new' },
    ...ownedBy('DaemonSet', 'ds'),
  }),
  data: revisionData(template as never),
  revision: 1,
} as ControllerRevision;
const node = (name: string, taints?: Taint[]): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...meta(name), namespace: undefined },
    spec: taints ? { taints } : {},
    status: {},
  }) as unknown as Node;
const daemon = (on: string, more: { hash?: string; status?: object; meta?: object } = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(`${on}-${more.hash ?? 'new'}`, {
      labels: { app: 'web', 'controller-revision-hash': more.hash ?? 'new' },
      ...ownedBy('DaemonSet', 'ds'),
      ...more.meta,
    }),
    spec: { nodeName: on, containers: [] },
    status: { phase: 'Running', conditions: isReady('True'), ...more.status },
  }) as unknown as Pod;
const old = (on: string, status: object = {}): Pod => daemon(on, { hash: 'old', status });
const down = { conditions: isReady('False') };
const surge = setOf({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
});
const noSchedule: Taint[] = [{ key: 'k', effect: 'NoSchedule' }];

function writes(ds: DaemonSet, nodes: Node[], pods: Pod[], options: ViewOptions = {}): string[] {
  const view = viewWith(
    { daemonsets: [ds], nodes, pods, controllerrevisions: [revision] },
    { now: 60_000, ...options },
  );
  return look(daemonSetController, 'default/ds', view).filter((line) => !line.endsWith('status'));
}

describe('a DaemonSet', () => {
  const [a, b, c] = [node('a'), node('b'), node('c')];
  it.each<[string, string[], string[]]>([
    ['a node without a Pod gets one', writes(setOf(), [a, b], [daemon('a')]), ['POST pods']],
    ['an untolerated taint keeps a Pod away', writes(setOf(), [node('a', noSchedule)], []), []],
    ['but does not chase away one that is there', writes(setOf(), [node('a', noSchedule)], [daemon('a')]), []],
    [
      'NoExecute does',
      writes(setOf(), [node('a', [{ key: 'k', effect: 'NoExecute' }])], [daemon('a')]),
      ['DELETE pods a-new'],
    ],
    [
      'a cordoned node keeps and gets its Pod',
      writes(setOf(), [node('a', [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }])], []),
      ['POST pods'],
    ],
    [
      'of two Pods on a node the one that is bound and older stays',
      writes(setOf(), [a], [daemon('a'), daemon('a', { hash: 'old', meta: { creationTimestamp: timestamp(1_000) } })]),
      ['DELETE pods a-old'],
    ],
    ['one by one', writes(setOf(), [a, b, c], [old('a'), old('b'), old('c')]), ['DELETE pods a-old']],
    [
      'while the new one is not ready the next waits',
      writes(setOf(), [a, b], [daemon('a', { status: down }), old('b')]),
      [],
    ],
    [
      'old ones that do not work go at once',
      writes(setOf(), [a, b, c], [old('a', down), old('b', down), old('c')]),
      ['DELETE pods a-old', 'DELETE pods b-old', 'DELETE pods c-old'],
    ],
    ['with surge the new one comes first', writes(surge, [a, b], [old('a'), old('b')]), ['POST pods']],
    [
      'with surge the old one goes when the new one works',
      writes(surge, [a, b], [old('a'), daemon('a'), old('b')]),
      ['DELETE pods a-old'],
    ],
    [
      'one on its way out does not hold up the surge',
      writes(
        surge,
        [a, b],
        [daemon('a'), daemon('a', { hash: 'old', meta: { deletionTimestamp: timestamp(60_000) } }), old('b')],
      ),
      ['POST pods'],
    ],
    [
      'on a node that no longer matches the old one stays until others serve in its place',
      writes(surge, [node('a', noSchedule), b], [old('a'), daemon('b', { status: down })]),
      [],
    ],
    ['and goes then', writes(surge, [node('a', noSchedule), b], [old('a'), daemon('b')]), ['DELETE pods a-old']],
  ])('%s', (_, got, want) => expect(got).toEqual(want));

  const failed = daemon('a', { status: { phase: 'Failed', conditions: [] } });
  it('replaces a failed Pod, says so, and waits longer each time', () => {
    const view = viewWith({ daemonsets: [setOf()], nodes: [a], pods: [failed], controllerrevisions: [revision] });
    const plan = daemonSetController.reconcile('default/ds', view);
    expect(plan.events).toMatchObject([
      {
        type: 'Warning',
        reason: 'FailedDaemonPod',
        message: 'Found failed daemon pod default/a-new on node a, will try to kill it',
      },
    ]);
    expect(plan.backOff).toEqual(['ds/1/a']);
    const backoffs = new Map([['ds/1/a', { waitMs: 4_000, updatedMs: 57_000 }]]);
    expect(writes(setOf(), [a], [failed], { backoffs })).toEqual([]);
    const waiting = viewWith(
      { daemonsets: [setOf()], nodes: [a], pods: [failed], controllerrevisions: [revision] },
      { now: 60_000, backoffs },
    );
    expect(daemonSetController.reconcile('default/ds', waiting).requeueAfterMs).toBe(1_000);
    expect(writes(setOf(), [a], [failed], { backoffs, now: 61_000 })).toEqual(['DELETE pods a-new']);
  });

  it('takes back revisions that an earlier one of its name left', () => {
    const { ownerReferences: _gone, ...orphaned } = revision.metadata;
    const view = viewWith({
      daemonsets: [setOf()],
      nodes: [],
      controllerrevisions: [{ ...revision, metadata: orphaned } as KubeObject],
    });
    expect(look(daemonSetController, 'default/ds', view)).toEqual(['PATCH controllerrevisions ds-new']);
  });

  it('takes another hash when the name is another template’s', () => {
    const other = {
      ...revision,
      data: { other: true },
      metadata: { ...revision.metadata, ownerReferences: undefined },
    };
    const ds = setOf({ selector: { matchLabels: { app: 'else' } } });
    const first = daemonSetController.reconcile('default/ds', viewWith({ daemonsets: [ds], nodes: [] })).requests![0]!;
    const taken = { ...other, metadata: { ...other.metadata, name: (first.body as KubeObject).metadata.name } };
    const view = viewWith({ daemonsets: [ds], nodes: [], controllerrevisions: [taken as unknown as KubeObject] });
    const plan = daemonSetController.conclude!('default/ds', view, [
      { write: first, response: { code: 409, body: { reason: 'AlreadyExists' } } },
    ]);
    expect(lines(plan)).toEqual(['PUT daemonsets ds status']);
    expect((plan!.requests![0]!.body as DaemonSet).status.collisionCount).toBe(1);
  });
});
