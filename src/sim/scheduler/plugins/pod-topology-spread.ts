import { matches } from '../../../api/selectors.ts';
import { counterOf } from '../counters.ts';
import { domainOf, type Domain } from '../domains.ts';
import { ln } from '../natural-log.ts';
import { allowsEveryNode, matchesRequired } from '../../node-selector.ts';
import { untoleratedTaint } from '../../tolerations.ts';
import { nodeOrder } from '../cache.ts';
import { defaultConstraints, ownConstraints, type SpreadConstraint } from './spread-constraints.ts';
import { rejection, type ClusterEvent, type Cycle, type Plugin } from './types.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Node } from '../../../api/types.ts';

const uneven = rejection(true, "node(s) didn't match pod topology spread constraints");
const noLabel = rejection(false, "node(s) didn't match pod topology spread constraints (missing required label)");

/** A hard constraint with the counts it is judged by. */
interface Hard {
  readonly constraint: SpreadConstraint;
  readonly domain: Domain;
  /** Matching Pods per domain value. */
  readonly counts: Int32Array;
  readonly least: number;
  readonly selfMatch: number;
}

/** A soft constraint: what a node scores is the sum over these. */
interface Soft {
  readonly domain: Domain;
  /** By slot for the hostname, by domain value for other keys. */
  readonly counts: Int32Array;
  readonly perNode: boolean;
  readonly weight: number;
  /** What each node scores besides: maxSkew - 1. */
  readonly tolerance: number;
}

interface SoftState {
  readonly soft: readonly Soft[];
  /** Nodes lacking a topology label; they score 0. Undefined when that does not matter. */
  readonly ignored: ReadonlySet<number> | undefined;
}

/**
 * Spreads Pods that a selector selects evenly over nodes, zones or other domains.
 * Models: plugins/podtopologyspread/{filtering,scoring,common}.go.
 */
export const podTopologySpread: Plugin<readonly Hard[], SoftState> = {
  name: 'PodTopologySpread',
  weight: 2,
  preFilter(cycle) {
    const constraints = ownConstraints(cycle.pod, 'DoNotSchedule');
    return constraints.length > 0 ? { state: hardState(cycle, constraints) } : undefined;
  },
  filter(_, hard, slot) {
    for (const { constraint, domain, counts, least, selfMatch } of hard) {
      const value = domain.of[slot]!;
      if (value < 0) return noLabel;
      if (counts[value]! + selfMatch - least > constraint.maxSkew) return uneven;
    }
    return undefined;
  },
  preScore(cycle, feasible) {
    const own = (cycle.pod.spec.topologySpreadConstraints?.length ?? 0) > 0;
    const constraints = own ? ownConstraints(cycle.pod, 'ScheduleAnyway') : defaultConstraints(cycle);
    return constraints.length > 0 ? softState(cycle, constraints, feasible, own) : undefined;
  },
  score(_, { soft, ignored }, feasible, out) {
    const used = soft.filter(({ domain }) => domain.values.size > 0);
    const { length } = feasible;
    let min = Infinity;
    let max = 0;
    for (let i = 0; i < length; i++) {
      const slot = feasible[i]!;
      let sum = 0;
      for (let k = 0; k < used.length; k++) {
        const { domain, counts, perNode, weight, tolerance } = used[k]!;
        const value = domain.of[slot]!;
        if (value >= 0) sum += counts[perNode ? slot : value]! * weight + tolerance;
      }
      const score = Math.round(sum);
      out[i] = score;
      if (ignored?.has(slot)) continue;
      if (score < min) min = score;
      if (score > max) max = score;
    }
    if (max === 0 && !ignored) return 100;
    for (let i = 0; i < length; i++) {
      if (ignored?.has(feasible[i]!)) out[i] = 0;
      else out[i] = max === 0 ? 100 : Math.floor((100 * (max + min - out[i]!)) / max);
    }
    return undefined;
  },
  wakes: (info, event) =>
    event.resource === 'Node' ? nodeMatters(info, event) : event.resource === 'AssignedPod' && podMatters(info, event),
};

/** Does a node's Pods count for this constraint? Models: common.go matchNodeInclusionPolicies. */
function included({ pod, cache }: Cycle, constraint: SpreadConstraint, slot: number, anyNode: boolean): boolean {
  const node = cache.nodes[slot]!;
  if (constraint.honorsAffinity && !anyNode && !matchesRequired(pod, node)) return false;
  return !constraint.honorsTaints || !untoleratedTaint(node.spec?.taints, pod.spec.tolerations);
}

