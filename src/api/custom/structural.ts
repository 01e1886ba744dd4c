import { forbidden, invalid, notSupported, required } from '../field.ts';
import type { FieldError } from '../resource.ts';
import { compile } from './cel.ts';
import { additional, isMap, type Schema } from './definition.ts';
import { matcher, validateValue } from './values.ts';

/**
 * May this schema describe a custom resource? Models: apiextensions-apiserver pkg/apiserver/schema/validation.go
 * ValidateStructural, pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema.
 * Left out: cost limits of rules, type checking of rules.
 */
export function validateSchema(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.nullable) errors.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  invariants(schema, 'root', path, errors);
  if (errors.length === 0) defaults(schema, path, errors);
  openApi(schema, path, errors);
  return errors;
}

type Level = 'root' | 'field' | 'item';
const untypedTexts: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  field: 'must not be empty for specified object fields',
  item: 'must not be empty for specified array items',
};

function invariants(schema: Schema, level: Level, path: string, errors: FieldError[]): void {
  const { type = '', items, properties = {} } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'];
  const open = schema['x-kubernetes-preserve-unknown-fields'];
  const either = schema['x-kubernetes-int-or-string'];
  if (type === 'array' && !items) errors.push(required(`${path}.items`, 'must be specified'));
  if (items) invariants(items, 'item', `${path}.items`, errors);
  for (const name of Object.keys(properties).sort())
    invariants(properties[name]!, 'field', `${path}.properties[${name}]`, errors);
  const rest = additional(schema);
  if (rest && isMap(schema.additionalProperties)) invariants(rest, 'field', `${path}.additionalProperties`, errors);
  for (const part of ['allOf', 'anyOf', 'oneOf'] as const)
    schema[part]?.forEach((one, i) => nested(one, `${path}.${part}[${i}]`, errors, either ?? false));
  if (schema.not) nested(schema.not, `${path}.not`, errors, false);
  if (embedded && type !== 'object')
    errors.push(
      type === ''
        ? required(`${path}.type`, 'must be object if x-kubernetes-embedded-resource is true')
        : invalid(`${path}.type`, type, 'must be object if x-kubernetes-embedded-resource is true'),
    );
  else if (type === '' && !either && !open) errors.push(required(`${path}.type`, untypedTexts[level]));
  if (either && type !== '')
    errors.push(forbidden(`${path}.type`, 'must be empty if x-kubernetes-int-or-string is true'));
  if (embedded && schema.additionalProperties !== undefined)
    errors.push(forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  if (level === 'root' && type !== '' && type !== 'object')
    errors.push(invalid(`${path}.type`, type, 'must be object at the root'));
  if (embedded && !open && Object.keys(properties).length === 0)
    errors.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    );
  if (level === 'root' || embedded) resourceFields(properties, path, errors);
  listAndMap(schema, path, errors);
}

/** What a resource has anyway may be said again, not otherwise. */
function resourceFields(properties: Readonly<Record<string, Schema>>, path: string, errors: FieldError[]): void {
  for (const name of ['kind', 'apiVersion'])
    if (properties[name] && properties[name].type !== 'string')
      errors.push(invalid(`${path}.properties[${name}].type`, properties[name].type ?? '', 'must be string'));
  const { metadata } = properties;
  if (!metadata) return;
  if (metadata.type !== 'object')
    errors.push(invalid(`${path}.properties[metadata].type`, metadata.type ?? '', 'must be object'));
  for (const name of Object.keys(metadata.properties ?? {}))
    if (name !== 'name' && name !== 'generateName')
      errors.push(
        forbidden(
          `${path}.properties[metadata]`,
          'must not specify anything other than name and generateName, but metadata is implicitly specified',
        ),
      );
}

/** Inside allOf and its like there are conditions on values only. */
function nested(schema: Schema, path: string, errors: FieldError[], typesAllowed: boolean): void {
  const forbid = (field: string): void =>
    void errors.push(forbidden(`${path}.${field}`, 'must be empty to be structural'));
  if (schema.type && !typesAllowed) forbid('type');
  if (schema.description) forbid('description');
  if (schema.title) forbid('title');
  if (schema.default !== undefined) forbid('default');
  if (schema.nullable) errors.push(forbidden(`${path}.nullable`, 'must be false to be structural'));
  if (schema.additionalProperties !== undefined)
    errors.push(forbidden(`${path}.additionalProperties`, 'must be undefined to be structural'));
  for (const field of [
    'x-kubernetes-preserve-unknown-fields',
    'x-kubernetes-embedded-resource',
    'x-kubernetes-int-or-string',
  ] as const)
    if (schema[field]) errors.push(forbidden(`${path}.${field}`, 'must be false to be structural'));
  if (schema.items) nested(schema.items, `${path}.items`, errors, typesAllowed);
  for (const name of Object.keys(schema.properties ?? {}).sort())
    nested(schema.properties![name]!, `${path}.properties[${name}]`, errors, typesAllowed);
  for (const part of ['allOf', 'anyOf', 'oneOf'] as const)
    schema[part]?.forEach((one, i) => nested(one, `${path}.${part}[${i}]`, errors, typesAllowed));
  if (schema.not) nested(schema.not, `${path}.not`, errors, false);
}

