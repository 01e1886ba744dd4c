import { copyWith } from '../copy.ts';
import { age, ageColumn, column, nameColumn, orNone, wide } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import {
  appArmorFromAnnotations,
  validateAnnotationUpdate,
  validatePodAnnotations,
  validateProfilesMatch,
} from '../pod/annotations.ts';
import { validateImages } from '../pod/containers.ts';
import { defaultPod, defaultPodSpec } from '../pod/defaults.ts';
import { mergeLabelKeys } from '../pod/label-keys.ts';
import { qosClass } from '../pod/qos.ts';
import { podRestartsText, podSummary } from '../pod-status.ts';
import { validatePodUpdate } from '../pod/update.ts';
import { validatePodSpec } from '../pod/validate.ts';
import { validateCreatedClaims } from '../pod/volumes.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import { forbidden } from '../field.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepMetadata, proxyVerbs, statusVerbs } from '../strategy.ts';
import type { KubeObject, Pod } from '../types.ts';

function validateSpec(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const pod = object as Pod;
  validatePodAnnotations(pod.metadata.annotations, pod.spec, 'metadata.annotations', errors);
  validateCreatedClaims(pod, errors);
  validatePodSpec(pod.spec, 'spec', errors);
  for (const list of ['containers', 'initContainers'] as const)
    if (pod.spec[list]) validateImages(pod.spec[list], `spec.${list}`, errors);
  return errors;
}

/** Models: validation.go ValidatePodCreate. */
function validate(object: KubeObject): FieldError[] {
  const errors = validateSpec(object);
  const { spec } = object as Pod;
  validateProfilesMatch(object.metadata.annotations, spec, 'spec', errors);
  if ((spec['ephemeralContainers'] as unknown[] | undefined)?.length)
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (spec.nodeName && spec.schedulingGates?.length)
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  return errors;
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validateSpec(object);
  validateAnnotationUpdate(object.metadata.annotations, old.metadata.annotations, errors);
  validatePodUpdate(object as Pod, old as Pod, errors);
  return errors;
}

/** Models: pkg/registry/core/pod/strategy.go, printPod. Left out: ephemeralcontainers and resize rules. */
export const podType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
    { name: 'binding', kind: 'Binding', verbs: ['create'] },
    { name: 'ephemeralcontainers', kind: 'Pod', verbs: statusVerbs },
    { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
    { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { name: 'log', kind: 'Pod', verbs: ['get'] },
    { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
    { name: 'proxy', kind: 'PodProxyOptions', verbs: proxyVerbs },
    { name: 'resize', kind: 'Pod', verbs: statusVerbs },
    { name: 'status', kind: 'Pod', verbs: statusVerbs },
  ],
  etcdPrefix: 'pods',
  schema: 'io.k8s.api.core.v1.Pod',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const pod = object as Pod;
    defaultPodSpec(pod.spec);
    defaultPod(pod.spec);
  },
  prepareForCreate(object) {
    const pod = object as Pod;
    pod.metadata.generation = 1;
    appArmorFromAnnotations(pod);
    mergeLabelKeys(pod);
    pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
    if (pod.spec.schedulingGates && pod.spec.schedulingGates.length > 0) {
      pod.status.conditions = [
        {
          type: 'PodScheduled',
          status: 'False',
          lastProbeTime: null,
          lastTransitionTime: pod.metadata.creationTimestamp,
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        },
      ];
    }
  },
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
    const generation = old.metadata.generation ?? 0;
    object.metadata.generation = semanticEqual(object['spec'], old['spec']) ? generation : generation + 1;
  },
  prepareForStatusUpdate(object, old) {
    const [pod, before] = [object as Pod, old as Pod];
    pod.spec = before.spec;
    keepMetadata(pod, before);
    if (before.status.qosClass) pod.status = copyWith(pod.status, { qosClass: before.status.qosClass });
  },
  validate,
  validateUpdate,
  warnings(object, old) {
    const { metadata, spec } = object as Pod;
    return [...(old ? [] : nameWarnings(metadata.name, "the Pod's hostname")), ...podWarnings(metadata, spec, '')];
  },
  columns: () => [
    nameColumn,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    ageColumn,
    wide('IP', 'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.'),
    wide(
      'Node',
      'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename',
    ),
    wide(
      'Nominated Node',
      'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.',
    ),
    wide(
      'Readiness Gates',
      'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates',
    ),
  ],
  row(object, nowMs) {
    const pod = object as Pod;
    const summary = podSummary(pod);
    const gates = pod.spec.readinessGates ?? [];
    const open = gates.filter((gate) =>
      pod.status.conditions?.some((c) => c.type === gate.conditionType && c.status === 'True'),
    );
    return [
      pod.metadata.name,
      `${summary.readyContainers}/${summary.totalContainers}`,
      summary.status,
      podRestartsText(summary, nowMs),
      age(pod, nowMs),
      orNone(pod.status.podIPs?.[0]?.ip ?? pod.status.podIP),
      orNone(pod.spec.nodeName),
      orNone(pod.status.nominatedNodeName),
      gates.length > 0 ? `${open.length}/${gates.length}` : '<none>',
    ];
  },
  selectableFields(object) {
    const { spec, status } = object as Pod;
    return {
      'spec.nodeName': spec.nodeName ?? '',
      'spec.restartPolicy': spec.restartPolicy,
      'spec.schedulerName': spec.schedulerName,
      'spec.serviceAccountName': spec.serviceAccountName ?? '',
      'spec.hostNetwork': String(spec.hostNetwork ?? false),
      'status.phase': status.phase,
      'status.podIP': status.podIPs?.[0]?.ip ?? status.podIP ?? '',
      'status.podIPs': (status.podIPs ?? []).map((entry) => entry.ip).join(','),
      'status.nominatedNodeName': status.nominatedNodeName ?? '',
    };
  },
};
