import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capUpdaters, identityOf, type Owner } from './managers.ts';
import { difference, intersection, pathsOf, union, type FieldSet } from './field-set.ts';
import {
  apply,
  fieldSetOf,
  nobody,
  ownersAfterUpdate,
  pathText,
  placeOf,
  readFieldSet,
  readOwners,
  typeProblems,
  writeFieldSet,
  writeOwners,
  type Owners,
} from './index.ts';
import { merge } from './merge.ts';

const pod = placeOf('io.k8s.api.core.v1.Pod');
const podSpec = placeOf('io.k8s.api.core.v1.PodSpec');
const configMap = placeOf('io.k8s.api.core.v1.ConfigMap');
const none: FieldSet = new Map();

const tree = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.dictionary(
    fc.constantFrom('.', 'f:a', 'f:b', 'k:{"name":"x"}', 'k:{"port":80,"protocol":"TCP"}', 'v:"s"', 'i:0'),
    fc.oneof({ depthSize: 'small' }, fc.constant({}), tie('tree')),
  ),
})).tree;
const sets = tree.map((fields) => readFieldSet(fields)!);

describe('sets of fields', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(tree, (fields) => {
        const once = writeFieldSet(readFieldSet(fields)!);
        expect(JSON.stringify(writeFieldSet(readFieldSet(once)!))).toBe(JSON.stringify(once));
      }),
    );
    const fields = {
      'f:spec': { 'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
    };
    expect(JSON.stringify(writeFieldSet(readFieldSet(fields)!))).toBe(JSON.stringify(fields));
  });
  it('are united, cut and subtracted path by path', () => {
    const texts = (set: FieldSet): string[] =>
      pathsOf(set)
        .map((path) => path.join(' '))
        .sort();
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [x, y] = [texts(a), texts(b)];
        expect(texts(union(a, b))).toEqual([...new Set([...x, ...y])].sort());
        expect(texts(intersection(a, b))).toEqual(x.filter((path) => y.includes(path)));
        expect(texts(difference(a, b))).toEqual(x.filter((path) => !y.includes(path)));
      }),
    );
  });
  it.each([[{ 'x:a': {} }], [{ 'k:[': {} }], [{ f: {} }], [{ 'i:x': {} }], ['text']])('%j is none', (fields) => {
    expect(readFieldSet(fields)).toBeUndefined();
  });
});

describe('the fields of a value', () => {
  it.each([
    ['maps have members', configMap, { data: { a: '1' } }, ['.data.a']],
    ['an empty map is owned itself', configMap, { data: {} }, ['.data']],
    [
      'items by their keys, a missing one by its default',
      podSpec,
      { containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] },
      [
        '.containers[name="a"]',
        '.containers[name="a"].name',
        '.containers[name="a"].ports[containerPort=80,protocol="TCP"]',
        '.containers[name="a"].ports[containerPort=80,protocol="TCP"].containerPort',
      ],
    ],
    ['members of a set', pod, { metadata: { finalizers: ['x/y'] } }, ['.metadata.finalizers[="x/y"]']],
    [
      'atomic lists and maps are one field',
      podSpec,
      { tolerations: [{ key: 'a' }], nodeSelector: { a: 'b' } },
      ['.nodeSelector', '.tolerations'],
    ],
  ])('%s', (_, place, value, paths) => {
    expect(pathsOf(fieldSetOf(value, place)).map(pathText).sort()).toEqual([...paths].sort());
  });
  it.each([
    ['a wrong type', configMap, { data: { k: 5 } }, '.data.k: expected string, got &value.valueUnstructured{Value:5}'],
    ['a number', podSpec, { priority: 'high' }, '.priority: expected numeric (int or float), got string'],
    ['a truth value', podSpec, { hostNetwork: 'yes' }, '.hostNetwork: expected boolean, got &{yes}'],
    ['a list', podSpec, { containers: {} }, '.containers: expected list, got &{map[]}'],
    ['an unknown field', podSpec, { bogus: 1 }, '.bogus: field not declared in schema'],
    [
      'the same key twice',
      podSpec,
      { containers: [{ name: 'q' }, { name: 'q' }] },
      '.containers: duplicate entries for key [name="q"]',
    ],
    [
      'no key',
      podSpec,
      { containers: [{}] },
      `.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)`,
    ],
  ])('%s is told', (_, place, value, problem) => {
    expect(typeProblems(value, place)).toEqual([problem]);
  });
});

