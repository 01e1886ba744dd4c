import { describe, expect, it } from 'vitest';
import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { persistentVolumeBinderController as binder } from './persistentvolume-binder.ts';
import { lines, meta, pod, viewWith } from './testing.ts';

const bound = { 'pv.kubernetes.io/bind-completed': 'yes' };
const ref = { namespace: 'default', name: 'c', uid: 'c' };

const volume = (spec: object = {}, status: object = { phase: 'Available' }, annotations?: object): PersistentVolume =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { ...meta('v', { annotations: annotations as never }), namespace: undefined },
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      hostPath: { path: '/mnt/v' },
      ...spec,
    },
    status,
  }) as never;

const claim = (spec: object = {}, annotations?: object, status: object = { phase: 'Pending' }): PersistentVolumeClaim =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: meta('c', { annotations: annotations as never }),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    status,
  }) as never;

const storageClass = (provisioner: string, volumeBindingMode = 'Immediate', isDefault = false): KubeObject =>
  ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      ...meta('fast', isDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}),
      namespace: undefined,
    },
    provisioner,
    volumeBindingMode,
  }) as never;

/** What one look does and says. */
function look(key: string, objects: Parameters<typeof viewWith>[0], now = 1_000): string[] {
  const plan = binder.reconcile(key, viewWith(objects, { now }));
  const told = [...(plan.events ?? []), ...(plan.requests ?? []).flatMap((w) => w.ifDone ?? [])];
  return [...lines(plan), ...told.map(({ type, reason, message }) => `${type} ${reason}: ${message}`)];
}

describe('claims', () => {
  const all = ['PUT persistentvolumes v', 'PUT persistentvolumes v status'];
  const own = ['PUT persistentvolumeclaims c', 'PUT persistentvolumeclaims c status'];

  it('a free volume that fits is bound in four writes', () => {
    expect(look('default/c', { persistentvolumes: [volume()], persistentvolumeclaims: [claim()] })).toEqual([
      ...all,
      ...own,
    ]);
  });

  it('what is half done is finished', () => {
    const persistentvolumes = [volume({ claimRef: ref }, { phase: 'Bound' })];
    expect(look('default/c', { persistentvolumes, persistentvolumeclaims: [claim()] })).toEqual(own);
  });

  it.each<[string, Parameters<typeof viewWith>[0], string[]]>([
    [
      'no class and no volume',
      { persistentvolumeclaims: [claim()] },
      ['Normal FailedBinding: no persistent volumes available for this claim and no storage class is set'],
    ],
    [
      'a default class came later',
      { persistentvolumeclaims: [claim()], storageclasses: [storageClass('disk.csi.io', 'Immediate', true)] },
      ['PUT persistentvolumeclaims c'],
    ],
    [
      'the empty class is a class',
      {
        persistentvolumeclaims: [claim({ storageClassName: '' })],
        storageclasses: [storageClass('disk.csi.io', 'Immediate', true)],
      },
      ['Normal FailedBinding: no persistent volumes available for this claim and no storage class is set'],
    ],
    [
      'a class that does not exist',
      { persistentvolumeclaims: [claim({ storageClassName: 'fast' })] },
      ['Warning ProvisioningFailed: storageclass.storage.k8s.io "fast" not found'],
    ],
    [
      'a class nobody provisions for',
      {
        persistentvolumeclaims: [claim({ storageClassName: 'fast' })],
        storageclasses: [storageClass('kubernetes.io/no-provisioner')],
      },
      ['Warning ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner'],
    ],
    [
      'a class with a provisioner outside',
      {
        persistentvolumeclaims: [claim({ storageClassName: 'fast' })],
        storageclasses: [storageClass('disk.csi.io')],
      },
      [
        'PUT persistentvolumeclaims c',
        "Normal ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'disk.csi.io' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
      ],
    ],
    [
      'a waiting class without a Pod',
      {
        persistentvolumeclaims: [claim({ storageClassName: 'fast' })],
        storageclasses: [storageClass('disk.csi.io', 'WaitForFirstConsumer')],
      },
      ['Normal WaitForFirstConsumer: waiting for first consumer to be created before binding'],
    ],
    [
      'a waiting class with a Pod that has no node',
      {
        persistentvolumeclaims: [claim({ storageClassName: 'fast' })],
        storageclasses: [storageClass('disk.csi.io', 'WaitForFirstConsumer')],
        pods: [
          pod('p', {
            spec: { nodeName: undefined, volumes: [{ name: 'x', persistentVolumeClaim: { claimName: 'c' } }] },
          }),
        ],
      },
      ['Normal WaitForPodScheduled: waiting for pod p to be scheduled'],
    ],
    [
      'the named volume is too small',
      {
        persistentvolumeclaims: [claim({ volumeName: 'v' })],
        persistentvolumes: [volume({ capacity: { storage: '1Mi' } })],
      },
      ['Warning VolumeMismatch: Cannot bind to requested volume "v": requested PV is too small'],
    ],
    [
      'the named volume is another claim’s',
      {
        persistentvolumeclaims: [claim({ volumeName: 'v' })],
        persistentvolumes: [volume({ claimRef: { ...ref, name: 'd', uid: 'd' } })],
      },
      ['Warning FailedBinding: volume "v" already bound to a different claim.'],
    ],
    [
      'the volume of a bound claim is gone',
      { persistentvolumeclaims: [claim({ volumeName: 'v' }, bound, { phase: 'Bound' })] },
      [
        'PUT persistentvolumeclaims c status',
        'Warning ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
      ],
    ],
    [
      'two claims name one volume',
      {
        persistentvolumeclaims: [claim({ volumeName: 'v' }, bound, { phase: 'Bound' })],
        persistentvolumes: [volume({ claimRef: { ...ref, name: 'd', uid: 'd' } }, { phase: 'Bound' })],
      },
      [
        'PUT persistentvolumeclaims c status',
        'Warning ClaimMisbound: Two claims are bound to the same volume, this one is bound incorrectly',
      ],
    ],
  ])('%s', (_, objects, want) => {
    expect(look('default/c', objects)).toEqual(want);
  });

  it('what waits is looked at again at the next quarter of a minute', () => {
    const view = viewWith({ persistentvolumeclaims: [claim()] }, { now: 34_000, startedMs: 1_000 });
    expect(binder.reconcile('default/c', view).requeueAfterMs).toBe(12_000);
  });
});

