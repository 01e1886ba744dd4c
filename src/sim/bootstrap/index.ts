import type { KubeObject, PolicyRule, RoleBinding } from '../../api/types.ts';
import { componentRoles } from './component-roles.ts';
import { controllerRoles } from './controller-roles.ts';
import { read, rule } from './rules.ts';
import { collectedBy, collectsFor, userRoles } from './user-roles.ts';

/**
 * What a new cluster holds before anybody has asked for anything: the API server's namespaces, RBAC's default roles and
 * bindings, kubeadm's bindings for its administrators, the Service in front of the API server, and the priority classes.
 * Models: pkg/controlplane (namespaces, kubernetes service), bootstrappolicy (RBAC), kubeadm phases.
 */
export function bootstrapObjects(): KubeObject[] {
  return [
    ...namespaces(),
    ...clusterRoles(),
    ...clusterBindings(),
    ...namespaceRoles(),
    kubernetesService(),
    ...priorityClasses(),
  ];
}

/** First address of the Service range: the API server itself. */
export const kubernetesServiceIp = '10.96.0.1';

type Draft = Omit<KubeObject, 'metadata'> & { metadata: Partial<KubeObject['metadata']> & { name: string } };
const draft = (object: Draft): KubeObject => object as KubeObject;

const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default'] as const;

const namespaces = (): KubeObject[] =>
  systemNamespaces.map((name) =>
    draft({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} }),
  );

const rbac = 'rbac.authorization.k8s.io/v1';
const rbacMeta = (name: string, namespace?: string): Draft['metadata'] => ({
  name,
  ...(namespace ? { namespace } : {}),
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

function clusterRoles(): KubeObject[] {
  const controllers = Object.entries(controllerRoles).map(
    ([name, rules]) => [`system:controller:${name}`, rules] as const,
  );
  const all: (readonly [string, readonly PolicyRule[]])[] = [
    ...Object.entries(userRoles),
    ...Object.entries(componentRoles),
    ...controllers,
  ];
  return all.map(([name, rules]) => {
    const metadata = rbacMeta(name);
    const label = collectedBy[name];
    if (label !== undefined) metadata.labels = { ...metadata.labels, [label]: 'true' };
    const own = collectsFor[name];
    const collects =
      own === undefined ? {} : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [own]: 'true' } }] } };
    return draft({ apiVersion: rbac, kind: 'ClusterRole', metadata, rules: [...rules], ...collects });
  });
}

type Subject = NonNullable<RoleBinding['subjects']>[number];
const apiGroup = 'rbac.authorization.k8s.io';
const user = (name: string): Subject => ({ kind: 'User', apiGroup, name });
const group = (name: string): Subject => ({ kind: 'Group', apiGroup, name });

function bind(role: string, subjects: Subject[], name = role): KubeObject {
  return draft({
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: rbacMeta(name),
    subjects,
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
  });
}

/** Who holds the token a new node joins with. */
const joining = 'system:bootstrappers:kubeadm:default-node-token';
const csr = 'system:certificates.k8s.io:certificatesigningrequests';

function clusterBindings(): KubeObject[] {
  return [
    bind('cluster-admin', [group('system:masters')]),
    bind('cluster-admin', [group('kubeadm:cluster-admins')], 'kubeadm:cluster-admins'),
    bind('system:monitoring', [group('system:monitoring')]),
    bind('system:discovery', [group('system:authenticated')]),
    bind('system:basic-user', [group('system:authenticated')]),
    bind('system:public-info-viewer', [group('system:authenticated'), group('system:unauthenticated')]),
    // kubeadm runs kube-proxy as a service account; a certificate in this group counts the same here.
    bind('system:node-proxier', [user('system:kube-proxy')]),
    bind(
      'system:node-proxier',
      [{ kind: 'ServiceAccount', name: 'kube-proxy', namespace: 'kube-system' }],
      'kubeadm:node-proxier',
    ),
    bind('system:kube-controller-manager', [user('system:kube-controller-manager')]),
    bind('system:kube-scheduler', [user('system:kube-scheduler')]),
    bind('system:volume-scheduler', [user('system:kube-scheduler')]),
    bind('system:kube-dns', [{ kind: 'ServiceAccount', name: 'kube-dns', namespace: 'kube-system' }]),
    bind('system:coredns', [{ kind: 'ServiceAccount', name: 'coredns', namespace: 'kube-system' }]),
    bind('system:node', []),
    bind('system:service-account-issuer-discovery', [group('system:serviceaccounts')]),
    bind('system:node-bootstrapper', [group(joining)], 'kubeadm:kubelet-bootstrap'),
    bind(`${csr}:nodeclient`, [group(joining)], 'kubeadm:node-autoapprove-bootstrap'),
    bind(`${csr}:selfnodeclient`, [group('system:nodes')], 'kubeadm:node-autoapprove-certificate-rotation'),
    bind('kubeadm:get-nodes', [group(joining)]),
    ...Object.keys(controllerRoles).map((name) =>
      bind(`system:controller:${name}`, [{ kind: 'ServiceAccount', name, namespace: 'kube-system' }]),
    ),
  ];
}

/** What the scheduler and the controller manager may read in kube-system besides. */
function namespaceRoles(): KubeObject[] {
  const namespace = 'kube-system';
  const role = (name: string, rules: PolicyRule[]): KubeObject =>
    draft({ apiVersion: rbac, kind: 'Role', metadata: rbacMeta(name, namespace), rules });
  const binding = (name: string, subjects: Subject[]): KubeObject =>
    draft({
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: rbacMeta(name, namespace),
      subjects,
      roleRef: { apiGroup, kind: 'Role', name },
    });
  return [
    role('extension-apiserver-authentication-reader', [
      { ...rule(read, 'core', 'configmaps'), resourceNames: ['extension-apiserver-authentication'] },
    ]),
    binding('extension-apiserver-authentication-reader', [
      user('system:kube-controller-manager'),
      user('system:kube-scheduler'),
    ]),
  ];
}

function kubernetesService(): KubeObject {
  return draft({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: kubernetesServiceIp,
      clusterIPs: [kubernetesServiceIp],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
    },
    status: { loadBalancer: {} },
  });
}

function priorityClasses(): KubeObject[] {
  const make = (name: string, value: number, description: string): KubeObject =>
    draft({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name, generation: 1 },
      value,
      description,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  return [
    make(
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ),
    make(
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ),
  ];
}
