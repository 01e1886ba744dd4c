const csr = 'system:certificates.k8s.io';

const reviews = `
    create | authentication.k8s.io | tokenreviews
    create | authorization.k8s.io | subjectaccessreviews`;

/** A leader's lease: anybody's may be made, only the own one changed. */
const ownLease = (name: string): string => `
    create | coordination.k8s.io | leases
    get update | coordination.k8s.io | leases | ${name}`;

/** One who may approve what a signer signs. */
const approver = (signer: string): string => `approve | certificates.k8s.io | signers | kubernetes.io/${signer}`;

/** Roles of the cluster's own programs; written as `rules` reads it. Models: bootstrappolicy/policy.go. */
export const componentRoles: Readonly<Record<string, string>> = {
  'system:kube-controller-manager': `
    events${ownLease('kube-controller-manager')}
    create | core | secrets serviceaccounts
    delete | core | secrets
    get | core | namespaces secrets serviceaccounts configmaps
    update | core | secrets serviceaccounts${reviews}
    list watch | * | *
    create | core | serviceaccounts/token`,
  'system:kube-scheduler': `
    events${ownLease('kube-scheduler')}
    read | core | nodes
    read delete | core | pods
    create | core | pods/binding bindings
    patch update | core | pods/status
    read | core | services replicationcontrollers
    read | apps extensions | replicasets
    read | apps | statefulsets
    read | policy | poddisruptionbudgets
    read | core | persistentvolumeclaims persistentvolumes${reviews}
    read | storage.k8s.io | csinodes
    read | core | namespaces
    read | storage.k8s.io | csidrivers
    read | storage.k8s.io | csistoragecapacities
    read | storage.k8s.io | volumeattachments`,
  'system:volume-scheduler': `
    read patch update | core | persistentvolumes
    read | storage.k8s.io | storageclasses
    read patch update | core | persistentvolumeclaims`,
  'system:node-proxier': `
    list watch | core | services endpoints
    read | core | nodes
    events
    list watch | discovery.k8s.io | endpointslices
    list watch | networking.k8s.io | servicecidrs`,
  // Kubelets are let in by the Node authorizer; since 1.8 nobody is bound to this role.
  'system:node': `
    create | authentication.k8s.io | tokenreviews
    create | authorization.k8s.io | subjectaccessreviews localsubjectaccessreviews
    read | core | services
    create read | core | nodes
    update patch | core | nodes/status
    update patch | core | nodes
    create update patch | core | events
    read | core | pods
    create delete | core | pods
    update patch | core | pods/status
    create | core | pods/eviction
    read | core | secrets configmaps
    get | core | persistentvolumeclaims persistentvolumes
    get | core | endpoints
    create read | certificates.k8s.io | certificatesigningrequests
    get create update patch delete | coordination.k8s.io | leases
    get | storage.k8s.io | volumeattachments
    create | core | serviceaccounts/token
    get update patch | core | persistentvolumeclaims/status
    read | storage.k8s.io | csidrivers
    get create update patch delete | storage.k8s.io | csinodes
    read | node.k8s.io | runtimeclasses`,
  'system:kube-dns': `
    list watch | core | endpoints services`,
  'system:node-problem-detector': `
    get | core | nodes
    patch | core | nodes/status
    events`,
  'system:persistent-volume-provisioner': `
    read create delete | core | persistentvolumes
    read update | core | persistentvolumeclaims
    read | storage.k8s.io | storageclasses
    watch | core | events
    events`,
  'system:heapster': `
    read | core | events pods nodes namespaces
    read | extensions | deployments`,
  'system:kube-aggregator': `
    read | core | services endpoints`,
  'system:kubelet-api-admin': `
    read | core | nodes
    proxy | core | nodes
    * | core | nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats`,
  'system:node-bootstrapper': `
    create read | certificates.k8s.io | certificatesigningrequests`,
  'system:service-account-issuer-discovery': `
    get | url | /.well-known/openid-configuration /openid/v1/jwks`,
  [`${csr}:certificatesigningrequests:nodeclient`]: `
    create | certificates.k8s.io | certificatesigningrequests/nodeclient`,
  [`${csr}:certificatesigningrequests:selfnodeclient`]: `
    create | certificates.k8s.io | certificatesigningrequests/selfnodeclient`,
  [`${csr}:kube-apiserver-client-approver`]: approver('kube-apiserver-client'),
  [`${csr}:kube-apiserver-client-kubelet-approver`]: approver('kube-apiserver-client-kubelet'),
  [`${csr}:kubelet-serving-approver`]: approver('kubelet-serving'),
  [`${csr}:legacy-unknown-approver`]: approver('legacy-unknown'),
};
