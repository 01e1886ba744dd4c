import type { KubeObject, RoleBinding } from '../../api/types.ts';
import { rules } from './rules.ts';

export type Draft = Omit<KubeObject, 'metadata'> & { metadata: Partial<KubeObject['metadata']> & { name: string } };
export const draft = (object: Draft): KubeObject => object as KubeObject;

const apiGroup = 'rbac.authorization.k8s.io';
const apiVersion = `${apiGroup}/v1`;

type Metadata = Draft['metadata'];
/** What marks a role or binding as the API server's own, which it mends when it starts. */
export const ofServer = (name: string, namespace?: string): Metadata => ({
  name,
  ...(namespace ? { namespace } : {}),
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

export type Subject = NonNullable<RoleBinding['subjects']>[number];
export const user = (name: string): Subject => ({ kind: 'User', apiGroup, name });
export const group = (name: string): Subject => ({ kind: 'Group', apiGroup, name });
export const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

export const clusterRole = (metadata: Metadata, table: string, more: object = {}): KubeObject =>
  draft({ apiVersion, kind: 'ClusterRole', metadata, rules: rules(table), ...more });

export const clusterBinding = (metadata: Metadata, role: string, subjects: Subject[]): KubeObject =>
  draft({
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata,
    ...(subjects.length > 0 ? { subjects } : {}),
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
  });

/** A role in a namespace and the binding that gives it to these. */
export const roleFor = (metadata: Metadata, table: string, subjects: Subject[], bindingName?: string): KubeObject[] => [
  draft({ apiVersion, kind: 'Role', metadata, rules: rules(table) }),
  draft({
    apiVersion,
    kind: 'RoleBinding',
    metadata: { ...metadata, name: bindingName ?? metadata.name },
    subjects,
    roleRef: { apiGroup, kind: 'Role', name: metadata.name },
  }),
];
