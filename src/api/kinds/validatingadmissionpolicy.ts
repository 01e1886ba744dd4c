import {
  defaultMatch,
  failurePolicies,
  validateConditions,
  validateMatch,
  type MatchCondition,
  type MatchResources,
} from '../admissionregistration/rules.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { duplicate, invalid, notSupported, required } from '../field.ts';
import { isDns1035Label, isDns1123Subdomain, isQualifiedName } from '../names.ts';
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

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const annotationsMax = 20;
const annotationBytesMax = 5 * 1024;
/** Words CEL keeps for itself. */
const reserved =
  /^(true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$/;

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
    if (!name?.trim()) errors.push(required(`${path}.name`, 'name is not specified'));
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || reserved.test(name))
      errors.push(invalid(`${path}.name`, name, 'name is not a valid CEL identifier'));
    if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
  });
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const text = 'validations or auditAnnotations must contain at least one item';
    errors.push(required('spec.validations', text), required('spec.auditAnnotations', text));
    return errors;
  }
  validations.forEach(({ expression, message, messageExpression, reason }, i) => {
    const path = `spec.validations[${i}]`;
    if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
    if (messageExpression && messageExpression.trim() === '')
      errors.push(invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
    if (message !== undefined && message !== '' && message.trim() === '')
      errors.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'));
    else if (/[\n\r]/.test(message?.trim() ?? ''))
      errors.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
    if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, reasons));
  });
  if (auditAnnotations.length > annotationsMax)
    errors.push(
      invalid('spec.auditAnnotations', auditAnnotations, `must not have more than ${annotationsMax} auditAnnotations`),
    );
  auditAnnotations.forEach(({ key, valueExpression }, i) => {
    const path = `spec.auditAnnotations[${i}]`;
    const { name } = object.metadata;
    if (name)
      for (const text of isQualifiedName(`${name}/${key}`)) errors.push(invalid(`${path}.key`, `${name}/${key}`, text));
    else errors.push(invalid(`${path}.key`, key, 'requires metadata.name be non-empty'));
    const at = `${path}.valueExpression`;
    const bytes = valueExpression?.trim().length ?? 0;
    if (bytes === 0) errors.push(required(at, 'valueExpression is not specified'));
    else if (bytes > annotationBytesMax)
      errors.push(required(at, `must not exceed ${annotationBytesMax} bytes in length`));
    if (auditAnnotations.findIndex((other) => other.key === key) < i) errors.push(duplicate(`${path}.key`, key));
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
      const [ofGroup, ofVersion] = [group ? isDns1123Subdomain(group) : [], isDns1035Label(version)];
      if (ofGroup.length > 0) errors.push(invalid(`${path}.apiVersion`, group, ofGroup.join(',')));
      if (version === '') errors.push(invalid(`${path}.apiVersion`, apiVersion, 'version must be specified'));
      else if (ofVersion.length > 0) errors.push(invalid(`${path}.apiVersion`, version, ofVersion.join(',')));
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
