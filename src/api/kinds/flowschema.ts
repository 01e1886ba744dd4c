import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid, notSupported, required } from '../field.ts';
import { isDns1123Subdomain } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepMetadata, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { Condition, KubeObject } from '../types.ts';

interface FlowSchema extends KubeObject {
  spec: {
    priorityLevelConfiguration: { name: string };
    matchingPrecedence: number;
    distinguisherMethod?: { type: string };
    rules?: {
      subjects:
        | {
            kind: string;
            user?: { name: string };
            group?: { name: string };
            serviceAccount?: { namespace: string; name: string };
          }[]
        | null;
      resourceRules?: {
        verbs?: string[];
        apiGroups?: string[];
        resources?: string[];
        clusterScope?: boolean;
        namespaces?: string[];
      }[];
      nonResourceRules?: { verbs?: string[]; nonResourceURLs?: string[] }[];
    }[];
  };
  status: { conditions?: Condition[] };
}

const subjectKinds = ['Group', 'ServiceAccount', 'User'];
const methods = ['ByNamespace', 'ByUser'];
const precedenceMax = 10_000;

/** Models: pkg/apis/flowcontrol/validation/validation.go ValidateFlowSchema. */
function validate(object: KubeObject): FieldError[] {
  const {
    matchingPrecedence,
    distinguisherMethod,
    priorityLevelConfiguration,
    rules = [],
  } = (object as FlowSchema).spec;
  const errors: FieldError[] = [];
  if (matchingPrecedence <= 0)
    errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, 'must be a positive value'));
  if (matchingPrecedence > precedenceMax)
    errors.push(invalid('spec.matchingPrecedence', matchingPrecedence, `must not be greater than ${precedenceMax}`));
  if (matchingPrecedence === 1 && object.metadata.name !== 'exempt')
    errors.push(
      invalid(
        'spec.matchingPrecedence',
        matchingPrecedence,
        "only the schema named 'exempt' may have matchingPrecedence 1",
      ),
    );
  if (distinguisherMethod && !methods.includes(distinguisherMethod.type))
    errors.push(notSupported('spec.distinguisherMethod', distinguisherMethod, methods));
  const { name } = priorityLevelConfiguration;
  if (!name) errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  else
    for (const text of isDns1123Subdomain(name))
      errors.push(invalid('spec.priorityLevelConfiguration.name', name, text));
  rules.forEach(({ subjects, resourceRules = [], nonResourceRules = [] }, i) => {
    const path = `spec.rules[${i}]`;
    if (!subjects?.length) errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
    subjects?.forEach(({ kind, user, group, serviceAccount }, j) => {
      const at = `${path}.subjects[${j}]`;
      if (!subjectKinds.includes(kind)) return void errors.push(notSupported(`${at}.kind`, kind, subjectKinds));
      const missing = (field: string): void =>
        void errors.push(required(`${at}.${field}`, `${field} is required when subject kind is '${kind}'`));
      if (kind === 'User' && !user) missing('user');
      if (kind === 'Group' && !group) missing('group');
      if (kind === 'ServiceAccount' && !serviceAccount) missing('serviceAccount');
    });
    if (resourceRules.length === 0 && nonResourceRules.length === 0)
      errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
    resourceRules.forEach((rule, j) => {
      const at = `${path}.resourceRules[${j}]`;
      for (const field of ['verbs', 'apiGroups', 'resources'] as const)
        if (!rule[field]?.length) errors.push(required(`${at}.${field}`));
      if (!rule.namespaces?.length && !rule.clusterScope)
        errors.push(
          required(`${at}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'),
        );
    });
    nonResourceRules.forEach((rule, j) => {
      const at = `${path}.nonResourceRules[${j}]`;
      if (!rule.verbs?.length) errors.push(required(`${at}.verbs`));
      if (!rule.nonResourceURLs?.length) errors.push(required(`${at}.nonResourceURLs`));
    });
  });
  return errors;
}

/** Models: pkg/registry/flowcontrol/flowschema/strategy.go, printFlowSchema. */
export const flowSchemaType: ResourceType = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'FlowSchema', verbs: statusVerbs }],
  etcdPrefix: 'flowschemas',
  schema: 'io.k8s.api.flowcontrol.v1.FlowSchema',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as FlowSchema;
    spec.matchingPrecedence ||= 1000;
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
    column('PriorityLevel', '`name` is the name of the priority level configuration being referenced Required.'),
    column(
      'MatchingPrecedence',
      '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen FlowSchema is among those with the numerically lowest (which we take to be logically highest) MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the precedence is not specified, it will be set to 1000 as default.',
    ),
    column(
      'DistinguisherMethod',
      '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. `nil` specifies that the distinguisher is disabled and thus will always be the empty string.',
    ),
    ageColumn,
    column('MissingPL', 'references a broken or non-existent PriorityLevelConfiguration'),
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as FlowSchema;
    const dangling = status.conditions?.find(({ type }) => type === 'Dangling');
    return [
      metadata.name,
      spec.priorityLevelConfiguration.name,
      spec.matchingPrecedence,
      spec.distinguisherMethod?.type ?? '<none>',
      age(object, nowMs),
      dangling?.status ?? '?',
    ];
  },
};
