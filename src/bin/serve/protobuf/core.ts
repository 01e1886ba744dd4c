/** Field numbers of core/v1 and of what all kinds share. The form is explained in `messages.ts`. */
export const core = `
[meta]
Condition: 1 type, 2 status, 3 observedGeneration int, 4 lastTransitionTime Time, 5 reason, 6 message
DeleteOptions: 1 gracePeriodSeconds int?, 2 preconditions Preconditions, 3 orphanDependents bool?, 4 propagationPolicy, 5 dryRun [string], 6 ignoreStoreReadErrorWithClusterBreakingPotential bool
FieldSelectorRequirement: 1 key, 2 operator, 3 values [string]
LabelSelector: 1 matchLabels {string}, 2 matchExpressions [LabelSelectorRequirement]
LabelSelectorRequirement: 1 key, 2 operator, 3 values [string]
ManagedFieldsEntry: 1 manager, 2 operation, 3 apiVersion, 4 time Time, 6 fieldsType, 7 fieldsV1 FieldsV1, 8 subresource
ObjectMeta: 1 name, 2 generateName, 3 namespace, 4 selfLink, 5 uid, 6 resourceVersion, 7 generation int, 8 creationTimestamp Time, 9 deletionTimestamp Time, 10 deletionGracePeriodSeconds int?, 11 labels {string}, 12 annotations {string}, 13 ownerReferences [OwnerReference], 14 finalizers [string], 17 managedFields [ManagedFieldsEntry]
OwnerReference: 1 kind, 3 name, 4 uid, 5 apiVersion, 6 controller bool?, 7 blockOwnerDeletion bool?
Preconditions: 1 uid, 2 resourceVersion
[core.v1]
AWSElasticBlockStoreVolumeSource: 1 volumeID, 2 fsType, 3 partition int, 4 readOnly bool
Affinity: 1 nodeAffinity NodeAffinity, 2 podAffinity PodAffinity, 3 podAntiAffinity PodAntiAffinity
AppArmorProfile: 1 type, 2 localhostProfile
AzureDiskVolumeSource: 1 diskName, 2 diskURI, 3 cachingMode, 4 fsType, 5 readOnly bool, 6 kind
AzureFileVolumeSource: 1 secretName, 2 shareName, 3 readOnly bool
Binding: 1 metadata meta.ObjectMeta, 2 target ObjectReference
CSIVolumeSource: 1 driver, 2 readOnly bool?, 3 fsType, 4 volumeAttributes {string}, 5 nodePublishSecretRef LocalObjectReference
Capabilities: 1 add [string], 2 drop [string]
CephFSVolumeSource: 1 monitors [string], 2 path, 3 user, 4 secretFile, 5 secretRef LocalObjectReference, 6 readOnly bool
CinderVolumeSource: 1 volumeID, 2 fsType, 3 readOnly bool, 4 secretRef LocalObjectReference
ClientIPConfig: 1 timeoutSeconds int?
ClusterTrustBundleProjection: 1 name, 2 signerName, 3 labelSelector meta.LabelSelector, 4 path, 5 optional bool?
ConfigMap: 1 metadata meta.ObjectMeta, 2 data {string}, 3 binaryData {bytes}, 4 immutable bool?
ConfigMapEnvSource: 1 localObjectReference ...LocalObjectReference, 2 optional bool?
ConfigMapKeySelector: 1 localObjectReference ...LocalObjectReference, 2 key, 3 optional bool?
ConfigMapProjection: 1 localObjectReference ...LocalObjectReference, 2 items [KeyToPath], 4 optional bool?
ConfigMapVolumeSource: 1 localObjectReference ...LocalObjectReference, 2 items [KeyToPath], 3 defaultMode int?, 4 optional bool?
Container: 1 name, 2 image, 3 command [string], 4 args [string], 5 workingDir, 6 ports [ContainerPort], 7 env [EnvVar], 8 resources ResourceRequirements, 9 volumeMounts [VolumeMount], 10 livenessProbe Probe, 11 readinessProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath, 14 imagePullPolicy, 15 securityContext SecurityContext, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom [EnvFromSource], 20 terminationMessagePolicy, 21 volumeDevices [VolumeDevice], 22 startupProbe Probe, 23 resizePolicy [ContainerResizePolicy], 24 restartPolicy
ContainerPort: 1 name, 2 hostPort int, 3 containerPort int, 4 protocol, 5 hostIP
ContainerResizePolicy: 1 resourceName, 2 restartPolicy
ContainerState: 1 waiting ContainerStateWaiting, 2 running ContainerStateRunning, 3 terminated ContainerStateTerminated
ContainerStateRunning: 1 startedAt Time
ContainerStateTerminated: 1 exitCode int, 2 signal int, 3 reason, 4 message, 5 startedAt Time, 6 finishedAt Time, 7 containerID
ContainerStateWaiting: 1 reason, 2 message
ContainerStatus: 1 name, 2 state ContainerState, 3 lastState ContainerState, 4 ready bool, 5 restartCount int, 6 image, 7 imageID, 8 containerID, 9 started bool?, 10 allocatedResources {Quantity}, 11 resources ResourceRequirements, 12 volumeMounts [VolumeMountStatus], 13 user ContainerUser, 14 allocatedResourcesStatus [ResourceStatus], 15 stopSignal
ContainerUser: 1 linux LinuxContainerUser
DownwardAPIProjection: 1 items [DownwardAPIVolumeFile]
DownwardAPIVolumeFile: 1 path, 2 fieldRef ObjectFieldSelector, 3 resourceFieldRef ResourceFieldSelector, 4 mode int?
DownwardAPIVolumeSource: 1 items [DownwardAPIVolumeFile], 2 defaultMode int?
EmptyDirVolumeSource: 1 medium, 2 sizeLimit Quantity
EnvFromSource: 1 prefix, 2 configMapRef ConfigMapEnvSource, 3 secretRef SecretEnvSource
EnvVar: 1 name, 2 value string?, 3 valueFrom EnvVarSource
EnvVarSource: 1 fieldRef ObjectFieldSelector, 2 resourceFieldRef ResourceFieldSelector, 3 configMapKeyRef ConfigMapKeySelector, 4 secretKeyRef SecretKeySelector
EphemeralContainer: 1 ephemeralContainerCommon EphemeralContainerCommon, 2 targetContainerName
EphemeralContainerCommon: 1 name, 2 image, 3 command [string], 4 args [string], 5 workingDir, 6 ports [ContainerPort], 7 env [EnvVar], 8 resources ResourceRequirements, 9 volumeMounts [VolumeMount], 10 livenessProbe Probe, 11 readinessProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath, 14 imagePullPolicy, 15 securityContext SecurityContext, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom [EnvFromSource], 20 terminationMessagePolicy, 21 volumeDevices [VolumeDevice], 22 startupProbe Probe, 23 resizePolicy [ContainerResizePolicy], 24 restartPolicy
EphemeralVolumeSource: 1 volumeClaimTemplate PersistentVolumeClaimTemplate
Event: 1 metadata meta.ObjectMeta, 2 involvedObject ObjectReference, 3 reason, 4 message, 5 source EventSource, 6 firstTimestamp Time, 7 lastTimestamp Time, 8 count int, 9 type, 10 eventTime MicroTime, 11 series EventSeries, 12 action, 13 related ObjectReference, 14 reportingComponent, 15 reportingInstance
EventSeries: 1 count int, 2 lastObservedTime MicroTime
EventSource: 1 component, 2 host
ExecAction: 1 command [string]
FCVolumeSource: 1 targetWWNs [string], 2 lun int?, 3 fsType, 4 readOnly bool, 5 wwids [string]
FlexVolumeSource: 1 driver, 2 fsType, 3 secretRef LocalObjectReference, 4 readOnly bool, 5 options {string}
FlockerVolumeSource: 1 datasetName, 2 datasetUUID
GCEPersistentDiskVolumeSource: 1 pdName, 2 fsType, 3 partition int, 4 readOnly bool
GRPCAction: 1 port int, 2 service
GitRepoVolumeSource: 1 repository, 2 revision, 3 directory
GlusterfsVolumeSource: 1 endpoints, 2 path, 3 readOnly bool
HTTPGetAction: 1 path, 2 port IntOrString, 3 host, 4 scheme, 5 httpHeaders [HTTPHeader]
HTTPHeader: 1 name, 2 value string?
HostAlias: 1 ip, 2 hostnames [string]
HostIP: 1 ip
HostPathVolumeSource: 1 path, 2 type
ISCSIVolumeSource: 1 targetPortal, 2 iqn, 3 lun int, 4 iscsiInterface, 5 fsType, 6 readOnly bool, 7 portals [string], 8 chapAuthDiscovery bool, 10 secretRef LocalObjectReference, 11 chapAuthSession bool, 12 initiatorName
ImageVolumeSource: 1 reference, 2 pullPolicy
KeyToPath: 1 key, 2 path, 3 mode int?
Lifecycle: 1 postStart LifecycleHandler, 2 preStop LifecycleHandler, 3 stopSignal
LifecycleHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 sleep SleepAction
LimitRange: 1 metadata meta.ObjectMeta, 2 spec LimitRangeSpec
LimitRangeItem: 1 type, 2 max {Quantity}, 3 min {Quantity}, 4 default {Quantity}, 5 defaultRequest {Quantity}, 6 maxLimitRequestRatio {Quantity}
LimitRangeSpec: 1 limits [LimitRangeItem]
LinuxContainerUser: 1 uid int, 2 gid int, 3 supplementalGroups [int]
LoadBalancerIngress: 1 ip, 2 hostname, 3 ipMode, 4 ports [PortStatus]
LoadBalancerStatus: 1 ingress [LoadBalancerIngress]
LocalObjectReference: 1 name
ModifyVolumeStatus: 1 targetVolumeAttributesClassName, 2 status
NFSVolumeSource: 1 server, 2 path, 3 readOnly bool
Namespace: 1 metadata meta.ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus
NamespaceCondition: 1 type, 2 status, 4 lastTransitionTime Time, 5 reason, 6 message
NamespaceSpec: 1 finalizers [string]
NamespaceStatus: 1 phase, 2 conditions [NamespaceCondition]
NodeAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution NodeSelector, 2 preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm]
NodeSelector: 1 nodeSelectorTerms [NodeSelectorTerm]
NodeSelectorRequirement: 1 key, 2 operator, 3 values [string]
NodeSelectorTerm: 1 matchExpressions [NodeSelectorRequirement], 2 matchFields [NodeSelectorRequirement]
ObjectFieldSelector: 1 apiVersion, 2 fieldPath
ObjectReference: 1 kind, 2 namespace, 3 name, 4 uid, 5 apiVersion, 6 resourceVersion, 7 fieldPath
PersistentVolumeClaim: 1 metadata meta.ObjectMeta, 2 spec PersistentVolumeClaimSpec, 3 status PersistentVolumeClaimStatus
PersistentVolumeClaimCondition: 1 type, 2 status, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason, 6 message
PersistentVolumeClaimSpec: 1 accessModes [string], 2 resources VolumeResourceRequirements, 3 volumeName, 4 selector meta.LabelSelector, 5 storageClassName string?, 6 volumeMode, 7 dataSource TypedLocalObjectReference, 8 dataSourceRef TypedObjectReference, 9 volumeAttributesClassName
PersistentVolumeClaimStatus: 1 phase, 2 accessModes [string], 3 capacity {Quantity}, 4 conditions [PersistentVolumeClaimCondition], 5 allocatedResources {Quantity}, 7 allocatedResourceStatuses {string}, 8 currentVolumeAttributesClassName, 9 modifyVolumeStatus ModifyVolumeStatus
PersistentVolumeClaimTemplate: 1 metadata meta.ObjectMeta, 2 spec PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource: 1 claimName, 2 readOnly bool
PhotonPersistentDiskVolumeSource: 1 pdID, 2 fsType
Pod: 1 metadata meta.ObjectMeta, 2 spec PodSpec, 3 status PodStatus
PodAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm], 2 preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
PodAffinityTerm: 1 labelSelector meta.LabelSelector, 2 namespaces [string], 3 topologyKey, 4 namespaceSelector meta.LabelSelector, 5 matchLabelKeys [string], 6 mismatchLabelKeys [string]
PodAntiAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm], 2 preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
PodCondition: 1 type, 2 status, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason, 6 message, 7 observedGeneration int
PodDNSConfig: 1 nameservers [string], 2 searches [string], 3 options [PodDNSConfigOption]
PodDNSConfigOption: 1 name, 2 value string?
PodIP: 1 ip
PodOS: 1 name
PodReadinessGate: 1 conditionType
PodResourceClaim: 1 name, 3 resourceClaimName, 4 resourceClaimTemplateName
PodResourceClaimStatus: 1 name, 2 resourceClaimName
PodSchedulingGate: 1 name
PodSecurityContext: 1 seLinuxOptions SELinuxOptions, 2 runAsUser int?, 3 runAsNonRoot bool?, 4 supplementalGroups [int], 5 fsGroup int?, 6 runAsGroup int?, 7 sysctls [Sysctl], 8 windowsOptions WindowsSecurityContextOptions, 9 fsGroupChangePolicy, 10 seccompProfile SeccompProfile, 11 appArmorProfile AppArmorProfile, 12 supplementalGroupsPolicy, 13 seLinuxChangePolicy
PodSpec: 1 volumes [Volume], 2 containers [Container], 3 restartPolicy, 4 terminationGracePeriodSeconds int?, 5 activeDeadlineSeconds int?, 6 dnsPolicy, 7 nodeSelector {string}, 8 serviceAccountName, 9 serviceAccount, 10 nodeName, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool, 14 securityContext PodSecurityContext, 15 imagePullSecrets [LocalObjectReference], 16 hostname, 17 subdomain, 18 affinity Affinity, 19 schedulerName, 20 initContainers [Container], 21 automountServiceAccountToken bool?, 22 tolerations [Toleration], 23 hostAliases [HostAlias], 24 priorityClassName, 25 priority int?, 26 dnsConfig PodDNSConfig, 27 shareProcessNamespace bool?, 28 readinessGates [PodReadinessGate], 29 runtimeClassName, 30 enableServiceLinks bool?, 31 preemptionPolicy, 32 overhead {Quantity}, 33 topologySpreadConstraints [TopologySpreadConstraint], 34 ephemeralContainers [EphemeralContainer], 35 setHostnameAsFQDN bool?, 36 os PodOS, 37 hostUsers bool?, 38 schedulingGates [PodSchedulingGate], 39 resourceClaims [PodResourceClaim], 40 resources ResourceRequirements
PodStatus: 1 phase, 2 conditions [PodCondition], 3 message, 4 reason, 5 hostIP, 6 podIP, 7 startTime Time, 8 containerStatuses [ContainerStatus], 9 qosClass, 10 initContainerStatuses [ContainerStatus], 11 nominatedNodeName, 12 podIPs [PodIP], 13 ephemeralContainerStatuses [ContainerStatus], 14 resize, 15 resourceClaimStatuses [PodResourceClaimStatus], 16 hostIPs [HostIP], 17 observedGeneration int
PodTemplate: 1 metadata meta.ObjectMeta, 2 template PodTemplateSpec
PodTemplateSpec: 1 metadata meta.ObjectMeta, 2 spec PodSpec
PortStatus: 1 port int, 2 protocol, 3 error
PortworxVolumeSource: 1 volumeID, 2 fsType, 3 readOnly bool
PreferredSchedulingTerm: 1 weight int?, 2 preference NodeSelectorTerm
Probe: 1 handler ...ProbeHandler, 2 initialDelaySeconds int, 3 timeoutSeconds int, 4 periodSeconds int, 5 successThreshold int, 6 failureThreshold int, 7 terminationGracePeriodSeconds int?
ProbeHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 grpc GRPCAction
ProjectedVolumeSource: 1 sources [VolumeProjection], 2 defaultMode int?
QuobyteVolumeSource: 1 registry, 2 volume, 3 readOnly bool, 4 user, 5 group, 6 tenant
RBDVolumeSource: 1 monitors [string], 2 image, 3 fsType, 4 pool, 5 user, 6 keyring, 7 secretRef LocalObjectReference, 8 readOnly bool
ReplicationController: 1 metadata meta.ObjectMeta, 2 spec ReplicationControllerSpec, 3 status ReplicationControllerStatus
ReplicationControllerCondition: 1 type, 2 status, 3 lastTransitionTime Time, 4 reason, 5 message
ReplicationControllerSpec: 1 replicas int?, 2 selector {string}, 3 template PodTemplateSpec, 4 minReadySeconds int
ReplicationControllerStatus: 1 replicas int?, 2 fullyLabeledReplicas int, 3 observedGeneration int, 4 readyReplicas int, 5 availableReplicas int, 6 conditions [ReplicationControllerCondition]
ResourceClaim: 1 name, 2 request
ResourceFieldSelector: 1 containerName, 2 resource, 3 divisor Quantity
ResourceHealth: 1 resourceID, 2 health
ResourceQuota: 1 metadata meta.ObjectMeta, 2 spec ResourceQuotaSpec, 3 status ResourceQuotaStatus
ResourceQuotaSpec: 1 hard {Quantity}, 2 scopes [string], 3 scopeSelector ScopeSelector
ResourceQuotaStatus: 1 hard {Quantity}, 2 used {Quantity}
ResourceRequirements: 1 limits {Quantity}, 2 requests {Quantity}, 3 claims [ResourceClaim]
ResourceStatus: 1 name, 2 resources [ResourceHealth]
SELinuxOptions: 1 user, 2 role, 3 type, 4 level
ScaleIOVolumeSource: 1 gateway, 2 system, 3 secretRef LocalObjectReference, 4 sslEnabled bool, 5 protectionDomain, 6 storagePool, 7 storageMode, 8 volumeName, 9 fsType, 10 readOnly bool
ScopeSelector: 1 matchExpressions [ScopedResourceSelectorRequirement]
ScopedResourceSelectorRequirement: 1 scopeName, 2 operator, 3 values [string]
SeccompProfile: 1 type, 2 localhostProfile
Secret: 1 metadata meta.ObjectMeta, 2 data {bytes}, 3 type, 4 stringData {string}, 5 immutable bool?
SecretEnvSource: 1 localObjectReference ...LocalObjectReference, 2 optional bool?
SecretKeySelector: 1 localObjectReference ...LocalObjectReference, 2 key, 3 optional bool?
SecretProjection: 1 localObjectReference ...LocalObjectReference, 2 items [KeyToPath], 4 optional bool?
SecretVolumeSource: 1 secretName, 2 items [KeyToPath], 3 defaultMode int?, 4 optional bool?
SecurityContext: 1 capabilities Capabilities, 2 privileged bool?, 3 seLinuxOptions SELinuxOptions, 4 runAsUser int?, 5 runAsNonRoot bool?, 6 readOnlyRootFilesystem bool?, 7 allowPrivilegeEscalation bool?, 8 runAsGroup int?, 9 procMount, 10 windowsOptions WindowsSecurityContextOptions, 11 seccompProfile SeccompProfile, 12 appArmorProfile AppArmorProfile
Service: 1 metadata meta.ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus
ServiceAccount: 1 metadata meta.ObjectMeta, 2 secrets [ObjectReference], 3 imagePullSecrets [LocalObjectReference], 4 automountServiceAccountToken bool?
ServiceAccountTokenProjection: 1 audience, 2 expirationSeconds int?, 3 path
ServicePort: 1 name, 2 protocol, 3 port int, 4 targetPort IntOrString, 5 nodePort int, 6 appProtocol
ServiceSpec: 1 ports [ServicePort], 2 selector {string}, 3 clusterIP, 4 type, 5 externalIPs [string], 7 sessionAffinity, 8 loadBalancerIP, 9 loadBalancerSourceRanges [string], 10 externalName, 11 externalTrafficPolicy, 12 healthCheckNodePort int, 13 publishNotReadyAddresses bool, 14 sessionAffinityConfig SessionAffinityConfig, 17 ipFamilyPolicy, 18 clusterIPs [string], 19 ipFamilies [string], 20 allocateLoadBalancerNodePorts bool?, 21 loadBalancerClass, 22 internalTrafficPolicy, 23 trafficDistribution
ServiceStatus: 1 loadBalancer LoadBalancerStatus, 2 conditions [meta.Condition]
SessionAffinityConfig: 1 clientIP ClientIPConfig
SleepAction: 1 seconds int?
StorageOSVolumeSource: 1 volumeName, 2 volumeNamespace, 3 fsType, 4 readOnly bool, 5 secretRef LocalObjectReference
Sysctl: 1 name, 2 value string?
TCPSocketAction: 1 port IntOrString, 2 host
Toleration: 1 key, 2 operator, 3 value string?, 4 effect, 5 tolerationSeconds int?
TopologySpreadConstraint: 1 maxSkew int?, 2 topologyKey, 3 whenUnsatisfiable, 4 labelSelector meta.LabelSelector, 5 minDomains int?, 6 nodeAffinityPolicy, 7 nodeTaintsPolicy, 8 matchLabelKeys [string]
TypedLocalObjectReference: 1 apiGroup, 2 kind, 3 name
TypedObjectReference: 1 apiGroup, 2 kind, 3 name, 4 namespace
Volume: 1 name, 2 volumeSource ...VolumeSource
VolumeDevice: 1 name, 2 devicePath
VolumeMount: 1 name, 2 readOnly bool, 3 mountPath, 4 subPath, 5 mountPropagation, 6 subPathExpr, 7 recursiveReadOnly
VolumeMountStatus: 1 name, 2 mountPath, 3 readOnly bool, 4 recursiveReadOnly
VolumeProjection: 1 secret SecretProjection, 2 downwardAPI DownwardAPIProjection, 3 configMap ConfigMapProjection, 4 serviceAccountToken ServiceAccountTokenProjection, 5 clusterTrustBundle ClusterTrustBundleProjection
VolumeResourceRequirements: 1 limits {Quantity}, 2 requests {Quantity}
VolumeSource: 1 hostPath HostPathVolumeSource, 2 emptyDir EmptyDirVolumeSource, 3 gcePersistentDisk GCEPersistentDiskVolumeSource, 4 awsElasticBlockStore AWSElasticBlockStoreVolumeSource, 5 gitRepo GitRepoVolumeSource, 6 secret SecretVolumeSource, 7 nfs NFSVolumeSource, 8 iscsi ISCSIVolumeSource, 9 glusterfs GlusterfsVolumeSource, 10 persistentVolumeClaim PersistentVolumeClaimVolumeSource, 11 rbd RBDVolumeSource, 12 flexVolume FlexVolumeSource, 13 cinder CinderVolumeSource, 14 cephfs CephFSVolumeSource, 15 flocker FlockerVolumeSource, 16 downwardAPI DownwardAPIVolumeSource, 17 fc FCVolumeSource, 18 azureFile AzureFileVolumeSource, 19 configMap ConfigMapVolumeSource, 20 vsphereVolume VsphereVirtualDiskVolumeSource, 21 quobyte QuobyteVolumeSource, 22 azureDisk AzureDiskVolumeSource, 23 photonPersistentDisk PhotonPersistentDiskVolumeSource, 24 portworxVolume PortworxVolumeSource, 25 scaleIO ScaleIOVolumeSource, 26 projected ProjectedVolumeSource, 27 storageos StorageOSVolumeSource, 28 csi CSIVolumeSource, 29 ephemeral EphemeralVolumeSource, 30 image ImageVolumeSource
VsphereVirtualDiskVolumeSource: 1 volumePath, 2 fsType, 3 storagePolicyName, 4 storagePolicyID
WeightedPodAffinityTerm: 1 weight int?, 2 podAffinityTerm PodAffinityTerm
WindowsSecurityContextOptions: 1 gmsaCredentialSpecName, 2 gmsaCredentialSpec, 3 runAsUserName, 4 hostProcess bool?
`;
