import { describe, expect, it } from 'vitest';
import { validateMetadata, validateMetadataUpdate } from './metadata.ts';
import type { KubeObject, ObjectMeta } from './types.ts';

const object = (metadata: Partial<ObjectMeta>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'a',
    namespace: 'default',
    uid: '1',
    resourceVersion: '5',
    creationTimestamp: '2025-01-01T00:00:00Z',
    ...metadata,
  },
});
const texts = (errors: readonly { path: string; message: string }[]): string[] =>
  errors.map((error) => `${error.path}: ${error.message}`);

describe('metadata', () => {
  it.each([
    ['no name', { name: '' }, 'metadata.name: Required value: name or generateName is required'],
    [
      'capitals in the name',
      { name: 'Web' },
      "metadata.name: Invalid value: \"Web\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
    [
      'a label value of 64 characters',
      { labels: { a: 'x'.repeat(64) } },
      `metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 characters`,
    ],
    [
      'annotations of 256 KiB and one',
      { annotations: { a: 'x'.repeat(262_144) } },
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ],
    [
      'a finalizer without a domain',
      { finalizers: ['mine'] },
      'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
    [
      'an owner without a uid',
      { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: '' }] },
      'metadata.ownerReferences.uid: Invalid value: "": uid must not be empty',
    ],
  ])('%s is refused', (_, metadata, text) => {
    expect(texts(validateMetadata(object(metadata), { namespaced: true }))).toEqual([text]);
  });

  it.each([
    ['an empty update', {}, []],
    ['another uid', { uid: '2' }, ['metadata.uid: Invalid value: "2": field is immutable']],
    [
      'no resourceVersion',
      { resourceVersion: '' },
      ['metadata.resourceVersion: Invalid value: "": must be specified for an update'],
    ],
  ])('%s', (_, metadata, errors) => {
    expect(texts(validateMetadataUpdate(object(metadata), object({})))).toEqual(errors);
  });

  it('a dying object gets no new finalizers', () => {
    const old = object({ deletionTimestamp: '2025-01-01T00:00:00Z', finalizers: ['example.com/a'] });
    const now = { ...old, metadata: { ...old.metadata, finalizers: ['example.com/a', 'example.com/b'] } };
    expect(texts(validateMetadataUpdate(now, old))).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b"}',
    ]);
  });
});
