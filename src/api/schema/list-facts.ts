import type { Table } from './go-facts.ts';

/** How lists and maps merge. Models: k8s.io/api/.../types.go (`+listType`, `+mapType`, `patchStrategy`). */

/** Lists with keys: server-side apply merges items by all of them, strategic merge by the first. */
export const keyedLists: Table = {
  'APIServiceStatus.conditions': 'type',
  'CSINodeSpec.drivers': 'name',
  'CertificateSigningRequestStatus.conditions': 'type',
  'ComponentStatus.conditions': 'type',
  'Container.env': 'name',
  'Container.ports': 'containerPort protocol',
  'Container.volumeDevices': 'devicePath',
  'Container.volumeMounts': 'mountPath',
  'ContainerStatus.allocatedResourcesStatus': 'name',
  'ContainerStatus.volumeMounts': 'mountPath',
  'CustomResourceDefinitionStatus.conditions': 'type',
  'DaemonSetStatus.conditions': 'type',
  'DeploymentStatus.conditions': 'type',
  'EphemeralContainer.env': 'name',
  'EphemeralContainer.ports': 'containerPort protocol',
  'EphemeralContainer.volumeDevices': 'devicePath',
  'EphemeralContainer.volumeMounts': 'mountPath',
  'FlowSchemaStatus.conditions': 'type',
  'HorizontalPodAutoscalerStatus.conditions': 'type',
  'JSONSchemaProps.x-kubernetes-validations': 'rule',
  'MutatingWebhook.matchConditions': 'name',
  'MutatingWebhookConfiguration.webhooks': 'name',
  'NamespaceStatus.conditions': 'type',
  'NodeStatus.addresses': 'type',
  'NodeStatus.conditions': 'type',
  'ObjectMeta.ownerReferences': 'uid',
  'PersistentVolumeClaimStatus.conditions': 'type',
  'PodDisruptionBudgetStatus.conditions': 'type',
  'PodSpec.containers': 'name',
  'PodSpec.ephemeralContainers': 'name',
  'PodSpec.hostAliases': 'ip',
  'PodSpec.imagePullSecrets': 'name',
  'PodSpec.initContainers': 'name',
  'PodSpec.resourceClaims': 'name',
  'PodSpec.schedulingGates': 'name',
  'PodSpec.topologySpreadConstraints': 'topologyKey whenUnsatisfiable',
  'PodSpec.volumes': 'name',
  'PodStatus.conditions': 'type',
  'PodStatus.podIPs': 'ip',
  'PodStatus.resourceClaimStatuses': 'name',
  'PriorityLevelConfigurationStatus.conditions': 'type',
  'ReplicaSetStatus.conditions': 'type',
  'ReplicationControllerStatus.conditions': 'type',
  'ResourceRequirements.claims': 'name',
  'ResourceStatus.resources': 'resourceID',
  'ServiceAccount.secrets': 'name',
  'ServiceCIDRStatus.conditions': 'type',
  'ServiceSpec.ports': 'port protocol',
  'ServiceStatus.conditions': 'type',
  'StatefulSetStatus.conditions': 'type',
  'ValidatingAdmissionPolicySpec.matchConditions': 'name',
  'ValidatingAdmissionPolicySpec.variables': 'name',
  'ValidatingAdmissionPolicyStatus.conditions': 'type',
  'ValidatingWebhook.matchConditions': 'name',
  'ValidatingWebhookConfiguration.webhooks': 'name',
};

/** Sets of scalars; strategic merge unites those in `mergedSets`. */
export const sets: readonly string[] = [
  'CSIDriverSpec.volumeLifecycleModes',
  'Endpoint.addresses',
  'NodeSpec.podCIDRs',
  'NonResourcePolicyRule.nonResourceURLs',
  'NonResourcePolicyRule.verbs',
  'ObjectMeta.finalizers',
  'PodFailurePolicyOnExitCodesRequirement.values',
  'ResourcePolicyRule.apiGroups',
  'ResourcePolicyRule.namespaces',
  'ResourcePolicyRule.resources',
  'ResourcePolicyRule.verbs',
  'UncountedTerminatedPods.failed',
  'UncountedTerminatedPods.succeeded',
  'ValidatingAdmissionPolicyBindingSpec.validationActions',
];
export const mergedSets: readonly string[] = ['NodeSpec.podCIDRs', 'ObjectMeta.finalizers'];

/** Where strategic merge differs from `keyedLists`: not merged at all, or merged though atomic for apply. */
export const notMerged: readonly string[] = [
  'CertificateSigningRequestStatus.conditions',
  'CustomResourceDefinitionStatus.conditions',
  'ResourceRequirements.claims',
  'ResourceStatus.resources',
  'ValidatingAdmissionPolicyStatus.conditions',
];
export const mergedAtomics: Table = {
  'JobStatus.conditions': 'type',
  'PodStatus.hostIPs': 'ip',
};

/** `retainKeys`: a patch names the keys that stay. */
export const retainKeys: readonly string[] = [
  'DeploymentSpec.strategy',
  'PodSpec.resourceClaims',
  'PodSpec.volumes',
  'PodStatus.resourceClaimStatuses',
];

/** Types and fields that server-side apply owns as a whole. */
export const atomicTypes: readonly string[] = [
  'ConfigMapKeySelector',
  'CrossVersionObjectReference',
  'EndpointAddress',
  'EndpointPort',
  'LabelSelector',
  'LocalObjectReference',
  'MatchResources',
  'NamedRuleWithOperations',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ParamKind',
  'ParamRef',
  'ResourceFieldSelector',
  'RoleRef',
  'ScopeSelector',
  'SecretKeySelector',
  'SecretReference',
  'ServiceBackendPort',
  'Subject',
  'TopologySelectorTerm',
  'TypedLocalObjectReference',
  'Variable',
  'core.EndpointPort',
];
export const atomicMaps: readonly string[] = [
  'PodSpec.nodeSelector',
  'ReplicationControllerSpec.selector',
  'Scheduling.nodeSelector',
  'ServiceSpec.selector',
];

/** Structs that a strategic merge patch replaces as a whole. */
export const replaced: readonly string[] = ['PodDisruptionBudgetSpec.selector'];
