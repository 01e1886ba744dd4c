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
import { forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { goStringMap } from '../go-syntax.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { validateTemplate } from '../pod/validate.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatLabels } from '../selectors.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { KubeObject, ReplicationController } from '../types.ts';

/** Models: pkg/apis/core/validation/validation.go ValidateReplicationControllerSpec. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as ReplicationController;
  const errors: FieldError[] = [];
  validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  const selector = Object.entries(spec.selector ?? {});
  if (selector.length === 0) errors.push(required('spec.selector'));
  validateNonNegative(spec.replicas, 'spec.replicas', errors);
  const { template } = spec;
  if (!template) return [...errors, required('spec.template')];
  const { labels } = template.metadata;
  if (selector.some(([key, value]) => labels?.[key] !== value))
    errors.push(
      invalid(
        'spec.template.metadata.labels',
        verbatim(goStringMap(labels)),
        '`selector` does not match template `labels`',
      ),
    );
  validateTemplate(template, 'spec.template', errors);
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  if (restartPolicy !== 'Always')
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined)
    errors.push(
      forbidden(
        'spec.template.spec.activeDeadlineSeconds',
        'activeDeadlineSeconds in ReplicationController is not Supported',
      ),
    );
  return errors;
}

/** Models: pkg/registry/core/replicationcontroller/strategy.go, pkg/apis/core/v1/defaults.go, printReplicationController. */
export const replicationControllerType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs },
    { name: 'status', kind: 'ReplicationController', verbs: statusVerbs },
  ],
  etcdPrefix: 'controllers',
  schema: 'io.k8s.api.core.v1.ReplicationController',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Orphan',
  setDefaults(object) {
    const { spec, metadata } = object as ReplicationController;
    const labels = spec.template?.metadata.labels;
    // Labels and selector are the template's when nobody says otherwise.
    if (labels) {
      if (!spec.selector || Object.keys(spec.selector).length === 0) spec.selector = { ...labels };
      metadata.labels ??= { ...labels };
    }
    spec.replicas ??= 1;
    if (spec.template) defaultPodSpec(spec.template.spec);
  },
  prepareForCreate(object) {
    prepareCreate(object);
    object['status'] = { replicas: 0 };
  },
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate: validate,
  warnings(object, old) {
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { metadata, spec } = object as ReplicationController;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    if (!spec.template) return names;
    return [...names, ...podWarnings(spec.template.metadata, spec.template.spec, 'spec.template.')];
  },
  columns: () => [
    nameColumn,
    column(
      'Desired',
      'Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller',
      'integer',
    ),
    column(
      'Current',
      'Replicas is the most recently observed number of replicas. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller',
      'integer',
    ),
    column('Ready', 'The number of ready replicas for this replication controller.', 'integer'),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide(
      'Selector',
      'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ),
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as ReplicationController;
    return [
      metadata.name,
      spec.replicas ?? 0,
      status.replicas ?? 0,
      status.readyReplicas ?? 0,
      age(object, nowMs),
      ...containerCells(spec.template?.spec.containers ?? []),
      formatLabels(spec.selector),
    ];
  },
  selectableFields: (object) => ({ 'status.replicas': String((object as ReplicationController).status.replicas ?? 0) }),
};
