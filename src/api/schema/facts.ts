/**
 * What the published models do not say about Go's types and the published schemas do: which zero values are kept,
 * which structs are always written, how lists merge, which strings are allowed. Keys are `Type.field`; the type is the
 * last word of a schema name (no two served types share one with different facts).
 * Models: k8s.io/api/.../types.go (`omitempty`, pointers, `+listType`, `patchStrategy`, `+enum`).
 */
type Table = Readonly<Record<string, string>>;

/** Optional scalars (int-or-strings, too) that are pointers in Go: `false`, `0` and `''` are kept when somebody wrote them. */
const pointers: Table = {
  AppArmorProfile: 'localhostProfile',
  AzureDiskVolumeSource: 'cachingMode fsType readOnly kind',
  CSIVolumeSource: 'readOnly fsType',
  ClientIPConfig: 'timeoutSeconds',
  ClusterTrustBundleProjection: 'name signerName optional',
  ConfigMap: 'immutable',
  ConfigMapEnvSource: 'optional',
  ConfigMapKeySelector: 'optional',
  ConfigMapProjection: 'optional',
  ConfigMapVolumeSource: 'defaultMode optional',
  Container: 'restartPolicy',
  ContainerStatus: 'started stopSignal',
  DeleteOptions: 'gracePeriodSeconds orphanDependents propagationPolicy',
  DeploymentSpec: 'replicas revisionHistoryLimit progressDeadlineSeconds',
  DeploymentStatus: 'collisionCount terminatingReplicas',
  DownwardAPIVolumeFile: 'mode',
  DownwardAPIVolumeSource: 'defaultMode',
  Endpoint: 'hostname nodeName zone',
  EndpointConditions: 'ready serving terminating',
  EndpointPort: 'name protocol port appProtocol',
  EphemeralContainer: 'restartPolicy',
  FCVolumeSource: 'lun',
  GRPCAction: 'service',
  HostPathVolumeSource: 'type',
  ISCSIVolumeSource: 'initiatorName',
  KeyToPath: 'mode',
  LeaseSpec: 'holderIdentity leaseDurationSeconds leaseTransitions strategy preferredHolder',
  Lifecycle: 'stopSignal',
  ListMeta: 'remainingItemCount',
  LoadBalancerIngress: 'ipMode',
  NodeFeatures: 'supplementalGroupsPolicy',
  NodeRuntimeHandlerFeatures: 'recursiveReadOnlyMounts userNamespaces',
  NodeSwapStatus: 'capacity',
  ObjectMeta: 'deletionGracePeriodSeconds',
  OwnerReference: 'controller blockOwnerDeletion',
  PersistentVolumeClaimSpec: 'storageClassName volumeMode volumeAttributesClassName',
  PodDNSConfigOption: 'value',
  PodResourceClaim: 'resourceClaimName resourceClaimTemplateName',
  PodResourceClaimStatus: 'resourceClaimName',
  PodSecurityContext:
    'runAsUser runAsGroup runAsNonRoot fsGroup fsGroupChangePolicy supplementalGroupsPolicy seLinuxChangePolicy',
  PodSpec:
    'terminationGracePeriodSeconds activeDeadlineSeconds automountServiceAccountToken shareProcessNamespace priority preemptionPolicy enableServiceLinks setHostnameAsFQDN hostUsers runtimeClassName',
  PortStatus: 'error',
  Preconditions: 'uid resourceVersion',
  Probe: 'terminationGracePeriodSeconds',
  ProjectedVolumeSource: 'defaultMode',
  ReplicaSetSpec: 'replicas',
  ReplicaSetStatus: 'terminatingReplicas',
  RollingUpdateDeployment: 'maxSurge maxUnavailable',
  SeccompProfile: 'localhostProfile',
  Secret: 'immutable',
  SecretEnvSource: 'optional',
  SecretKeySelector: 'optional',
  SecretProjection: 'optional',
  SecretVolumeSource: 'defaultMode optional',
  SecurityContext:
    'privileged runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount',
  ServiceAccount: 'automountServiceAccountToken',
  ServiceAccountTokenProjection: 'expirationSeconds',
  ServicePort: 'appProtocol',
  ServiceSpec:
    'ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  Toleration: 'tolerationSeconds',
  TopologySpreadConstraint: 'minDomains nodeAffinityPolicy nodeTaintsPolicy',
  TypedLocalObjectReference: 'apiGroup',
  TypedObjectReference: 'apiGroup namespace',
  VolumeMount: 'mountPropagation recursiveReadOnly',
  VolumeMountStatus: 'recursiveReadOnly',
  WindowsSecurityContextOptions: 'gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess',
};

