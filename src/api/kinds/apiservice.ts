import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { forbidden, invalid, required } from '../field.ts';
import { isDns1035Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, clearStatus, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { Condition, KubeObject } from '../types.ts';

export interface APIService extends KubeObject {
  spec: {
    service?: { namespace?: string; name?: string; port?: number };
    group?: string;
    version?: string;
    insecureSkipTLSVerify?: boolean;
    caBundle?: string;
    groupPriorityMinimum: number;
    versionPriority: number;
  };
  status: { conditions?: Condition[] };
}

/** Models: kube-aggregator/pkg/apis/apiregistration/validation/validation.go ValidateAPIService. */
function validate(object: KubeObject): FieldError[] {
  const { metadata, spec } = object as APIService;
  const { group = '', version = '', service } = spec;
  const errors: FieldError[] = [];
  const name = `${version}.${group}`;
  if (metadata.name !== name && metadata.name !== `${version}.`)
    errors.push(invalid('metadata.name', metadata.name ?? '', `must be \`spec.version+"."+spec.group\`: "${name}"`));
  if (group !== '') for (const text of isDns1123Subdomain(group)) errors.push(invalid('spec.group', group, text));
  for (const text of isDns1035Label(version)) errors.push(invalid('spec.version', version, text));
  const priority = (field: 'groupPriorityMinimum' | 'versionPriority', max: number): void => {
    const value = spec[field];
    if (value <= 0 || value > max)
      errors.push(
        invalid(`spec.${field}`, value, `must be positive and less than ${max === 20_000 ? '20000' : '1000'}`),
      );
  };
  priority('groupPriorityMinimum', 20_000);
  priority('versionPriority', 1_000);
  if (!service) {
    if (spec.caBundle) errors.push(forbidden('spec.caBundle', 'local APIServices may not have a caBundle'));
    if (spec.insecureSkipTLSVerify)
      errors.push(forbidden('spec.insecureSkipTLSVerify', 'local APIServices may not have insecureSkipTLSVerify'));
    return errors;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  if (spec.insecureSkipTLSVerify && spec.caBundle)
    errors.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  return errors;
}

/** AVAILABLE: why not, when it is not. Models: kube-aggregator/pkg/registry/apiservice/etcd/etcd.go. */
function availableText({ conditions = [] }: APIService['status']): string {
  const condition = conditions.find(({ type }) => type === 'Available');
  if (!condition) return 'Unknown';
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason ?? ''})`;
}

export const apiServiceType: ResourceType = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'APIService', verbs: statusVerbs }],
  etcdPrefix: 'apiregistration.k8s.io/apiservices',
  schema: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  nameRule: 'path-segment',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { service } = (object as APIService).spec;
    if (service) service.port ??= 443;
  },
  prepareForCreate: clearStatus,
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column('Service', 'The reference to the service that hosts this API endpoint.'),
    column('Available', 'Whether this service is available.'),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as APIService;
    const service = spec.service ? `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}` : 'Local';
    return [metadata.name, service, availableText(status), age(object, nowMs)];
  },
};
