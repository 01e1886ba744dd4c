import { nodeOrder } from './cache.ts';
import { plugins } from './plugins/index.ts';
import type { Cycle, Plugin, Rejection } from './plugins/types.ts';

/** Who refused, and with which words. */
export interface Refusal {
  readonly plugin: string;
  readonly rejection: Rejection;
}

/** Everything one scheduling cycle found out. Node numbers are slots of the cache. */
export interface Attempt {
  /** Nodes in the cluster. */
  readonly all: number;
  /** Nodes looked at before enough were found. */
  readonly examined: number;
  readonly feasible: readonly number[];
  /** Refused nodes and, in the same order, by whom. */
  readonly refusedSlots: readonly number[];
  readonly refusals: readonly Refusal[];
  /** A plugin refused the Pod before looking at nodes. */
  readonly refusedAtOnce: Refusal | undefined;
  /** Nodes nobody looked at because plugins named others; with the reason upstream gives for them. */
  readonly unnamed:
    { readonly count: number; readonly refusal: Refusal; readonly names: ReadonlySet<string> } | undefined;
  /** Weighted scores per plugin, in the order of `feasible`; none when there was nothing to choose. Good until the next attempt. */
  readonly scores: readonly { readonly plugin: string; readonly weighted: Int32Array }[];
  readonly totals: Int32Array;
}

/** Clusters up to this size are searched as a whole. Source: schedule_one.go minFeasibleNodesToFind. */
const feasibleMin = 100;
const percentMin = 5;

/** How many feasible nodes are enough to choose from. Models: schedule_one.go numFeasibleNodesToFind with the default percentage 0. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < feasibleMin) return nodes;
  const percent = Math.max(percentMin, 50 - Math.floor(nodes / 125));
  return Math.max(feasibleMin, Math.floor((nodes * percent) / 100));
}

interface Running {
  readonly plugin: Plugin;
  readonly state: unknown;
}

/**
 * Filters, then scores. `start` is where in the node order to begin; `limit` how many feasible nodes are enough.
 * Models: schedule_one.go schedulePod. Left out: extenders.
 */
export function attemptPod(cycle: Cycle, start: number, limit: number): Attempt {
  const { cache } = cycle;
  const order = nodeOrder(cache);
  const all = order.length;
  const refusedSlots: number[] = [];
  const refusals: Refusal[] = [];
  const nothing = {
    all,
    examined: 0,
    feasible: [],
    refusedSlots,
    refusals,
    refusedAtOnce: undefined,
    unnamed: undefined,
    scores: [],
    totals: noTotals,
  };
  const pre = preFilter(cycle);
  if ('rejection' in pre) return { ...nothing, refusedAtOnce: pre };

  const nominated = nominatedSlot(cycle);
  if (nominated !== undefined && !refusalOf(cycle, pre.running, nominated))
    return { ...nothing, examined: 1, feasible: [nominated] };

  const candidates = pre.names ? slotsOf(cycle, pre.names) : order;
  const wanted = pre.names ? candidates.length : limit;
  const feasible: number[] = [];
  let examined = 0;
  for (; examined < candidates.length && feasible.length < wanted; examined++) {
    let at = start + examined;
    if (at >= candidates.length) at %= candidates.length;
    const slot = candidates[at]!;
    const refusal = refusalOf(cycle, pre.running, slot);
    if (refusal) {
      refusedSlots.push(slot);
      refusals.push(refusal);
    } else feasible.push(slot);
  }
  const unnamed = pre.names && {
    count: all - candidates.length,
    names: pre.names,
    refusal: {
      plugin: pre.namedBy[0]!,
      rejection: { reasons: [`node(s) didn't satisfy plugin(s) [${pre.namedBy.join(' ')}]`], preemptable: false },
    },
  };
  const result = { ...nothing, examined, feasible, unnamed };
  return feasible.length > 1 ? { ...result, ...scored(cycle, feasible) } : result;
}

/** The node room was made on for this Pod; it is asked first. Models: evaluateNominatedNode. */
function nominatedSlot({ cache, pod }: Cycle): number | undefined {
  const name = pod.status?.nominatedNodeName;
  const slot = name ? cache.slots.get(name) : undefined;
  return slot !== undefined && cache.nodes[slot] ? slot : undefined;
}

interface Prepared {
  readonly running: readonly Running[];
  readonly names: ReadonlySet<string> | undefined;
  readonly namedBy: readonly string[];
}

