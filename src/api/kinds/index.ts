import type { ResourceType } from '../resource.ts';
import { apiServiceType } from './apiservice.ts';
import { certificateSigningRequestType } from './certificatesigningrequest.ts';
import { clusterRoleType } from './clusterrole.ts';
import { clusterRoleBindingType } from './clusterrolebinding.ts';
import { componentStatusType } from './componentstatus.ts';
import { configMapType } from './configmap.ts';
import { controllerRevisionType } from './controllerrevision.ts';
import { cronJobType } from './cronjob.ts';
import { csiDriverType } from './csidriver.ts';
import { csiNodeType } from './csinode.ts';
import { csiStorageCapacityType } from './csistoragecapacity.ts';
import { customResourceDefinitionType } from './customresourcedefinition.ts';
import { daemonSetType } from './daemonset.ts';
import { deploymentType } from './deployment.ts';
import { endpointsType } from './endpoints.ts';
import { endpointSliceType } from './endpointslice.ts';
import { eventType } from './event.ts';
import { eventV1Type } from './eventv1.ts';
import { flowSchemaType } from './flowschema.ts';
import { horizontalPodAutoscalerType, horizontalPodAutoscalerV1Type } from './horizontalpodautoscaler.ts';
import { ingressType } from './ingress.ts';
import { ingressClassType } from './ingressclass.ts';
import { ipAddressType } from './ipaddress.ts';
import { jobType } from './job.ts';
import { leaseType } from './lease.ts';
import { limitRangeType } from './limitrange.ts';
import { mutatingWebhookConfigurationType } from './mutatingwebhookconfiguration.ts';
import { namespaceType } from './namespace.ts';
import { networkPolicyType } from './networkpolicy.ts';
import { nodeType } from './node.ts';
import { persistentVolumeType } from './persistentvolume.ts';
import { persistentVolumeClaimType } from './persistentvolumeclaim.ts';
import { podType } from './pod.ts';
import { podDisruptionBudgetType } from './poddisruptionbudget.ts';
import { podTemplateType } from './podtemplate.ts';
import { priorityClassType } from './priorityclass.ts';
import { priorityLevelConfigurationType } from './prioritylevelconfiguration.ts';
import { replicaSetType } from './replicaset.ts';
import { replicationControllerType } from './replicationcontroller.ts';
import { resourceQuotaType } from './resourcequota.ts';
import { roleType } from './role.ts';
import { roleBindingType } from './rolebinding.ts';
import { runtimeClassType } from './runtimeclass.ts';
import { secretType } from './secret.ts';
import { serviceType } from './service.ts';
import { serviceAccountType } from './serviceaccount.ts';
import { serviceCidrType } from './servicecidr.ts';
import { statefulSetType } from './statefulset.ts';
import { storageClassType } from './storageclass.ts';
import { validatingAdmissionPolicyType } from './validatingadmissionpolicy.ts';
import { validatingAdmissionPolicyBindingType } from './validatingadmissionpolicybinding.ts';
import { validatingWebhookConfigurationType } from './validatingwebhookconfiguration.ts';
import { volumeAttachmentType } from './volumeattachment.ts';

/** Every kind the server serves. A new kind is its file and a line here; groups in discovery's order, names sorted. */
export const resourceTypes: readonly ResourceType[] = [
  componentStatusType,
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
  apiServiceType,
  controllerRevisionType,
  daemonSetType,
  deploymentType,
  replicaSetType,
  statefulSetType,
  eventV1Type,
  horizontalPodAutoscalerType,
  horizontalPodAutoscalerV1Type,
  cronJobType,
  jobType,
  certificateSigningRequestType,
  ingressClassType,
  ingressType,
  ipAddressType,
  networkPolicyType,
  serviceCidrType,
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
  mutatingWebhookConfigurationType,
  validatingAdmissionPolicyType,
  validatingAdmissionPolicyBindingType,
  validatingWebhookConfigurationType,
  customResourceDefinitionType,
  priorityClassType,
  leaseType,
  runtimeClassType,
  endpointSliceType,
  flowSchemaType,
  priorityLevelConfigurationType,
];
