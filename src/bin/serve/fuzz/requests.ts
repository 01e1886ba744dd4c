import fc, { type Arbitrary } from 'fast-check';
import { apiVersionOf, resourceTypes } from '../../../api/index.ts';
import type { ResourceType } from '../../../api/resource.ts';
import { bases } from './bases.ts';
import { anything, objectOf, words } from './values.ts';

/** A request as it comes over the wire: `text` when the body is no value. `current` asks for the object's own version in it. */
export interface FuzzRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly mediaType?: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly current?: boolean;
}

type Fields = Record<string, unknown>;

const names = fc.constantFrom('a', 'b', 'web', 'web', 'web', 'A!', '');
const namespaces = fc.constantFrom('default', 'default', 'default', 'kube-system', 'nowhere');

export const collectionOf = (type: ResourceType, namespace: string): string => {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  return `${root}/${type.namespaced ? `namespaces/${namespace}/` : ''}${type.plural}`;
};

/** What a mutation does at a place of an object, found by walking as the numbers say. */
interface Mutation {
  readonly steps: readonly number[];
  readonly how: 'replace' | 'remove' | 'add' | 'twice';
  readonly value: unknown;
}
const mutations: Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    steps: fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
    how: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const, 'twice' as const),
    value: anything,
  }),
  { maxLength: 2 },
);

function mutated(value: unknown, { steps, how, value: put }: Mutation, at = 0): unknown {
  if (typeof value !== 'object' || value === null) return how === 'remove' ? null : put;
  const keys = Object.keys(value);
  const key = keys[(steps[at] ?? 0) % Math.max(1, keys.length)];
  const isEnd = at >= steps.length - 1 || key === undefined;
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    if (!isEnd) list[Number(key)] = mutated(list[Number(key)], { steps, how, value: put }, at + 1);
    else if (how === 'remove') list.pop();
    else list.push(how === 'twice' ? list[0] : put);
    return list;
  }
  const fields = { ...(value as Fields) };
  if (isEnd || how === 'add') fields[how === 'add' || key === undefined ? 'unknownField' : key] = put;
  else fields[key] = mutated(fields[key], { steps, how, value: put }, at + 1);
  if (isEnd && how === 'remove' && key !== undefined) delete fields[key];
  return fields;
}

/** An object of a kind: a good one changed in a place or two, with parts of one made from the schema. */
const objects = (type: ResourceType): Arbitrary<Fields> =>
  fc
    .tuple(names, objectOf(type.schema), fc.integer({ min: 0, max: 9 }), mutations)
    .map(([name, made, choice, changes]) => {
      const base = bases[type.kind];
      const { metadata: _, ...rest } = made;
      const own = (base?.['metadata'] ?? {}) as Fields;
      const start: Fields = {
        apiVersion: apiVersionOf(type),
        kind: type.kind,
        ...(base && choice < 7 ? base : rest),
        ...(base && choice === 6 ? rest : {}),
        metadata: { ...own, ...(choice % 5 === 0 ? (made['metadata'] as Fields) : {}), name },
      };
      return (choice < 3 ? [] : changes).reduce<unknown>(mutated as never, start) as Fields;
    });

const validation = fc.constantFrom<Record<string, string>>(
  {},
  { fieldValidation: 'Strict' },
  { fieldValidation: 'Warn' },
  { fieldValidation: 'Ignore' },
  { fieldValidation: 'Bogus' },
  { dryRun: 'All' },
  { dryRun: 'Bogus' },
  { fieldManager: 'm' },
  { fieldManager: 'x'.repeat(200) },
);

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+yaml',
] as const;

const pointers = fc.constantFrom(
  '/metadata/labels/a',
  '/spec',
  '/spec/replicas',
  '/metadata/annotations',
  '/spec/template/spec/containers/0',
  '/spec/containers/-',
  '',
  '/',
  '/metadata/finalizers',
  '/a~1b',
  '/metadata/name',
  '/metadata/managedFields',
);
const jsonPatches = fc.array(
  fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'bogus'),
      path: pointers,
      from: pointers,
      value: anything,
    },
    { requiredKeys: ['op', 'path'] },
  ),
  { maxLength: 3 },
);

const directives = fc.constantFrom<Fields>(
  { $patch: 'delete' },
  { $patch: 'replace', a: 1 },
  { $patch: 'merge' },
  { $retainKeys: ['type'] },
  { '$setElementOrder/containers': [{ name: 'c' }] },
  { '$deleteFromPrimitiveList/finalizers': ['a'] },
);

