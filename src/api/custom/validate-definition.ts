import { deepEqual } from '../equal.ts';
import { forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { immutable } from '../metadata.ts';
import { isDns1035Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { KubeObject } from '../types.ts';
import {
  isEstablished,
  isMap,
  type CustomResourceDefinition,
  type Names,
  type PrinterColumn,
  type Schema,
  type Version,
} from './definition.ts';
import { templateOf } from './columns.ts';
import { validateSchema } from './structural.ts';

/** Models: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinition. */
export function validateDefinition(object: KubeObject): FieldError[] {
  const definition = object as CustomResourceDefinition;
  const { metadata, spec, status } = definition;
  const { group, names } = spec;
  const errors: FieldError[] = [];
  // Without a name there is one complaint, and metadata's own.
  if (!metadata.name) return errors;
  if (metadata.name !== `${names.plural}.${group}`)
    errors.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  errors.push(...specProblems(definition));
  if (!status.storedVersions?.length)
    errors.push(
      invalid(
        'status.storedVersions',
        verbatim(status.storedVersions ? '[]string{}' : '[]string(nil)'),
        'must have at least one stored version',
      ),
    );
  status.storedVersions?.forEach((name, i) => {
    if (!spec.versions.some((version) => version.name === name))
      errors.push(
        invalid(
          `status.storedVersions[${i}]`,
          name,
          `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
        ),
      );
  });
  approval(group, metadata.annotations, errors);
  return errors;
}

export function validateDefinitionUpdate(object: KubeObject, before: KubeObject): FieldError[] {
  const [now, old] = [object as CustomResourceDefinition, before as CustomResourceDefinition];
  const errors = validateDefinition(now);
  if (isEstablished(old)) {
    errors.push(...immutable('spec.scope', now.spec.scope, old.spec.scope));
    errors.push(...immutable('spec.names.kind', now.spec.names.kind, old.spec.names.kind));
  }
  errors.push(...immutable('spec.group', now.spec.group, old.spec.group));
  errors.push(...immutable('spec.names.plural', now.spec.names.plural, old.spec.names.plural));
  return errors;
}

function specProblems({ spec }: CustomResourceDefinition): FieldError[] {
  const { group, scope, names, versions } = spec;
  const errors: FieldError[] = [];
  if (group === '') errors.push(required('spec.group'));
  else if (isDns1123Subdomain(group).length > 0)
    errors.push(invalid('spec.group', group, isDns1123Subdomain(group).join(',')));
  else if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  if (scope === '') errors.push(required('spec.scope'));
  else if (scope !== 'Cluster' && scope !== 'Namespaced')
    errors.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  if (spec.preserveUnknownFields)
    errors.push(
      invalid(
        'spec.preserveUnknownFields',
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    );
  versions.forEach((version, i) => {
    if (!version.schema?.openAPIV3Schema)
      errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required'));
  });
  // What all versions have alike stands above them in the server's own form of the object.
  const shared = sharedParts(versions);
  const seen = new Set<string>();
  let unique = true;
  versions.forEach((version, i) => {
    const path = `spec.versions[${i}]`;
    const problems = isDns1035Label(version.name);
    if (problems.length > 0) errors.push(invalid(`${path}.name`, version.name, problems.join(',')));
    if (seen.has(version.name)) unique = false;
    seen.add(version.name);
    if (!shared.schema) schemaProblems(version.schema?.openAPIV3Schema, `${path}.schema.openAPIV3Schema`, errors);
    if (!shared.subresources) subresourceProblems(version, `${path}.subresources`, errors);
    if (!shared.columns) columnProblems(version, `${path}.additionalPrinterColumns`, errors);
  });
  const all = verbatim(goVersions(versions, shared));
  if (!unique) errors.push(invalid('spec.versions', all, 'must contain unique version names'));
  if (versions.filter((version) => version.storage).length !== 1)
    errors.push(invalid('spec.versions', all, 'must have exactly one version marked as storage version'));
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const)
    if (!names[field]) errors.push(required(`spec.names.${field}`));
  nameProblems(names, 'spec.names', errors);
  const [first] = versions;
  if (first && shared.schema) schemaProblems(first.schema?.openAPIV3Schema, 'spec.validation.openAPIV3Schema', errors);
  if (first && shared.subresources) subresourceProblems(first, 'spec.subresources', errors);
  if (first && shared.columns) columnProblems(first, 'spec.additionalPrinterColumns', errors);
  conversionProblems(spec.conversion, errors);
  return errors;
}

interface Shared {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly columns: boolean;
}

function sharedParts(versions: readonly Version[]): Shared {
  const alike = (part: (version: Version) => unknown): boolean =>
    versions.every((version) => deepEqual(part(version) ?? null, part(versions[0]!) ?? null));
  return {
    schema: alike((version) => version.schema),
    subresources: alike((version) => version.subresources),
    columns: alike((version) => version.additionalPrinterColumns),
  };
}

/** The list of who names none: Go's messages tell it from an empty one. */
export const noVersions: readonly Version[] = Object.freeze([]);

function goVersions(versions: readonly Version[], shared: Shared): string {
  const type = 'apiextensions.CustomResourceDefinitionVersion';
  if (versions === noVersions) return `[]${type}(nil)`;
  const pointer = (name: string, set: boolean): string => (set ? `(*${name})(0xc000000000)` : `(*${name})(nil)`);
  const list = versions.map(
    (v) =>
      `${type}{Name:${goQuote(v.name)}, Served:${v.served}, Storage:${v.storage}, Deprecated:${v.deprecated ?? false}, DeprecationWarning:${pointer('string', v.deprecationWarning !== undefined)}, Schema:${pointer('apiextensions.CustomResourceValidation', !shared.schema && v.schema !== undefined)}, Subresources:${pointer('apiextensions.CustomResourceSubresources', !shared.subresources && v.subresources !== undefined)}, AdditionalPrinterColumns:[]apiextensions.CustomResourceColumnDefinition(nil), SelectableFields:[]apiextensions.SelectableField(nil)}`,
  );
  return `[]${type}{${list.join(', ')}}`;
}

function nameProblems(names: Partial<Names>, path: string, errors: FieldError[]): void {
  const label = (field: string, value: string | undefined, mixed = false): void => {
    if (!value) return;
    const problems = isDns1035Label(mixed ? value.toLowerCase() : value);
    if (problems.length > 0)
      errors.push(
        invalid(
          `${path}.${field}`,
          value,
          (mixed ? 'may have mixed case, but should otherwise match: ' : '') + problems.join(','),
        ),
      );
  };
  label('plural', names.plural);
  label('singular', names.singular);
  label('kind', names.kind, true);
  label('listKind', names.listKind, true);
  const each = (field: 'shortNames' | 'categories'): void =>
    names[field]?.forEach((value, i) => {
      const problems = isDns1035Label(value);
      if (problems.length > 0) errors.push(invalid(`${path}.${field}[${i}]`, value, problems.join(',')));
    });
  each('shortNames');
  if (names.kind && names.kind === names.listKind)
    errors.push(invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  each('categories');
}

function schemaProblems(schema: Schema | undefined, path: string, errors: FieldError[]): void {
  if (schema) errors.push(...validateSchema(schema, path));
}

function subresourceProblems({ subresources }: Version, path: string, errors: FieldError[]): void {
  const scale = subresources?.scale;
  if (!scale) return;
  const jsonPath = (field: keyof typeof scale, root: string, needed: boolean): void => {
    const value = scale[field];
    const at = `${path}.scale.${field}`;
    if (!value) {
      if (needed) errors.push(required(at));
    } else if (!/^(\.[^.[\]\s]+)+$/.test(value))
      errors.push(invalid(at, value, 'must be a json path in the dot notation'));
    else if (!root.split(' ').some((start) => value.startsWith(start)))
      errors.push(
        invalid(
          at,
          value,
          `should be a json path under ${root.split(' ').join(' or ')}`
            .replace('.spec. or .status.', '.spec or .status')
            .replace(/\.(spec|status)\.$/, '.$1'),
        ),
      );
  };
  jsonPath('specReplicasPath', '.spec.', true);
  jsonPath('statusReplicasPath', '.status.', true);
  jsonPath('labelSelectorPath', '.spec. .status.', false);
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['binary', 'bool', 'byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function columnProblems({ additionalPrinterColumns }: Version, path: string, errors: FieldError[]): void {
  additionalPrinterColumns?.forEach((column: PrinterColumn, i) => {
    const at = `${path}[${i}]`;
    if (!column.name) errors.push(required(`${at}.name`));
    const types = `must be one of ${columnTypes.join(',')}`;
    if (!column.type) errors.push(required(`${at}.type`, types));
    else if (!columnTypes.includes(column.type)) errors.push(invalid(`${at}.type`, column.type, types));
    if (column.format && !columnFormats.includes(column.format))
      errors.push(invalid(`${at}.format`, column.format, `must be one of ${columnFormats.join(',')}`));
    if (!column.jsonPath) errors.push(required(`${at}.JSONPath`));
    else if (!column.jsonPath.startsWith('.') || !templateOf(column.jsonPath))
      errors.push(invalid(`${at}.JSONPath`, column.jsonPath, 'must be a simple json path with leading .'));
  });
}

function conversionProblems(conversion: CustomResourceDefinition['spec']['conversion'], errors: FieldError[]): void {
  if (!conversion) return;
  const { strategy, webhook } = conversion;
  if (!strategy) errors.push(required('spec.conversion.strategy'));
  else if (strategy !== 'None' && strategy !== 'Webhook')
    errors.push(notSupported('spec.conversion.strategy', strategy, ['None', 'Webhook']));
  else if (strategy === 'None' && webhook?.clientConfig)
    errors.push(
      forbidden('spec.conversion.webhookClientConfig', 'should not be set when strategy is not set to Webhook'),
    );
  else if (strategy === 'Webhook') {
    if (!isMap(webhook?.clientConfig))
      errors.push(required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook'));
    if (!webhook?.conversionReviewVersions?.length) errors.push(required('spec.conversion.conversionReviewVersions'));
  }
}

/** Groups of the project itself. Models: validateAPIApproval. */
function approval(
  group: string,
  annotations: Readonly<Record<string, string>> | undefined,
  errors: FieldError[],
): void {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return;
  const key = 'api-approved.kubernetes.io';
  const value = annotations?.[key];
  const path = `metadata.annotations[${key}]`;
  const link = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (!value) errors.push(required(path, `protected groups must have approval annotation "${key}", ${link}`));
  else if (!value.startsWith('unapproved') && !/^[a-z]+:\/\/\S+$/.test(value))
    errors.push(
      invalid(
        path,
        value,
        `protected groups must have approval annotation "${key}" with either a URL or a reason starting with "unapproved", ${link}`,
      ),
    );
}
