import { age, ageColumn, column, nameColumn } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { ServiceAccount } from '../types.ts';

/** Models: pkg/registry/core/serviceaccount/strategy.go, printServiceAccount. */
export const serviceAccountType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
  ],
  etcdPrefix: 'serviceaccounts',
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  columns: () => [
    nameColumn,
    column(
      'Secrets',
      'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use. Pods are only limited to this list if this service account has a "kubernetes.io/enforce-mountable-secrets" annotation set to "true". The "kubernetes.io/enforce-mountable-secrets" annotation is deprecated since v1.32. Prefer separate namespaces to isolate access to mounted secrets. This field should not be used to find auto-generated service account token secrets for use outside of pods. Instead, tokens can be requested directly using the TokenRequest API, or service account token secrets can be manually created. More info: https://kubernetes.io/docs/concepts/configuration/secret',
    ),
    ageColumn,
  ],
  row: (object, nowMs) => [object.metadata.name, (object as ServiceAccount).secrets?.length ?? 0, age(object, nowMs)],
};
