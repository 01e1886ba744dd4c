import type { ResourceType } from '../resource.ts';
import { clusterRoleType } from './clusterrole.ts';
import { clusterRoleBindingType } from './clusterrolebinding.ts';
import { configMapType } from './configmap.ts';
import { controllerRevisionType } from './controllerrevision.ts';
import { cronJobType } from './cronjob.ts';
import { daemonSetType } from './daemonset.ts';
import { deploymentType } from './deployment.ts';
import { endpointSliceType } from './endpointslice.ts';
import { eventType } from './event.ts';
import { ingressType } from './ingress.ts';
import { ingressClassType } from './ingressclass.ts';
import { jobType } from './job.ts';
import { leaseType } from './lease.ts';
import { namespaceType } from './namespace.ts';
import { networkPolicyType } from './networkpolicy.ts';
import { nodeType } from './node.ts';
import { podType } from './pod.ts';
import { replicaSetType } from './replicaset.ts';
import { roleType } from './role.ts';
import { roleBindingType } from './rolebinding.ts';
import { secretType } from './secret.ts';
import { serviceType } from './service.ts';
import { serviceAccountType } from './serviceaccount.ts';
import { statefulSetType } from './statefulset.ts';

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
  controllerRevisionType,
  daemonSetType,
  deploymentType,
  replicaSetType,
  statefulSetType,
  cronJobType,
  jobType,
  ingressClassType,
  ingressType,
  networkPolicyType,
  clusterRoleBindingType,
  clusterRoleType,
  roleBindingType,
  roleType,
  leaseType,
  endpointSliceType,
];
