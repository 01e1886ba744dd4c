import { defaultMatch, validateMatch, type MatchResources } from '../admissionregistration/rules.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { duplicate, forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { isDns1123Subdomain, isPathSegment } from '../names.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, countSpecChanges } from '../strategy.ts';
import type { KubeObject, LabelSelector } from '../types.ts';

interface Binding extends KubeObject {
  spec: {
    policyName?: string;
    paramRef?: { name?: string; namespace?: string; selector?: LabelSelector; parameterNotFoundAction?: string };
    matchResources?: MatchResources;
    validationActions?: string[];
  };
}

const actions = ['Audit', 'Deny', 'Warn'];

/** Models: pkg/apis/admissionregistration/validation/validation.go ValidateValidatingAdmissionPolicyBinding. */
function validate(object: KubeObject): FieldError[] {
  const { policyName, paramRef, matchResources, validationActions = [] } = (object as Binding).spec;
  const errors: FieldError[] = [];
  if (!policyName) errors.push(required('spec.policyName'));
  else for (const text of isDns1123Subdomain(policyName)) errors.push(invalid('spec.policyName', policyName, text));
  if (paramRef) validateParamRef(paramRef, errors);
  if (matchResources) validateMatch(matchResources, 'spec.matchResources', errors);
  if (validationActions.length === 0)
    errors.push(required('spec.validationActions', 'at least one validation action is required'));
  validationActions.forEach((action, i) => {
    const path = `spec.validationActions[${i}]`;
    if (!actions.includes(action)) errors.push(notSupported(path, action, actions));
    if (validationActions.indexOf(action) < i) errors.push(duplicate(path, action));
  });
  if (validationActions.includes('Deny') && validationActions.includes('Warn'))
    errors.push(
      invalid(
        'spec.validationActions',
        verbatim(goStrings(validationActions).replace('[]string', '[]admissionregistration.ValidationAction')),
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ),
    );
  return errors;
}

function validateParamRef(reference: NonNullable<Binding['spec']['paramRef']>, errors: FieldError[]): void {
  const { name, selector, parameterNotFoundAction: action } = reference;
  const path = 'spec.paramRef';
  if (name) {
    for (const text of isPathSegment(name)) errors.push(invalid(`${path}.name`, name, text));
    if (selector) errors.push(forbidden(`${path}.name`, 'name and selector are mutually exclusive'));
  }
  if (selector) {
    validateLabelSelector(selector, `${path}.selector`, errors);
    if (name) errors.push(forbidden(`${path}.selector`, 'name and selector are mutually exclusive'));
  }
  if (!name && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  if (action === undefined || action === '') errors.push(required(`${path}.parameterNotFoundAction`));
  else if (action !== 'Allow' && action !== 'Deny')
    errors.push(notSupported(`${path}.parameterNotFoundAction`, action, ['Deny', 'Allow']));
}

/** Models: printers.go printValidatingAdmissionPolicyBinding. */
function paramText(reference: Binding['spec']['paramRef']): string {
  if (!reference) return '<unset>';
  const { name, namespace, selector } = reference;
  if (name) return `${namespace || '*'}/${name}`;
  return selector ? `${namespace || '*'}/*` : '<unset>';
}

export const validatingAdmissionPolicyBindingType: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'validatingadmissionpolicybindings',
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  allowUnconditionalUpdate: false,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { matchResources } = (object as Binding).spec;
    if (matchResources) defaultMatch(matchResources);
  },
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  prepareForUpdate: countSpecChanges,
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column('PolicyName', 'PolicyName indicates the policy definition which the policy binding binded to'),
    column('ParamRef', 'ParamRef indicates the param resource which sets the configration param'),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec } = object as Binding;
    return [metadata.name, spec.policyName ?? '', paramText(spec.paramRef), age(object, nowMs)];
  },
};
