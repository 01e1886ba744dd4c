import type { KubeObject } from '../../api/types.ts';
import { account, clusterBinding, clusterRole, group, roleFor, user } from './rbac.ts';

/** Who holds the token a new node joins with. */
const joining = group('system:bootstrappers:kubeadm:default-node-token');
const nodes = group('system:nodes');
const csr = 'system:certificates.k8s.io:certificatesigningrequests';

const bind = (name: string, role: string, ...subjects: ReturnType<typeof group>[]): KubeObject =>
  clusterBinding({ name }, role, subjects);

/**
 * Rights kubeadm gives its administrators, to nodes that join and to its addons. Unlike the API server's own they carry
 * no label. Models: cmd/kubeadm/app/phases/{bootstraptoken,kubelet,uploadconfig,addons}.
 */
export const kubeadmObjects = (): KubeObject[] => [
  clusterRole({ name: 'kubeadm:get-nodes' }, 'get | core | nodes'),
  clusterRole(
    { name: 'system:coredns' },
    `list watch | core | endpoints services pods namespaces
     list watch | discovery.k8s.io | endpointslices`,
  ),
  bind('kubeadm:cluster-admins', 'cluster-admin', group('kubeadm:cluster-admins')),
  bind('kubeadm:get-nodes', 'kubeadm:get-nodes', joining),
  bind('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', joining),
  bind('kubeadm:node-autoapprove-bootstrap', `${csr}:nodeclient`, joining),
  bind('kubeadm:node-autoapprove-certificate-rotation', `${csr}:selfnodeclient`, nodes),
  bind('kubeadm:node-proxier', 'system:node-proxier', account('kube-proxy')),
  bind('system:coredns', 'system:coredns', account('coredns')),
  ...[
    { name: 'kube-proxy', reads: 'kube-proxy', subjects: [joining] },
    { name: 'kubeadm:kubelet-config', reads: 'kubelet-config', subjects: [nodes, joining] },
    { name: 'kubeadm:nodes-kubeadm-config', reads: 'kubeadm-config', subjects: [joining, nodes] },
  ].flatMap(({ name, reads, subjects }) =>
    roleFor({ name, namespace: 'kube-system' }, `get | core | configmaps | ${reads}`, subjects),
  ),
  ...roleFor(
    { name: 'kubeadm:bootstrap-signer-clusterinfo', namespace: 'kube-public' },
    'get | core | configmaps | cluster-info',
    [user('system:anonymous')],
  ),
];