const listQueries = fc.dictionary(
  fc.constantFrom('labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion', 'resourceVersionMatch'),
  fc.oneof(
    words,
    fc.constantFrom(
      'app=web',
      'app in (web,b)',
      '!app',
      'a=b,c',
      'metadata.name=web',
      'spec.nodeName!=x',
      '((',
      '1',
      'Exact',
    ),
  ),
  { maxKeys: 3 },
);

const broken = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '{bad',
    '[]',
    'null',
    '"a"',
    '{"a":1,"a":2}',
    '{"metadata":{"name":"a","name":"b"}}',
    '\t: x',
    '- a: [',
    '&a [*a]',
  ),
  fc.constantFrom(
    'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b,*b]',
    'kind: Pod\nkind: Pod',
    '%YAML 1.1\n---\n',
    '\u0000',
    '{"a":1}}',
    '1e999',
    '{"a":',
  ),
  fc.string(),
  fc.integer({ min: 1, max: 20_000 }).map((n) => '['.repeat(n)),
  fc.integer({ min: 1, max: 2_000 }).map((n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`),
);

function ofType(type: ResourceType): Arbitrary<FuzzRequest> {
  const collection = namespaces.map((namespace) => collectionOf(type, namespace));
  const single = fc.tuple(collection, names).map(([path, name]) => `${path}/${name}`);
  const subresources = type.subresources.map(({ name }) => name);
  const sub =
    subresources.length === 0
      ? single
      : fc.tuple(single, fc.constantFrom(...subresources)).map(([path, name]) => `${path}/${name}`);
  const place = fc.oneof({ weight: 4, arbitrary: single }, { weight: 1, arbitrary: sub });
  const patch = fc
    .tuple(fc.constantFrom(...patchTypes), objects(type), jsonPatches, directives, fc.integer({ min: 0, max: 9 }))
    .map(([mediaType, object, operations, words, choice]) => {
      if (mediaType === 'application/json-patch+json') return { mediaType, body: choice === 0 ? object : operations };
      const { metadata: _, ...rest } = object;
      const part = mediaType.endsWith('yaml') || choice < 4 ? object : rest;
      return { mediaType, body: choice === 9 ? { ...part, ...words, spec: words } : part };
    });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        method: fc.constant('POST' as const),
        path: collection,
        query: validation,
        body: objects(type),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        method: fc.constant('PUT' as const),
        path: place,
        query: validation,
        body: objects(type),
        current: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc
        .record({ path: place, query: validation, patch, force: fc.boolean() })
        .map(({ path, query, patch: { mediaType, body }, force }) => ({
          method: 'PATCH' as const,
          path,
          query: mediaType.endsWith('yaml')
            ? { fieldManager: 'm', ...query, ...(force ? { force: 'true' } : {}) }
            : query,
          mediaType,
          body,
        })),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        method: fc.constant('DELETE' as const),
        path: fc.oneof({ weight: 4, arbitrary: single }, { weight: 1, arbitrary: collection }),
        query: fc.oneof(fc.constant({}), listQueries),
        body: fc.oneof(
          fc.constantFrom(
            undefined,
            {},
            { gracePeriodSeconds: 0 },
            { propagationPolicy: 'Foreground' },
            { preconditions: { uid: 'x' } },
          ),
          anything,
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        method: fc.constant('GET' as const),
        path: fc.oneof(collection, place),
        query: listQueries,
      }),
    },
    { weight: 1, arbitrary: fc.record({ method: fc.constant('POST' as const), path: sub, body: anything }) },
    {
      weight: 1,
      arbitrary: fc.record({
        method: fc.constantFrom('POST' as const, 'PUT' as const, 'PATCH' as const, 'DELETE' as const),
        path: fc.oneof(collection, place),
        mediaType: fc.constantFrom('application/json', 'application/yaml', 'text/csv', ...patchTypes),
        text: broken,
      }),
    },
  );
}

const paths = fc.constantFrom(
  '/',
  '/api',
  '/apis',
  '/apis/nope.example/v1/things',
  '/api/v1/nope',
  '/api/v2/pods',
  '/version',
  '/healthz',
  '/%',
  '//',
);

/** Requests about one of all kinds; Pods, workloads and Services more often. */
export const requests: Arbitrary<FuzzRequest> = fc.oneof(
  ...resourceTypes.map((type) => ({
    weight: ['Pod', 'Deployment', 'Service'].includes(type.kind) ? 8 : bases[type.kind] ? 3 : 1,
    arbitrary: ofType(type),
  })),
  {
    weight: 2,
    arbitrary: fc.record({ method: fc.constantFrom('GET' as const, 'POST' as const), path: paths, body: anything }),
  },
);
