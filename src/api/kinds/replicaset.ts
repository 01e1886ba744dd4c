import {
  age,
  ageColumn,
  column,
  containerCells,
  containersColumn,
  imagesColumn,
  nameColumn,
  wide,
} from '../columns.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { immutableSelector, validateReplicaTemplate, validateWorkloadSelector } from '../pod/validate.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatSelector } from '../selectors.ts';
import { allVerbs, prepareCreate, prepareStatusUpdate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { KubeObject, ReplicaSet } from '../types.ts';

/** Models: pkg/apis/apps/validation/validation.go ValidateReplicaSetSpec. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as ReplicaSet;
  const errors: FieldError[] = [];
  validateNonNegative(spec.replicas, 'spec.replicas', errors);
  validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  const comparable = validateWorkloadSelector(spec.selector, 'spec.selector', errors);
  if (comparable) validateReplicaTemplate(spec.template, spec.selector, 'spec.template', errors);
  return errors;
}

/** Models: pkg/registry/apps/replicaset/strategy.go, printReplicaSet. */
export const replicaSetType: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs },
    { name: 'status', kind: 'ReplicaSet', verbs: statusVerbs },
  ],
  etcdPrefix: 'replicasets',
  schema: 'io.k8s.api.apps.v1.ReplicaSet',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as ReplicaSet;
    defaultPodSpec(spec.template.spec);
    spec.replicas ??= 1;
  },
  prepareForCreate(object) {
    prepareCreate(object);
    object['status'] = { replicas: 0 };
  },
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: prepareStatusUpdate,
  validate,
  validateUpdate: (object, old) => [
    ...validate(object),
    ...immutableSelector((object as ReplicaSet).spec.selector, (old as ReplicaSet).spec.selector),
  ],
  warnings(object, old) {
    // Only a new spec is spoken about.
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { metadata, spec } = object as ReplicaSet;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    return [...names, ...podWarnings(spec.template.metadata, spec.template.spec, 'spec.template.')];
  },
  columns: () => [
    nameColumn,
    column(
      'Desired',
      'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
      'integer',
    ),
    column(
      'Current',
      'Replicas is the most recently observed number of non-terminating pods. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
      'integer',
    ),
    column(
      'Ready',
      'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
      'integer',
    ),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide(
      'Selector',
      'Selector is a label query over pods that should match the replica count. If the selector is empty, it is defaulted to the labels present on the pod template. Label keys and values that must match in order to be controlled by this replica set. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ),
  ],
  row(object, nowMs) {
    const replicaSet = object as ReplicaSet;
    const { spec, status } = replicaSet;
    return [
      replicaSet.metadata.name,
      spec.replicas,
      status.replicas ?? 0,
      status.readyReplicas ?? 0,
      age(replicaSet, nowMs),
      ...containerCells(spec.template.spec.containers),
      formatSelector(spec.selector),
    ];
  },
  selectableFields: (object) => ({ 'status.replicas': String((object as ReplicaSet).status.replicas ?? 0) }),
};
