import { Optional } from '@marcbachmann/cel-js';
import { deepEqual } from '../equal.ts';
import { forbidden, invalid, required } from '../field.ts';
import type { FieldError } from '../resource.ts';
import { evaluate, toCel } from './cel.ts';
import { additional, isMap, type Rule, type Schema } from './definition.ts';
import { itemBefore } from './lists.ts';

/** A value and what stood in its place before; `undefined` when nothing that can be compared did. */
interface Spot {
  readonly value: unknown;
  readonly old: unknown;
}

/**
 * x-kubernetes-validations of a schema. Models: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go.
 * What has not changed is not checked again, as CRDValidationRatcheting has it.
 */
export function validateRules(spot: Spot, schema: Schema, path = '', isResource = true): FieldError[] {
  const { value, old } = spot;
  if (value === null || value === undefined) return [];
  const errors: FieldError[] = [];
  const resource = isResource || (schema['x-kubernetes-embedded-resource'] ?? false);
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    const problem = check(rule, spot, schema, path, resource);
    if (problem) errors.push(problem);
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items)
      value.forEach((item: unknown, i) =>
        errors.push(
          ...validateRules({ value: item, old: itemBefore(item, old, schema) }, items, `${path}[${i}]`, false),
        ),
      );
    return errors;
  }
  if (!isMap(value)) return errors;
  const before = isMap(old) ? old : {};
  const rest = additional(schema);
  for (const name of Object.keys(value).sort()) {
    const declared = schema.properties && Object.hasOwn(schema.properties, name);
    const inner = declared ? schema.properties[name] : rest;
    const at = declared ? (path === '' ? name : `${path}.${name}`) : `${path}[${name}]`;
    if (inner) errors.push(...validateRules({ value: value[name], old: before[name] }, inner, at, false));
  }
  return errors;
}

function check(
  rule: Rule,
  { value, old }: Spot,
  schema: Schema,
  path: string,
  resource: boolean,
): FieldError | undefined {
  const text = rule.rule.trim();
  const isTransition = /\boldSelf\b/.test(text);
  if (isTransition && old === undefined && !rule.optionalOldSelf) return undefined;
  if (!isTransition && old !== undefined && deepEqual(value, old)) return undefined;
  const before = old === undefined ? undefined : toCel(old, schema, resource);
  const variables: Record<string, unknown> = { self: toCel(value, schema, resource) };
  if (rule.optionalOldSelf) variables['oldSelf'] = before === undefined ? Optional.none() : Optional.of(before);
  else if (before !== undefined) variables['oldSelf'] = before;
  const outcome = evaluate(text, variables);
  const type = schema.type ?? '';
  const at = path === '' ? '<nil>' : path;
  if ('error' in outcome) {
    const about = rule.message?.trim() || text;
    return invalid(
      at,
      type,
      outcome.error.startsWith('no such overload')
        ? `'${outcome.error}': call arguments did not match a supported operator, function or macro signature for rule: ${about}`
        : `${outcome.error} evaluating rule: ${about}`,
    );
  }
  return outcome.value === true ? undefined : failed(rule, variables, type, path);
}

function failed(rule: Rule, variables: Record<string, unknown>, type: string, path: string): FieldError {
  const inner = rule.fieldPath ?? '';
  const joined = path === '' ? inner.replace(/^\./, '') : path + inner;
  const at = joined === '' ? '<nil>' : joined;
  const detail = messageOf(rule, variables);
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(at, detail);
    case 'FieldValueRequired':
      return required(at, detail);
    case 'FieldValueDuplicate':
      return { reason: 'FieldValueDuplicate', path: at, message: `Duplicate value: ${JSON.stringify(type)}` };
    default:
      return invalid(at, type, detail);
  }
}

function messageOf({ rule, message, messageExpression }: Rule, variables: Record<string, unknown>): string {
  const made = messageExpression ? evaluate(messageExpression.trim(), variables) : undefined;
  if (
    made &&
    'value' in made &&
    typeof made.value === 'string' &&
    made.value.trim() !== '' &&
    !made.value.includes('\n')
  )
    return made.value.trim();
  return message?.trim() || `failed rule: ${rule.trim()}`;
}
