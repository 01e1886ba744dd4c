import type { PolicyRule } from '../../api/types.ts';
import { change, everything, read, rule, urlRule } from './rules.ts';

/**
 * Roles made for people. `view`, `edit` and `admin` are collected from labelled parts by a controller; they start as it
 * would leave them.
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go.
 */
const view: readonly PolicyRule[] = [
  rule(
    read,
    'core',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  rule(
    read,
    'core',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  rule(read, 'core', 'namespaces'),
  rule(read, 'discovery.k8s.io', 'endpointslices'),
  rule(
    read,
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  rule(read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(read, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  rule(read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(read, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
];

const edit: readonly PolicyRule[] = [
  rule(read, 'core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule('impersonate', 'core', 'serviceaccounts'),
  rule(change, 'core', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule('create', 'core', 'pods/eviction'),
  rule(
    change,
    'core',
    'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  rule('create', 'core', 'serviceaccounts/token'),
  rule(
    change,
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  rule(change, 'autoscaling', 'horizontalpodautoscalers'),
  rule(change, 'batch', 'cronjobs jobs'),
  rule(change, 'policy', 'poddisruptionbudgets'),
  rule(change, 'networking.k8s.io', 'ingresses networkpolicies'),
  rule(everything, 'coordination.k8s.io', 'leases'),
];

const admin: readonly PolicyRule[] = [
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule(everything, 'rbac.authorization.k8s.io', 'rolebindings roles'),
];

export const userRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'cluster-admin': [rule('*', '*', '*'), urlRule('*', '*')],
  admin: [...edit, ...view, ...admin],
  edit: [...edit, ...view],
  view,
  'system:aggregate-to-admin': admin,
  'system:aggregate-to-edit': edit,
  'system:aggregate-to-view': view,
  'system:discovery': [
    urlRule('get', '/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/'),
  ],
  'system:public-info-viewer': [urlRule('get', '/healthz /livez /readyz /version /version/')],
  'system:monitoring': [urlRule('get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*')],
  'system:basic-user': [
    rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ],
  'system:auth-delegator': [
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  ],
};

const aggregate = (to: string): string => `rbac.authorization.k8s.io/aggregate-to-${to}`;

/** Roles that collect the rules of others, and what others collect them. Source: bootstrappolicy/policy.go ClusterRoles, ClusterRolesToAggregate. */
export const collectsFor: Readonly<Record<string, string>> = {
  admin: aggregate('admin'),
  edit: aggregate('edit'),
  view: aggregate('view'),
};
export const collectedBy: Readonly<Record<string, string>> = {
  edit: aggregate('admin'),
  view: aggregate('edit'),
  'system:aggregate-to-admin': aggregate('admin'),
  'system:aggregate-to-edit': aggregate('edit'),
  'system:aggregate-to-view': aggregate('view'),
};
