import { scaledIntOrPercent } from '../../../api/int-or-string.ts';
import type { DaemonSet, IntOrString, Pod } from '../../../api/types.ts';
import { availableInMs, isLeaving } from '../pods.ts';
import { revisionLabel } from '../revisions.ts';

/** What one look at a DaemonSet works with. */
export interface Daemons {
  readonly ds: DaemonSet;
  readonly now: number;
  /** Nodes that should have a Pod, by name. */
  readonly wanted: readonly string[];
  /** Node → its Pods, oldest first. */
  readonly onNode: ReadonlyMap<string, readonly Pod[]>;
  readonly hash: string;
}

export interface Step {
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

const isAvailable = ({ ds, now }: Daemons, pod: Pod): boolean =>
  availableInMs(pod, ds.spec.minReadySeconds ?? 0, now) === 0;

export const isUpdated = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[revisionLabel] === hash;

const scaled = (value: IntOrString | undefined, total: number): number => {
  const amount = scaledIntOrPercent(value ?? 0, total, 'up');
  return typeof amount === 'number' ? amount : 0;
};

/** How many more Pods than nodes, and how many nodes without one. Models: updatedDesiredNodeCounts. */
export function limitsOf(ds: DaemonSet, desired: number): { surge: number; unavailable: number } {
  const { maxSurge, maxUnavailable } = ds.spec.updateStrategy.rollingUpdate ?? {};
  const surge = scaled(maxSurge, desired);
  const unavailable = scaled(maxUnavailable, desired);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** The one Pod of the newest template and the one of an older one, those on their way out left aside; undefined when there is more. */
function sorted(pods: readonly Pod[], hash: string): { fresh?: Pod; stale?: Pod } | undefined {
  const found: { fresh?: Pod; stale?: Pod } = {};
  for (const pod of pods) {
    if (isLeaving(pod)) continue;
    const which = isUpdated(pod, hash) ? 'fresh' : 'stale';
    if (found[which]) return undefined;
    found[which] = pod;
  }
  return found;
}

/** One step of a rolling update. Models: daemon/update.go rollingUpdate. */
export function roll(daemons: Daemons): Step {
  const { surge, unavailable } = limitsOf(daemons.ds, daemons.wanted.length);
  return surge > 0 ? rollWithSurge(daemons, surge) : rollInPlace(daemons, unavailable);
}

function rollInPlace(daemons: Daemons, maxUnavailable: number): Step {
  let missing = 0;
  const allowed: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pods of daemons.onNode.values()) {
    const { fresh, stale } = sorted(pods, daemons.hash) ?? {};
    if (Boolean(fresh) === Boolean(stale)) missing++;
    else if (fresh) missing += isAvailable(daemons, fresh) ? 0 : 1;
    // One that does not work may go at once: nothing is lost with it.
    else if (!isAvailable(daemons, stale!)) allowed.push(stale!);
    else if (missing < maxUnavailable) candidates.push(stale!);
  }
  return { create: [], remove: [...allowed, ...candidates.slice(0, Math.max(0, maxUnavailable - missing))] };
}

function rollWithSurge(daemons: Daemons, maxSurge: number): Step {
  let surging = 0;
  let available = 0;
  const allowed: string[] = [];
  const candidates: string[] = [];
  const remove: Pod[] = [];
  /** On nodes that no longer match: they go when others serve in their place. */
  const strays: Pod[] = [];
  for (const [node, pods] of daemons.onNode) {
    const both = sorted(pods, daemons.hash);
    if (!both) {
      surging++;
      continue;
    }
    const { fresh, stale } = both;
    const serving = stale ?? fresh;
    const serves = serving !== undefined && isAvailable(daemons, serving);
    if (serves) available++;
    if (!stale) continue;
    if (fresh) {
      if (isAvailable(daemons, fresh)) remove.push(stale);
      else surging++;
    } else if (!daemons.wanted.includes(node)) (serves ? strays : remove).push(stale);
    else if (!serves) allowed.push(node);
    else if (surging < maxSurge) candidates.push(node);
  }
  remove.push(...strays.slice(0, Math.max(0, available - daemons.wanted.length)));
  return { create: [...allowed, ...candidates.slice(0, Math.max(0, maxSurge - surging))], remove };
}

/** Of several Pods on one node, those too many. Models: podsShouldBeOnNode. */
export function excess(daemons: Daemons, pods: readonly Pod[]): readonly Pod[] {
  if (pods.length <= 1) return [];
  if (limitsOf(daemons.ds, daemons.wanted.length).surge === 0) return pods.slice(1);
  const fresh = pods.filter((pod) => isUpdated(pod, daemons.hash));
  const stale = pods.filter((pod) => !isUpdated(pod, daemons.hash));
  const over = [...fresh.slice(1), ...stale.slice(1)];
  return fresh[0] && stale[0] && isAvailable(daemons, fresh[0]) ? [...over, stale[0]] : over;
}

/** Its status but for what belongs to others. Models: updateDaemonSetStatus. */
export function statusOf(daemons: Daemons, stray: number): DaemonSet['status'] {
  const { ds, wanted, onNode, hash } = daemons;
  const first = wanted.flatMap((node) => onNode.get(node)?.[0] ?? []);
  const count = (holds: (pod: Pod) => boolean): number => first.filter(holds).length;
  const desired = wanted.length;
  const available = count((pod) => isAvailable(daemons, pod));
  const updated = count((pod) => isUpdated(pod, hash));
  return {
    currentNumberScheduled: first.length,
    numberMisscheduled: stray,
    desiredNumberScheduled: desired,
    numberReady: count((pod) => availableInMs(pod, 0, daemons.now) === 0),
    ...(ds.metadata.generation ? { observedGeneration: ds.metadata.generation } : {}),
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(available > 0 ? { numberAvailable: available } : {}),
    ...(desired > available ? { numberUnavailable: desired - available } : {}),
    ...(ds.status.collisionCount === undefined ? {} : { collisionCount: ds.status.collisionCount }),
    ...(ds.status.conditions ? { conditions: ds.status.conditions } : {}),
  };
}
