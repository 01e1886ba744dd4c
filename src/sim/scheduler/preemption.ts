import { addPod, nodeOrder, removePod, type Cache, type Placed } from './cache.ts';
import { refusalAt, type Attempt } from './attempt.ts';
import { countReasons, nodesAvailable } from './fit-error.ts';
import type { PodInfo } from './pod-info.ts';
import type { Cycle } from './plugins/types.ts';

/** What evicting Pods of lower priority could do for a Pod that fits nowhere. */
export type Preemption =
  | { readonly helps: true; readonly node: string; readonly victims: readonly PodInfo[] }
  /** `message` is the tail of the FailedScheduling text. */
  | { readonly helps: false; readonly message: string };

interface Candidate {
  readonly slot: number;
  readonly victims: readonly PodInfo[];
}

/** At least this many nodes that would do are compared; see candidatePercent. Source: DefaultPreemptionArgs. */
const candidateMin = 100;
const candidatePercent = 10;
const notHelpful = 'Preemption is not helpful for scheduling';
const noVictims = 'No preemption victims found for incoming pod';

/**
 * Looks for a node where evicting Pods of lower priority makes room. Changes nothing; the cache is as before on return.
 * Models: framework/preemption/preemption.go, plugins/defaultpreemption. Left out: PodDisruptionBudgets.
 */
export function findPreemption(cycle: Cycle, attempt: Attempt, randomInt: (n: number) => number): Preemption {
  const { cache, info, pod } = cycle;
  if (pod.spec.preemptionPolicy === 'Never') return no('not eligible due to preemptionPolicy=Never.');
  if (isClearing(cycle)) return no('not eligible due to a terminating pod on the nominated node.');
  const potential = potentialNodes(cache, attempt);
  const reasons = new Map<string, number>();
  const candidates: Candidate[] = [];
  if (potential.length > 0) {
    const lower = lowerPods(cache, info);
    const enough = Math.min(
      potential.length,
      Math.max(candidateMin, Math.floor((potential.length * candidatePercent) / 100)),
    );
    // No Pod has a lower priority: every node answers the same, none need be tried.
    const offset = lower.size > 0 ? randomInt(potential.length) : 0;
    for (let i = 0; i < potential.length && candidates.length < enough; i++) {
      const slot = potential[(offset + i) % potential.length]!;
      const victims = lower.get(slot);
      const found = victims ? victimsOn(cycle, slot, victims) : [noVictims];
      if ('slot' in found) candidates.push(found);
      else for (const reason of found) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  if (candidates.length === 0) {
    const hopeless = attempt.all - potential.length;
    if (hopeless > 0) reasons.set(notHelpful, hopeless);
    return no(nodesAvailable(attempt.all, countReasons(reasons)));
  }
  const best = gentlest(candidates);
  return { helps: true, node: cache.names[best.slot]!, victims: best.victims };
}

const no = (text: string): Preemption => ({ helps: false, message: `preemption: ${text}` });

/** Room was made for the Pod before, and the Pods evicted then are not gone yet. */
function isClearing({ cache, info, pod }: Cycle): boolean {
  const nominated = pod.status?.nominatedNodeName;
  const slot = nominated === undefined ? undefined : cache.slots.get(nominated);
  if (slot === undefined) return false;
  for (const placed of cache.pods.values()) {
    if (placed.slot === slot && placed.info.priority < info.priority && placed.info.pod.metadata.deletionTimestamp)
      return true;
  }
  return false;
}

/** Nodes refused for a reason that evicting could remove, in node order. */
function potentialNodes(cache: Cache, { refusedSlots, refusals }: Attempt): number[] {
  const helpful = new Set(refusedSlots.filter((_, i) => refusals[i]!.rejection.preemptable));
  return helpful.size === 0 ? [] : [...nodeOrder(cache)].filter((slot) => helpful.has(slot));
}

/** Pods of lower priority by slot. */
function lowerPods(cache: Cache, { priority }: PodInfo): Map<number, Placed[]> {
  const found = new Map<number, Placed[]>();
  let any = false;
  for (const other of cache.priorities.keys()) if (other < priority) any = true;
  if (!any) return found;
  for (const placed of cache.pods.values()) {
    if (placed.info.priority >= priority) continue;
    const list = found.get(placed.slot);
    if (list) list.push(placed);
    else found.set(placed.slot, [placed]);
  }
  return found;
}

/** The fewest Pods to evict from a node, or why evicting all would not help. Models: SelectVictimsOnNode. */
function victimsOn(cycle: Cycle, slot: number, lower: readonly Placed[]): Candidate | readonly string[] {
  const { cache } = cycle;
  const node = cache.names[slot]!;
  for (const { info } of lower) removePod(cache, info.key);
  const refusal = refusalAt(cycle, slot);
  const victims: PodInfo[] = [];
  if (!refusal) {
    // The most important ones are let off first, as long as the Pod still fits.
    for (const { info } of [...lower].sort((a, b) => moreImportant(a.info, b.info))) {
      addPod(cache, info, node);
      if (!refusalAt(cycle, slot)) continue;
      removePod(cache, info.key);
      victims.push(info);
    }
  }
  for (const { info } of lower) if (!cache.pods.has(info.key)) addPod(cache, info, node);
  return refusal ? refusal.rejection.reasons : { slot, victims };
}

/** Higher priority first, then the one that runs longer. Models: pkg/scheduler/util MoreImportantPod. */
const moreImportant = (a: PodInfo, b: PodInfo): number => b.priority - a.priority || compare(startOf(a), startOf(b));

/** A Pod that has not started yet counts as started now: after every time there is. */
const startOf = ({ pod }: PodInfo): string => pod.status?.startTime ?? '9';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Models: preemption.go pickOneNodeForPreemption: each criterion decides only between what the ones before left over. */
function gentlest(candidates: readonly Candidate[]): Candidate {
  const highest = ({ victims }: Candidate): number => Math.max(-Infinity, ...victims.map((v) => v.priority));
  const sum = ({ victims }: Candidate): number => victims.reduce((total, v) => total + v.priority + 2 ** 31, 0);
  let left = lowest(lowest(candidates, highest), sum);
  left = lowest(left, ({ victims }) => victims.length);
  const latestStart = (c: Candidate): string =>
    c.victims
      .filter((v) => v.priority === highest(c))
      .map(startOf)
      .sort()[0] ?? '';
  return left.reduce((best, other) => (latestStart(other) > latestStart(best) ? other : best));
}

function lowest(candidates: readonly Candidate[], of: (candidate: Candidate) => number): readonly Candidate[] {
  const values = candidates.map(of);
  const min = Math.min(...values);
  return candidates.filter((_, i) => values[i] === min);
}
