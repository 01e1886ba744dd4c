import type { Pod } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { timestamp } from '../../time.ts';
import type { ContainerRun, Sandbox } from '../runtime/state.ts';
import { take } from './admit.ts';
import { beginTermination, terminate } from './terminate.ts';
import { startProbes } from './probes.ts';
import { edit, rest, type ContainerWork, type KubeletState } from './state.ts';
import { noteStep, podEvent, type Job } from './job.ts';
import { newWork } from './work.ts';
import { advance, sync } from './worker.ts';

/** What the runtime says it runs, to a kubelet that has just started. */
export interface Running {
  readonly sandboxes: readonly Sandbox[];
  readonly containers: readonly ContainerRun[];
}

/**
 * Takes up Pods that were running before this kubelet: containers do not stop when their kubelet does.
 * Models: kubelet.go HandlePodCleanups and the first relist. Left out: back-off counts and probe results, which are in memory only upstream, too.
 */
export function recover(state: KubeletState, ctx: Context, running: Running): void {
  const runs = new Map<string, ContainerRun[]>();
  for (const run of running.containers) {
    const list = runs.get(run.podUid);
    if (list) list.push(run);
    else runs.set(run.podUid, [run]);
  }
  const wanted = new Set<string>();
  for (const [key, pod] of state.informer.store) {
    wanted.add(pod.metadata.uid);
    const sandbox = running.sandboxes.find((s) => s.podUid === pod.metadata.uid);
    adopt(state, ctx, key, pod, sandbox, runs.get(pod.metadata.uid) ?? []);
  }
  for (const sandbox of running.sandboxes) {
    if (wanted.has(sandbox.podUid)) continue;
    // Its Pod was deleted while nobody looked.
    const runtime = state.runtime;
    ctx.send(runtime, { kind: 'cri', call: { call: 'StopPodSandbox', podUid: sandbox.podUid } });
    ctx.send(runtime, { kind: 'cri', call: { call: 'RemovePodSandbox', podUid: sandbox.podUid } }, { delayMs: 100 });
  }
}

function adopt(
  state: KubeletState,
  ctx: Context,
  key: string,
  pod: Pod,
  sandbox: Sandbox | undefined,
  runs: readonly ContainerRun[],
): void {
  const work = newWork(state, ctx, key, pod);
  const job = { state, ctx, work };
  if (sandbox) {
    noteStep(job, 'recovered');
    work.sandbox = sandbox.state === 'ready' ? 'ready' : 'stopped';
    work.ip = sandbox.ip;
    work.admitted = true;
    take(state, work, 1);
    for (const container of work.containers) {
      const own = runs.filter((run) => run.name === container.spec.name);
      own.forEach((run, i) => adoptRun(container, run, i < own.length - 1));
      const before = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find(
        (s) => s.name === container.spec.name,
      );
      container.started = container.state === 'running' && (!container.spec.startupProbe || before?.started === true);
      container.ready = !container.spec.readinessProbe || before?.ready === true;
      startProbes(job, container);
      for (const probe of container.probes) if (probe.type === 'readiness') probe.result = container.ready;
    }
  }
  if (!sandbox) lost(job);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') {
    work.terminating = { sinceMs: ctx.now, graceMs: 0, completed: true };
    if (!pod.metadata.deletionTimestamp) {
      if (work.admitted) take(state, work, -1);
      work.admitted = false;
      return rest(state, work);
    }
  }
  if (pod.metadata.deletionTimestamp) {
    if (work.terminating) return sync(state, ctx, work.uid);
    advance(job, beginTermination(job, (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000, false));
    const open = edit(state, work.uid);
    if (open && !open.operation) rest(state, open);
    return;
  }
  sync(state, ctx, work.uid);
}

/** A Pod that ran before, of which the machine knows nothing any more: it has been rebooted. Its containers count as ended, how is not known. */
function lost(job: Job): void {
  const { ctx, work } = job;
  let any = false;
  for (const before of [
    ...(work.pod.status.initContainerStatuses ?? []),
    ...(work.pod.status.containerStatuses ?? []),
  ]) {
    const container = work.containers.find((c) => c.spec.name === before.name);
    if (!container || !before.containerID) continue;
    any = any || before.state.running !== undefined;
    container.id = before.containerID.replace('containerd://', '');
    container.image = before.image;
    container.imageId = before.imageID;
    container.attempt = before.restartCount;
    container.state = 'exited';
    container.endedMs = ctx.now;
    container.terminated =
      before.state.terminated ??
      Object.freeze({
        exitCode: 255,
        reason: 'Unknown',
        startedAt: before.state.running?.startedAt ?? timestamp(ctx.now),
        finishedAt: timestamp(ctx.now),
        containerID: before.containerID,
      });
  }
  if (any) podEvent(job, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
}

/** The runtime was restarted under a running kubelet: what it no longer knows has ended. Models: kuberuntime_manager.go podSandboxChanged. */
export function runtimeRestarted(state: KubeletState, ctx: Context, reply: CriReply): void {
  if (!reply.ok) return;
  const { sandboxes } = reply.value as Running;
  const there = new Set(sandboxes.map((sandbox) => sandbox.podUid));
  for (const uid of state.pods.keys()) {
    const known = state.pods.get(uid)!;
    if (known.sandbox !== 'ready' || there.has(uid)) continue;
    const work = edit(state, uid)!;
    const job = { state, ctx, work };
    work.sandbox = 'none';
    work.operation = undefined;
    for (const container of work.containers) {
      if (container.state !== 'running') continue;
      container.state = 'exited';
      container.endedMs = ctx.now;
      container.terminated = Object.freeze({
        exitCode: 255,
        reason: 'Unknown',
        startedAt: timestamp(container.startedMs),
        finishedAt: timestamp(ctx.now),
        containerID: `containerd://${container.id}`,
      });
      container.ready = false;
      container.started = false;
      container.stopping = false;
      container.probes = [];
    }
    if (work.terminating) {
      terminate(job);
      continue;
    }
    podEvent(job, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    sync(state, ctx, uid);
  }
}

/** Puts one instance into the record; the last of a container's instances counts, the one before is its past. */
function adoptRun(container: ContainerWork, run: ContainerRun, older: boolean): void {
  const terminated: ContainerWork['terminated'] =
    run.state !== 'exited'
      ? undefined
      : Object.freeze({
          exitCode: run.exitCode,
          reason: terminatedReason(run.exitCode, run.reason),
          startedAt: timestamp(run.startedMs),
          finishedAt: timestamp(run.finishedMs),
          containerID: `containerd://${run.id}`,
        });
  if (older) {
    container.previous = terminated;
    container.previousEndedMs = run.finishedMs;
    return;
  }
  container.id = run.id;
  container.image = run.image.name;
  container.imageId = run.image.id;
  container.attempt = run.attempt;
  container.state = run.state;
  container.startedMs = run.startedMs;
  container.terminated = terminated;
  container.endedMs = run.finishedMs;
}

export const terminatedReason = (exitCode: number, reason: string | undefined): string =>
  reason ?? (exitCode === 0 ? 'Completed' : 'Error');