function preFilter(cycle: Cycle): Prepared | Refusal {
  const running: Running[] = [];
  const namedBy: string[] = [];
  let names: ReadonlySet<string> | undefined;
  for (let i = 0; i < plugins.length; i++) {
    const plugin = plugins[i]!;
    if (!plugin.preFilter) continue;
    const result = plugin.preFilter(cycle);
    if (!result) continue;
    if ('refused' in result) return { plugin: plugin.name, rejection: result.refused };
    running.push({ plugin, state: result.state });
    if (result.nodes) {
      const others = names;
      names = others ? new Set([...result.nodes].filter((name) => others.has(name))) : result.nodes;
      namedBy.push(plugin.name);
    }
  }
  return { running, names, namedBy };
}

/** Known nodes of these names. */
function slotsOf({ cache }: Cycle, names: ReadonlySet<string>): Int32Array {
  const slots: number[] = [];
  for (const name of names) {
    const slot = cache.slots.get(name);
    if (slot !== undefined && cache.nodes[slot]) slots.push(slot);
  }
  return Int32Array.from(slots);
}

const refusalCache = new WeakMap<Rejection, Refusal>();

/** The first plugin that refuses the node speaks for all. */
function refusalOf(cycle: Cycle, running: readonly Running[], slot: number): Refusal | undefined {
  for (let i = 0; i < running.length; i++) {
    const { plugin, state } = running[i]!;
    const rejection = plugin.filter!(cycle, state, slot);
    if (!rejection) continue;
    let refusal = refusalCache.get(rejection);
    if (!refusal) {
      refusal = Object.freeze({ plugin: plugin.name, rejection });
      refusalCache.set(rejection, refusal);
    }
    return refusal;
  }
  return undefined;
}

/** Would the Pod fit on this one node as the cache is now? Undefined: yes. */
export function refusalAt(cycle: Cycle, slot: number): Refusal | undefined {
  const pre = preFilter(cycle);
  return 'rejection' in pre ? pre : refusalOf(cycle, pre.running, slot);
}

const noTotals = new Int32Array(0);

/** Work space, one row per plugin and one for the sum. What is in it means nothing to the next attempt. */
const rows: Int32Array[] = [];

function workRow(index: number, length: number): Int32Array {
  const row = rows[index];
  if (row && row.length >= length) return row.fill(0, 0, length);
  return (rows[index] = new Int32Array(Math.max(length, 2 * (row?.length ?? 16))));
}

function scored(cycle: Cycle, feasible: readonly number[]): Pick<Attempt, 'scores' | 'totals'> {
  const count = feasible.length;
  const totals = workRow(0, count);
  const scores: { plugin: string; weighted: Int32Array }[] = [];
  let everywhere = 0;
  for (let k = 0; k < plugins.length; k++) {
    const plugin = plugins[k]!;
    if (!plugin.preScore || !plugin.score) continue;
    const state = plugin.preScore(cycle, feasible);
    if (state === undefined) continue;
    const weighted = workRow(scores.length + 1, count);
    const alike = plugin.score(cycle, state, feasible, weighted);
    const weight = plugin.weight!;
    if (alike !== undefined) {
      weighted.fill(alike * weight, 0, count);
      everywhere += alike * weight;
    } else {
      for (let i = 0; i < count; i++) {
        const score = weighted[i]! * weight;
        weighted[i] = score;
        totals[i]! += score;
      }
    }
    scores.push({ plugin: plugin.name, weighted });
  }
  if (everywhere !== 0) for (let i = 0; i < count; i++) totals[i]! += everywhere;
  return { scores, totals };
}

/**
 * Slot of the winner: the highest total, among equals each with the same chance. `randomInt(n)` is uniform in [0, n).
 * Models: schedule_one.go selectHost.
 */
export function chooseNode({ feasible, totals }: Attempt, randomInt: (n: number) => number): number | undefined {
  const { length } = feasible;
  let best = 0;
  let most = totals[0]!;
  let equals = 1;
  for (let i = 1; i < length; i++) {
    const total = totals[i]!;
    if (total < most) continue;
    if (total > most) {
      best = i;
      most = total;
      equals = 1;
    } else if (randomInt(++equals) === 0) best = i;
  }
  return feasible[best];
}

/** Every refusal with the number of nodes it concerns; nodes that only one attempt's plugins left out included. */
export function refusalCounts(attempt: Attempt): Map<Refusal, number> {
  const counts = new Map<Refusal, number>();
  for (const refusal of attempt.refusals) counts.set(refusal, (counts.get(refusal) ?? 0) + 1);
  if (attempt.unnamed && attempt.unnamed.count > 0) counts.set(attempt.unnamed.refusal, attempt.unnamed.count);
  return counts;
}