describe('volumes', () => {
  const status = 'PUT persistentvolumes v status';
  const elsewhere = claim({ volumeName: 'other' }, bound, { phase: 'Bound' });

  it.each<[string, PersistentVolume, PersistentVolumeClaim | undefined, string[]]>([
    ['a new one is available', volume({}, { phase: 'Pending' }), undefined, [status]],
    [
      'one reserved by hand is available',
      volume({ claimRef: { namespace: 'default', name: 'c' } }, { phase: 'Pending' }),
      claim(),
      [status],
    ],
    ['its claim is gone', volume({ claimRef: ref }, { phase: 'Bound' }), undefined, [status]],
    [
      'another claim of that name is not its claim',
      volume({ claimRef: { ...ref, uid: 'before' } }, { phase: 'Bound' }),
      claim(),
      [status],
    ],
    ['Retain keeps it', volume({ claimRef: ref }, { phase: 'Released' }), undefined, []],
    [
      'Delete deletes what is in /tmp',
      volume(
        { claimRef: ref, persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/v' } },
        { phase: 'Released' },
      ),
      undefined,
      ['DELETE persistentvolumes v'],
    ],
    [
      'nobody deletes an NFS export',
      volume(
        {
          claimRef: ref,
          persistentVolumeReclaimPolicy: 'Delete',
          hostPath: undefined,
          nfs: { server: 's', path: '/' },
        },
        { phase: 'Released' },
      ),
      undefined,
      [
        status,
        'Warning VolumeFailedDelete: error getting deleter volume plugin for volume "v": no deletable volume plugin matched',
      ],
    ],
    [
      'who made it deletes it',
      volume(
        { claimRef: ref, persistentVolumeReclaimPolicy: 'Delete' },
        { phase: 'Released' },
        {
          'pv.kubernetes.io/provisioned-by': 'disk.csi.io',
        },
      ),
      undefined,
      [],
    ],
    [
      'the claim took another volume: what the binder reserved is free again',
      volume({ claimRef: ref }, { phase: 'Bound' }, { 'pv.kubernetes.io/bound-by-controller': 'yes' }),
      elsewhere,
      ['PUT persistentvolumes v', status],
    ],
  ])('%s', (_, object, claimed, want) => {
    const persistentvolumeclaims = claimed ? [claimed] : [];
    expect(look('v', { persistentvolumes: [object], persistentvolumeclaims })).toEqual(want);
  });
});
