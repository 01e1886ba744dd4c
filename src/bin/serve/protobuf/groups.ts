/** Field numbers of the other groups. The form is explained in `messages.ts`. */
export const groups = `
[events.v1]
Event: 1 metadata meta.ObjectMeta, 2 eventTime MicroTime, 3 series EventSeries, 4 reportingController, 5 reportingInstance, 6 action, 7 reason, 8 regarding core.v1.ObjectReference, 9 related core.v1.ObjectReference, 10 note, 11 type, 12 deprecatedSource core.v1.EventSource, 13 deprecatedFirstTimestamp Time, 14 deprecatedLastTimestamp Time, 15 deprecatedCount int
EventSeries: 1 count int, 2 lastObservedTime MicroTime
[discovery.v1]
Endpoint: 1 addresses [string], 2 conditions EndpointConditions, 3 hostname, 4 targetRef core.v1.ObjectReference, 5 deprecatedTopology {string}, 6 nodeName, 7 zone, 8 hints EndpointHints
EndpointConditions: 1 ready bool?, 2 serving bool?, 3 terminating bool?
EndpointHints: 1 forZones [ForZone], 2 forNodes [ForNode]
EndpointPort: 1 name, 2 protocol, 3 port int, 4 appProtocol
EndpointSlice: 1 metadata meta.ObjectMeta, 2 endpoints [Endpoint], 3 ports [EndpointPort], 4 addressType
ForNode: 1 name
ForZone: 1 name
[coordination.v1]
Lease: 1 metadata meta.ObjectMeta, 2 spec LeaseSpec
LeaseSpec: 1 holderIdentity, 2 leaseDurationSeconds int?, 3 acquireTime MicroTime, 4 renewTime MicroTime, 5 leaseTransitions int?, 6 strategy, 7 preferredHolder
[authorization.v1]
ExtraValue: 1 items [string]
FieldSelectorAttributes: 1 rawSelector, 2 requirements [meta.FieldSelectorRequirement]
LabelSelectorAttributes: 1 rawSelector, 2 requirements [meta.LabelSelectorRequirement]
LocalSubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec SubjectAccessReviewSpec, 3 status SubjectAccessReviewStatus
NonResourceAttributes: 1 path, 2 verb
NonResourceRule: 1 verbs [string], 2 nonResourceURLs [string]
ResourceAttributes: 1 namespace, 2 verb, 3 group, 4 version, 5 resource, 6 subresource, 7 name, 8 fieldSelector FieldSelectorAttributes, 9 labelSelector LabelSelectorAttributes
ResourceRule: 1 verbs [string], 2 apiGroups [string], 3 resources [string], 4 resourceNames [string]
SelfSubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec SelfSubjectAccessReviewSpec, 3 status SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes
SelfSubjectRulesReview: 1 metadata meta.ObjectMeta, 2 spec SelfSubjectRulesReviewSpec, 3 status SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec: 1 namespace
SubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec SubjectAccessReviewSpec, 3 status SubjectAccessReviewStatus
SubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes, 3 user, 4 groups [string], 5 extra {ExtraValue}, 6 uid
SubjectAccessReviewStatus: 1 allowed bool?, 2 reason, 3 evaluationError, 4 denied bool
SubjectRulesReviewStatus: 1 resourceRules [ResourceRule], 2 nonResourceRules [NonResourceRule], 3 incomplete bool, 4 evaluationError
[authentication.v1]
BoundObjectReference: 1 kind, 2 apiVersion, 3 name, 4 uID
ExtraValue: 1 items [string]
SelfSubjectReview: 1 metadata meta.ObjectMeta, 2 status SelfSubjectReviewStatus
SelfSubjectReviewStatus: 1 userInfo UserInfo
TokenRequest: 1 metadata meta.ObjectMeta, 2 spec TokenRequestSpec, 3 status TokenRequestStatus
TokenRequestSpec: 1 audiences [string], 3 boundObjectRef BoundObjectReference, 4 expirationSeconds int?
TokenRequestStatus: 1 token, 2 expirationTimestamp Time
TokenReview: 1 metadata meta.ObjectMeta, 2 spec TokenReviewSpec, 3 status TokenReviewStatus
TokenReviewSpec: 1 token, 2 audiences [string]
TokenReviewStatus: 1 authenticated bool, 2 user UserInfo, 3 error, 4 audiences [string]
UserInfo: 1 username, 2 uid, 3 groups [string], 4 extra {ExtraValue}
[certificates.v1]
CertificateSigningRequest: 1 metadata meta.ObjectMeta, 2 spec CertificateSigningRequestSpec, 3 status CertificateSigningRequestStatus
CertificateSigningRequestCondition: 1 type, 2 reason, 3 message, 4 lastUpdateTime Time, 5 lastTransitionTime Time, 6 status
CertificateSigningRequestSpec: 1 request bytes, 2 username, 3 uid, 4 groups [string], 5 usages [string], 6 extra {ExtraValue}, 7 signerName, 8 expirationSeconds int?
CertificateSigningRequestStatus: 1 conditions [CertificateSigningRequestCondition], 2 certificate bytes
ExtraValue: 1 items [string]
[scheduling.v1]
PriorityClass: 1 metadata meta.ObjectMeta, 2 value int?, 3 globalDefault bool, 4 description, 5 preemptionPolicy
[rbac.v1]
AggregationRule: 1 clusterRoleSelectors [meta.LabelSelector]
ClusterRole: 1 metadata meta.ObjectMeta, 2 rules [PolicyRule], 3 aggregationRule AggregationRule
ClusterRoleBinding: 1 metadata meta.ObjectMeta, 2 subjects [Subject], 3 roleRef RoleRef
PolicyRule: 1 verbs [string], 2 apiGroups [string], 3 resources [string], 4 resourceNames [string], 5 nonResourceURLs [string]
Role: 1 metadata meta.ObjectMeta, 2 rules [PolicyRule]
RoleBinding: 1 metadata meta.ObjectMeta, 2 subjects [Subject], 3 roleRef RoleRef
RoleRef: 1 apiGroup, 2 kind, 3 name
Subject: 1 kind, 2 apiGroup, 3 name, 4 namespace
[policy.v1]
Eviction: 1 metadata meta.ObjectMeta, 2 deleteOptions meta.DeleteOptions
PodDisruptionBudget: 1 metadata meta.ObjectMeta, 2 spec PodDisruptionBudgetSpec, 3 status PodDisruptionBudgetStatus
PodDisruptionBudgetSpec: 1 minAvailable IntOrString, 2 selector meta.LabelSelector, 3 maxUnavailable IntOrString, 4 unhealthyPodEvictionPolicy
PodDisruptionBudgetStatus: 1 observedGeneration int, 2 disruptedPods {Time}, 3 disruptionsAllowed int, 4 currentHealthy int, 5 desiredHealthy int, 6 expectedPods int, 7 conditions [meta.Condition]
[networking.v1]
HTTPIngressPath: 1 path, 2 backend IngressBackend, 3 pathType
HTTPIngressRuleValue: 1 paths [HTTPIngressPath]
IPBlock: 1 cidr, 2 except [string]
Ingress: 1 metadata meta.ObjectMeta, 2 spec IngressSpec, 3 status IngressStatus
IngressBackend: 3 resource core.v1.TypedLocalObjectReference, 4 service IngressServiceBackend
IngressClass: 1 metadata meta.ObjectMeta, 2 spec IngressClassSpec
IngressClassParametersReference: 1 aPIGroup, 2 kind, 3 name, 4 scope, 5 namespace
IngressClassSpec: 1 controller string?, 2 parameters IngressClassParametersReference
IngressLoadBalancerIngress: 1 ip, 2 hostname, 4 ports [IngressPortStatus]
IngressLoadBalancerStatus: 1 ingress [IngressLoadBalancerIngress]
IngressPortStatus: 1 port int, 2 protocol, 3 error
IngressRule: 1 host, 2 ingressRuleValue ...IngressRuleValue
IngressRuleValue: 1 http HTTPIngressRuleValue
IngressServiceBackend: 1 name, 2 port ServiceBackendPort
IngressSpec: 1 defaultBackend IngressBackend, 2 tls [IngressTLS], 3 rules [IngressRule], 4 ingressClassName
IngressStatus: 1 loadBalancer IngressLoadBalancerStatus
IngressTLS: 1 hosts [string], 2 secretName
NetworkPolicy: 1 metadata meta.ObjectMeta, 2 spec NetworkPolicySpec
NetworkPolicyEgressRule: 1 ports [NetworkPolicyPort], 2 to [NetworkPolicyPeer]
NetworkPolicyIngressRule: 1 ports [NetworkPolicyPort], 2 from [NetworkPolicyPeer]
NetworkPolicyPeer: 1 podSelector meta.LabelSelector, 2 namespaceSelector meta.LabelSelector, 3 ipBlock IPBlock
NetworkPolicyPort: 1 protocol, 2 port IntOrString, 3 endPort int?
NetworkPolicySpec: 1 podSelector meta.LabelSelector, 2 ingress [NetworkPolicyIngressRule], 3 egress [NetworkPolicyEgressRule], 4 policyTypes [string]
ServiceBackendPort: 1 name, 2 number int
[autoscaling.v1]
CrossVersionObjectReference: 1 kind, 2 name, 3 apiVersion
HorizontalPodAutoscaler: 1 metadata meta.ObjectMeta, 2 spec HorizontalPodAutoscalerSpec, 3 status HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerSpec: 1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas int?, 3 maxReplicas int?, 4 targetCPUUtilizationPercentage int?
HorizontalPodAutoscalerStatus: 1 observedGeneration int, 2 lastScaleTime Time, 3 currentReplicas int, 4 desiredReplicas int, 5 currentCPUUtilizationPercentage int
Scale: 1 metadata meta.ObjectMeta, 2 spec ScaleSpec, 3 status ScaleStatus
ScaleSpec: 1 replicas int?
ScaleStatus: 1 replicas int?, 2 selector
[autoscaling.v2]
ContainerResourceMetricSource: 1 name, 2 target MetricTarget, 3 container
ContainerResourceMetricStatus: 1 name, 2 current MetricValueStatus, 3 container
CrossVersionObjectReference: 1 kind, 2 name, 3 apiVersion
ExternalMetricSource: 1 metric MetricIdentifier, 2 target MetricTarget
ExternalMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus
HPAScalingPolicy: 1 type, 2 value int?, 3 periodSeconds int
HPAScalingRules: 1 selectPolicy, 2 policies [HPAScalingPolicy], 3 stabilizationWindowSeconds int?, 4 tolerance Quantity
HorizontalPodAutoscaler: 1 metadata meta.ObjectMeta, 2 spec HorizontalPodAutoscalerSpec, 3 status HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerBehavior: 1 scaleUp HPAScalingRules, 2 scaleDown HPAScalingRules
HorizontalPodAutoscalerCondition: 1 type, 2 status, 3 lastTransitionTime Time, 4 reason, 5 message
HorizontalPodAutoscalerSpec: 1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas int?, 3 maxReplicas int?, 4 metrics [MetricSpec], 5 behavior HorizontalPodAutoscalerBehavior
HorizontalPodAutoscalerStatus: 1 observedGeneration int, 2 lastScaleTime Time, 3 currentReplicas int, 4 desiredReplicas int, 5 currentMetrics [MetricStatus], 6 conditions [HorizontalPodAutoscalerCondition]
MetricIdentifier: 1 name, 2 selector meta.LabelSelector
MetricSpec: 1 type, 2 object ObjectMetricSource, 3 pods PodsMetricSource, 4 resource ResourceMetricSource, 5 external ExternalMetricSource, 7 containerResource ContainerResourceMetricSource
MetricStatus: 1 type, 2 object ObjectMetricStatus, 3 pods PodsMetricStatus, 4 resource ResourceMetricStatus, 5 external ExternalMetricStatus, 7 containerResource ContainerResourceMetricStatus
MetricTarget: 1 type, 2 value Quantity, 3 averageValue Quantity, 4 averageUtilization int?
MetricValueStatus: 1 value Quantity, 2 averageValue Quantity, 3 averageUtilization int?
ObjectMetricSource: 1 describedObject CrossVersionObjectReference, 2 target MetricTarget, 3 metric MetricIdentifier
ObjectMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus, 3 describedObject CrossVersionObjectReference
PodsMetricSource: 1 metric MetricIdentifier, 2 target MetricTarget
PodsMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus
ResourceMetricSource: 1 name, 2 target MetricTarget
ResourceMetricStatus: 1 name, 2 current MetricValueStatus
[batch.v1]
CronJob: 1 metadata meta.ObjectMeta, 2 spec CronJobSpec, 3 status CronJobStatus
CronJobSpec: 1 schedule, 2 startingDeadlineSeconds int?, 3 concurrencyPolicy, 4 suspend bool?, 5 jobTemplate JobTemplateSpec, 6 successfulJobsHistoryLimit int?, 7 failedJobsHistoryLimit int?, 8 timeZone
CronJobStatus: 1 active [core.v1.ObjectReference], 4 lastScheduleTime Time, 5 lastSuccessfulTime Time
Job: 1 metadata meta.ObjectMeta, 2 spec JobSpec, 3 status JobStatus
JobCondition: 1 type, 2 status, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason, 6 message
JobSpec: 1 parallelism int?, 2 completions int?, 3 activeDeadlineSeconds int?, 4 selector meta.LabelSelector, 5 manualSelector bool?, 6 template core.v1.PodTemplateSpec, 7 backoffLimit int?, 8 ttlSecondsAfterFinished int?, 9 completionMode, 10 suspend bool?, 11 podFailurePolicy PodFailurePolicy, 12 backoffLimitPerIndex int?, 13 maxFailedIndexes int?, 14 podReplacementPolicy, 15 managedBy, 16 successPolicy SuccessPolicy
JobStatus: 1 conditions [JobCondition], 2 startTime Time, 3 completionTime Time, 4 active int, 5 succeeded int, 6 failed int, 7 completedIndexes, 8 uncountedTerminatedPods UncountedTerminatedPods, 9 ready int?, 10 failedIndexes, 11 terminating int?
JobTemplateSpec: 1 metadata meta.ObjectMeta, 2 spec JobSpec
PodFailurePolicy: 1 rules [PodFailurePolicyRule]
PodFailurePolicyOnExitCodesRequirement: 1 containerName, 2 operator, 3 values [int]
PodFailurePolicyOnPodConditionsPattern: 1 type, 2 status
PodFailurePolicyRule: 1 action, 2 onExitCodes PodFailurePolicyOnExitCodesRequirement, 3 onPodConditions [PodFailurePolicyOnPodConditionsPattern]
SuccessPolicy: 1 rules [SuccessPolicyRule]
SuccessPolicyRule: 1 succeededIndexes, 2 succeededCount int?
UncountedTerminatedPods: 1 succeeded [string], 2 failed [string]
[apps.v1]
DaemonSet: 1 metadata meta.ObjectMeta, 2 spec DaemonSetSpec, 3 status DaemonSetStatus
DaemonSetCondition: 1 type, 2 status, 3 lastTransitionTime Time, 4 reason, 5 message
DaemonSetSpec: 1 selector meta.LabelSelector, 2 template core.v1.PodTemplateSpec, 3 updateStrategy DaemonSetUpdateStrategy, 4 minReadySeconds int, 6 revisionHistoryLimit int?
DaemonSetStatus: 1 currentNumberScheduled int, 2 numberMisscheduled int, 3 desiredNumberScheduled int, 4 numberReady int, 5 observedGeneration int, 6 updatedNumberScheduled int, 7 numberAvailable int, 8 numberUnavailable int, 9 collisionCount int, 10 conditions [DaemonSetCondition]
DaemonSetUpdateStrategy: 1 type, 2 rollingUpdate RollingUpdateDaemonSet
Deployment: 1 metadata meta.ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus
DeploymentCondition: 1 type, 2 status, 4 reason, 5 message, 6 lastUpdateTime Time, 7 lastTransitionTime Time
DeploymentSpec: 1 replicas int?, 2 selector meta.LabelSelector, 3 template core.v1.PodTemplateSpec, 4 strategy DeploymentStrategy, 5 minReadySeconds int, 6 revisionHistoryLimit int?, 7 paused bool, 9 progressDeadlineSeconds int?
DeploymentStatus: 1 observedGeneration int, 2 replicas int?, 3 updatedReplicas int, 4 availableReplicas int, 5 unavailableReplicas int, 6 conditions [DeploymentCondition], 7 readyReplicas int, 8 collisionCount int, 9 terminatingReplicas int
DeploymentStrategy: 1 type, 2 rollingUpdate RollingUpdateDeployment
ReplicaSet: 1 metadata meta.ObjectMeta, 2 spec ReplicaSetSpec, 3 status ReplicaSetStatus
ReplicaSetCondition: 1 type, 2 status, 3 lastTransitionTime Time, 4 reason, 5 message
ReplicaSetSpec: 1 replicas int?, 2 selector meta.LabelSelector, 3 template core.v1.PodTemplateSpec, 4 minReadySeconds int
ReplicaSetStatus: 1 replicas int?, 2 fullyLabeledReplicas int, 3 observedGeneration int, 4 readyReplicas int, 5 availableReplicas int, 6 conditions [ReplicaSetCondition], 7 terminatingReplicas int
RollingUpdateDaemonSet: 1 maxUnavailable IntOrString, 2 maxSurge IntOrString
RollingUpdateDeployment: 1 maxUnavailable IntOrString, 2 maxSurge IntOrString
RollingUpdateStatefulSetStrategy: 1 partition int?, 2 maxUnavailable IntOrString
StatefulSet: 1 metadata meta.ObjectMeta, 2 spec StatefulSetSpec, 3 status StatefulSetStatus
StatefulSetCondition: 1 type, 2 status, 3 lastTransitionTime Time, 4 reason, 5 message
StatefulSetOrdinals: 1 start int
StatefulSetPersistentVolumeClaimRetentionPolicy: 1 whenDeleted, 2 whenScaled
StatefulSetSpec: 1 replicas int?, 2 selector meta.LabelSelector, 3 template core.v1.PodTemplateSpec, 4 volumeClaimTemplates [core.v1.PersistentVolumeClaim], 5 serviceName, 6 podManagementPolicy, 7 updateStrategy StatefulSetUpdateStrategy, 8 revisionHistoryLimit int?, 9 minReadySeconds int, 10 persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy, 11 ordinals StatefulSetOrdinals
StatefulSetStatus: 1 observedGeneration int, 2 replicas int?, 3 readyReplicas int, 4 currentReplicas int, 5 updatedReplicas int, 6 currentRevision, 7 updateRevision, 9 collisionCount int, 10 conditions [StatefulSetCondition], 11 availableReplicas int
StatefulSetUpdateStrategy: 1 type, 2 rollingUpdate RollingUpdateStatefulSetStrategy
`;
