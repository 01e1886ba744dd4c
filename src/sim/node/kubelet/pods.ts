import { deepEqual } from '../../../api/equal.ts';
import type { Pod } from '../../../api/types.ts';
import type { Change } from '../../client/informer.ts';
import type { Context, MessageEntry } from '../../kernel/types.ts';
import type { Message } from '../../messages.ts';
import { timestamp } from '../../time.ts';
import { noteStep } from './job.ts';
import { nodeEvent } from './node.ts';
import { relistLater } from './pass.ts';
import { terminatedReason } from './recover.ts';
import { checkStatus } from './report.ts';
import { edit, rest, type KubeletState } from './state.ts';
import { beginTermination, forget, terminate } from './terminate.ts';
import { metadataChanged } from './volumes.ts';
import { addEphemeral, newWork } from './work.ts';
import { advance, sync, syncSoon } from './worker.ts';

/** News of a Pod of this node from the API server. */
export function podChanged(state: KubeletState, ctx: Context, change: Change<Pod>): void {
  const pod = change.object;
  const { uid } = pod.metadata;
  if (change.type === 'deleted') {
    const work = edit(state, uid);
    if (!work) return;
    const job = { state, ctx, work };
    work.gone = true;
    if (work.operation?.step === 'delete') work.operation = undefined;
    if (isIdle(work)) return forget(job);
    // Removed by force: what still runs is killed in the background.
    return advance(job, beginTermination(job, 0, false));
  }
  const known = state.pods.get(uid);
  if (!known) {
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return adoptFinished(state, ctx, change);
    newWork(state, ctx, change.key, pod);
    if (pod.metadata.deletionTimestamp) return leave(state, ctx, pod);
    return sync(state, ctx, uid);
  }
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  const leaving =
    deletionTimestamp !== undefined && deletionGracePeriodSeconds !== change.old?.metadata.deletionGracePeriodSeconds;
  checkStatus(state, ctx, known, pod.status);
  const retold =
    !deepEqual(pod.metadata.labels, known.pod.metadata.labels) ||
    !deepEqual(pod.metadata.annotations, known.pod.metadata.annotations);
  // What comes back is mostly one's own status: nothing to do, not even a copy of the record.
  if (!leaving && !retold && deepEqual(pod.spec, known.pod.spec) && !pod.spec.readinessGates?.length) return;
  const work = edit(state, uid)!;
  work.pod = pod;
  addEphemeral(work, pod);
  if (retold && !leaving) metadataChanged({ state, ctx, work });
  if (leaving) return leave(state, ctx, pod);
  if (!work.operation) rest(state, work);
  if (!work.terminating) syncSoon(state, ctx, uid);
}

/** Nothing of the Pod runs or is under way. */
const isIdle = (work: { operation: unknown; sandbox: string; containers: readonly { state: string }[] }): boolean =>
  !work.operation && work.sandbox !== 'ready' && work.containers.every((c) => c.state !== 'running');

function adoptFinished(state: KubeletState, ctx: Context, change: Change<Pod>): void {
  const work = newWork(state, ctx, change.key, change.object);
  work.terminating = { sinceMs: ctx.now, graceMs: 0, completed: true };
  if (change.object.metadata.deletionTimestamp) return terminate({ state, ctx, work });
  rest(state, work);
}

/** A Pod is being deleted. */
function leave(state: KubeletState, ctx: Context, pod: Pod): void {
  const work = edit(state, pod.metadata.uid)!;
  const job = { state, ctx, work };
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds) * 1000;
  if (work.terminating?.completed) {
    if (!work.operation) terminate(job);
    return;
  }
  advance(job, beginTermination(job, graceMs, false));
}

/** A container has ended. The kubelet sees it at the next relist, a termination at once. */
export function died(
  state: KubeletState,
  ctx: Context,
  entry: MessageEntry,
  {
    podUid: uid,
    containerId: id,
    exitCode = 0,
    reason,
    message,
    systemOom,
  }: Extract<Message, { kind: 'container-event' }>,
): void {
  if (systemOom) {
    const { process, pid } = systemOom;
    const text = `System OOM encountered, victim process: ${process}, pid: ${pid}`;
    nodeEvent(state, ctx, 'SystemOOM', text, 'Warning');
  }
  const work = edit(state, uid);
  const container = work?.containers.find((c) => c.id === id);
  if (!work || !container || container.state !== 'running') return;
  container.state = 'exited';
  container.endedMs = entry.sentMs;
  container.terminated = Object.freeze({
    exitCode,
    reason: terminatedReason(exitCode, reason),
    ...(message ? { message } : {}),
    startedAt: timestamp(container.startedMs),
    finishedAt: timestamp(entry.sentMs),
    containerID: `containerd://${id}`,
  });
  container.ready = false;
  container.started = false;
  container.stopping = false;
  container.probes = [];
  const job = { state, ctx, work };
  noteStep(job, 'exited', container, String(exitCode));
  if (work.terminating && !work.operation) return terminate(job);
  relistLater(job, id);
  if (!work.operation) rest(state, work);
}
