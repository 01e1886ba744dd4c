import type { KubeObject } from '../../api/types.ts';
import { componentRoles } from './component-roles.ts';
import { controllerRoles } from './controller-roles.ts';
import { kubeadmObjects } from './kubeadm.ts';
import { namespaceRoles } from './namespace-roles.ts';
import { account, clusterBinding, clusterRole, draft, group, ofServer, user } from './rbac.ts';
import { collectedBy, collectsFor, userRoles } from './user-roles.ts';

/**
 * What a new cluster holds before anybody has asked for anything: the API server's namespaces, RBAC's default roles and
 * bindings, kubeadm's for its administrators, nodes and addons, the Service in front of the API server, and the priority
 * classes.
 * Models: pkg/controlplane (namespaces, kubernetes service), bootstrappolicy (RBAC), kubeadm phases.
 */
export function bootstrapObjects(): KubeObject[] {
  return [
    ...namespaces(),
    ...clusterRoles(),
    ...clusterBindings(),
    ...namespaceRoles(),
    ...kubeadmObjects(),
    kubernetesService(),
    ...priorityClasses(),
  ];
}

/** First address of the Service range: the API server itself. */
export const kubernetesServiceIp = '10.96.0.1';

const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default'] as const;

const namespaces = (): KubeObject[] =>
  systemNamespaces.map((name) =>
    draft({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} }),
  );

const ofController = (name: string): string => `system:controller:${name}`;

function clusterRoles(): KubeObject[] {
  const controllers = Object.entries(controllerRoles).map(([name, table]) => [ofController(name), table] as const);
  const all = [...Object.entries(userRoles), ...Object.entries(componentRoles), ...controllers];
  return all.map(([name, table]) => {
    const metadata = ofServer(name);
    const label = collectedBy[name];
    if (label !== undefined) metadata.labels = { ...metadata.labels, [label]: 'true' };
    const own = collectsFor[name];
    return clusterRole(
      metadata,
      table,
      own === undefined ? {} : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [own]: 'true' } }] } },
    );
  });
}

function clusterBindings(): KubeObject[] {
  const everybody = group('system:authenticated');
  const subjects = {
    'cluster-admin': [group('system:masters')],
    'system:monitoring': [group('system:monitoring')],
    'system:discovery': [everybody],
    'system:basic-user': [everybody],
    'system:public-info-viewer': [everybody, group('system:unauthenticated')],
    // kubeadm runs kube-proxy as a service account; a certificate of this name counts the same here.
    'system:node-proxier': [user('system:kube-proxy')],
    'system:kube-controller-manager': [user('system:kube-controller-manager')],
    'system:kube-scheduler': [user('system:kube-scheduler')],
    'system:volume-scheduler': [user('system:kube-scheduler')],
    'system:kube-dns': [account('kube-dns')],
    'system:node': [],
    'system:service-account-issuer-discovery': [group('system:serviceaccounts')],
    ...Object.fromEntries(Object.keys(controllerRoles).map((name) => [ofController(name), [account(name)]])),
  };
  return Object.entries(subjects).map(([name, to]) => clusterBinding(ofServer(name), name, to));
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
