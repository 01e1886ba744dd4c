import type { PolicyRule } from '../../api/types.ts';
import { read, rule, urlRule, writesEvents } from './rules.ts';

const reviews = [
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
];
const ownLease = (name: string): PolicyRule[] => [
  rule('create', 'coordination.k8s.io', 'leases'),
  { ...rule('get update', 'coordination.k8s.io', 'leases'), resourceNames: [name] },
];

const csr = 'system:certificates.k8s.io';
const signing = (verbs: string, resources: string): PolicyRule => rule(verbs, 'certificates.k8s.io', resources);

/** Roles of the cluster's own programs. Models: bootstrappolicy/policy.go. */
export const componentRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'system:kube-controller-manager': [
    writesEvents,
    ...ownLease('kube-controller-manager'),
    rule('create', 'core', 'secrets serviceaccounts'),
    rule('delete', 'core', 'secrets'),
    rule('get', 'core', 'configmaps namespaces secrets serviceaccounts'),
    rule('update', 'core', 'secrets serviceaccounts'),
    ...reviews,
    // The shared informers of all controllers.
    rule('list watch', '*', '*'),
    rule('create', 'core', 'serviceaccounts/token'),
  ],
  'system:kube-scheduler': [
    writesEvents,
    ...ownLease('kube-scheduler'),
    rule(read, 'core', 'nodes'),
    rule(`delete ${read}`, 'core', 'pods'),
    rule('create', 'core', 'bindings pods/binding'),
    rule('patch update', 'core', 'pods/status'),
    rule(read, 'core', 'replicationcontrollers services'),
    rule(read, 'apps extensions', 'replicasets'),
    rule(read, 'apps', 'statefulsets'),
    rule(read, 'policy', 'poddisruptionbudgets'),
    rule(read, 'core', 'persistentvolumeclaims persistentvolumes'),
    ...reviews,
    rule(read, 'storage.k8s.io', 'csinodes'),
    rule(read, 'core', 'namespaces'),
    rule(read, 'storage.k8s.io', 'csidrivers csistoragecapacities'),
  ],
  'system:volume-scheduler': [
    rule('get list patch update watch', 'core', 'persistentvolumes'),
    rule(read, 'storage.k8s.io', 'storageclasses'),
    rule('get list patch update watch', 'core', 'persistentvolumeclaims'),
  ],
  'system:node-proxier': [
    rule('list watch', 'core', 'endpoints services'),
    rule(read, 'core', 'nodes'),
    writesEvents,
    rule('list watch', 'discovery.k8s.io', 'endpointslices'),
    rule('list watch', 'networking.k8s.io', 'servicecidrs'),
  ],
  // Kubelets are let in by the Node authorizer; since 1.8 nobody is bound to this role.
  'system:node': [
    ...reviews,
    rule(read, 'core', 'services'),
    rule('create get list watch', 'core', 'nodes'),
    rule('patch update', 'core', 'nodes/status'),
    rule('patch update', 'core', 'nodes'),
    writesEvents,
    rule(read, 'core', 'pods'),
    rule('create delete', 'core', 'pods'),
    rule('patch update', 'core', 'pods/status'),
    rule('create', 'core', 'pods/eviction'),
    rule(read, 'core', 'configmaps secrets'),
    rule('get', 'core', 'persistentvolumeclaims persistentvolumes'),
    rule('get', 'core', 'endpoints'),
    rule('create get list watch', 'certificates.k8s.io', 'certificatesigningrequests'),
    rule('create delete get patch update', 'coordination.k8s.io', 'leases'),
    rule('get', 'storage.k8s.io', 'volumeattachments'),
    rule('create', 'core', 'serviceaccounts/token'),
    rule('get patch update', 'core', 'persistentvolumeclaims/status'),
    rule(read, 'storage.k8s.io', 'csidrivers'),
    rule('create delete get patch update', 'storage.k8s.io', 'csinodes'),
    rule(read, 'node.k8s.io', 'runtimeclasses'),
  ],
  'system:kube-dns': [rule('list watch', 'core', 'endpoints services')],
  'system:coredns': [
    rule('list watch', 'core', 'endpoints services pods namespaces'),
    rule('list watch', 'discovery.k8s.io', 'endpointslices'),
  ],
  'system:node-problem-detector': [rule('get', 'core', 'nodes'), rule('patch', 'core', 'nodes/status'), writesEvents],
  'system:persistent-volume-provisioner': [
    rule('create delete get list watch', 'core', 'persistentvolumes'),
    rule('get list update watch', 'core', 'persistentvolumeclaims'),
    rule(read, 'storage.k8s.io', 'storageclasses'),
    rule('watch', 'core', 'events'),
    writesEvents,
  ],
  'system:heapster': [
    rule(read, 'core', 'events namespaces nodes pods'),
    rule(read, 'apps extensions', 'deployments'),
    rule('create get update', 'core', 'nodes/stats'),
  ],
  'system:kube-aggregator': [rule(read, 'core', 'endpoints services')],
  'system:kubelet-api-admin': [
    rule(read, 'core', 'nodes'),
    rule('proxy', 'core', 'nodes'),
    rule('*', 'core', 'nodes/log nodes/metrics nodes/proxy nodes/stats'),
  ],
  'system:node-bootstrapper': [signing('create get list watch', 'certificatesigningrequests')],
  'system:service-account-issuer-discovery': [urlRule('get', '/.well-known/openid-configuration /openid/v1/jwks')],
  [`${csr}:certificatesigningrequests:nodeclient`]: [signing('create', 'certificatesigningrequests/nodeclient')],
  [`${csr}:certificatesigningrequests:selfnodeclient`]: [
    signing('create', 'certificatesigningrequests/selfnodeclient'),
  ],
  ...Object.fromEntries(
    Object.entries({
      'kube-apiserver-client-approver': 'kube-apiserver-client',
      'kube-apiserver-client-kubelet-approver': 'kube-apiserver-client-kubelet',
      'kubelet-serving-approver': 'kubelet-serving',
      'legacy-unknown-approver': 'legacy-unknown',
    }).map(([role, signer]) => [
      `${csr}:${role}`,
      [{ ...signing('approve', 'signers'), resourceNames: [`kubernetes.io/${signer}`] }],
    ]),
  ),
  'kubeadm:get-nodes': [rule('get', 'core', 'nodes')],
};
