import { scaledIntOrPercent } from '../../../api/int-or-string.ts';
import type { Deployment, IntOrString, ReplicaSet } from '../../../api/types.ts';
import { parseTimestamp } from '../../time.ts';
import { desiredReplicasOf, maxReplicasOf } from './revision.ts';

/*
 * The arithmetic of a rollout: how many replicas each ReplicaSet of a Deployment should have next.
 * Models: pkg/controller/deployment/{rolling,sync}.go and util/deployment_util.go.
 */

export const isRolling = (d: Deployment): boolean => d.spec.strategy.type === 'RollingUpdate';

/** A number, or a percentage of `total`; 0 for what is neither. */
export function scaledValue(value: IntOrString | undefined, total: number, round: 'up' | 'down'): number {
  const scaled = scaledIntOrPercent(value ?? 0, total, round);
  // Validation lets nothing else through.
  return typeof scaled === 'number' ? scaled : 0;
}

/**
 * Surge rounds up, unavailable down; when both come out 0, one Pod may be missing or nothing could ever move. An error
 * comes with zeros, which its callers go on with. Models: deployment_util.go ResolveFenceposts.
 */
export function fenceposts(
  maxSurge: IntOrString | undefined,
  maxUnavailable: IntOrString | undefined,
  desired: number,
): { surge: number; unavailable: number; error?: string } {
  const surge = scaledIntOrPercent(maxSurge ?? 0, desired, 'up');
  if (typeof surge === 'string') return { surge: 0, unavailable: 0, error: surge };
  const unavailable = scaledIntOrPercent(maxUnavailable ?? 0, desired, 'down');
  if (typeof unavailable === 'string') return { surge: 0, unavailable: 0, error: unavailable };
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

const limits = (d: Deployment): { surge: number; unavailable: number } =>
  fenceposts(d.spec.strategy.rollingUpdate?.maxSurge, d.spec.strategy.rollingUpdate?.maxUnavailable, d.spec.replicas);

/** Pods there may be above spec.replicas. */
export const maxSurge = (d: Deployment): number => (isRolling(d) ? limits(d).surge : 0);

/** Pods of spec.replicas that may be missing. */
export const maxUnavailable = (d: Deployment): number =>
  isRolling(d) && d.spec.replicas > 0 ? Math.min(limits(d).unavailable, d.spec.replicas) : 0;

export const minAvailable = (d: Deployment): number => (isRolling(d) ? d.spec.replicas - maxUnavailable(d) : 0);

const sum = (all: readonly ReplicaSet[], of: (rs: ReplicaSet) => number): number =>
  all.reduce((total, rs) => total + of(rs), 0);

export const specReplicas = (all: readonly ReplicaSet[]): number => sum(all, (rs) => rs.spec.replicas);
export const actualReplicas = (all: readonly ReplicaSet[]): number => sum(all, (rs) => rs.status.replicas);
export const readyReplicas = (all: readonly ReplicaSet[]): number => sum(all, (rs) => rs.status.readyReplicas ?? 0);
export const availableReplicas = (all: readonly ReplicaSet[]): number =>
  sum(all, (rs) => rs.status.availableReplicas ?? 0);

/** ReplicaSets that should have Pods. */
export const activeOf = (all: readonly ReplicaSet[]): ReplicaSet[] => all.filter((rs) => rs.spec.replicas > 0);

/** Oldest first; equal times by name. */
export const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  parseTimestamp(a.metadata.creationTimestamp) - parseTimestamp(b.metadata.creationTimestamp) ||
  (a.metadata.name < b.metadata.name ? -1 : 1);

/** What the new ReplicaSet may have, given that all together may not exceed replicas + surge. */
export function newReplicas(d: Deployment, total: number, current: number): number {
  const want = d.spec.replicas;
  if (!isRolling(d)) return want;
  const most = want + scaledValue(d.spec.strategy.rollingUpdate?.maxSurge, want, 'up');
  if (total >= most) return current;
  return current + Math.min(most - total, want - current);
}

/** New size of each old ReplicaSet that may shrink now, oldest first: unhealthy Pods go first, they serve nobody. */
export function shrinkOld(d: Deployment, old: readonly ReplicaSet[], newRs: ReplicaSet): Map<ReplicaSet, number> {
  const sizes = new Map<ReplicaSet, number>();
  const active = activeOf(old).sort(byAge);
  if (active.length === 0) return sizes;
  const least = d.spec.replicas - maxUnavailable(d);
  const newUnavailable = newRs.spec.replicas - (newRs.status.availableReplicas ?? 0);
  const most = specReplicas([...active, newRs]) - least - newUnavailable;
  if (most <= 0) return sizes;
  if (cleanUpUnhealthy(active, most, sizes))
    shrinkAvailable(active, availableReplicas([...active, newRs]) - least, sizes);
  return sizes;
}

/**
 * Takes away at most `most` Pods that are not available anyway. False when a ReplicaSet claims more available Pods than
 * it is to have: its status is older than its size, and nothing more may be concluded from it. Upstream ends the look with
 * an error that nobody is told, and comes back when the status has changed.
 */
export function cleanUpUnhealthy(active: readonly ReplicaSet[], most: number, sizes: Map<ReplicaSet, number>): boolean {
  let left = most;
  for (const rs of active) {
    if (left <= 0) break;
    const unhealthy = Math.min(left, rs.spec.replicas - (rs.status.availableReplicas ?? 0));
    if (unhealthy < 0) return false;
    if (unhealthy === 0) continue;
    sizes.set(rs, rs.spec.replicas - unhealthy);
    left -= unhealthy;
  }
  return true;
}

/** Takes away `spare` Pods, however they are. */
export function shrinkAvailable(active: readonly ReplicaSet[], spare: number, sizes: Map<ReplicaSet, number>): void {
  let left = spare;
  for (const rs of active) {
    const size = sizes.get(rs) ?? rs.spec.replicas;
    const going = Math.min(size, left);
    if (going <= 0) continue;
    sizes.set(rs, size - going);
    left -= going;
  }
}

/** How many replicas a ReplicaSet gains or loses when the whole grows or shrinks in proportion. */
export function fraction(rs: ReplicaSet, d: Deployment): number {
  const have = rs.spec.replicas;
  if (d.spec.replicas === 0) return -have;
  const before = maxReplicasOf(rs) || (d.status.replicas ?? 0);
  // Nobody knows how large the whole was: no estimate.
  if (before === 0) return 0;
  return Math.floor((have * (d.spec.replicas + maxSurge(d))) / before + 0.5) - have;
}

/** New sizes of all active ReplicaSets when a Deployment is scaled in the middle of a rollout. */
export function scaleProportionally(d: Deployment, all: readonly ReplicaSet[]): Map<ReplicaSet, number> {
  const active = activeOf(all);
  const allowed = d.spec.replicas > 0 ? d.spec.replicas + maxSurge(d) : 0;
  const toAdd = allowed - specReplicas(active);
  // The largest take the leftover; of equals the newest grow first and the oldest shrink first.
  active.sort((a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byAge(b, a) : byAge(a, b)));
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const rs of active) {
    const rest = toAdd - added;
    const share = rest === 0 ? 0 : toAdd > 0 ? Math.min(fraction(rs, d), rest) : Math.max(fraction(rs, d), rest);
    sizes.set(rs, rs.spec.replicas + share);
    added += share;
  }
  const largest = active[0];
  if (largest && toAdd !== 0) sizes.set(largest, Math.max(0, sizes.get(largest)! + toAdd - added));
  return sizes;
}

/** The only ReplicaSet with replicas, or the newest when none has any; undefined when several have. */
export function onlyActive(newRs: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const active = activeOf(newRs ? [...old, newRs] : old);
  if (active.length > 1) return undefined;
  return active[0] ?? newRs ?? [...old].sort(byAge).at(-1);
}

/** The new ReplicaSet has all its Pods, and they are available. */
export const isSaturated = (d: Deployment, rs: ReplicaSet | undefined): boolean =>
  rs !== undefined &&
  desiredReplicasOf(rs) === d.spec.replicas &&
  rs.spec.replicas === d.spec.replicas &&
  (rs.status.availableReplicas ?? 0) === d.spec.replicas;
