import { deepEqual } from '../equal.ts';
import { goValue, notSupported, required, tooMany, typeInvalid, invalid, tooLong } from '../field.ts';
import type { FieldError } from '../resource.ts';
import { additional, isMap, type Schema } from './definition.ts';
import { fitsFormat } from './formats.ts';
import { itemBefore } from './lists.ts';

/**
 * Is a value what its schema says? Errors in the words and the order of upstream.
 * Models: kube-openapi pkg/validation/validate, apiextensions-apiserver pkg/apiserver/validation/validation.go.
 */
export function validateValue(value: unknown, schema: Schema, path: string, old?: unknown): FieldError[] {
  // What has not changed is not held against a write. Models: CRDValidationRatcheting.
  if (old !== undefined && deepEqual(value, old)) return [];
  if (value === null && schema.nullable) return [];
  const errors: FieldError[] = [];
  const kind = kindOf(value);
  const wrong = typeProblem(value, kind, schema, path);
  if (wrong) errors.push(wrong);
  combined(value, schema, path, errors);
  if (typeof value === 'string') textProblems(value, schema, path, errors);
  if (typeof value === 'string' && schema.format && !fitsFormat(schema.format, value))
    errors.push(typeInvalid(path, value, `${path} in body must be of type ${schema.format}: ${goValue(value)}`));
  if (typeof value === 'number') numberProblems(value, schema, path, errors);
  if (Array.isArray(value)) listProblems(value, schema, path, errors, old);
  if (schema.enum && !schema.enum.some((one) => deepEqual(one, value)))
    errors.push(
      notSupported(
        path,
        value,
        schema.enum.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
      ),
    );
  if (isMap(value)) mapProblems(value, schema, path, errors, old);
  return errors;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Upstream shows the type it found where the value should stand. */
function typeProblem(_value: unknown, kind: string, schema: Schema, path: string): FieldError | undefined {
  if (schema['x-kubernetes-int-or-string'])
    return kind === 'integer' || kind === 'string'
      ? undefined
      : typeInvalid(path, kind, `${path} in body must be of type integer,string: "${kind}"`);
  const { type } = schema;
  if (!type || type === kind || (type === 'number' && kind === 'integer')) return undefined;
  return typeInvalid(path, kind, `${path} in body must be of type ${type}: "${kind}"`);
}

function textProblems(value: string, schema: Schema, path: string, errors: FieldError[]): void {
  const length = [...value].length;
  const { minLength, maxLength, pattern } = schema;
  if (maxLength !== undefined && length > maxLength) errors.push(tooLong(path, maxLength));
  if (minLength !== undefined && length < minLength)
    errors.push(invalid(path, value, `${path} in body should be at least ${minLength} chars long`));
  if (pattern && !matcher(pattern)?.test(value))
    errors.push(invalid(path, value, `${path} in body should match '${pattern}'`));
}

const matchers = new Map<string, RegExp | undefined>();

/** RE2 as far as JavaScript writes it alike; undefined: not a pattern. Only a memory. */
export function matcher(pattern: string): RegExp | undefined {
  if (!matchers.has(pattern)) {
    if (matchers.size > 1_000) matchers.clear();
    let made: RegExp | undefined;
    try {
      const flags = /^\(\?([ims]+)\)/.exec(pattern);
      const text = (flags ? pattern.slice(flags[0].length) : pattern)
        .replaceAll('\\A', '^')
        .replaceAll('\\z', '$')
        .replaceAll('(?P<', '(?<');
      made = new RegExp(text, flags?.[1] ?? '');
    } catch {
      made = undefined;
    }
    matchers.set(pattern, made);
  }
  return matchers.get(pattern);
}

function numberProblems(value: number, schema: Schema, path: string, errors: FieldError[]): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const say = (text: string): void => void errors.push(invalid(path, value, `${path} in body should be ${text}`));
  if (multipleOf !== undefined && value % multipleOf !== 0) say(`a multiple of ${multipleOf}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    say(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    say(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  const range = { int32: 2 ** 31, int64: 2 ** 63 }[schema.format ?? ''];
  if (range !== undefined && (value >= range || value < -range))
    errors.push(invalid(path, value, `Checked value must be of type integer with format ${schema.format!} in body`));
}

function listProblems(
  value: readonly unknown[],
  schema: Schema,
  path: string,
  errors: FieldError[],
  old: unknown,
): void {
  const { items, minItems, maxItems } = schema;
  if (items)
    value.forEach((item, i) =>
      errors.push(...validateValue(item, items, `${path}[${i}]`, itemBefore(item, old, schema))),
    );
  if (minItems !== undefined && value.length < minItems)
    errors.push(invalid(path, value.length, `${path} in body should have at least ${minItems} items`));
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
}

function mapProblems(
  value: Record<string, unknown>,
  schema: Schema,
  path: string,
  errors: FieldError[],
  old: unknown,
): void {
  const before = isMap(old) ? old : {};
  const names = Object.keys(value);
  const { minProperties, maxProperties, properties = {} } = schema;
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (maxProperties !== undefined && names.length > maxProperties)
    errors.push(tooMany(path, names.length, maxProperties));
  if (minProperties !== undefined && names.length < minProperties)
    errors.push(invalid(path, names.length, `${path} in body should have at least ${minProperties} properties`));
  const rest = additional(schema);
  if (rest)
    for (const name of names)
      if (!Object.hasOwn(properties, name)) errors.push(...validateValue(value[name], rest, at(name), before[name]));
  for (const name of Object.keys(properties).sort())
    if (value[name] !== undefined)
      errors.push(...validateValue(value[name], properties[name]!, at(name), before[name]));
  for (const name of schema.required ?? []) if (value[name] === undefined) errors.push(required(at(name)));
}

/** allOf, anyOf, oneOf, not. What they say is about no field: upstream cannot tell which. */
function combined(value: unknown, schema: Schema, path: string, errors: FieldError[]): void {
  const { allOf, anyOf, oneOf, not } = schema;
  const say = (text: string): void => void errors.push(invalid('<nil>', '', `"${path}" must ${text}`));
  const tries = (list: readonly Schema[]): FieldError[][] => list.map((one) => validateValue(value, one, path));
  if (anyOf && anyOf.length > 0) {
    const found = tries(anyOf);
    if (!found.some((list) => list.length === 0)) {
      say('validate at least one schema (anyOf)');
      errors.push(...best(found));
    }
  }
  if (oneOf && oneOf.length > 0) {
    const found = tries(oneOf);
    const right = found.filter((list) => list.length === 0).length;
    if (right !== 1) {
      say(
        `validate one and only one schema (oneOf). ${right === 0 ? 'Found none valid' : `Found ${right} valid alternatives`}`,
      );
      if (right === 0) errors.push(...best(found));
    }
  }
  if (allOf && allOf.length > 0) {
    const found = tries(allOf);
    if (found.some((list) => list.length > 0)) {
      for (const list of found) errors.push(...list);
      say(`validate all the schemas (allOf)${found.every((list) => list.length > 0) ? '. None validated' : ''}`);
    }
  }
  if (not && validateValue(value, not, path).length === 0) say('not validate the schema (not)');
}

/** The alternative that fits best tells what is wrong. */
const best = (lists: readonly FieldError[][]): FieldError[] =>
  lists.reduce((least, list) => (list.length < least.length ? list : least));
