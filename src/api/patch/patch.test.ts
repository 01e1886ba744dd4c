import { describe, expect, it } from 'vitest';
import {
  createMergePatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  jsonPatch,
  mergePatch,
  strategicMergePatch,
} from './index.ts';

const schema = 'io.k8s.api.apps.v1.Deployment';
type Fields = Record<string, unknown>;
const deployment = (containers: unknown[], more: Fields = {}): Fields => ({
  metadata: { name: 'web' },
  spec: { ...more, template: { spec: { containers } } },
});
const containersOf = (result: unknown): unknown =>
  (result as { value: { spec: { template: { spec: { containers: unknown } } } } }).value.spec.template.spec.containers;

describe('JSON patch', () => {
  it.each([
    ['adds to a list', [{ op: 'add', path: '/a/-', value: 3 }], { value: { a: [1, 2, 3] } }],
    ['replaces', [{ op: 'replace', path: '/a/0', value: 9 }], { value: { a: [9, 2] } }],
    ['moves', [{ op: 'move', from: '/a', path: '/b' }], { value: { b: [1, 2] } }],
    [
      'a test that fails',
      [{ op: 'test', path: '/a/0', value: 2 }],
      { error: 'testing value /a/0 failed: test failed', code: 422 },
    ],
    [
      'a key that is not there',
      [{ op: 'remove', path: '/x' }],
      { error: "error in remove for path: '/x': Unable to remove nonexistent key: x: missing value", code: 422 },
    ],
    [
      'no list of operations',
      {},
      {
        error: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
        code: 400,
      },
    ],
  ])('%s', (_, ops, result) => {
    const doc = Object.freeze({ a: Object.freeze([1, 2]) });
    expect(jsonPatch(doc, ops)).toEqual(result);
  });
});

describe('merge patch', () => {
  it('merges objects, replaces lists, deletes with null', () => {
    expect(mergePatch({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, e: 3 }, d: [2] })).toEqual({
      a: { c: 2, e: 3 },
      d: [2],
    });
  });
  it('shares what it does not touch', () => {
    const doc = { a: { b: 1 }, c: {} };
    expect((mergePatch(doc, { c: { d: 1 } }) as typeof doc).a).toBe(doc.a);
  });
  it('is what its difference makes', () => {
    const [from, to] = [
      { a: 1, b: { c: [1], d: 2 } },
      { b: { c: [2], d: 2 }, e: 3 },
    ];
    const patch = createMergePatch(from, to);
    expect(patch).toEqual({ a: null, b: { c: [2] }, e: 3 });
    expect(mergePatch(from, patch)).toEqual(to);
    expect(createMergePatch(from, from)).toBeUndefined();
  });
});

describe('strategic merge patch', () => {
  const two = deployment([
    { name: 'a', image: 'a:1' },
    { name: 'b', image: 'b:1' },
  ]);
  it.each([
    [
      'merges containers by name',
      [{ name: 'b', image: 'b:2' }],
      [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:2' },
      ],
    ],
    ['deletes one', [{ name: 'a', $patch: 'delete' }], [{ name: 'b', image: 'b:1' }]],
    ['replaces the list', [{ $patch: 'replace' }, { name: 'c', image: 'c' }], [{ name: 'c', image: 'c' }]],
  ])('%s', (_, containers, expected) => {
    expect(containersOf(strategicMergePatch(two, deployment(containers), schema))).toEqual(expected);
  });

  it('keeps the order it is told', () => {
    const patch = {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
            containers: [{ name: 'b', image: 'b:2' }],
          },
        },
      },
    };
    expect(containersOf(strategicMergePatch(two, patch, schema))).toEqual([
      { name: 'b', image: 'b:2' },
      { name: 'a', image: 'a:1' },
    ]);
  });

  it('$retainKeys clears what another type of strategy left', () => {
    const doc = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicMergePatch(doc, patch, schema)).toEqual({ value: { spec: { strategy: { type: 'Recreate' } } } });
  });

  it('leaves the document as it was', () => {
    const before = JSON.stringify(two);
    strategicMergePatch(two, deployment([{ name: 'a', image: 'x' }]), schema);
    expect(JSON.stringify(two)).toBe(before);
  });

  it('needs the merge key', () => {
    expect(strategicMergePatch(two, deployment([{ image: 'x' }]), schema)).toMatchObject({
      error: 'map: map[image:x] does not contain declared merge key: name',
    });
  });
});

describe('the patch of kubectl apply', () => {
  it('changes what the manifest changes and removes what it no longer says', () => {
    const original = deployment([{ name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] }], { replicas: 2 });
    const modified = deployment([{ name: 'a', image: 'a:2' }]);
    const current = deployment(
      [{ name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }], imagePullPolicy: 'IfNotPresent' }],
      { replicas: 5 },
    );
    const patch = createThreeWayMergePatch(original, modified, current, schema);
    expect(patch).toEqual({
      value: {
        spec: {
          replicas: null,
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'a' }],
              containers: [{ name: 'a', image: 'a:2', env: null }],
            },
          },
        },
      },
    });
  });

  it('is empty when nothing changed, whatever others added', () => {
    const applied = deployment([{ name: 'a', image: 'a:1' }]);
    const live = deployment([{ name: 'a', image: 'a:1', imagePullPolicy: 'Always' }], { replicas: 3 });
    expect(createThreeWayMergePatch(applied, applied, live, schema)).toEqual({ value: {} });
  });

  it('two-way: the difference of two versions', () => {
    expect(createTwoWayMergePatch({ spec: { replicas: 1 } }, { spec: { replicas: 2 } }, schema)).toEqual({
      value: { spec: { replicas: 2 } },
    });
  });
});