function hardState(cycle: Cycle, constraints: readonly SpreadConstraint[]): Hard[] {
  const { cache, pod } = cycle;
  const anyNode = allowsEveryNode(pod);
  const domains = constraints.map(({ topologyKey }) => domainOf(cache, topologyKey));
  return constraints.map((constraint, i) => {
    const domain = domains[i]!;
    const perSlot = countsPerSlot(cycle, constraint);
    const counts = new Int32Array(domain.values.size);
    const present = new Uint8Array(domain.values.size);
    let size = 0;
    for (const slot of nodeOrder(cache)) {
      if (domains.some((other) => other.of[slot]! < 0) || !included(cycle, constraint, slot, anyNode)) continue;
      const value = domain.of[slot]!;
      counts[value]! += perSlot ? perSlot[slot]! : 0;
      if (present[value] === 0) size++;
      present[value] = 1;
    }
    // With fewer domains than demanded the missing ones count as empty.
    let least = size < constraint.minDomains ? 0 : Infinity;
    for (let value = 0; value < counts.length; value++)
      if (present[value] === 1 && counts[value]! < least) least = counts[value]!;
    return { constraint, domain, counts, least, selfMatch: selects(constraint, pod.metadata.labels) ? 1 : 0 };
  });
}

function softState(
  cycle: Cycle,
  constraints: readonly SpreadConstraint[],
  feasible: readonly number[],
  requireAll: boolean,
): SoftState {
  const { cache, pod } = cycle;
  const anyNode = allowsEveryNode(pod);
  const domains = constraints.map(({ topologyKey }) => domainOf(cache, topologyKey));
  const lacks = (slot: number): boolean => domains.some((domain) => domain.of[slot]! < 0);
  const ignored = requireAll ? new Set(feasible.filter(lacks)) : undefined;
  const scored = feasible.length - (ignored?.size ?? 0);
  const soft = constraints.map((constraint, i): Soft => {
    const domain = domains[i]!;
    const perSlot = countsPerSlot(cycle, constraint);
    const tolerance = constraint.maxSkew - 1;
    if (domain.values.size === 0) return { domain, counts: noCounts, perNode: false, weight: 0, tolerance };
    if (constraint.topologyKey === 'kubernetes.io/hostname') {
      return {
        domain,
        counts: perSlot ?? new Int32Array(cache.capacity),
        perNode: true,
        weight: ln(scored + 2),
        tolerance,
      };
    }
    // Only domains that some feasible node is in; a node without the label counts as one more.
    const present = new Uint8Array(domain.values.size);
    let size = 0;
    let unlabelled = 0;
    for (let i = 0; i < feasible.length; i++) {
      const slot = feasible[i]!;
      if (ignored?.has(slot)) continue;
      const value = domain.of[slot]!;
      if (value < 0) unlabelled = 1;
      else if (present[value] === 0) {
        present[value] = 1;
        size++;
      }
    }
    const counts = new Int32Array(domain.values.size);
    if (perSlot) {
      const { of } = domain;
      // Nodes that are gone have no value.
      for (let slot = 0; slot < of.length; slot++) {
        if (perSlot[slot] === 0) continue;
        const value = of[slot]!;
        if (value < 0 || present[value] === 0) continue;
        if ((requireAll && lacks(slot)) || !included(cycle, constraint, slot, anyNode)) continue;
        counts[value]! += perSlot[slot]!;
      }
    }
    return { domain, counts, perNode: false, weight: ln(size + unlabelled + 2), tolerance };
  });
  return { soft, ignored };
}

const noCounts = new Int32Array(0);

const countsPerSlot = ({ cache, pod }: Cycle, { selector }: SpreadConstraint): Int32Array | undefined =>
  selector && counterOf(cache, pod.metadata.namespace ?? '', selector);

const selects = ({ selector }: SpreadConstraint, labels: Readonly<Record<string, string>> | undefined): boolean =>
  !!selector && matches(selector, labels);

/** A Pod that a constraint counts has come, gone, or changed sides. */
function podMatters(info: PodInfo, event: Extract<ClusterEvent, { resource: 'AssignedPod' }>): boolean {
  const { pod } = event.info;
  if (pod.metadata.namespace !== info.pod.metadata.namespace) return false;
  const constraints = ownConstraints(info.pod, 'DoNotSchedule');
  if (event.action !== 'Update') return constraints.some((c) => selects(c, pod.metadata.labels));
  const before = event.old.pod.metadata.labels;
  return constraints.some((c) => selects(c, pod.metadata.labels) !== selects(c, before));
}

/** A node that can be a domain has come, gone, or moved. */
function nodeMatters(info: PodInfo, event: Extract<ClusterEvent, { resource: 'Node' }>): boolean {
  const keys = ownConstraints(info.pod, 'DoNotSchedule').map(({ topologyKey }) => topologyKey);
  const has = (node: Node): boolean => keys.every((key) => node.metadata.labels?.[key] !== undefined);
  if (event.action !== 'Update') return has(event.node);
  if (event.aspect === 'Allocatable') return false;
  if (event.aspect === 'Taint') return has(event.node);
  return (
    (has(event.node) || has(event.old)) &&
    keys.some((key) => event.node.metadata.labels?.[key] !== event.old.metadata.labels?.[key])
  );
}