describe('laying an applied value over the live one', () => {
  const names = (list: string): { name: string }[] => [...list].map((name) => ({ name }));
  it.each([
    ['abc', 'b', 'abc'],
    ['ab', 'ba', 'ba'],
    ['ab', 'c', 'abc'],
    ['axb', 'ba', 'xba'],
    ['abc', 'ca', 'bca'],
    ['', 'ab', 'ab'],
  ])('live %s and applied %s give %s', (live, applied, wanted) => {
    const result = merge({ containers: names(live) }, { containers: names(applied) }, podSpec) as {
      containers: { name: string }[];
    };
    expect(result.containers.map(({ name }) => name).join('')).toBe(wanted);
  });
  it('loses nobody and doubles nobody', () => {
    const list = fc.uniqueArray(fc.constantFrom(...'abcdefg'));
    fc.assert(
      fc.property(list, list, (live, applied) => {
        const result = merge(
          { containers: names(live.join('')) },
          { containers: names(applied.join('')) },
          podSpec,
        ) as { containers?: { name: string }[] };
        const got = (result.containers ?? []).map(({ name }) => name);
        expect([...got].sort()).toEqual([...new Set([...live, ...applied])].sort());
        expect(got.filter((name) => applied.includes(name))).toEqual(applied);
      }),
    );
  });
});

describe('owners', () => {
  const writer = (manager: string, operation: 'Apply' | 'Update' = 'Apply') =>
    ({ manager, operation, apiVersion: 'v1', subresource: '' }) as const;
  const owners = (...list: Owner[]): Owners => new Map(list.map((owner) => [identityOf(owner), owner]));
  const applying = (live: unknown, applied: unknown, before: Owners, manager: string, force = false) =>
    apply({
      owners: before,
      live,
      applied,
      place: configMap,
      writer: writer(manager),
      time: 'now',
      force,
      ignored: none,
    });

  it('a field another owns with another value is a conflict; the same value is shared', () => {
    const live = { data: { a: '1' } };
    const alice = owners({ ...writer('alice'), time: 'then', fields: fieldSetOf(live, configMap) });
    const refused = applying(live, { data: { a: '2' } }, alice, 'bob');
    expect('conflicts' in refused && refused.conflicts.map(({ path }) => pathText(path))).toEqual(['.data.a']);
    const shared = applying(live, live, alice, 'bob');
    expect('owners' in shared && [...shared.owners.values()].map(({ manager, time }) => [manager, time])).toEqual([
      ['alice', 'then'],
      // Nothing changed, so there is no time at which it did.
      ['bob', undefined],
    ]);
  });
  it('what its owner no longer applies goes, unless another owns it too', () => {
    const live = { data: { a: '1', b: '2' } };
    const both = owners(
      { ...writer('alice'), time: 'then', fields: fieldSetOf(live, configMap) },
      { ...writer('bob', 'Update'), time: 'then', fields: fieldSetOf({ data: { b: '2' } }, configMap) },
    );
    const result = applying(live, { data: {} }, both, 'alice');
    expect('value' in result && result.value).toEqual({ data: { b: '2' } });
  });
  it('an update takes over what it changes and what it removes is nobody’s', () => {
    const before = { data: { a: '1', b: '2' } };
    const alice = owners({ ...writer('alice'), time: 'then', fields: fieldSetOf(before, configMap) });
    const after = ownersAfterUpdate(
      alice,
      before,
      { data: { a: '9' } },
      configMap,
      writer('bob', 'Update'),
      'now',
      none,
    );
    expect(writeOwners(after).map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ['bob', { 'f:data': { 'f:a': {} } }],
    ]);
  });
  it('the eleventh updater makes one of the two oldest', () => {
    const many = Array.from({ length: 11 }, (_, i) => ({
      ...writer(`m${i}`, 'Update'),
      time: `2025-01-01T00:00:${String(i).padStart(2, '0')}Z`,
      fields: fieldSetOf({ data: { [`k${i}`]: '' } }, configMap),
    }));
    const [oldest, ...rest] = writeOwners(capUpdaters(owners(...many)));
    expect(oldest).toEqual({
      manager: 'ancient-changes',
      operation: 'Update',
      apiVersion: 'v1',
      time: '2025-01-01T00:00:01Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { 'f:k0': {}, 'f:k1': {} } },
    });
    expect(rest).toHaveLength(9);
  });
  it.each([
    [{ operation: 'Replace', apiVersion: 'v1', fieldsType: 'FieldsV1' }],
    [{ operation: 'Apply', fieldsType: 'FieldsV1' }],
    [{ operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV2' }],
    [{ operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { bad: {} } }],
  ])('%j is no entry', (entry) => {
    expect(readOwners([entry as never])).toBeUndefined();
    expect(readOwners([])).toEqual(nobody);
  });
});
