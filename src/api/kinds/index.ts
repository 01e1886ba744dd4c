import type { ResourceType } from '../resource.ts';
import { clusterRoleType } from './clusterrole.ts';
import { clusterRoleBindingType } from './clusterrolebinding.ts';
import { configMapType } from './configmap.ts';
import { controllerRevisionType } from './controllerrevision.ts';
import { cronJobType } from './cronjob.ts';
import { daemonSetType } from './daemonset.ts';
import { deploymentType } from './deployment.ts';
import { endpointsType } from './endpoints.ts';
import { endpointSliceType } from './endpointslice.ts';
import { eventType } from './event.ts';
import { ingressType } from './ingress.ts';
import { ingressClassType } from './ingressclass.ts';
import { jobType } from './job.ts';
import { leaseType } from './lease.ts';
import { limitRangeType } from './limitrange.ts';
import { namespaceType } from './namespace.ts';
import { networkPolicyType } from './networkpolicy.ts';
import { nodeType } from './node.ts';
import { persistentVolumeType } from './persistentvolume.ts';
import { persistentVolumeClaimType } from './persistentvolumeclaim.ts';
import { podType } from './pod.ts';
import { podTemplateType } from './podtemplate.ts';
import { replicaSetType } from './replicaset.ts';
import { replicationControllerType } from './replicationcontroller.ts';
import { resourceQuotaType } from './resourcequota.ts';
import { roleType } from './role.ts';
import { roleBindingType } from './rolebinding.ts';
import { secretType } from './secret.ts';
import { serviceType } from './service.ts';
import { serviceAccountType } from './serviceaccount.ts';
import { statefulSetType } from './statefulset.ts';
import { csiDriverType } from './csidriver.ts';
import { csiNodeType } from './csinode.ts';
import { csiStorageCapacityType } from './csistoragecapacity.ts';
import { podDisruptionBudgetType } from './poddisruptionbudget.ts';
import { priorityClassType } from './priorityclass.ts';
import { runtimeClassType } from './runtimeclass.ts';
import { storageClassType } from './storageclass.ts';
import { volumeAttachmentType } from './volumeattachment.ts';
import { horizontalPodAutoscalerType, horizontalPodAutoscalerV1Type } from './horizontalpodautoscaler.ts';

/** Every kind the server serves. A new kind is its file and a line here; groups in discovery's order, names sorted. */
export const resourceTypes: readonly ResourceType[] = [
  configMapType,
  endpointsType,
  eventType,
  limitRangeType,
  namespaceType,
  nodeType,
  persistentVolumeClaimType,
  persistentVolumeType,
  podTemplateType,
  podType,
  replicationControllerType,
  resourceQuotaType,
  secretType,
  serviceAccountType,
  serviceType,
  controllerRevisionType,
  daemonSetType,
  deploymentType,
  replicaSetType,
  statefulSetType,
  horizontalPodAutoscalerType,
  horizontalPodAutoscalerV1Type,
  cronJobType,
  jobType,
  ingressClassType,
  ingressType,
  networkPolicyType,
  podDisruptionBudgetType,
  clusterRoleBindingType,
  clusterRoleType,
  roleBindingType,
  roleType,
  csiDriverType,
  csiNodeType,
  csiStorageCapacityType,
  storageClassType,
  volumeAttachmentType,
  priorityClassType,
  leaseType,
  runtimeClassType,
  endpointSliceType,
];