function listAndMap(schema: Schema, path: string, errors: FieldError[]): void {
  const list = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const map = schema['x-kubernetes-map-type'];
  if (map !== undefined && map !== 'granular' && map !== 'atomic')
    errors.push(notSupported(`${path}.x-kubernetes-map-type`, map, ['atomic', 'granular']));
  else if (map !== undefined && schema.type !== 'object')
    errors.push(
      schema.type
        ? invalid(`${path}.type`, schema.type, 'must be object if x-kubernetes-map-type is specified')
        : required(`${path}.type`, 'must be object if x-kubernetes-map-type is specified'),
    );
  if (list !== undefined && !['atomic', 'set', 'map'].includes(list))
    errors.push(notSupported(`${path}.x-kubernetes-list-type`, list, ['atomic', 'map', 'set']));
  else if (list !== undefined && schema.type !== 'array')
    errors.push(
      schema.type
        ? invalid(`${path}.type`, schema.type, 'must be array if x-kubernetes-list-type is specified')
        : required(`${path}.type`, 'must be array if x-kubernetes-list-type is specified'),
    );
  if (keys?.length && list !== 'map')
    errors.push(
      list === undefined
        ? required(`${path}.x-kubernetes-list-type`, 'must be map if x-kubernetes-list-map-keys is non-empty')
        : invalid(`${path}.x-kubernetes-list-type`, list, 'must be map if x-kubernetes-list-map-keys is non-empty'),
    );
  if (list !== 'map') return;
  if (!keys?.length)
    errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items && schema.items.type !== 'object')
    errors.push(
      invalid(
        `${path}.items.type`,
        schema.items.type ?? '',
        "must be object if parent array's x-kubernetes-list-type is map",
      ),
    );
  keys?.forEach((key, i) => {
    const property = schema.items?.properties?.[key];
    if (!property)
      errors.push(
        invalid(`${path}.x-kubernetes-list-map-keys[${i}]`, key, 'entries must all be names of item properties'),
      );
    else if (!schema.items?.required?.includes(key) && property.default === undefined)
      errors.push(
        required(
          `${path}.items.properties[${key}].default`,
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
        ),
      );
  });
}

/** A default must be what its own schema allows. Models: pkg/apiserver/schema/defaulting/validation.go. */
function defaults(schema: Schema, path: string, errors: FieldError[]): void {
  if (schema.default !== undefined && schema.default !== null)
    errors.push(...validateValue(schema.default, schema, `${path}.default`));
  if (schema.items) defaults(schema.items, `${path}.items`, errors);
  for (const name of Object.keys(schema.properties ?? {}).sort())
    defaults(schema.properties![name]!, `${path}.properties[${name}]`, errors);
  const rest = additional(schema);
  if (rest) defaults(rest, `${path}.additionalProperties`, errors);
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const unsupported = ['definitions', 'dependencies', 'id', 'additionalItems', 'patternProperties', '$schema', '$ref'];

/** What OpenAPI allows and Kubernetes does not. */
function openApi(schema: Schema, path: string, errors: FieldError[]): void {
  const fields = schema as Readonly<Record<string, unknown>>;
  for (const name of unsupported)
    if (fields[name] !== undefined && fields[name] !== '')
      errors.push(forbidden(`${path}.${name}`, `${name.replace('$', '')} is not supported`));
  if (schema.type === 'null')
    errors.push(forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  else if (schema.type && !types.includes(schema.type)) errors.push(notSupported(`${path}.type`, schema.type, types));
  if (Array.isArray(schema.items))
    errors.push(forbidden(`${path}.items`, 'items must be a schema object and not an array'));
  if (schema.uniqueItems)
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  if (schema.pattern && !matcher(schema.pattern))
    errors.push(
      invalid(
        `${path}.pattern`,
        schema.pattern,
        `must be a valid regular expression, but isn't: error parsing regexp: ${schema.pattern}`,
      ),
    );
  if (
    schema.additionalProperties !== undefined &&
    Object.keys(schema.properties ?? {}).length > 0 &&
    schema.additionalProperties !== true
  )
    errors.push(forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  const rest = additional(schema);
  if (rest && schema.additionalProperties !== true) openApi(rest, `${path}.additionalProperties`, errors);
  for (const name of Object.keys(schema.properties ?? {}).sort())
    openApi(schema.properties![name]!, `${path}.properties[${name}]`, errors);
  if (schema.not) openApi(schema.not, `${path}.not`, errors);
  for (const part of ['allOf', 'oneOf', 'anyOf'] as const)
    schema[part]?.forEach((one, i) => openApi(one, `${path}.${part}[${i}]`, errors));
  if (schema.items && !Array.isArray(schema.items)) openApi(schema.items, `${path}.items`, errors);
  rules(schema, path, errors);
}

const reasons = ['FieldValueRequired', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueDuplicate'];

function rules(schema: Schema, path: string, errors: FieldError[]): void {
  schema['x-kubernetes-validations']?.forEach(({ rule, message, messageExpression, reason, fieldPath }, i) => {
    const at = `${path}.x-kubernetes-validations[${i}]`;
    if (rule.trim() === '') return void errors.push(required(`${at}.rule`, 'rule is not specified'));
    if (message?.trim() === '' && message !== '')
      errors.push(invalid(`${at}.message`, message, 'message must be non-empty if specified'));
    else if (message && /\n/.test(message.trim()))
      errors.push(invalid(`${at}.message`, message, 'message must not contain line breaks'));
    else if (!message && /\n/.test(rule.trim()))
      errors.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'));
    if (reason && !reasons.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, reasons));
    if (fieldPath && !fieldPath.startsWith('.') && !fieldPath.startsWith('['))
      errors.push(invalid(`${at}.fieldPath`, fieldPath, 'fieldPath must be a valid path'));
    for (const [field, text] of [
      ['rule', rule],
      ['messageExpression', messageExpression],
    ] as const) {
      if (!text) continue;
      const program = compile(text.trim());
      if (typeof program === 'string')
        errors.push(
          invalid(`${at}.${field}`, text, `compilation failed: ERROR: <input>:1:1: ${program.split('\n')[0]!}`),
        );
    }
  });
}
