import { age, ageColumn, column, containerCells, containersColumn, imagesColumn, nameColumn, wide } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import type { ResourceType } from '../resource.ts';
import { formatSelector } from '../selectors.ts';
import { allVerbs, prepareCreate, prepareStatusUpdate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { Deployment } from '../types.ts';

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
  columns: [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    column('Up-to-date', 'Total number of non-terminating pods targeted by this deployment that have the desired template spec.'),
    column('Available', 'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide('Selector', 'Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment.'),
  ],
  row(object, nowMs) {
    const deployment = object as Deployment;
    const { spec, status } = deployment;
    return [
      deployment.metadata.name,
      `${status.readyReplicas ?? 0}/${spec.replicas}`,
      String(status.updatedReplicas ?? 0),
      String(status.availableReplicas ?? 0),
      age(deployment, nowMs),
      ...containerCells(spec.template.spec.containers),
      formatSelector(spec.selector),
    ];
  },
};
