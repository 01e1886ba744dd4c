import fc, { type Arbitrary } from 'fast-check';
import { structOf, type StructShape, type TypeShape } from '../../../api/schema/schema.ts';

/** Values of the API's types, mostly of the right type and now and then good ones. */
export const words = fc.constantFrom(
  'a',
  'b',
  'web',
  'web',
  'nginx:1.27',
  'TCP',
  'Always',
  'RollingUpdate',
  'Exists',
  'In',
  'kubernetes.io/x',
  'x/y/z',
  '',
  '-',
  'A',
  'ü',
  '0',
  'true',
  '10.0.0.1',
  '10.0.0.0/8',
  'fd00::1',
  '50%',
  '101%',
  '100Mi',
  '-1',
  '1e3',
  'abc',

  '../..',
  '/abs',
  'default',
  'kube-system',
  '*',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  '2025-01-01T00:00:00Z',
);
const longTexts = fc.integer({ min: 0, max: 300_000 }).map((length) => 'x'.repeat(length));
const texts = fc.oneof(
  { weight: 20, arbitrary: words },
  { weight: 4, arbitrary: fc.string() },
  { weight: 1, arbitrary: longTexts },
);
const numbers = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 80, 8080, 30_080, -1, 65_536, 2_147_483_647, 2_147_483_648, 1.5, 1e300, 2 ** 53),
  fc.integer(),
);
const quantities = fc.constantFrom(
  '100m',
  '1',
  '0.5',
  '1e3',
  '100M',
  '64Mi',
  '-1',
  'abc',
  '',
  '1Ei',
  '9'.repeat(40),
  1,
  0.1,
);

const depthMax = 6;
const keysMax = 5;

/** Anything JSON can say. */
export const anything: Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: texts as Arbitrary<unknown> },
  { weight: 3, arbitrary: numbers },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null], { '': null }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map(nested) },
);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? { a: value } : [value];
  return value;
}

const known = new Map<string, Arbitrary<unknown>>();

/** A value of a type; of another type once in a while. */
export function valueOf(type: TypeShape, depth = 0): Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: rightValue(type, depth) }, { weight: 1, arbitrary: anything });
}

function rightValue(type: TypeShape, depth: number): Arbitrary<unknown> {
  switch (type.kind) {
    case 'string':
      return texts;
    case 'int32':
    case 'int64':
    case 'float64':
      return numbers;
    case 'bool':
      return fc.boolean();
    case 'bytes':
      return fc.constantFrom('', 'YQ==', 'YQ', '!!', 'YWJj\n');
    case 'Time':
    case 'MicroTime':
      return fc.constantFrom('2025-01-01T00:00:00Z', '2025-01-01T00:00:00.123456Z', 'now', '', '9999-99-99T99:99:99Z');
    case 'Quantity':
      return quantities;
    case 'IntOrString':
      return fc.oneof(words, numbers);
    case 'any':
    case 'custom':
      return anything;
    case 'list':
      return depth > depthMax ? fc.constant([]) : fc.array(lazily(type.item, depth), { maxLength: 3 });
    case 'map':
      return depth > depthMax ? fc.constant({}) : fc.dictionary(words, lazily(type.item, depth), { maxKeys: 3 });
    case 'struct':
      return struct(type, depth);
  }
}

const lazily = (type: TypeShape, depth: number): Arbitrary<unknown> =>
  fc.constant(null).chain(() => valueOf(type, depth + 1));

function struct(type: StructShape, depth: number): Arbitrary<unknown> {
  const key = `${type.schema} ${depth}`;
  let made = known.get(key);
  if (!made) {
    const fields = [...type.fields.values()];
    const needed = depth > depthMax ? [] : fields.filter((field) => field.required).map((field) => field.name);
    made = fc
      .subarray(
        fields.map((field) => field.name),
        { maxLength: depth > depthMax ? 0 : Math.min(keysMax, fields.length) },
      )
      .chain((some) => {
        const names = [...new Set([...needed, ...some])];
        return fc.record(
          Object.fromEntries(names.map((name) => [name, valueOf(type.fields.get(name)!.type, depth + 1)])),
        );
      });
    known.set(key, made);
  }
  return made;
}

export const objectOf = (schema: string): Arbitrary<Record<string, unknown>> =>
  struct(structOf(schema), 0) as Arbitrary<Record<string, unknown>>;
