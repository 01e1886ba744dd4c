/**
 * Field order of the structs inside a Pod's spec as the server holds them, for texts that print them.
 * `GoName:jsonName:type`; no JSON name: the struct is embedded and its fields stand in the same JSON object.
 * Models: pkg/apis/core/types.go. Left out: volume types and fields the model cannot mount (counted, but always empty).
 */
const structs: Readonly<Record<string, string>> = {
  'core.PodSpec': `Volumes:volumes:[]core.Volume InitContainers:initContainers:[]core.Container Containers:containers:[]core.Container
    EphemeralContainers:ephemeralContainers:[]core.EphemeralContainer RestartPolicy:restartPolicy:core.RestartPolicy
    TerminationGracePeriodSeconds:terminationGracePeriodSeconds:*int64 ActiveDeadlineSeconds:activeDeadlineSeconds:*int64
    DNSPolicy:dnsPolicy:core.DNSPolicy NodeSelector:nodeSelector:map[string]string ServiceAccountName:serviceAccountName:string
    AutomountServiceAccountToken:automountServiceAccountToken:*bool NodeName:nodeName:string SecurityContext:?:*core.PodSecurityContext
    ImagePullSecrets:imagePullSecrets:[]core.LocalObjectReference Hostname:hostname:string Subdomain:subdomain:string
    SetHostnameAsFQDN:setHostnameAsFQDN:*bool Affinity:affinity:*core.Affinity SchedulerName:schedulerName:string
    Tolerations:tolerations:[]core.Toleration HostAliases:hostAliases:[]core.HostAlias PriorityClassName:priorityClassName:string
    Priority:priority:*int32 PreemptionPolicy:preemptionPolicy:*core.PreemptionPolicy DNSConfig:dnsConfig:*core.PodDNSConfig
    ReadinessGates:readinessGates:[]core.PodReadinessGate RuntimeClassName:runtimeClassName:*string
    Overhead:overhead:core.ResourceList EnableServiceLinks:enableServiceLinks:*bool
    TopologySpreadConstraints:topologySpreadConstraints:[]core.TopologySpreadConstraint OS:os:*core.PodOS
    SchedulingGates:schedulingGates:[]core.PodSchedulingGate ResourceClaims:resourceClaims:[]core.PodResourceClaim
    Resources:resources:*core.ResourceRequirements`,
  'core.PodSecurityContext': `HostNetwork:hostNetwork:bool HostPID:hostPID:bool HostIPC:hostIPC:bool
    ShareProcessNamespace:shareProcessNamespace:*bool HostUsers:hostUsers:*bool SELinuxOptions:seLinuxOptions:*core.SELinuxOptions
    WindowsOptions:windowsOptions:*core.WindowsSecurityContextOptions RunAsUser:runAsUser:*int64 RunAsGroup:runAsGroup:*int64
    RunAsNonRoot:runAsNonRoot:*bool SupplementalGroups:supplementalGroups:[]int64
    SupplementalGroupsPolicy:supplementalGroupsPolicy:*core.SupplementalGroupsPolicy FSGroup:fsGroup:*int64
    FSGroupChangePolicy:fsGroupChangePolicy:*core.PodFSGroupChangePolicy Sysctls:sysctls:[]core.Sysctl
    SeccompProfile:seccompProfile:*core.SeccompProfile AppArmorProfile:appArmorProfile:*core.AppArmorProfile
    SELinuxChangePolicy:seLinuxChangePolicy:*core.PodSELinuxChangePolicy`,
  'core.SELinuxOptions': 'User:user:string Role:role:string Type:type:string Level:level:string',
  'core.Sysctl': 'Name:name:string Value:value:string',
  'core.SeccompProfile': 'Type:type:core.SeccompProfileType LocalhostProfile:localhostProfile:*string',
  'core.AppArmorProfile': 'Type:type:core.AppArmorProfileType LocalhostProfile:localhostProfile:*string',
  'core.LocalObjectReference': 'Name:name:string',
  'core.Toleration': `Key:key:string Operator:operator:core.TolerationOperator Value:value:string Effect:effect:core.TaintEffect
    TolerationSeconds:tolerationSeconds:*int64`,
  'core.HostAlias': 'IP:ip:string Hostnames:hostnames:[]string',
  'core.PodDNSConfig':
    'Nameservers:nameservers:[]string Searches:searches:[]string Options:options:[]core.PodDNSConfigOption',
  'core.PodDNSConfigOption': 'Name:name:string Value:value:*string',
  'core.PodReadinessGate': 'ConditionType:conditionType:core.PodConditionType',
  'core.PodSchedulingGate': 'Name:name:string',
  'core.TopologySpreadConstraint': `MaxSkew:maxSkew:int32 TopologyKey:topologyKey:string
    WhenUnsatisfiable:whenUnsatisfiable:core.UnsatisfiableConstraintAction LabelSelector:labelSelector:*v1.LabelSelector
    MinDomains:minDomains:*int32 NodeAffinityPolicy:nodeAffinityPolicy:*core.NodeInclusionPolicy
    NodeTaintsPolicy:nodeTaintsPolicy:*core.NodeInclusionPolicy MatchLabelKeys:matchLabelKeys:[]string`,
  'v1.LabelSelector':
    'MatchLabels:matchLabels:map[string]string MatchExpressions:matchExpressions:[]v1.LabelSelectorRequirement',
  'v1.LabelSelectorRequirement': 'Key:key:string Operator:operator:v1.LabelSelectorOperator Values:values:[]string',
  'core.Affinity': `NodeAffinity:nodeAffinity:*core.NodeAffinity PodAffinity:podAffinity:*core.PodAffinity
    PodAntiAffinity:podAntiAffinity:*core.PodAntiAffinity`,
  'core.NodeAffinity': `RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:*core.NodeSelector
    PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:[]core.PreferredSchedulingTerm`,
  'core.NodeSelector': 'NodeSelectorTerms:nodeSelectorTerms:[]core.NodeSelectorTerm',
  'core.NodeSelectorTerm': `MatchExpressions:matchExpressions:[]core.NodeSelectorRequirement
    MatchFields:matchFields:[]core.NodeSelectorRequirement`,
  'core.NodeSelectorRequirement': 'Key:key:string Operator:operator:core.NodeSelectorOperator Values:values:[]string',
  'core.PreferredSchedulingTerm': 'Weight:weight:int32 Preference:preference:core.NodeSelectorTerm',
  'core.PodAffinity': `RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:[]core.PodAffinityTerm
    PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:[]core.WeightedPodAffinityTerm`,
  'core.PodAntiAffinity': `RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:[]core.PodAffinityTerm
    PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:[]core.WeightedPodAffinityTerm`,
  'core.WeightedPodAffinityTerm': 'Weight:weight:int32 PodAffinityTerm:podAffinityTerm:core.PodAffinityTerm',
  'core.PodAffinityTerm': `LabelSelector:labelSelector:*v1.LabelSelector Namespaces:namespaces:[]string TopologyKey:topologyKey:string
    NamespaceSelector:namespaceSelector:*v1.LabelSelector MatchLabelKeys:matchLabelKeys:[]string
    MismatchLabelKeys:mismatchLabelKeys:[]string`,
  'core.Container': `Name:name:string Image:image:string Command:command:[]string Args:args:[]string WorkingDir:workingDir:string
    Ports:ports:[]core.ContainerPort EnvFrom:envFrom:[]core.EnvFromSource Env:env:[]core.EnvVar
    Resources:resources:core.ResourceRequirements ResizePolicy:resizePolicy:[]core.ContainerResizePolicy
    RestartPolicy:restartPolicy:*core.ContainerRestartPolicy VolumeMounts:volumeMounts:[]core.VolumeMount
    VolumeDevices:volumeDevices:[]core.VolumeDevice LivenessProbe:livenessProbe:*core.Probe ReadinessProbe:readinessProbe:*core.Probe
    StartupProbe:startupProbe:*core.Probe Lifecycle:lifecycle:*core.Lifecycle TerminationMessagePath:terminationMessagePath:string
    TerminationMessagePolicy:terminationMessagePolicy:core.TerminationMessagePolicy ImagePullPolicy:imagePullPolicy:core.PullPolicy
    SecurityContext:securityContext:*core.SecurityContext Stdin:stdin:bool StdinOnce:stdinOnce:bool TTY:tty:bool`,
  'core.ContainerPort':
    'Name:name:string HostPort:hostPort:int32 ContainerPort:containerPort:int32 Protocol:protocol:core.Protocol HostIP:hostIP:string',
  'core.EnvFromSource':
    'Prefix:prefix:string ConfigMapRef:configMapRef:*core.ConfigMapEnvSource SecretRef:secretRef:*core.SecretEnvSource',
  'core.ConfigMapEnvSource': 'LocalObjectReference::core.LocalObjectReference Optional:optional:*bool',
  'core.SecretEnvSource': 'LocalObjectReference::core.LocalObjectReference Optional:optional:*bool',
  'core.EnvVar': 'Name:name:string Value:value:string ValueFrom:valueFrom:*core.EnvVarSource',
  'core.EnvVarSource': `FieldRef:fieldRef:*core.ObjectFieldSelector ResourceFieldRef:resourceFieldRef:*core.ResourceFieldSelector
    ConfigMapKeyRef:configMapKeyRef:*core.ConfigMapKeySelector SecretKeyRef:secretKeyRef:*core.SecretKeySelector`,
  'core.ObjectFieldSelector': 'APIVersion:apiVersion:string FieldPath:fieldPath:string',
  'core.ResourceFieldSelector':
    'ContainerName:containerName:string Resource:resource:string Divisor:divisor:resource.Quantity',
  'core.ConfigMapKeySelector': 'LocalObjectReference::core.LocalObjectReference Key:key:string Optional:optional:*bool',
  'core.SecretKeySelector': 'LocalObjectReference::core.LocalObjectReference Key:key:string Optional:optional:*bool',
  'core.ResourceRequirements':
    'Limits:limits:core.ResourceList Requests:requests:core.ResourceList Claims:claims:[]core.ResourceClaim',
  'core.ResourceClaim': 'Name:name:string Request:request:string',
  'core.ContainerResizePolicy':
    'ResourceName:resourceName:core.ResourceName RestartPolicy:restartPolicy:core.ResourceResizeRestartPolicy',
  'core.VolumeMount': `Name:name:string ReadOnly:readOnly:bool RecursiveReadOnly:recursiveReadOnly:*core.RecursiveReadOnlyMode
    MountPath:mountPath:string SubPath:subPath:string MountPropagation:mountPropagation:*core.MountPropagationMode
    SubPathExpr:subPathExpr:string`,
  'core.VolumeDevice': 'Name:name:string DevicePath:devicePath:string',
  'core.Probe': `ProbeHandler::core.ProbeHandler InitialDelaySeconds:initialDelaySeconds:int32 TimeoutSeconds:timeoutSeconds:int32
    PeriodSeconds:periodSeconds:int32 SuccessThreshold:successThreshold:int32 FailureThreshold:failureThreshold:int32
    TerminationGracePeriodSeconds:terminationGracePeriodSeconds:*int64`,
  'core.ProbeHandler': `Exec:exec:*core.ExecAction HTTPGet:httpGet:*core.HTTPGetAction TCPSocket:tcpSocket:*core.TCPSocketAction
    GRPC:grpc:*core.GRPCAction`,
  'core.ExecAction': 'Command:command:[]string',
  'core.HTTPGetAction': `Path:path:string Port:port:intstr.IntOrString Host:host:string Scheme:scheme:core.URIScheme
    HTTPHeaders:httpHeaders:[]core.HTTPHeader`,
  'core.HTTPHeader': 'Name:name:string Value:value:string',
  'core.TCPSocketAction': 'Port:port:intstr.IntOrString Host:host:string',
  'core.GRPCAction': 'Port:port:int32 Service:service:*string',
  'core.Lifecycle':
    'PostStart:postStart:*core.LifecycleHandler PreStop:preStop:*core.LifecycleHandler StopSignal:stopSignal:*core.Signal',
  'core.LifecycleHandler': `Exec:exec:*core.ExecAction HTTPGet:httpGet:*core.HTTPGetAction TCPSocket:tcpSocket:*core.TCPSocketAction
    Sleep:sleep:*core.SleepAction`,
  'core.SleepAction': 'Seconds:seconds:int64',
  'core.SecurityContext': `Capabilities:capabilities:*core.Capabilities Privileged:privileged:*bool SELinuxOptions:seLinuxOptions:*core.SELinuxOptions
    WindowsOptions:windowsOptions:*core.WindowsSecurityContextOptions RunAsUser:runAsUser:*int64 RunAsGroup:runAsGroup:*int64
    RunAsNonRoot:runAsNonRoot:*bool ReadOnlyRootFilesystem:readOnlyRootFilesystem:*bool
    AllowPrivilegeEscalation:allowPrivilegeEscalation:*bool ProcMount:procMount:*core.ProcMountType
    SeccompProfile:seccompProfile:*core.SeccompProfile AppArmorProfile:appArmorProfile:*core.AppArmorProfile`,
  'core.Capabilities': 'Add:add:[]core.Capability Drop:drop:[]core.Capability',
  'core.Volume': 'Name:name:string VolumeSource::core.VolumeSource',
  'core.VolumeSource': `HostPath:hostPath:*core.HostPathVolumeSource EmptyDir:emptyDir:*core.EmptyDirVolumeSource
    GCEPersistentDisk::nil AWSElasticBlockStore::nil GitRepo::nil Secret:secret:*core.SecretVolumeSource NFS:nfs:*core.NFSVolumeSource
    ISCSI::nil Glusterfs::nil PersistentVolumeClaim:persistentVolumeClaim:*core.PersistentVolumeClaimVolumeSource RBD::nil Quobyte::nil
    FlexVolume::nil Cinder::nil CephFS::nil Flocker::nil DownwardAPI:downwardAPI:*core.DownwardAPIVolumeSource FC::nil AzureFile::nil
    ConfigMap:configMap:*core.ConfigMapVolumeSource VsphereVolume::nil AzureDisk::nil PhotonPersistentDisk::nil
    Projected:projected:*core.ProjectedVolumeSource PortworxVolume::nil ScaleIO::nil StorageOS::nil CSI::nil Ephemeral::nil Image::nil`,
  'core.PersistentVolumeSource': `GCEPersistentDisk::nil AWSElasticBlockStore::nil HostPath:hostPath:*core.HostPathVolumeSource
    Glusterfs::nil NFS:nfs:*core.NFSVolumeSource RBD::nil Quobyte::nil ISCSI::nil FlexVolume::nil Cinder::nil CephFS::nil FC::nil
    Flocker::nil AzureFile::nil VsphereVolume::nil AzureDisk::nil PhotonPersistentDisk::nil PortworxVolume::nil ScaleIO::nil
    Local:local:*core.LocalVolumeSource StorageOS::nil CSI:csi:*core.CSIPersistentVolumeSource`,
  'core.LocalVolumeSource': 'Path:path:string FSType:fsType:*string',
  'core.CSIPersistentVolumeSource': `Driver:driver:string VolumeHandle:volumeHandle:string ReadOnly:readOnly:bool FSType:fsType:string
    VolumeAttributes:volumeAttributes:map[string]string`,
  'core.PersistentVolumeClaimSpec': `AccessModes:accessModes:[]core.PersistentVolumeAccessMode Selector:selector:*v1.LabelSelector
    Resources:resources:core.VolumeResourceRequirements VolumeName:volumeName:string StorageClassName:storageClassName:*string
    VolumeMode:volumeMode:*core.PersistentVolumeMode DataSource:dataSource:*core.TypedLocalObjectReference
    DataSourceRef:dataSourceRef:*core.TypedObjectReference VolumeAttributesClassName:volumeAttributesClassName:*string`,
  'core.VolumeResourceRequirements': 'Limits:limits:core.ResourceList Requests:requests:core.ResourceList',
  'core.TypedLocalObjectReference': 'APIGroup:apiGroup:*string Kind:kind:string Name:name:string',
  'core.TypedObjectReference':
    'APIGroup:apiGroup:*string Kind:kind:string Name:name:string Namespace:namespace:*string',
  'core.HostPathVolumeSource': 'Path:path:string Type:type:*core.HostPathType',
  'core.EmptyDirVolumeSource': 'Medium:medium:core.StorageMedium SizeLimit:sizeLimit:*resource.Quantity',
  'core.SecretVolumeSource':
    'SecretName:secretName:string Items:items:[]core.KeyToPath DefaultMode:defaultMode:*int32 Optional:optional:*bool',
  'core.KeyToPath': 'Key:key:string Path:path:string Mode:mode:*int32',
  'core.NFSVolumeSource': 'Server:server:string Path:path:string ReadOnly:readOnly:bool',
  'core.PersistentVolumeClaimVolumeSource': 'ClaimName:claimName:string ReadOnly:readOnly:bool',
  'core.DownwardAPIVolumeSource': 'Items:items:[]core.DownwardAPIVolumeFile DefaultMode:defaultMode:*int32',
  'core.DownwardAPIVolumeFile': `Path:path:string FieldRef:fieldRef:*core.ObjectFieldSelector
    ResourceFieldRef:resourceFieldRef:*core.ResourceFieldSelector Mode:mode:*int32`,
  'core.ConfigMapVolumeSource': `LocalObjectReference::core.LocalObjectReference Items:items:[]core.KeyToPath DefaultMode:defaultMode:*int32
    Optional:optional:*bool`,
  'core.ProjectedVolumeSource': 'Sources:sources:[]core.VolumeProjection DefaultMode:defaultMode:*int32',
  'core.VolumeProjection': `Secret:secret:*core.SecretProjection DownwardAPI:downwardAPI:*core.DownwardAPIProjection
    ConfigMap:configMap:*core.ConfigMapProjection ServiceAccountToken:serviceAccountToken:*core.ServiceAccountTokenProjection
    ClusterTrustBundle::nil`,
  'core.SecretProjection':
    'LocalObjectReference::core.LocalObjectReference Items:items:[]core.KeyToPath Optional:optional:*bool',
  'core.DownwardAPIProjection': 'Items:items:[]core.DownwardAPIVolumeFile',
  'core.ConfigMapProjection':
    'LocalObjectReference::core.LocalObjectReference Items:items:[]core.KeyToPath Optional:optional:*bool',
  'core.ServiceAccountTokenProjection':
    'Audience:audience:string ExpirationSeconds:expirationSeconds:int64 Path:path:string',
};

export interface GoField {
  readonly name: string;
  /** undefined: embedded. */
  readonly json: string | undefined;
  readonly type: string;
}

const parsed = new Map<string, readonly GoField[]>();

/** Fields of a struct type in order; undefined when the type is no known struct. */
export function goFields(type: string): readonly GoField[] | undefined {
  const known = parsed.get(type);
  if (known) return known;
  const text = structs[type];
  if (text === undefined) return undefined;
  const fields = text.split(/\s+/).map((entry) => {
    const [, name, json, fieldType] = /^(\w+):([^:]*):(.*)$/.exec(entry)!;
    return { name: name!, json: json === '' ? undefined : json!, type: fieldType! };
  });
  parsed.set(type, fields);
  return fields;
}
