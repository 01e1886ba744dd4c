/**
 * What Go's types write that the published schemas do not say. Keys are `Type.field`, see factName.
 * Models: k8s.io/api/.../types.go (`omitempty`, pointers).
 */
export type Table = Readonly<Record<string, string>>;

/**
 * Optional scalars (int-or-strings, too) that are pointers in Go: `false`, `0` and `''` are kept when somebody wrote them.
 * So is an empty list whose defaults ask whether it was there at all (HPAScalingRules).
 */
export const pointers: Table = {
  AppArmorProfile: 'localhostProfile',
  AzureDiskVolumeSource: 'cachingMode fsType readOnly kind',
  CSIVolumeSource: 'readOnly fsType',
  ClusterTrustBundleProjection: 'name signerName optional',
  ConfigMap: 'immutable',
  ConfigMapEnvSource: 'optional',
  ConfigMapKeySelector: 'optional',
  ConfigMapProjection: 'optional',
  ConfigMapVolumeSource: 'defaultMode optional',
  Container: 'restartPolicy',
  ContainerStatus: 'started stopSignal',
  DeploymentSpec: 'replicas revisionHistoryLimit progressDeadlineSeconds',
  DeploymentStatus: 'collisionCount terminatingReplicas',
  DownwardAPIVolumeFile: 'mode',
  DownwardAPIVolumeSource: 'defaultMode',
  EphemeralContainer: 'restartPolicy',
  FCVolumeSource: 'lun',
  GRPCAction: 'service',
  HostPathVolumeSource: 'type',
  ISCSIVolumeSource: 'initiatorName',
  KeyToPath: 'mode',
  Lifecycle: 'stopSignal',
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
  Probe: 'terminationGracePeriodSeconds',
  ProjectedVolumeSource: 'defaultMode',
  ReplicaSetSpec: 'replicas',
  ReplicaSetStatus: 'terminatingReplicas',
  RollingUpdateDeployment: 'maxSurge maxUnavailable',
  SeccompProfile: 'localhostProfile',
  SecretEnvSource: 'optional',
  SecretKeySelector: 'optional',
  SecretProjection: 'optional',
  SecretVolumeSource: 'defaultMode optional',
  SecurityContext:
    'privileged runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount',
  ServiceAccount: 'automountServiceAccountToken',
  ServiceAccountTokenProjection: 'expirationSeconds',
  Toleration: 'tolerationSeconds',
  TopologySpreadConstraint: 'minDomains nodeAffinityPolicy nodeTaintsPolicy',
  TypedLocalObjectReference: 'apiGroup',
  TypedObjectReference: 'apiGroup namespace',
  VolumeMount: 'mountPropagation recursiveReadOnly',
  VolumeMountStatus: 'recursiveReadOnly',
  WindowsSecurityContextOptions: 'gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess',
};

/** Fields that are always written although the schema calls them optional: structs (`{}`), times (`null`), plain values. */
export const always: Table = {
  ConfigMap: 'metadata',
  Container: 'resources',
  ContainerStateRunning: 'startedAt',
  ContainerStateTerminated: 'startedAt finishedAt',
  ContainerStatus: 'state lastState',
  Deployment: 'metadata spec status',
  DeploymentCondition: 'lastUpdateTime lastTransitionTime',
  DeploymentSpec: 'strategy',
  EphemeralContainer: 'resources',
  Event: 'source firstTimestamp lastTimestamp eventTime reportingComponent reportingInstance',
  EventSeries: 'lastObservedTime',
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
  ServiceAccount: 'metadata',
};

/** Required fields that are pointers or bytes in Go: written as `null` when absent. */
export const nullable: readonly string[] = [
  'AzureFilePersistentVolumeSource.secretNamespace',
  'CertificateSigningRequestSpec.request',
  'DaemonSetSpec.selector',
  'DeploymentSpec.selector',
  'HTTPIngressPath.pathType',
  'MutatingWebhook.sideEffects',
  'ReplicaSetSpec.selector',
  'ScaleIOPersistentVolumeSource.secretRef',
  'StatefulSetSpec.selector',
  'ValidatingWebhook.sideEffects',
];

/** Required in the schema, but `omitempty` in Go: left out when absent. */
export const omitted: readonly string[] = ['IPAddressSpec.parentRef'];
