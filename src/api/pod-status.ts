import { humanDuration } from './duration.ts';
import type { ContainerStatus, Pod } from './types.ts';

/** What `kubectl get pods` says about one Pod. */
export interface PodSummary {
  /** STATUS: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, … */
  readonly status: string;
  readonly readyContainers: number;
  readonly totalContainers: number;
  readonly restarts: number;
  /** Unix ms of the newest termination among the counted restarts; undefined when unknown. */
  readonly lastRestartMs: number | undefined;
}

/** Models: pkg/printers/internalversion/printers.go printPod. */
export function podSummary(pod: Pod): PodSummary {
  const { spec, status, metadata } = pod;
  let restarts = 0;
  let readyContainers = 0;
  let lastRestartMs: number | undefined;
  let totalContainers = spec.containers.length;
  let reason: string = status.phase ?? '';
  if (status.reason) reason = status.reason;
  for (const condition of status.conditions ?? []) {
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') reason = 'SchedulingGated';
  }
  const sidecars = new Set<string>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy !== 'Always') continue;
    sidecars.add(container.name);
    totalContainers++;
  }
  const lastFinished = (container: ContainerStatus, newest: number | undefined): number | undefined => {
    const finished = container.lastState?.terminated?.finishedAt;
    if (!finished) return newest;
    const at = Date.parse(finished);
    return newest === undefined || at > newest ? at : newest;
  };

  let initializing = false;
  let sidecarRestartMs: number | undefined;
  let sidecarRestarts = 0;
  const initStatuses = status.initContainerStatuses ?? [];
  for (let i = 0; i < initStatuses.length; i++) {
    const container = initStatuses[i]!;
    restarts += container.restartCount;
    lastRestartMs = lastFinished(container, lastRestartMs);
    const sidecar = sidecars.has(container.name);
    if (sidecar) {
      sidecarRestarts += container.restartCount;
      sidecarRestartMs = lastFinished(container, sidecarRestartMs);
    }
    const { terminated, waiting } = container.state;
    if (terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) readyContainers++;
      continue;
    }
    if (terminated) {
      if (terminated.reason) reason = `Init:${terminated.reason}`;
      else reason = terminated.signal ? `Init:Signal:${terminated.signal}` : `Init:ExitCode:${terminated.exitCode}`;
    } else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    else reason = `Init:${i}/${spec.initContainers?.length ?? 0}`;
    initializing = true;
    break;
  }

  const initialized = status.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') ?? false;
  if (!initializing || initialized) {
    restarts = sidecarRestarts;
    lastRestartMs = sidecarRestartMs;
    let hasRunning = false;
    const statuses = status.containerStatuses ?? [];
    for (let i = statuses.length - 1; i >= 0; i--) {
      const container = statuses[i]!;
      restarts += container.restartCount;
      lastRestartMs = lastFinished(container, lastRestartMs);
      const { waiting, terminated, running } = container.state;
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated?.reason) reason = terminated.reason;
      else if (terminated)
        reason = terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
      else if (container.ready && running) {
        hasRunning = true;
        readyContainers++;
      }
    }
    if (reason === 'Completed' && hasRunning) {
      const ready = status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
      reason = ready ? 'Running' : 'NotReady';
    }
  }
  const finished = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (metadata.deletionTimestamp && status.reason === 'NodeLost') reason = 'Unknown';
  else if (metadata.deletionTimestamp && !finished) reason = 'Terminating';
  return { status: reason, readyContainers, totalContainers, restarts, lastRestartMs };
}

/** The STATUS column. */
export const podStatusText = (pod: Pod): string => podSummary(pod).status;

/** The READY column, `1/2`. */
export function podReadyText(pod: Pod): string {
  const { readyContainers, totalContainers } = podSummary(pod);
  return `${readyContainers}/${totalContainers}`;
}

/** The RESTARTS column, `3 (25s ago)`. `nowMs` is Unix time. */
export function podRestartsText({ restarts, lastRestartMs }: PodSummary, nowMs: number): string {
  return restarts > 0 && lastRestartMs !== undefined
    ? `${restarts} (${humanDuration(nowMs - lastRestartMs)} ago)`
    : `${restarts}`;
}
