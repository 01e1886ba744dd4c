import type { FilterVerdict, NodeScore } from '../notes.ts';
import type { Attempt, Refusal } from './attempt.ts';
import { nodeOrder, passedVerdict, type Cache } from './cache.ts';

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
    found.push(
      refusal ? { node, plugin: refusal.plugin, reasons: refusal.rejection.reasons } : passedVerdict(cache, slot),
    );
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
    // In a list of just their size, which keeps a large trace small.
    const own = scores.map(({ weighted }) => weighted[i]!);
    found.push({ node: cache.names[feasible[i]!]!, scores: own, total: totals[i]! });
  }
  return found;
}

/** Indexes of the `most` highest, highest first. */
function highest(totals: Int32Array, count: number, most: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < count; i++) {
    if (best.length === most && totals[i]! <= totals[best[most - 1]!]!) continue;
    let at = best.length < most ? best.length : most - 1;
    for (; at > 0 && totals[best[at - 1]!]! < totals[i]!; at--) best[at] = best[at - 1]!;
    best[at] = i;
  }
  return best;
}
