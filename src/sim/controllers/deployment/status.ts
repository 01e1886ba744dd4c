import { getCondition } from '../../../api/conditions.ts';
import type { Condition, Deployment, ReplicaSet } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { parseTimestamp, timestamp } from '../../time.ts';
import { actualReplicas, availableReplicas, maxUnavailable, readyReplicas, specReplicas } from './rollout.ts';

/*
 * What a Deployment says about itself.
 * Models: pkg/controller/deployment/{sync,progress}.go and util/deployment_util.go.
 */
export type Status = Deployment['status'];

/** Source: math.MaxInt32 = "no deadline". */
const noDeadline = 2_147_483_647;

export const hasDeadline = (d: Deployment): boolean =>
  d.spec.progressDeadlineSeconds !== undefined && d.spec.progressDeadlineSeconds !== noDeadline;

export function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  now: VirtualMs,
): Condition {
  const at = timestamp(now);
  return { type, status, lastUpdateTime: at, lastTransitionTime: at, reason, message };
}

/** Replaces a condition unless status and reason are the same; the replaced one moves to the end, as upstream's does. */
export function put(conditions: readonly Condition[], next: Condition): readonly Condition[] {
  const old = getCondition(conditions, next.type);
  if (old && old.status === next.status && old.reason === next.reason) return conditions;
  const kept =
    old && old.status === next.status && old.lastTransitionTime
      ? { ...next, lastTransitionTime: old.lastTransitionTime }
      : next;
  return [...without(conditions, next.type), kept];
}

export const without = (conditions: readonly Condition[], type: string): readonly Condition[] =>
  conditions.filter((c) => c.type !== type);

/** The numbers, and whether enough Pods are available. Zeros are left out, as Go's omitempty does. */
export function calculateStatus(
  d: Deployment,
  all: readonly ReplicaSet[],
  newRs: ReplicaSet | undefined,
  now: VirtualMs,
): Status {
  const available = availableReplicas(all);
  const counts: Record<string, number> = {};
  const tell = (field: string, n: number): void => {
    if (n !== 0) counts[field] = n;
  };
  tell('observedGeneration', d.metadata.generation ?? 0);
  tell('replicas', actualReplicas(all));
  tell('updatedReplicas', newRs ? newRs.status.replicas : 0);
  tell('readyReplicas', readyReplicas(all));
  tell('availableReplicas', available);
  tell('unavailableReplicas', Math.max(0, specReplicas(all) - available));
  const enough = available >= d.spec.replicas - maxUnavailable(d);
  const conditions = put(
    d.status.conditions ?? [],
    enough
      ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
      : condition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          now,
        ),
  );
  return {
    ...counts,
    ...(d.status.collisionCount === undefined ? {} : { collisionCount: d.status.collisionCount }),
    conditions: [...conditions],
  };
}

export const isComplete = (d: Deployment, status: Status): boolean =>
  (status.updatedReplicas ?? 0) === d.spec.replicas &&
  (status.replicas ?? 0) === d.spec.replicas &&
  (status.availableReplicas ?? 0) === d.spec.replicas &&
  (status.observedGeneration ?? 0) >= (d.metadata.generation ?? 0);

export function isProgressing(old: Status, now: Status): boolean {
  const outdated = (s: Status): number => (s.replicas ?? 0) - (s.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(now) < outdated(old) ||
    (now.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

function isTimedOut(d: Deployment, status: Status, now: VirtualMs): boolean {
  const progressing = getCondition(status.conditions, 'Progressing');
  if (!progressing || progressing.reason === 'NewReplicaSetAvailable') return false;
  if (progressing.reason === 'ProgressDeadlineExceeded') return true;
  return parseTimestamp(progressing.lastUpdateTime ?? '') + d.spec.progressDeadlineSeconds * 1000 < now;
}

/** The status during a rollout: as above, with how the rollout goes. Models: syncRolloutStatus. */
export function rolloutStatus(
  d: Deployment,
  all: readonly ReplicaSet[],
  newRs: ReplicaSet | undefined,
  now: VirtualMs,
): Status {
  const status = calculateStatus(d, all, newRs, now);
  let conditions: readonly Condition[] = status.conditions ?? [];
  const current = getCondition(d.status.conditions, 'Progressing');
  if (!hasDeadline(d)) conditions = without(conditions, 'Progressing');
  const wasComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (hasDeadline(d) && !wasComplete) {
    const who = newRs ? `ReplicaSet "${newRs.metadata.name}"` : `Deployment "${d.metadata.name}"`;
    if (isComplete(d, status)) {
      conditions = put(
        conditions,
        condition('Progressing', 'True', 'NewReplicaSetAvailable', `${who} has successfully progressed.`, now),
      );
    } else if (isProgressing(d.status, status)) {
      const next = condition('Progressing', 'True', 'ReplicaSetUpdated', `${who} is progressing.`, now);
      // Progress renews lastUpdateTime even when nothing else differs: the deadline counts from it.
      const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
      conditions = [...without(conditions, 'Progressing'), since ? { ...next, lastTransitionTime: since } : next];
    } else if (isTimedOut(d, status, now)) {
      conditions = put(
        conditions,
        condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${who} has timed out progressing.`, now),
      );
    }
  }
  const failure = replicaFailure(all, newRs);
  conditions = failure ? put(conditions, failure) : without(conditions, 'ReplicaFailure');
  return { ...status, conditions: [...conditions] };
}

/** Why a ReplicaSet cannot create its Pods, as the Deployment repeats it. The new one's reason counts first. */
function replicaFailure(all: readonly ReplicaSet[], newRs: ReplicaSet | undefined): Condition | undefined {
  for (const rs of newRs ? [newRs, ...all] : all) {
    const found = getCondition(rs.status.conditions, 'ReplicaFailure');
    if (found) return { ...found, lastUpdateTime: found.lastTransitionTime ?? '' };
  }
  return undefined;
}

/**
 * In how many ms to look again whether the rollout has timed out; undefined when nothing can.
 * One second more than the deadline, so that it has passed for certain.
 */
export function deadlineCheckMs(d: Deployment, status: Status, now: VirtualMs): number | undefined {
  const current = getCondition(d.status.conditions, 'Progressing');
  if (!hasDeadline(d) || !current || isComplete(d, status)) return undefined;
  // Timed out already, or complete once: then missing Pods are no failed rollout.
  if (current.reason === 'ProgressDeadlineExceeded' || current.reason === 'NewReplicaSetAvailable') return undefined;
  const afterMs = parseTimestamp(current.lastUpdateTime ?? '') + d.spec.progressDeadlineSeconds * 1000 - now;
  return afterMs < 1000 ? Math.max(afterMs, 5) : afterMs + 1000;
}

/** Same numbers and conditions, so nothing to write. */
export function sameStatus(a: Status, b: Status): boolean {
  const keys = [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'collisionCount',
  ] as const;
  if (keys.some((key) => (a[key] ?? 0) !== (b[key] ?? 0))) return false;
  const [x, y] = [a.conditions ?? [], b.conditions ?? []];
  return x.length === y.length && x.every((one, i) => sameCondition(one, y[i]!));
}

const sameCondition = (a: Condition, b: Condition): boolean =>
  a.type === b.type &&
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  a.lastUpdateTime === b.lastUpdateTime &&
  a.lastTransitionTime === b.lastTransitionTime;