/** Fields that are always written although the schema calls them optional: structs (`{}`), times (`null`), plain values. */
const always: Table = {
  ConfigMap: 'metadata',
  Binding: 'metadata',
  ClusterRole: 'metadata rules',
  ClusterRoleBinding: 'metadata',
  Container: 'resources',
  ContainerStateRunning: 'startedAt',
  ContainerStateTerminated: 'startedAt finishedAt',
  ContainerStatus: 'state lastState',
  Deployment: 'metadata spec status',
  DeploymentCondition: 'lastUpdateTime lastTransitionTime',
  DeploymentSpec: 'strategy',
  Endpoint: 'conditions',
  EndpointSlice: 'metadata ports',
  EphemeralContainer: 'resources',
  Event: 'source firstTimestamp lastTimestamp eventTime reportingComponent reportingInstance',
  EventSeries: 'lastObservedTime',
  Eviction: 'metadata',
  Lease: 'metadata spec',
  Namespace: 'metadata spec status',
  NamespaceCondition: 'lastTransitionTime',
  Node: 'metadata spec status',
  NodeCondition: 'lastHeartbeatTime lastTransitionTime',
  NodeDaemonEndpoints: 'kubeletEndpoint',
  NodeStatus: 'daemonEndpoints nodeInfo',
  ObjectMeta: 'creationTimestamp',
  PersistentVolumeClaimSpec: 'resources',
  PersistentVolumeClaimTemplate: 'metadata',
  Pod: 'metadata spec status',
  PodCondition: 'lastProbeTime lastTransitionTime',
  PodTemplateSpec: 'metadata spec',
  ReplicaSet: 'metadata spec status',
  ReplicaSetCondition: 'lastTransitionTime',
  ReplicaSetSpec: 'template',
  ResourceFieldSelector: 'divisor',
  Role: 'metadata rules',
  RoleBinding: 'metadata',
  Scale: 'metadata spec status',
  Secret: 'metadata',
  Service: 'metadata spec status',
  ServiceAccount: 'metadata',
  ServiceStatus: 'loadBalancer',
};

/** Required references that are pointers in Go: written as `null` when absent. */
const nullable = new Set(['DeploymentSpec.selector', 'ReplicaSetSpec.selector']);

/** Lists with keys: server-side apply merges items by all of them, strategic merge by the first. */
const keyedLists: Table = {
  'Container.env': 'name',
  'Container.ports': 'containerPort protocol',
  'Container.volumeDevices': 'devicePath',
  'Container.volumeMounts': 'mountPath',
  'ContainerStatus.allocatedResourcesStatus': 'name',
  'ContainerStatus.volumeMounts': 'mountPath',
  'DeploymentStatus.conditions': 'type',
  'EphemeralContainer.env': 'name',
  'EphemeralContainer.ports': 'containerPort protocol',
  'EphemeralContainer.volumeDevices': 'devicePath',
  'EphemeralContainer.volumeMounts': 'mountPath',
  'NamespaceStatus.conditions': 'type',
  'NodeStatus.addresses': 'type',
  'NodeStatus.conditions': 'type',
  'ObjectMeta.ownerReferences': 'uid',
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
  'ReplicaSetStatus.conditions': 'type',
  'ResourceRequirements.claims': 'name',
  'ResourceStatus.resources': 'resourceID',
  'ServiceAccount.secrets': 'name',
  'ServiceSpec.ports': 'port protocol',
  'ServiceStatus.conditions': 'type',
};

/** Sets of scalars; strategic merge unites those in `mergedSets`. */
const sets = new Set(['Endpoint.addresses', 'NodeSpec.podCIDRs', 'ObjectMeta.finalizers']);
const mergedSets = new Set(['NodeSpec.podCIDRs', 'ObjectMeta.finalizers']);

/** Where strategic merge differs from `keyedLists`: not merged at all, or merged though atomic for apply. */
const notMerged = new Set(['ResourceRequirements.claims', 'ResourceStatus.resources']);
const mergedAtomics: Table = { 'PodStatus.hostIPs': 'ip' };

/** `retainKeys`: a patch names the keys that stay. */
const retainKeys = new Set([
  'DeploymentSpec.strategy',
  'PodSpec.resourceClaims',
  'PodSpec.volumes',
  'PodStatus.resourceClaimStatuses',
]);

/** Types and fields that server-side apply owns as a whole. */
const atomicTypes = new Set([
  'ConfigMapKeySelector',
  'EndpointPort',
  'LabelSelector',
  'LocalObjectReference',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ResourceFieldSelector',
  'RoleRef',
  'SecretKeySelector',
  'Subject',
  'TypedLocalObjectReference',
]);
const atomicMaps = new Set(['PodSpec.nodeSelector', 'ServiceSpec.selector']);

/** Values the published schema fills in, where they are not just Go's zero: apply keys need them. */
export const schemaDefaults: Readonly<Record<string, string | number | boolean>> = {
  'AzureDiskVolumeSource.cachingMode': 'ReadWrite',
  'AzureDiskVolumeSource.fsType': 'ext4',
  'AzureDiskVolumeSource.kind': 'Shared',
  'AzureDiskVolumeSource.readOnly': false,
  'ContainerPort.protocol': 'TCP',
  'ISCSIVolumeSource.iscsiInterface': 'default',
  'RBDVolumeSource.keyring': '/etc/ceph/keyring',
  'RBDVolumeSource.pool': 'rbd',
  'RBDVolumeSource.user': 'admin',
  'ScaleIOVolumeSource.fsType': 'xfs',
  'ScaleIOVolumeSource.storageMode': 'ThinProvisioned',
  'ServicePort.protocol': 'TCP',
};

