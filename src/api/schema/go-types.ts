/**
 * Go's own names of string types, which decoding errors quote (`of type v1.PullPolicy`). `Type.field` → name; for lists
 * the item's. Models: k8s.io/api/.../types.go.
 */
const table: Readonly<Record<string, string>> = {
  'v1.AppArmorProfileType': 'AppArmorProfile.type',
  'v1.AzureDataDiskCachingMode': 'AzureDiskVolumeSource.cachingMode',
  'v1.AzureDataDiskKind': 'AzureDiskVolumeSource.kind',
  'v1.AddressType': 'EndpointSlice.addressType',
  'v1.Capability': 'Capabilities.add Capabilities.drop',
  'v1.ConditionStatus':
    'PodCondition.status NodeCondition.status DeploymentCondition.status ReplicaSetCondition.status NamespaceCondition.status Condition.status',
  'v1.ContainerRestartPolicy': 'Container.restartPolicy EphemeralContainer.restartPolicy',
  'v1.CoordinatedLeaseStrategy': 'LeaseSpec.strategy',
  'v1.DNSPolicy': 'PodSpec.dnsPolicy',
  'v1.DeletionPropagation': 'DeleteOptions.propagationPolicy',
  'v1.DeploymentConditionType': 'DeploymentCondition.type',
  'v1.DeploymentStrategyType': 'DeploymentStrategy.type',
  'v1.FinalizerName': 'NamespaceSpec.finalizers',
  'v1.HostPathType': 'HostPathVolumeSource.type',
  'v1.IPFamily': 'ServiceSpec.ipFamilies',
  'v1.IPFamilyPolicy': 'ServiceSpec.ipFamilyPolicy',
  'v1.LabelSelectorOperator': 'LabelSelectorRequirement.operator',
  'v1.LoadBalancerIPMode': 'LoadBalancerIngress.ipMode',
  'v1.ManagedFieldsOperationType': 'ManagedFieldsEntry.operation',
  'v1.MountPropagationMode': 'VolumeMount.mountPropagation',
  'v1.NamespaceConditionType': 'NamespaceCondition.type',
  'v1.NamespacePhase': 'NamespaceStatus.phase',
  'v1.NodeAddressType': 'NodeAddress.type',
  'v1.NodeConditionType': 'NodeCondition.type',
  'v1.NodeInclusionPolicy': 'TopologySpreadConstraint.nodeAffinityPolicy TopologySpreadConstraint.nodeTaintsPolicy',
  'v1.NodePhase': 'NodeStatus.phase',
  'v1.NodeSelectorOperator': 'NodeSelectorRequirement.operator',
  'v1.OSName': 'PodOS.name',
  'v1.PersistentVolumeAccessMode': 'PersistentVolumeClaimSpec.accessModes',
  'v1.PersistentVolumeMode': 'PersistentVolumeClaimSpec.volumeMode',
  'v1.PodConditionType': 'PodCondition.type PodReadinessGate.conditionType',
  'v1.PodFSGroupChangePolicy': 'PodSecurityContext.fsGroupChangePolicy',
  'v1.PodPhase': 'PodStatus.phase',
  'v1.PodQOSClass': 'PodStatus.qosClass',
  'v1.PodResizeStatus': 'PodStatus.resize',
  'v1.PodSELinuxChangePolicy': 'PodSecurityContext.seLinuxChangePolicy',
  'v1.PreemptionPolicy': 'PodSpec.preemptionPolicy',
  'v1.ProcMountType': 'SecurityContext.procMount',
  'v1.Protocol': 'ContainerPort.protocol ServicePort.protocol EndpointPort.protocol PortStatus.protocol',
  'v1.PullPolicy': 'Container.imagePullPolicy EphemeralContainer.imagePullPolicy ImageVolumeSource.pullPolicy',
  'v1.RecursiveReadOnlyMode': 'VolumeMount.recursiveReadOnly VolumeMountStatus.recursiveReadOnly',
  'v1.ReplicaSetConditionType': 'ReplicaSetCondition.type',
  'v1.ResourceName': 'ContainerResizePolicy.resourceName ResourceStatus.name',
  'v1.ResourceResizeRestartPolicy': 'ContainerResizePolicy.restartPolicy',
  'v1.RestartPolicy': 'PodSpec.restartPolicy',
  'v1.SeccompProfileType': 'SeccompProfile.type',
  'v1.SecretType': 'Secret.type',
  'v1.ServiceAffinity': 'ServiceSpec.sessionAffinity',
  'v1.ServiceExternalTrafficPolicy': 'ServiceSpec.externalTrafficPolicy',
  'v1.ServiceInternalTrafficPolicy': 'ServiceSpec.internalTrafficPolicy',
  'v1.ServiceType': 'ServiceSpec.type',
  'v1.Signal': 'Lifecycle.stopSignal ContainerStatus.stopSignal',
  'v1.StorageMedium': 'EmptyDirVolumeSource.medium',
  'v1.SupplementalGroupsPolicy': 'PodSecurityContext.supplementalGroupsPolicy',
  'v1.TaintEffect': 'Taint.effect Toleration.effect',
  'v1.TerminationMessagePolicy': 'Container.terminationMessagePolicy EphemeralContainer.terminationMessagePolicy',
  'v1.TolerationOperator': 'Toleration.operator',
  'v1.URIScheme': 'HTTPGetAction.scheme',
  'v1.UniqueVolumeName': 'AttachedVolume.name NodeStatus.volumesInUse',
  'v1.UnsatisfiableConstraintAction': 'TopologySpreadConstraint.whenUnsatisfiable',
  'types.UID': 'ObjectMeta.uid ObjectReference.uid OwnerReference.uid Preconditions.uid',
};

/** `ResourceList` is a named map, unlike others. */
const resourceLists = new Set([
  'ContainerStatus.allocatedResources',
  'NodeStatus.allocatable',
  'NodeStatus.capacity',
  'PodSpec.overhead',
  'ResourceRequirements.limits',
  'ResourceRequirements.requests',
  'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
]);

const named = new Map(
  Object.entries(table).flatMap(([name, fields]) => fields.split(' ').map((field) => [field, name] as const)),
);

/** Go's name of the type written as `written` in structure.json, for the field `key` (`Type.field`). */
export function goTypeName(written: string, key: string): string {
  if (resourceLists.has(key) && written.startsWith('map[]')) return 'v1.ResourceList';
  if (written.startsWith('[]')) return `[]${goTypeName(written.slice(2), key)}`;
  if (written.startsWith('map[]')) return `map[string]${goTypeName(written.slice(5), key)}`;
  switch (written) {
    case 'string':
      return named.get(key) ?? 'string';
    case 'bytes':
      return '[]uint8';
    case 'Quantity':
      return 'resource.Quantity';
    case 'IntOrString':
      return 'intstr.IntOrString';
    case 'Time':
    case 'MicroTime':
      return `v1.${written}`;
    case 'any':
      return 'v1.FieldsV1';
    default:
      if (!written.startsWith('io.')) return written;
      return written.split('.').slice(-2).join('.');
  }
}
