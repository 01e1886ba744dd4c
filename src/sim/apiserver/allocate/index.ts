import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, Service, Status } from '../../../api/types.ts';
import type { ApiServerState } from '../state.ts';
import type { Work } from '../work.ts';
import { allocateService, claimService, releaseService } from './service.ts';

/** Gives an object what the cluster has only once (addresses, ports), just before it is stored. A Status when that fails. */
export const allocate = (work: Work): Status | undefined =>
  work.type.kind === 'Service' && work.type.group === '' ? allocateService(work) : undefined;

/** Takes it back: the object was not stored, or is gone. What the version that stands holds, it keeps. */
export function release(state: ApiServerState, type: ResourceType, object: KubeObject, standing?: KubeObject): void {
  if (type.kind !== 'Service' || type.group !== '') return;
  releaseService(state, object as Service);
  if (standing) claimService(state, standing as Service);
}
