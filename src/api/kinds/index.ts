import type { ResourceType } from '../resource.ts';
import { clusterRoleType } from './clusterrole.ts';
import { clusterRoleBindingType } from './clusterrolebinding.ts';
import { configMapType } from './configmap.ts';
import { deploymentType } from './deployment.ts';
import { endpointSliceType } from './endpointslice.ts';
import { eventType } from './event.ts';
import { leaseType } from './lease.ts';
import { namespaceType } from './namespace.ts';
import { nodeType } from './node.ts';
import { podType } from './pod.ts';
import { replicaSetType } from './replicaset.ts';
import { roleType } from './role.ts';
import { roleBindingType } from './rolebinding.ts';
import { secretType } from './secret.ts';
import { serviceType } from './service.ts';
import { serviceAccountType } from './serviceaccount.ts';

/** Every kind the server serves. A new kind is its file and a line here; groups in discovery's order, names sorted. */
export const resourceTypes: readonly ResourceType[] = [
  configMapType,
  eventType,
  namespaceType,
  nodeType,
  podType,
  secretType,
  serviceAccountType,
  serviceType,
  deploymentType,
  replicaSetType,
  clusterRoleBindingType,
  clusterRoleType,
  roleBindingType,
  roleType,
  leaseType,
  endpointSliceType,
];
