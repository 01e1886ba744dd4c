import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { compareQuantities, parseQuantity } from '../quantity.ts';
import { isMap, additional, type Schema } from './definition.ts';
import { matcher } from './values.ts';

/** A quantity inside CEL. */
class CelQuantity {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

let made: Environment | undefined;

/** What upstream adds to CEL, as far as people use it. Models: apiserver/pkg/cel/library. Left out: url, ip, cidr, format, cost limits. */
function environment(): Environment {
  if (made) return made;
  const env = new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  });
  env.registerType('kubernetes.Quantity', CelQuantity);
  const compare = (a: CelQuantity, b: CelQuantity): number => compareQuantities(a.text, b.text);
  env.registerFunction('quantity(string): kubernetes.Quantity', (text: string) => {
    if (typeof parseQuantity(text) === 'string') throw new Error(`quantities must match the regular expression`);
    return new CelQuantity(text);
  });
  env.registerFunction('isQuantity(string): bool', (text: string) => typeof parseQuantity(text) !== 'string');
  env.registerFunction(
    'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
    (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0,
  );
  env.registerFunction(
    'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
    (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0,
  );
  env.registerFunction('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: CelQuantity, b: CelQuantity) =>
    BigInt(compare(a, b)),
  );
  env.registerFunction('isURL(string): bool', (text: string) => /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$|^\/\S*$/.test(text));
  env.registerFunction(
    'string.find(string): string',
    (text: string, pattern: string) => matcher(pattern)?.exec(text)?.[0] ?? '',
  );
  env.registerFunction('string.findAll(string): list', (text: string, pattern: string) =>
    [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]),
  );
  env.registerFunction('string.charAt(int): string', (text: string, at: bigint) => text[Number(at)] ?? '');
  env.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, to),
  );
  env.registerFunction('list.isSorted(): bool', (items: readonly (string | bigint | number)[]) =>
    items.every((item, i) => i === 0 || items[i - 1]! <= item),
  );
  env.registerFunction('list.sum(): dyn', (items: readonly (bigint | number)[]) =>
    items.reduce(
      (sum, item) => (typeof sum === 'bigint' ? sum + (item as bigint) : sum + (item as number)),
      items.length === 0 || typeof items[0] === 'bigint' ? 0n : 0,
    ),
  );
  const extreme = (items: readonly (bigint | number | string)[], sign: 1 | -1): unknown =>
    items.reduce((best, item) => ((item > best ? 1 : -1) === sign ? item : best));
  env.registerFunction('list.min(): dyn', (items: readonly bigint[]) => extreme(items, -1));
  env.registerFunction('list.max(): dyn', (items: readonly bigint[]) => extreme(items, 1));
  env.registerFunction('list.indexOf(dyn): int', (items: readonly unknown[], item: unknown) =>
    BigInt(items.indexOf(item)),
  );
  env.registerFunction('list.lastIndexOf(dyn): int', (items: readonly unknown[], item: unknown) =>
    BigInt(items.lastIndexOf(item)),
  );
  return (made = env);
}

/** Only a memory: a text is read once. */
const parsed = new Map<string, ParseResult | string>();

/** The expression, ready to evaluate; a text is what is wrong with it. */
export function compile(expression: string): ParseResult | string {
  let found = parsed.get(expression);
  if (found === undefined) {
    if (parsed.size > 1_000) parsed.clear();
    try {
      found = environment().parse(expression);
    } catch (error) {
      found = error instanceof Error ? error.message : String(error);
    }
    parsed.set(expression, found);
  }
  return found;
}

export function evaluate(
  expression: string,
  variables: Record<string, unknown>,
): { value: unknown } | { error: string } {
  const program = compile(expression);
  if (typeof program === 'string') return { error: program };
  try {
    return { value: program(variables) as unknown };
  } catch (error) {
    const text = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
    return { error: text.replace(/^No such key/, 'no such key') };
  }
}

/** A JSON value as CEL counts with it: whole numbers are ints where the schema says so. */
export function toCel(value: unknown, schema: Schema | undefined, isResource = false): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value);
  if (typeof value === 'string') {
    if (schema?.format === 'date-time' || schema?.format === 'date') return new Date(Date.parse(value));
    if (schema?.format === 'duration') {
      const read = evaluate('duration(x)', { x: value });
      return 'value' in read ? read.value : value;
    }
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => toCel(item, schema?.items));
  if (!isMap(value)) return value;
  const out: Record<string, unknown> = {};
  const rest = schema && additional(schema);
  for (const name of Object.keys(value)) {
    const inner = schema?.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    // Names that CEL keeps for itself are written otherwise; keys of maps are data.
    if (isResource && name === 'metadata') out[name] = namesOf(value[name]);
    else out[inner ? escaped(name) : name] = toCel(value[name], inner ?? rest);
  }
  return out;
}

/** Of metadata a rule sees the name only. */
function namesOf(metadata: unknown): unknown {
  const { name, generateName } = (metadata ?? {}) as { name?: string; generateName?: string };
  return { ...(name === undefined ? {} : { name }), ...(generateName === undefined ? {} : { generateName }) };
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
