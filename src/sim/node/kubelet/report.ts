import { getCondition } from '../../../api/conditions.ts';
import { deepEqual } from '../../../api/equal.ts';
import type { Condition, PodStatus } from '../../../api/types.ts';
import { call, pathOf, resources, strategicPatch } from '../../client/requests.ts';
import type { ApiResponse } from '../../messages.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { Job } from './job.ts';
import { edit, rest, type KubeletState, type PodWork } from './state.ts';
import { statusOf } from './status.ts';

/** Lost statuses are sent again this often, in ms. Source: status_manager.go syncPeriod. */
const resendMs = 10_000;

/**
 * Sends a Pod's status when it differs from what was sent last: one strategic merge patch with what changed.
 * Models: status/status_manager.go syncPod. Left out: the GET before each patch.
 */
export function report(job: Job, terminal = false, cause?: EntryId): void {
  const { state, ctx, work } = job;
  const next = statusOf(work, state.profile.internalIP, ctx.now, terminal);
  const changes = differences(work.status ?? work.pod.status, next);
  if (!changes && !work.statusLost) {
    work.status ??= Object.freeze(next);
    return;
  }
  work.status = Object.freeze(next);
  work.statusLost = false;
  if (!work.gone) send(job, changes ?? next, cause);
}

function send({ state, ctx, work }: Job, status: Partial<PodStatus>, cause?: EntryId): void {
  const { name, namespace, uid } = work.pod.metadata;
  const changed: Record<string, unknown> = {};
  if (status.conditions && work.status?.conditions)
    changed['$setElementOrder/conditions'] = work.status.conditions.map(({ type }) => ({ type }));
  const id = call(ctx, state.identity, 'PATCH', pathOf(resources.pods, namespace, name, 'status'), {
    contentType: strategicPatch,
    body: { metadata: { uid }, status: Object.assign(changed, status) },
    cause,
  });
  state.calls.set(id, work.uid);
}

/** Top-level fields that changed (conditions one by one); undefined when none did. */
function differences(before: PodStatus, next: PodStatus): Partial<PodStatus> | undefined {
  let changes: Record<string, unknown> | undefined;
  for (const key in next) {
    if (key === 'conditions') {
      const changed: unknown[] = [];
      for (let i = 0; i < next.conditions!.length; i++) {
        const condition = next.conditions![i]!;
        const old = getCondition(before.conditions, condition.type);
        if (!old || !sameCondition(old, condition)) changed.push(old ? withGone(old, condition) : condition);
      }
      if (changed.length > 0) (changes ??= {})['conditions'] = changed;
    } else {
      const field = key as keyof PodStatus;
      if (!deepEqual(before[field], next[field])) (changes ??= {})[field] = next[field];
    }
  }
  return changes;
}

/** A merge keeps what a patch does not name: what is no longer said has to be taken back. */
function withGone(old: Condition, next: Condition): unknown {
  const change = Object.assign<Record<string, unknown>, Condition>({}, next) as Record<string, unknown>;
  if (old.reason !== undefined && next.reason === undefined) change['reason'] = null;
  if (old.message !== undefined && next.message === undefined) change['message'] = null;
  return change;
}

const sameCondition = (a: Condition, b: Condition): boolean =>
  a.type === b.type &&
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  a.lastTransitionTime === b.lastTransitionTime;

/** The answer to a status patch. A server that could not be reached, or failed, gets the status again later. */
export function reportAnswered(state: KubeletState, ctx: Context, uid: string, response: ApiResponse): void {
  if (response.code !== 0 && response.code < 500 && response.code !== 409 && response.code !== 429) return;
  const work = edit(state, uid);
  if (!work) return;
  work.statusLost = true;
  if (!work.operation) rest(state, work);
  resendLater(state, ctx);
}

function resendLater(state: KubeletState, ctx: Context): void {
  if (state.resendSet) return;
  state.resendSet = true;
  ctx.timer(resendMs, { kind: 'timer', name: 'resend' }, { quiet: true });
}

/** Somebody else may have changed what only the kubelet can know (the node controller does, when a node is silent). Models: status_manager.go needsReconcile. */
export function checkStatus(state: KubeletState, ctx: Context, known: Readonly<PodWork>, seen: PodStatus): void {
  if (!known.status || !contradicts(known.status, seen)) return;
  state.suspects.add(known.uid);
  resendLater(state, ctx);
}

const contradicts = (own: PodStatus, seen: PodStatus): boolean =>
  own.phase !== seen.phase ||
  (own.conditions ?? []).some(
    (condition) => seen.conditions?.find((c) => c.type === condition.type)?.status !== condition.status,
  );

/** Sends again what was lost, and what is still told wrongly. */
export function resend(state: KubeletState, ctx: Context): void {
  state.resendSet = false;
  for (const uid of state.pods.keys()) {
    const known = state.pods.get(uid)!;
    const seen = state.suspects.has(uid) ? state.informer.store.get(known.key)?.status : undefined;
    const wrong = seen !== undefined && known.status !== undefined && contradicts(known.status, seen);
    if (!known.statusLost && !wrong) continue;
    const work = edit(state, uid)!;
    work.statusLost = false;
    if (work.status) send({ state, ctx, work }, wrong ? (differences(seen, work.status) ?? work.status) : work.status);
    if (!work.operation) rest(state, work);
  }
  state.suspects.clear();
}
