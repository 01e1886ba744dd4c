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
import { semanticEqual } from '../equal.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { goIntOrString } from '../go-syntax.ts';
import { amountOf, validateAtMostAll, validateIntOrPercent } from '../int-or-percent.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { immutableSelector, validateReplicaTemplate, validateWorkloadSelector } from '../pod/validate.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatSelector } from '../selectors.ts';
import { allVerbs, prepareCreate, prepareStatusUpdate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { Deployment, KubeObject } from '../types.ts';

/** Models: pkg/apis/apps/validation/validation.go ValidateDeploymentSpec. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as Deployment;
  const errors: FieldError[] = [];
  validateNonNegative(spec.replicas, 'spec.replicas', errors);
  const comparable = validateWorkloadSelector(spec.selector, 'spec.selector', errors);
  if (comparable) validateReplicaTemplate(spec.template, spec.selector, 'spec.template', errors);
  validateStrategy(spec.strategy, errors);
  validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  validateNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  validateNonNegative(spec.progressDeadlineSeconds, 'spec.progressDeadlineSeconds', errors);
  if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0))
    errors.push(
      invalid('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds'),
    );
  // What an older version said in spec.rollbackTo.
  const rollback = Number(object.metadata.annotations?.['deprecated.deployment.rollback.to'] ?? 0);
  validateNonNegative(rollback, 'spec.rollback.version', errors);
  return errors;
}

function validateStrategy({ type, rollingUpdate }: Deployment['spec']['strategy'], errors: FieldError[]): void {
  const path = 'spec.strategy.rollingUpdate';
  if (type === 'Recreate') {
    if (rollingUpdate) errors.push(forbidden(path, "may not be specified when strategy `type` is 'Recreate'"));
    return;
  }
  const goStrategy = `apps.DeploymentStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateDeployment)(${rollingUpdate ? '0xc000123456' : 'nil'})}`;
  if (type !== 'RollingUpdate')
    return void errors.push(notSupported('spec.strategy', verbatim(goStrategy), ['Recreate', 'RollingUpdate']));
  if (!rollingUpdate) return void errors.push(required(path, 'this should be defaulted and never be nil'));
  const { maxUnavailable, maxSurge } = rollingUpdate;
  validateIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  validateIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0)
    errors.push(
      invalid(`${path}.maxUnavailable`, verbatim(goIntOrString(maxUnavailable)), 'may not be 0 when `maxSurge` is 0'),
    );
  validateAtMostAll(maxUnavailable, `${path}.maxUnavailable`, errors);
}

/** Models: pkg/registry/apps/deployment/strategy.go, pkg/apis/apps/v1/defaults.go, printDeployment. */
export const deploymentType: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs },
    { name: 'status', kind: 'Deployment', verbs: statusVerbs },
  ],
  etcdPrefix: 'deployments',
  schema: 'io.k8s.api.apps.v1.Deployment',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as Deployment;
    defaultPodSpec(spec.template.spec);
    spec.replicas ??= 1;
    spec.strategy.type ??= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      const rolling = (spec.strategy.rollingUpdate ??= { maxSurge: '25%', maxUnavailable: '25%' });
      rolling.maxUnavailable ??= '25%';
      rolling.maxSurge ??= '25%';
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
  },
  prepareForCreate: prepareCreate,
  prepareForUpdate(object, old) {
    prepareUpdate(object, old);
    // Annotations count, too: kubectl writes the change cause there.
    if (
      object.metadata.generation === old.metadata.generation &&
      !semanticEqual(object.metadata.annotations, old.metadata.annotations)
    )
      object.metadata.generation = (old.metadata.generation ?? 0) + 1;
  },
  prepareForStatusUpdate: prepareStatusUpdate,
  validate,
  validateUpdate: (object, old) => [
    ...validate(object),
    ...immutableSelector((object as Deployment).spec.selector, (old as Deployment).spec.selector),
  ],
  warnings(object, old) {
    // Only a new spec is spoken about.
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { metadata, spec } = object as Deployment;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    return [...names, ...podWarnings(spec.template.metadata, spec.template.spec, 'spec.template.')];
  },
  columns: () => [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    column(
      'Up-to-date',
      'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
    ),
    column(
      'Available',
      'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
    ),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide(
      'Selector',
      'Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment.',
    ),
  ],
  row(object, nowMs) {
    const deployment = object as Deployment;
    const { spec, status } = deployment;
    return [
      deployment.metadata.name,
      `${status.readyReplicas ?? 0}/${spec.replicas}`,
      status.updatedReplicas ?? 0,
      status.availableReplicas ?? 0,
      age(deployment, nowMs),
      ...containerCells(spec.template.spec.containers),
      formatSelector(spec.selector),
    ];
  },
};
