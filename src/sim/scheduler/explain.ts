import type { Node, Pod, ReplicaSet, Service } from '../../api/types.ts';
import type { FilterVerdict, NodeScore } from '../notes.ts';
import { attemptPod, type Attempt, type Refusal } from './attempt.ts';
import { cacheOf, nodeOrder, passedVerdict, type Cache } from './cache.ts';
import { fitError } from './fit-error.ts';
import { podInfo } from './pod-info.ts';
import { findPreemption } from './preemption.ts';
import type { Cycle, Listers } from './plugins/types.ts';

/** One attempt as a table: what each node was refused for, or scored. */
export interface AttemptTable {
  readonly filters: readonly FilterVerdict[];
  readonly plugins: readonly string[];
  readonly scores: readonly NodeScore[];
  /** The nodes with the highest total; one of them was or would be taken. */
  readonly best: readonly string[];
  /** Text of FailedScheduling; '' when some node will do. */
  readonly message: string;
}

/**
 * Places `pod` on paper: every node filtered and scored, without sampling. What a large cluster's notes leave out is worked
 * out again from here, given the objects of that moment. `pods` are all Pods; those without a nodeName do not count.
 */
export function explainAttempt(
  pod: Pod,
  nodes: Iterable<Node>,
  pods: Iterable<Pod>,
  services: readonly Service[] = [],
  replicaSets: readonly ReplicaSet[] = [],
): AttemptTable {
  const cache = cacheOf(nodes, pods);
  const cycle: Cycle = { cache, pod, info: podInfo(pod), listers: listersOf(services, replicaSets) };
  const attempt = attemptPod(cycle, 0, Infinity);
  const max = attempt.feasible.reduce((most, _, i) => Math.max(most, attempt.totals[i] ?? 0), 0);
  const preemption = attempt.feasible.length === 0 ? findPreemption(cycle, attempt, () => 0) : undefined;
  return {
    filters: verdicts(cache, attempt),
    plugins: attempt.scores.map(({ plugin }) => plugin),
    scores: nodeScores(cache, attempt),
    best: attempt.feasible.filter((_, i) => (attempt.totals[i] ?? 0) === max).map((slot) => cache.names[slot]!),
    message: preemption ? fitError(attempt, preemption.helps ? '' : preemption.message) : '',
  };
}

const listersOf = (services: readonly Service[], replicaSets: readonly ReplicaSet[]): Listers => ({
  services: (namespace) => services.filter(({ metadata }) => metadata.namespace === namespace),
  replicaSet: (namespace, name) => replicaSets.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
});

/** A verdict for every node, in node order. A Pod refused at once has no node to blame, so it has none. */
export function verdicts(cache: Cache, attempt: Attempt): FilterVerdict[] {
  const { refusedSlots, refusals, refusedAtOnce, unnamed } = attempt;
  if (refusedAtOnce) return [];
  const bySlot: (Refusal | undefined)[] = [];
  for (let i = 0; i < refusedSlots.length; i++) bySlot[refusedSlots[i]!] = refusals[i];
  const found: FilterVerdict[] = [];
  for (const slot of nodeOrder(cache)) {
    const node = cache.names[slot]!;
    const refusal = bySlot[slot] ?? (unnamed && !unnamed.names.has(node) ? unnamed.refusal : undefined);
    found.push(refusal ? { node, plugin: refusal.plugin, reasons: refusal.rejection.reasons } : passedVerdict(cache, slot));
  }
  return found;
}

/** Scores per node in the order the nodes were found, or only the `most` highest, highest first. */
export function nodeScores(cache: Cache, { feasible, scores, totals }: Attempt, most = Infinity): NodeScore[] {
  const found: NodeScore[] = [];
  if (scores.length === 0) return found;
  const best = feasible.length > most ? highest(totals, feasible.length, most) : undefined;
  const count = best ? best.length : feasible.length;
  for (let k = 0; k < count; k++) {
    const i = best ? best[k]! : k;
    const own: number[] = [];
    for (const { weighted } of scores) own.push(weighted[i]!);
    found.push({ node: cache.names[feasible[i]!]!, scores: own, total: totals[i]! });
  }
  return found;
}

/** Indexes of the `most` highest, highest first. */
function highest(totals: Float64Array, count: number, most: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < count; i++) {
    if (best.length === most && totals[i]! <= totals[best[most - 1]!]!) continue;
    let at = best.length < most ? best.length : most - 1;
    for (; at > 0 && totals[best[at - 1]!]! < totals[i]!; at--) best[at] = best[at - 1]!;
    best[at] = i;
  }
  return best;
}
