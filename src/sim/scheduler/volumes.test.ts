import { describe, expect, it } from 'vitest';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';
import { explainAttempt } from './explain.ts';
import type { StoredStorage } from './storage.ts';

const node = (name: string, zone: string): Node =>
  ({
    metadata: { name, uid: name, labels: { 'topology.kubernetes.io/zone': zone } },
    spec: {},
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
  }) as never;
const nodes = [node('w1', 'a'), node('w2', 'b')];

const pod = (name: string, nodeName?: string): Pod =>
  ({
    metadata: { name, namespace: 'default', uid: name },
    spec: {
      ...(nodeName ? { nodeName } : {}),
      containers: [{ name: 'c', image: 'nginx' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'c' } }],
    },
    status: {},
  }) as never;

const done = { 'pv.kubernetes.io/bind-completed': 'yes' };
const claim = (spec: object, annotations?: object, more: object = {}): PersistentVolumeClaim =>
  ({
    metadata: { name: 'c', namespace: 'default', uid: 'c', annotations, ...more },
    spec: { resources: { requests: { storage: '1Gi' } }, accessModes: ['ReadWriteOnce'], ...spec },
    status: { phase: 'Pending' },
  }) as never;
const volume = (zone: string, spec: object = {}, labels?: object): PersistentVolume =>
  ({
    metadata: { name: 'v', uid: 'v', labels },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'wait',
      ...(zone
        ? {
            nodeAffinity: {
              required: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] },
                ],
              },
            },
          }
        : {}),
      ...spec,
    },
    status: { phase: 'Available' },
  }) as never;
const storageClass = (provisioner: string, more: object = {}): StorageClass =>
  ({ metadata: { name: 'wait' }, provisioner, volumeBindingMode: 'WaitForFirstConsumer', ...more }) as never;

const by = { storageClassName: 'wait' };
const byHand = storageClass('kubernetes.io/no-provisioner');
const tail = ' preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

describe('claims and nodes', () => {
  it.each<[string, StoredStorage, string]>([
    ['no claim', {}, `persistentvolumeclaim "c" not found.${tail}`],
    ['unbound', { claims: [claim({})] }, `pod has unbound immediate PersistentVolumeClaims.${tail}`],
    [
      'going',
      { claims: [claim({ volumeName: 'v' }, done, { deletionTimestamp: 'now' })] },
      `persistentvolumeclaim "c" is being deleted.${tail}`,
    ],
    [
      'no volume for a waiting class',
      { claims: [claim(by)], classes: [byHand] },
      `2 node(s) didn't find available persistent volumes to bind.${tail}`,
    ],
    [
      'nobody provisions there',
      {
        claims: [claim(by)],
        classes: [
          storageClass('disk.csi.io', {
            allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['c'] }] }],
          }),
        ],
      },
      `2 node(s) didn't find available persistent volumes to bind.${tail}`,
    ],
    [
      'the volume is where no node is',
      { claims: [claim({ volumeName: 'v' }, done)], volumes: [volume('c')] },
      `2 node(s) had volume node affinity conflict.${tail}`,
    ],
    [
      'the zone is only a label',
      {
        claims: [claim({ volumeName: 'v' }, done)],
        volumes: [volume('', {}, { 'topology.kubernetes.io/zone': 'c__d' })],
      },
      `2 node(s) had no available volume zone.${tail}`,
    ],
  ])('%s', (_, storage, message) => {
    const table = explainAttempt(pod('p'), nodes, [], [], [], [], storage);
    expect(table.message).toBe(`0/2 nodes are available: ${message}`);
  });

  it.each<[string, StoredStorage, string[]]>([
    ['a bound volume', { claims: [claim({ volumeName: 'v' }, done)], volumes: [volume('b')] }, ['w2']],
    ['a free volume of a waiting class', { claims: [claim(by)], volumes: [volume('a')], classes: [byHand] }, ['w1']],
    ['a volume to be made', { claims: [claim(by)], classes: [storageClass('disk.csi.io')] }, ['w1', 'w2']],
    [
      'a volume to be made for a node that was chosen before',
      {
        claims: [claim(by, { 'volume.kubernetes.io/selected-node': 'w2' })],
        classes: [storageClass('disk.csi.io')],
      },
      ['w2'],
    ],
  ])('%s decides on the node', (_, storage, names) => {
    const { filters } = explainAttempt(pod('p'), nodes, [], [], [], [], storage);
    expect(filters.filter(({ plugin }) => plugin === undefined).map((verdict) => verdict.node)).toEqual(names);
  });

  it('a volume for one Pod only is refused to the second', () => {
    const claims = [claim({ volumeName: 'v', accessModes: ['ReadWriteOncePod'] }, done)];
    const storage = { claims, volumes: [volume('')] };
    const taken = explainAttempt(pod('p'), nodes, [pod('q', 'w1')], [], [], [], storage);
    expect(taken.message).toContain(
      '2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.',
    );
    expect(explainAttempt(pod('p'), nodes, [], [], [], [], storage).message).toBe('');
  });
});
