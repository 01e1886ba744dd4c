/**
 * Roles made for people; written as `rules` reads it. `view`, `edit` and `admin` are collected from labelled parts by a
 * controller; they start as it would leave them.
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go.
 */
const view = `
    read | core | pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps
    read | core | limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status replicationcontrollers/status pods/log
    read | core | namespaces
    read | discovery.k8s.io | endpointslices
    read | apps | controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale
    read | autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status
    read | batch | jobs cronjobs cronjobs/status jobs/status
    read | extensions | daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies
    read | policy | poddisruptionbudgets poddisruptionbudgets/status
    read | networking.k8s.io | networkpolicies ingresses ingresses/status`;

const edit = `
    read | core | pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy
    impersonate | core | serviceaccounts
    change | core | pods pods/attach pods/proxy pods/exec pods/portforward
    create | core | pods/eviction
    change | core | replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy persistentvolumeclaims configmaps secrets events
    create | core | serviceaccounts/token
    change | apps | statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback replicasets replicasets/scale
    change | autoscaling | horizontalpodautoscalers
    change | batch | jobs cronjobs
    change | extensions | daemonsets deployments deployments/scale deployments/rollback ingresses replicasets replicasets/scale replicationcontrollers/scale networkpolicies
    change | policy | poddisruptionbudgets
    change | networking.k8s.io | networkpolicies ingresses
    everything | coordination.k8s.io | leases`;

const admin = `
    create | authorization.k8s.io | localsubjectaccessreviews
    everything | rbac.authorization.k8s.io | roles rolebindings`;

export const userRoles: Readonly<Record<string, string>> = {
  'cluster-admin': `
    * | * | *
    * | url | *`,
  admin: `${edit}${view}${admin}`,
  edit: `${edit}${view}`,
  view,
  'system:aggregate-to-admin': admin,
  'system:aggregate-to-edit': edit,
  'system:aggregate-to-view': view,
  'system:discovery': `
    get | url | /livez /readyz /healthz /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*`,
  'system:public-info-viewer': `
    get | url | /livez /readyz /healthz /version /version/`,
  'system:monitoring': `
    get | url | /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*`,
  'system:basic-user': `
    create | authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews
    create | authentication.k8s.io | selfsubjectreviews`,
  'system:auth-delegator': `
    create | authentication.k8s.io | tokenreviews
    create | authorization.k8s.io | subjectaccessreviews`,
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
