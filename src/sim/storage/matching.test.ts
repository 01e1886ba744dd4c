import { expect, it } from 'vitest';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import { volumeFor } from './binding.ts';
import { findVolume, mismatch } from './matching.ts';

const volume = (name: string, spec: object = {}, more: { labels?: object; phase?: string } = {}): PersistentVolume =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, uid: name, labels: more.labels },
    spec: { capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'slow', ...spec },
    status: { phase: more.phase ?? 'Available' },
  }) as never;

const claim = (spec: object = {}): PersistentVolumeClaim =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'c', namespace: 'default', uid: 'c1', resourceVersion: '7' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'slow',
      resources: { requests: { storage: '3Gi' } },
      ...spec,
    },
    status: { phase: 'Pending' },
  }) as never;

const node = { metadata: { name: 'w1', labels: { zone: 'a' } } } as never as Node;
const inZone = (zone: string): object => ({
  nodeAffinity: {
    required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }] },
  },
});
const large = { capacity: { storage: '9Gi' } };
const mine = { claimRef: { namespace: 'default', name: 'c' } };

it.each<[string, PersistentVolume[], string | undefined, PersistentVolumeClaim?]>([
  ['the smallest that is large enough', [volume('big', large), volume('fits')], 'fits'],
  ['none is large enough', [volume('small', { capacity: { storage: '1Gi' } })], undefined],
  [
    'fewer access modes go before a better size',
    [volume('many', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }), volume('few', large)],
    'few',
  ],
  ['an access mode is missing', [volume('v', { accessModes: ['ReadOnlyMany'] })], undefined],
  ['another class', [volume('v', { storageClassName: 'fast' })], undefined],
  ['block is not file system', [volume('v', { volumeMode: 'Block' })], undefined],
  ['not available yet', [volume('v', {}, { phase: 'Released' })], undefined],
  ['taken by another claim', [volume('v', { claimRef: { namespace: 'default', name: 'd' } })], undefined],
  [
    'reserved for this claim, whatever its class',
    [volume('v'), volume('own', { ...mine, storageClassName: 'x' })],
    'own',
  ],
  ['reserved for a former claim of that name', [volume('v', { claimRef: { ...mine.claimRef, uid: 'c0' } })], undefined],
  [
    'the selector picks',
    [volume('v'), volume('w', large, { labels: { tier: 'gold' } })],
    'w',
    claim({ selector: { matchLabels: { tier: 'gold' } } }),
  ],
])('%s', (_, volumes, want, wanting = claim()) => {
  expect(findVolume(wanting, volumes)?.metadata.name).toBe(want);
});

it('the binder leaves a waiting claim to the scheduler, unless a volume is reserved for it', () => {
  expect(findVolume(claim(), [volume('v')], { delayed: true })).toBeUndefined();
  expect(findVolume(claim(), [volume('v', mine)], { delayed: true })?.metadata.name).toBe('v');
});

it('the scheduler sees only what its node reaches', () => {
  const there = volume('there', inZone('b'));
  expect(findVolume(claim(), [there, volume('here', { ...inZone('a'), ...large })], { node })?.metadata.name).toBe(
    'here',
  );
  expect(findVolume(claim(), [volume('own', { ...inZone('b'), ...mine })], { node })).toBeUndefined();
  expect(findVolume(claim(), [volume('v')], { node, excluded: new Set(['v']) })).toBeUndefined();
});

it.each([
  ['requested PV is too small', volume('v', { capacity: { storage: '1Gi' } })],
  ['storageClassName does not match', volume('v', { storageClassName: '' })],
  ['incompatible volumeMode', volume('v', { volumeMode: 'Block' })],
  ['incompatible accessMode', volume('v', { accessModes: ['ReadOnlyMany'] })],
  [undefined, volume('v')],
])('a named volume: %s', (text, named) => {
  expect(mismatch(named, claim())).toBe(text);
});

it('a reservation by hand is completed without a mark, a choice of the binder carries one', () => {
  const byHand = volumeFor(volume('v', mine), claim());
  expect(byHand.metadata.annotations).toBeUndefined();
  expect(byHand.spec.claimRef).toMatchObject({ kind: 'PersistentVolumeClaim', uid: 'c1', resourceVersion: '7' });
  const chosen = volumeFor(volume('v'), claim());
  expect(chosen.metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
  expect(volumeFor(chosen, claim())).toBe(chosen);
});
