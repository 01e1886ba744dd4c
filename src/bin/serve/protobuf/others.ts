/** Field numbers of kinds that components and operators write rather than `kubectl create`. The form is explained in `messages.ts`. */
export const others = `
[core.v1]
AttachedVolume: 1 name, 2 devicePath
AzureFilePersistentVolumeSource: 1 secretName, 2 shareName, 3 readOnly bool, 4 secretNamespace
CSIPersistentVolumeSource: 1 driver, 2 volumeHandle, 3 readOnly bool, 4 fsType, 5 volumeAttributes {string}, 6 controllerPublishSecretRef SecretReference, 7 nodeStageSecretRef SecretReference, 8 nodePublishSecretRef SecretReference, 9 controllerExpandSecretRef SecretReference, 10 nodeExpandSecretRef SecretReference
CephFSPersistentVolumeSource: 1 monitors [string], 2 path, 3 user, 4 secretFile, 5 secretRef SecretReference, 6 readOnly bool
CinderPersistentVolumeSource: 1 volumeID, 2 fsType, 3 readOnly bool, 4 secretRef SecretReference
ComponentCondition: 1 type, 2 status, 3 message, 4 error
ComponentStatus: 1 metadata meta.ObjectMeta, 2 conditions [ComponentCondition]
ConfigMapNodeConfigSource: 1 namespace, 2 name, 3 uid, 4 resourceVersion, 5 kubeletConfigKey
ContainerImage: 1 names [string], 2 sizeBytes int
DaemonEndpoint: 1 Port int
EndpointAddress: 1 ip, 2 targetRef ObjectReference, 3 hostname, 4 nodeName
EndpointPort: 1 name, 2 port int?, 3 protocol, 4 appProtocol
EndpointSubset: 1 addresses [EndpointAddress], 2 notReadyAddresses [EndpointAddress], 3 ports [EndpointPort]
Endpoints: 1 metadata meta.ObjectMeta, 2 subsets [EndpointSubset]
FlexPersistentVolumeSource: 1 driver, 2 fsType, 3 secretRef SecretReference, 4 readOnly bool, 5 options {string}
GlusterfsPersistentVolumeSource: 1 endpoints, 2 path, 3 readOnly bool, 4 endpointsNamespace
ISCSIPersistentVolumeSource: 1 targetPortal, 2 iqn, 3 lun int, 4 iscsiInterface, 5 fsType, 6 readOnly bool, 7 portals [string], 8 chapAuthDiscovery bool, 10 secretRef SecretReference, 11 chapAuthSession bool, 12 initiatorName
LocalVolumeSource: 1 path, 2 fsType
Node: 1 metadata meta.ObjectMeta, 2 spec NodeSpec, 3 status NodeStatus
NodeAddress: 1 type, 2 address
NodeCondition: 1 type, 2 status, 3 lastHeartbeatTime Time, 4 lastTransitionTime Time, 5 reason, 6 message
NodeConfigSource: 2 configMap ConfigMapNodeConfigSource
NodeConfigStatus: 1 assigned NodeConfigSource, 2 active NodeConfigSource, 3 lastKnownGood NodeConfigSource, 4 error
NodeDaemonEndpoints: 1 kubeletEndpoint DaemonEndpoint
NodeFeatures: 1 supplementalGroupsPolicy bool
NodeRuntimeHandler: 1 name, 2 features NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures: 1 recursiveReadOnlyMounts bool, 2 userNamespaces bool
NodeSpec: 1 podCIDR, 2 externalID, 3 providerID, 4 unschedulable bool, 5 taints [Taint], 6 configSource NodeConfigSource, 7 podCIDRs [string]
NodeStatus: 1 capacity {string}, 2 allocatable {string}, 3 phase, 4 conditions [NodeCondition], 5 addresses [NodeAddress], 6 daemonEndpoints NodeDaemonEndpoints, 7 nodeInfo NodeSystemInfo, 8 images [ContainerImage], 9 volumesInUse [string], 10 volumesAttached [AttachedVolume], 11 config NodeConfigStatus, 12 runtimeHandlers [NodeRuntimeHandler], 13 features NodeFeatures
NodeSwapStatus: 1 capacity int
NodeSystemInfo: 1 machineID, 2 systemUUID, 3 bootID, 4 kernelVersion, 5 osImage, 6 containerRuntimeVersion, 7 kubeletVersion, 8 kubeProxyVersion, 9 operatingSystem, 10 architecture, 11 swap NodeSwapStatus
PersistentVolume: 1 metadata meta.ObjectMeta, 2 spec PersistentVolumeSpec, 3 status PersistentVolumeStatus
PersistentVolumeSource: 1 gcePersistentDisk GCEPersistentDiskVolumeSource, 2 awsElasticBlockStore AWSElasticBlockStoreVolumeSource, 3 hostPath HostPathVolumeSource, 4 glusterfs GlusterfsPersistentVolumeSource, 5 nfs NFSVolumeSource, 6 rbd RBDPersistentVolumeSource, 7 iscsi ISCSIPersistentVolumeSource, 8 cinder CinderPersistentVolumeSource, 9 cephfs CephFSPersistentVolumeSource, 10 fc FCVolumeSource, 11 flocker FlockerVolumeSource, 12 flexVolume FlexPersistentVolumeSource, 13 azureFile AzureFilePersistentVolumeSource, 14 vsphereVolume VsphereVirtualDiskVolumeSource, 15 quobyte QuobyteVolumeSource, 16 azureDisk AzureDiskVolumeSource, 17 photonPersistentDisk PhotonPersistentDiskVolumeSource, 18 portworxVolume PortworxVolumeSource, 19 scaleIO ScaleIOPersistentVolumeSource, 20 local LocalVolumeSource, 21 storageos StorageOSPersistentVolumeSource, 22 csi CSIPersistentVolumeSource
PersistentVolumeSpec: 1 capacity {string}, 2 persistentVolumeSource ...PersistentVolumeSource, 3 accessModes [string], 4 claimRef ObjectReference, 5 persistentVolumeReclaimPolicy, 6 storageClassName, 7 mountOptions [string], 8 volumeMode, 9 nodeAffinity VolumeNodeAffinity, 10 volumeAttributesClassName
PersistentVolumeStatus: 1 phase, 2 message, 3 reason, 4 lastPhaseTransitionTime Time
RBDPersistentVolumeSource: 1 monitors [string], 2 image, 3 fsType, 4 pool, 5 user, 6 keyring, 7 secretRef SecretReference, 8 readOnly bool
ScaleIOPersistentVolumeSource: 1 gateway, 2 system, 3 secretRef SecretReference, 4 sslEnabled bool, 5 protectionDomain, 6 storagePool, 7 storageMode, 8 volumeName, 9 fsType, 10 readOnly bool
SecretReference: 1 name, 2 namespace
StorageOSPersistentVolumeSource: 1 volumeName, 2 volumeNamespace, 3 fsType, 4 readOnly bool, 5 secretRef ObjectReference
Taint: 1 key, 2 value, 3 effect, 4 timeAdded Time
TopologySelectorLabelRequirement: 1 key, 2 values [string]
TopologySelectorTerm: 1 matchLabelExpressions [TopologySelectorLabelRequirement]
VolumeNodeAffinity: 1 required NodeSelector
[apps.v1]
ControllerRevision: 1 metadata meta.ObjectMeta, 2 data RawExtension, 3 revision int?
[networking.v1]
IPAddress: 1 metadata meta.ObjectMeta, 2 spec IPAddressSpec
IPAddressSpec: 1 parentRef ParentReference
ParentReference: 1 group, 2 resource, 3 namespace, 4 name
ServiceCIDR: 1 metadata meta.ObjectMeta, 2 spec ServiceCIDRSpec, 3 status ServiceCIDRStatus
ServiceCIDRSpec: 1 cidrs [string]
ServiceCIDRStatus: 1 conditions [meta.Condition]
[storage.v1]
CSIDriver: 1 metadata meta.ObjectMeta, 2 spec CSIDriverSpec
CSIDriverSpec: 1 attachRequired bool?, 2 podInfoOnMount bool?, 3 volumeLifecycleModes [string], 4 storageCapacity bool?, 5 fsGroupPolicy, 6 tokenRequests [TokenRequest], 7 requiresRepublish bool?, 8 seLinuxMount bool?, 9 nodeAllocatableUpdatePeriodSeconds int?
CSINode: 1 metadata meta.ObjectMeta, 2 spec CSINodeSpec
CSINodeDriver: 1 name, 2 nodeID, 3 topologyKeys [string], 4 allocatable VolumeNodeResources
CSINodeSpec: 1 drivers [CSINodeDriver]
CSIStorageCapacity: 1 metadata meta.ObjectMeta, 2 nodeTopology meta.LabelSelector, 3 storageClassName, 4 capacity Quantity, 5 maximumVolumeSize Quantity
StorageClass: 1 metadata meta.ObjectMeta, 2 provisioner, 3 parameters {string}, 4 reclaimPolicy, 5 mountOptions [string], 6 allowVolumeExpansion bool?, 7 volumeBindingMode, 8 allowedTopologies [core.v1.TopologySelectorTerm]
TokenRequest: 1 audience, 2 expirationSeconds int?
VolumeAttachment: 1 metadata meta.ObjectMeta, 2 spec VolumeAttachmentSpec, 3 status VolumeAttachmentStatus
VolumeAttachmentSource: 1 persistentVolumeName, 2 inlineVolumeSpec core.v1.PersistentVolumeSpec
VolumeAttachmentSpec: 1 attacher, 2 source VolumeAttachmentSource, 3 nodeName
VolumeAttachmentStatus: 1 attached bool?, 2 attachmentMetadata {string}, 3 attachError VolumeError, 4 detachError VolumeError
VolumeError: 1 time Time, 2 message, 3 errorCode int?
VolumeNodeResources: 1 count int?
`;
