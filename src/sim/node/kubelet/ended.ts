import type { ContainerState, ContainerStatus, Pod, PodStatus } from '../../../api/types.ts';

/** No times: nobody knows when. Source: status_manager.go TerminatePod. */
const unknown = Object.freeze({
  terminated: Object.freeze({
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
    startedAt: null,
    finishedAt: null,
  }),
}) as never as ContainerState;

const asUnknown = (status: ContainerStatus): ContainerStatus =>
  status.state.terminated ? status : { ...status, state: unknown };

const hasTried = ({ state, lastState }: ContainerStatus): boolean =>
  !state.waiting || lastState.terminated !== undefined;

/** Source: status_manager.go hasPodInitialized. */
function hasInitialized({ spec, status }: Pod): boolean {
  const inits = spec.initContainers ?? [];
  if (inits.length === 0 || status.containerStatuses?.some(hasTried)) return true;
  const last = status.initContainerStatuses?.at(-1);
  if (!last) return false;
  if (inits.at(-1)!.restartPolicy === 'Always') return last.state.running !== undefined && last.started === true;
  return last.lastState.terminated?.exitCode === 0 || last.state.terminated?.exitCode === 0;
}

/**
 * The last word about a Pod: containers of which nothing is known count as failed, and a Pod that was deleted before it
 * started has failed, too; only then its owner may replace it.
 * Models: pkg/kubelet/status/status_manager.go TerminatePod.
 */
export function lastWord(
  pod: Pod,
  phase: PodStatus['phase'],
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
): { phase: PodStatus['phase']; containers: ContainerStatus[]; inits: ContainerStatus[] } {
  const tried = Math.max(1, inits.findLastIndex(hasTried) + 1);
  return {
    phase: phase === 'Succeeded' ? phase : 'Failed',
    containers: hasInitialized(pod) ? containers.map(asUnknown) : [...containers],
    inits: inits.map((status, i) => (i < tried ? asUnknown(status) : status)),
  };
}
