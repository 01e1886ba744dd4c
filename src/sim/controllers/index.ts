import type { ActorKind } from '../kernel/types.ts';
import { clusterRoleAggregationController } from './clusterrole-aggregation.ts';
import type { Controller } from './controller.ts';
import { cronJobController } from './cronjob.ts';
import { daemonSetController } from './daemonset.ts';
import { deploymentController } from './deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointSliceController } from './endpointslice.ts';
import { garbageCollectorController } from './garbage-collector.ts';
import { horizontalController } from './horizontal.ts';
import { jobController } from './job.ts';
import { namespaceController } from './namespace.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { persistentVolumeBinderController } from './persistentvolume-binder.ts';
import { podGcController } from './pod-gc.ts';
import { pvProtectionController, pvcProtectionController } from './protection.ts';
import { replicaSetController, replicationController } from './replicaset.ts';
import { resourceQuotaController } from './resourcequota.ts';
import { rootCaController } from './root-ca.ts';
import { createManagerKind } from './runtime.ts';
import { serviceAccountController } from './serviceaccount.ts';
import type { ManagerState } from './state.ts';
import { statefulSetController } from './statefulset.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { ttlController } from './ttl.ts';

/** What kube-controller-manager runs. One more controller: its file and its line here. */
export const controllers: readonly Controller[] = [
  serviceAccountController,
  rootCaController,
  namespaceController,
  deploymentController,
  replicaSetController,
  replicationController,
  daemonSetController,
  statefulSetController,
  jobController,
  cronJobController,
  ttlController,
  endpointSliceController,
  garbageCollectorController,
  nodeLifecycleController,
  taintEvictionController,
  podGcController,
  resourceQuotaController,
  disruptionController,
  horizontalController,
  persistentVolumeBinderController,
  pvcProtectionController,
  pvProtectionController,
  clusterRoleAggregationController,
];

export const controllerManagerKind: ActorKind<ManagerState> = createManagerKind(controllers);
