import {
  defaultMatch,
  failurePolicies,
  validateConditions,
  validateMatch,
  type MatchCondition,
  type MatchResources,
} from '../admissionregistration/rules.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid, notSupported, required } from '../field.ts';
import { isDns1035Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepMetadata, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface Policy extends KubeObject {
  spec: {
    paramKind?: { apiVersion?: string; kind?: string };
    matchConstraints?: MatchResources;
    validations?: { expression: string; message?: string; messageExpression?: string; reason?: string }[];
    failurePolicy?: string;
    auditAnnotations?: { key: string; valueExpression: string }[];
    matchConditions?: MatchCondition[];
    variables?: { name: string; expression: string }[];
  };
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];

/** Models: pkg/apis/admissionregistration/validation/validation.go ValidateValidatingAdmissionPolicy. Left out: what CEL says of the expressions. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as Policy;
  const errors: FieldError[] = [];
  if (spec.failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
  else if (!failurePolicies.includes(spec.failurePolicy))
    errors.push(notSupported('spec.failurePolicy', spec.failurePolicy, failurePolicies));
  if (spec.paramKind) validateParamKind(spec.paramKind, errors);
  if (!spec.matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    validateMatch(spec.matchConstraints, 'spec.matchConstraints', errors);
    if (!spec.matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  validateConditions(spec.matchConditions ?? [], 'spec.matchConditions', errors);
  spec.variables?.forEach(({ name, expression }, i) => {
    const path = `spec.variables[${i}]`;
    if (!name) errors.push(required(`${path}.name`, 'name is not specified'));
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      errors.push(invalid(`${path}.name`, name, 'name is not a valid CEL identifier'));
    if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
  });
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const text = 'validations or auditAnnotations must contain at least one item';
    errors.push(required('spec.validations', text), required('spec.auditAnnotations', text));
    return errors;
  }
  validations.forEach(({ expression, message, reason }, i) => {
    const path = `spec.validations[${i}]`;
    if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
    if (message !== undefined && message !== '' && message.trim() === '')
      errors.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'));
    else if (message?.includes('\n'))
      errors.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
    if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, reasons));
  });
  auditAnnotations.forEach(({ key, valueExpression }, i) => {
    const path = `spec.auditAnnotations[${i}]`;
    if (!key) errors.push(required(`${path}.key`, 'key is not specified'));
    if (!valueExpression?.trim()) errors.push(required(`${path}.valueExpression`, 'valueExpression is not specified'));
  });
  return errors;
}

function validateParamKind({ apiVersion, kind }: NonNullable<Policy['spec']['paramKind']>, errors: FieldError[]): void {
  const path = 'spec.paramKind';
  if (!apiVersion) errors.push(required(`${path}.apiVersion`));
  else {
    const [version = '', group, ...more] = apiVersion.split('/').reverse();
    if (more.length > 0)
      errors.push(invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    else {
      for (const text of group ? isDns1123Subdomain(group) : [])
        errors.push(invalid(`${path}.apiVersion`, group, text));
      for (const text of isDns1035Label(version)) errors.push(invalid(`${path}.apiVersion`, version, text));
    }
  }
  if (!kind) errors.push(required(`${path}.kind`));
  else if (isDns1035Label(kind.toLowerCase()).length > 0)
    errors.push(
      invalid(
        `${path}.kind`,
        kind,
        `may have mixed case, but should otherwise match: ${isDns1035Label(kind.toLowerCase()).join(',')}`,
      ),
    );
}

export const validatingAdmissionPolicyType: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'ValidatingAdmissionPolicy', verbs: statusVerbs }],
  etcdPrefix: 'validatingadmissionpolicies',
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  allowUnconditionalUpdate: false,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as Policy;
    spec.failurePolicy ??= 'Fail';
    if (spec.matchConstraints) defaultMatch(spec.matchConstraints);
  },
  prepareForCreate: prepareCreate,
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate(object, old) {
    keepSpec(object, old);
    keepMetadata(object, old);
  },
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column(
      'Validations',
      'Validations indicates the number of validation rules defined in this configuration',
      'integer',
    ),
    column('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy'),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec } = object as Policy;
    const { paramKind } = spec;
    return [
      metadata.name,
      spec.validations?.length ?? 0,
      paramKind ? `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}` : '<unset>',
      age(object, nowMs),
    ];
  },
};
