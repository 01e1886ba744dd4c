import type { ActorKind } from '../kernel/types.ts';
import type { Controller } from './controller.ts';
import { deploymentController } from './deployment.ts';
import { replicaSetController } from './replicaset.ts';
import { rootCaController } from './root-ca.ts';
import { createManagerKind, type ManagerState } from './runtime.ts';
import { serviceAccountController } from './serviceaccount.ts';

/** What kube-controller-manager runs. One more controller: its file and its line here. */
export const controllers: readonly Controller[] = [serviceAccountController, rootCaController, deploymentController, replicaSetController];

export const controllerManagerKind: ActorKind<ManagerState> = createManagerKind(controllers);