/** Allowed texts, in the order `kubectl explain` prints them. */
export const enums: Readonly<Record<string, readonly string[]>> = {
  'AppArmorProfile.type': ['Localhost', 'RuntimeDefault', 'Unconfined'],
  'AzureDiskVolumeSource.cachingMode': ['None', 'ReadOnly', 'ReadWrite'],
  'AzureDiskVolumeSource.kind': ['Dedicated', 'Managed', 'Shared'],
  'Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'Container.terminationMessagePolicy': ['FallbackToLogsOnError', 'File'],
  'ContainerPort.protocol': ['SCTP', 'TCP', 'UDP'],
  'DeploymentStrategy.type': ['Recreate', 'RollingUpdate'],
  'EndpointPort.protocol': ['SCTP', 'TCP', 'UDP'],
  'EndpointSlice.addressType': ['FQDN', 'IPv4', 'IPv6'],
  'EphemeralContainer.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'EphemeralContainer.terminationMessagePolicy': ['FallbackToLogsOnError', 'File'],
  'HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
  'HostPathVolumeSource.type': [
    '',
    'BlockDevice',
    'CharDevice',
    'Directory',
    'DirectoryOrCreate',
    'File',
    'FileOrCreate',
    'Socket',
  ],
  'ImageVolumeSource.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'NamespaceStatus.phase': ['Active', 'Terminating'],
  'NodeSelectorRequirement.operator': ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'],
  'NodeStatus.phase': ['Pending', 'Running', 'Terminated'],
  'PersistentVolumeClaimSpec.volumeMode': ['Block', 'Filesystem'],
  'PodSecurityContext.fsGroupChangePolicy': ['Always', 'OnRootMismatch'],
  'PodSecurityContext.supplementalGroupsPolicy': ['Merge', 'Strict'],
  'PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'PodSpec.preemptionPolicy': ['Never', 'PreemptLowerPriority'],
  'PodSpec.restartPolicy': ['Always', 'Never', 'OnFailure'],
  'PodStatus.phase': ['Failed', 'Pending', 'Running', 'Succeeded', 'Unknown'],
  'PodStatus.qosClass': ['BestEffort', 'Burstable', 'Guaranteed'],
  'PortStatus.protocol': ['SCTP', 'TCP', 'UDP'],
  'SeccompProfile.type': ['Localhost', 'RuntimeDefault', 'Unconfined'],
  'SecurityContext.procMount': ['Default', 'Unmasked'],
  'ServicePort.protocol': ['SCTP', 'TCP', 'UDP'],
  'ServiceSpec.externalTrafficPolicy': ['Cluster', 'Local'],
  'ServiceSpec.internalTrafficPolicy': ['Cluster', 'Local'],
  'ServiceSpec.ipFamilyPolicy': ['PreferDualStack', 'RequireDualStack', 'SingleStack'],
  'ServiceSpec.sessionAffinity': ['ClientIP', 'None'],
  'ServiceSpec.type': ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  'Taint.effect': ['NoExecute', 'NoSchedule', 'PreferNoSchedule'],
  'Toleration.effect': ['NoExecute', 'NoSchedule', 'PreferNoSchedule'],
  'Toleration.operator': ['Equal', 'Exists'],
  'TopologySpreadConstraint.nodeAffinityPolicy': ['Honor', 'Ignore'],
  'TopologySpreadConstraint.nodeTaintsPolicy': ['Honor', 'Ignore'],
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'VolumeMount.mountPropagation': ['Bidirectional', 'HostToContainer', 'None'],
};

const listed = (table: Table): ReadonlySet<string> =>
  new Set(Object.entries(table).flatMap(([type, fields]) => fields.split(' ').map((field) => `${type}.${field}`)));

const pointerFields = listed(pointers);
const alwaysFields = listed(always);

export const isPointer = (key: string): boolean => pointerFields.has(key);
export const isAlwaysWritten = (key: string): boolean => alwaysFields.has(key);
export const isNullable = (key: string): boolean => nullable.has(key);

/** How server-side apply treats a list. */
export function listKind(key: string): { readonly type: 'map' | 'set' | 'atomic'; readonly keys: readonly string[] } {
  const keys = keyedLists[key];
  if (keys) return { type: 'map', keys: keys.split(' ') };
  return { type: sets.has(key) ? 'set' : 'atomic', keys: [] };
}

export const isAtomicType = (type: string): boolean => atomicTypes.has(type);
export const isAtomicMap = (key: string): boolean => atomicMaps.has(key);

/** How strategic merge treats a field. `mergeKey` is '' for lists of scalars. */
export interface PatchStrategy {
  readonly merge: boolean;
  readonly mergeKey: string;
  readonly retainKeys: boolean;
}

export function patchStrategy(key: string): PatchStrategy {
  const keys = mergedAtomics[key] ?? (notMerged.has(key) ? undefined : keyedLists[key]);
  return {
    merge: keys !== undefined || mergedSets.has(key),
    mergeKey: keys?.split(' ')[0] ?? '',
    retainKeys: retainKeys.has(key),
  };
}
