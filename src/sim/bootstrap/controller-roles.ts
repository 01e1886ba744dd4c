/**
 * What each controller's own service account may do, as `system:controller:<account>`; written as `rules` reads it.
 * Models: bootstrappolicy/controller_policy.go. Left out: controllers of features that are off by default.
 */
export const controllerRoles: Readonly<Record<string, string>> = {
  'attachdetach-controller': `
    list watch | core | persistentvolumes persistentvolumeclaims
    read | core | nodes
    patch update | core | nodes/status
    list watch | core | pods
    events
    create delete read | storage.k8s.io | volumeattachments
    read | storage.k8s.io | csidrivers
    read | storage.k8s.io | csinodes`,
  'certificate-controller': `
    delete read | certificates.k8s.io | certificatesigningrequests
    update | certificates.k8s.io | certificatesigningrequests/status certificatesigningrequests/approval
    approve | certificates.k8s.io | signers | kubernetes.io/kube-apiserver-client-kubelet
    sign | certificates.k8s.io | signers | kubernetes.io/legacy-unknown kubernetes.io/kube-apiserver-client kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving
    create | authorization.k8s.io | subjectaccessreviews
    events`,
  'clusterrole-aggregation-controller': `
    escalate read update patch | rbac.authorization.k8s.io | clusterroles`,
  'cronjob-controller': `
    read update | batch | cronjobs
    read create update delete patch | batch | jobs
    update | batch | cronjobs/status
    update | batch | cronjobs/finalizers
    list watch delete | core | pods
    events`,
  'daemon-set-controller': `
    read | apps extensions | daemonsets
    update | apps extensions | daemonsets/status
    update | apps extensions | daemonsets/finalizers
    list watch | core | nodes
    list watch create delete patch | core | pods
    create | core | pods/binding
    read create delete update patch | apps | controllerrevisions
    events`,
  'deployment-controller': `
    read update | apps extensions | deployments
    update | apps extensions | deployments/status
    update | apps extensions | deployments/finalizers
    read create update patch delete | apps extensions | replicasets
    read update | core | pods
    events`,
  'disruption-controller': `
    read | apps extensions | deployments
    read | apps extensions | replicasets
    read | core | replicationcontrollers
    read | policy | poddisruptionbudgets
    read | apps | statefulsets
    update | policy | poddisruptionbudgets/status
    patch update | core | pods/status
    get | * | */scale
    events`,
  'endpoint-controller': `
    read | core | services pods
    read create update delete | core | endpoints
    create | core | endpoints/restricted
    events`,
  'endpointslice-controller': `
    read | core | services pods nodes
    update | core | services/finalizers
    read create update delete | discovery.k8s.io | endpointslices
    events`,
  'endpointslicemirroring-controller': `
    read | core | services endpoints
    update | core | services/finalizers
    update | core | endpoints/finalizers
    read create update delete | discovery.k8s.io | endpointslices
    events`,
  'ephemeral-volume-controller': `
    read | core | pods
    update | core | pods/finalizers
    read create | core | persistentvolumeclaims
    events`,
  'expand-controller': `
    read update patch | core | persistentvolumes
    update patch | core | persistentvolumeclaims/status
    read | core | persistentvolumeclaims
    events
    get | core | services`,
  'generic-garbage-collector': `
    read patch update delete | * | *
    events`,
  'horizontal-pod-autoscaler': `
    read | autoscaling | horizontalpodautoscalers
    update | autoscaling | horizontalpodautoscalers/status
    get update | * | */scale
    list watch | core | pods
    list watch | metrics.k8s.io | pods
    read | custom.metrics.k8s.io | *
    read | external.metrics.k8s.io | *
    events`,
  'job-controller': `
    read update patch | batch | jobs
    update | batch | jobs/status
    update | batch | jobs/finalizers
    list watch create delete patch | core | pods
    events`,
  'legacy-service-account-token-cleaner': `
    get | core | configmaps | kube-apiserver-legacy-service-account-token-tracking
    patch delete | core | secrets`,
  'namespace-controller': `
    read delete | core | namespaces
    update | core | namespaces/finalize namespaces/status
    read delete deletecollection | * | *`,
  'node-controller': `
    read update delete patch | core | nodes
    patch update | core | nodes/status
    patch update | core | pods/status
    read delete | core | pods
    events`,
  'persistent-volume-binder': `
    read update create delete | core | persistentvolumes
    update | core | persistentvolumes/status
    read update | core | persistentvolumeclaims
    update | core | persistentvolumeclaims/status
    read create delete | core | pods
    read | storage.k8s.io | storageclasses
    list watch | core | nodes
    events
    watch | core | events
    get | core | services`,
  'pod-garbage-collector': `
    list watch delete | core | pods
    read | core | nodes
    patch | core | pods/status`,
  'pv-protection-controller': `
    read update | core | persistentvolumes
    events`,
  'pvc-protection-controller': `
    read update | core | persistentvolumeclaims
    read | core | pods
    events`,
  'replicaset-controller': `
    read update | apps extensions | replicasets
    update | apps extensions | replicasets/status
    update | apps extensions | replicasets/finalizers
    list watch patch create delete | core | pods
    events`,
  'replication-controller': `
    read update | core | replicationcontrollers
    update | core | replicationcontrollers/status
    update | core | replicationcontrollers/finalizers
    list watch patch create delete | core | pods
    events`,
  'resourcequota-controller': `
    list watch | * | *
    update | core | resourcequotas/status
    events`,
  'root-ca-cert-publisher': `
    create update | core | configmaps
    events`,
  'route-controller': `
    list watch | core | nodes
    patch | core | nodes/status
    events`,
  'selinux-warning-controller': `
    events
    read | core | persistentvolumes
    read | core | persistentvolumeclaims
    read | core | pods
    read | storage.k8s.io | csidrivers`,
  'service-account-controller': `
    create | core | serviceaccounts
    events`,
  'service-cidrs-controller': `
    read patch update | networking.k8s.io | servicecidrs
    patch update | networking.k8s.io | servicecidrs/finalizers
    patch update | networking.k8s.io | servicecidrs/status
    read | networking.k8s.io | ipaddresses
    events`,
  'service-controller': `
    read | core | services
    patch update | core | services/status
    list watch | core | nodes
    events`,
  'statefulset-controller': `
    list watch | core | pods
    read | apps | statefulsets
    update | apps | statefulsets/status
    update | apps | statefulsets/finalizers
    get create delete update patch | core | pods
    read create delete update patch | apps | controllerrevisions
    get create | core | persistentvolumeclaims
    events
    update delete | core | persistentvolumeclaims`,
  'ttl-after-finished-controller': `
    read delete | batch | jobs
    events`,
  'ttl-controller': `
    update patch list watch | core | nodes
    events`,
  'validatingadmissionpolicy-status-controller': `
    read | admissionregistration.k8s.io | validatingadmissionpolicies
    get patch update | admissionregistration.k8s.io | validatingadmissionpolicies/status
    events`,
};
