import type { ContainerStatus, Pod } from '../api/types.ts';
import { podStates, type PodState } from './views.ts';

/**
 * The STATUS column of `kubectl get pods`. Models: kubernetes pkg/printers/internalversion/printers.go printPod.
 * Left out: the Node's `NodeLost`, sidecars that have stopped.
 */
export function podReason(pod: Pod): string {
  const { status, spec, metadata } = pod;
  let reason = status?.reason || status?.phase || 'Unknown';
  let initializing = false;
  const inits = status?.initContainerStatuses ?? [];
  for (let i = 0; i < inits.length; i++) {
    const { state } = inits[i]!;
    if (state.terminated?.exitCode === 0) continue;
    if (state.terminated) reason = `Init:${ended(state.terminated)}`;
    else if (state.waiting && state.waiting.reason && state.waiting.reason !== 'PodInitializing')
      reason = `Init:${state.waiting.reason}`;
    else reason = `Init:${i}/${spec.initContainers?.length ?? inits.length}`;
    initializing = true;
    break;
  }
  if (!initializing) {
    let running = false;
    const statuses = status?.containerStatuses ?? [];
    for (let i = statuses.length - 1; i >= 0; i--) {
      const { state, ready } = statuses[i]!;
      if (state.waiting?.reason) reason = state.waiting.reason;
      else if (state.terminated) reason = ended(state.terminated);
      else if (ready && state.running) running = true;
    }
    if (reason === 'Completed' && running) reason = isReady(pod) ? 'Running' : 'NotReady';
  }
  if (metadata.deletionTimestamp) return status?.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  return reason;
}

function ended({ reason, signal, exitCode }: NonNullable<ContainerStatus['state']['terminated']>): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** The READY column: `1/2`. */
export function podReadiness(pod: Pod): string {
  const ready = pod.status?.containerStatuses?.filter((status) => status.ready && status.state.running).length ?? 0;
  return `${ready}/${pod.spec.containers.length}`;
}

export const podRestarts = (pod: Pod): number =>
  (pod.status?.containerStatuses ?? []).reduce((sum, status) => sum + status.restartCount, 0);

const codes = new Map<string, number>(podStates.map((state, code) => [state, code]));
const other = codes.get('Other' satisfies PodState)!;

/** Index in `podStates` of what a cell shows. */
export function podStateCode(pod: Pod): number {
  const reason = podReason(pod);
  if (reason === 'Running') return codes.get(isReady(pod) ? 'Running' : 'NotReady')!;
  const known = codes.get(reason);
  if (known !== undefined) return known;
  if (reason === 'PodInitializing' || /^Init:\d/.test(reason)) return codes.get('ContainerCreating')!;
  if (reason.startsWith('Init:')) return codes.get(reason.slice(5)) ?? codes.get('Error')!;
  if (reason === 'Succeeded') return codes.get('Completed')!;
  if (reason === 'Failed' || reason === 'OOMKilled' || reason.startsWith('ExitCode:') || reason.startsWith('Signal:'))
    return codes.get('Error')!;
  return other;
}
