import { goSeconds } from '../arithmetic.ts';
import { isInBackoffSince, nextBackoff } from './backoff.ts';
import { skip } from './failure.ts';
import { imageStep } from './images.ts';
import { killInPass } from './hooks.ts';
import { noteStep, podEvent, podText, type Job, type Next } from './job.ts';
import type { ContainerWork, PodWork } from './state.ts';
import { isSidecar, shouldRestart } from './status.ts';

/** Which containers to start (or kill and start) now, in order. Models: kuberuntime_manager.go computePodActions. */
export function toStart(work: PodWork): number[] {
  const todo: number[] = [];
  const { pod, containers } = work;
  for (const container of containers)
    if (container.ephemeral && shouldRestart(pod, container)) todo.push(container.index);
  const mainStarted = containers.some((c) => !c.init && !c.ephemeral && c.state !== 'none');
  for (const container of containers) {
    if (container.ephemeral) continue;
    if (!container.init) {
      if (container.doomed || shouldRestart(pod, container)) todo.push(container.index);
      continue;
    }
    if (isSidecar(container)) {
      if (container.doomed || container.state !== 'running') todo.push(container.index);
      if (!mainStarted && !(container.state === 'running' && container.started)) return todo;
      continue;
    }
    if (mainStarted || (container.state === 'exited' && container.terminated?.exitCode === 0)) continue;
    if (shouldRestart(pod, container)) todo.push(container.index);
    return todo;
  }
  return todo;
}

/** Goes on with the next container of the pass. Models: kuberuntime_manager.go SyncPod steps 5–7. */
export function startNext(job: Job): Next {
  const { work } = job;
  work.operation = undefined;
  const index = work.todo[0];
  if (index === undefined) return 'end';
  const container = work.containers[index]!;
  if (container.doomed && container.state === 'running') {
    const { message, graceSeconds = work.pod.spec.terminationGracePeriodSeconds } = container.doomed;
    const cause = noteStep(job, 'killing', container, message);
    podEvent(job, 'Normal', 'Killing', message, container, cause);
    work.killed = index;
    return killInPass(job, container, graceSeconds * 1000, cause);
  }
  container.doomed = undefined;
  if (!shouldRestart(work.pod, container)) {
    work.todo.shift();
    return 'start';
  }
  return inCrashLoop(job, container) ? skip(job) : imageStep(job, container);
}

/** The runtime has stopped a container of this pass. */
export function killAnswered({ work }: Job): Next {
  if (work.hookFailed) work.todo.shift();
  work.hookFailed = false;
  return 'start';
}

/** Whether the last exit is too recent to start again. Models: doBackOff. */
function inCrashLoop(job: Job, container: ContainerWork): boolean {
  const { ctx, work } = job;
  // The newest instance that has ended: after a kill in this very pass it is the one before.
  const newest = container.state === 'exited' && work.killed !== container.index;
  if (!(newest ? container.terminated : container.previous)) return false;
  const endedMs = newest ? container.endedMs : container.previousEndedMs;
  if (!isInBackoffSince(container.backoff, endedMs, ctx.now)) {
    container.backoff = nextBackoff(container.backoff, endedMs, ctx.now);
    return false;
  }
  const { name } = container.spec;
  const wait = goSeconds(container.backoff!.waitMs);
  const about = podText(work.pod);
  const cause = noteStep(job, 'back-off', container, wait);
  podEvent(job, 'Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${about}`, container, cause);
  const message = `back-off ${wait} restarting failed container=${name} pod=${about}`;
  container.waiting = Object.freeze({ reason: 'CrashLoopBackOff', message });
  return true;
}
