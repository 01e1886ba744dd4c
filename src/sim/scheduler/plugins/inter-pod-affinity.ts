import { matches, type ParsedSelector } from '../../../api/selectors.ts';
import { nodeOrder } from '../cache.ts';
import { counterOf } from '../counters.ts';
import { domainOf, type Domain } from '../domains.ts';
import type { PodInfo } from '../pod-info.ts';
import { meansPod, termsOf, type PodTerm } from '../pod-terms.ts';
import { rejection, type ClusterEvent, type Cycle, type Plugin } from './types.ts';

const noNeighbour = rejection(false, "node(s) didn't match pod affinity rules");
const badNeighbour = rejection(true, "node(s) didn't match pod anti-affinity rules");
const unwelcome = rejection(true, "node(s) didn't satisfy existing pods anti-affinity rules");

/** Pods that count, by the value a topology key has where they are. */
interface Near {
  readonly domain: Domain;
  readonly counts: Float64Array;
}

interface State {
  /** Per required term: how many Pods that all terms mean are in each domain. */
  readonly wanted: readonly Near[];
  /** Nobody fits the required terms yet but the Pod itself: it may go first. */
  readonly mayBeFirst: boolean;
  readonly avoided: readonly Near[];
  /** Placed Pods that want this one away. */
  readonly avoiding: readonly Near[];
}

/**
 * Keeps Pods near Pods they want near and away from those they want away, in both directions.
 * Models: plugins/interpodaffinity/{filtering,scoring}.go with hardPodAffinityWeight 1.
 */
export const interPodAffinity: Plugin<State, readonly Near[]> = {
  name: 'InterPodAffinity',
  weight: 2,
  preFilter(cycle) {
    const { cache, pod } = cycle;
    const anyTerms = pod.spec.affinity?.podAffinity || pod.spec.affinity?.podAntiAffinity;
    if (!anyTerms && cache.terms.size === 0) return undefined;
    const required = termsOf(pod, 'required').map(({ term }) => term);
    const anti = termsOf(pod, 'requiredAnti').map(({ term }) => term);
    const avoiding = wantingAway(cycle);
    if (required.length === 0 && anti.length === 0 && avoiding.length === 0) return undefined;
    const perSlot = meantByAll(cycle, required);
    const wanted = required.map(({ topologyKey }) => gather(cycle, topologyKey, [perSlot], 1));
    const mayBeFirst =
      required.length > 0 &&
      wanted.every(({ counts }) => counts.every((count) => count === 0)) &&
      required.every((term) => meansPod(term, pod, namespaceLabels(cycle)));
    return {
      state: {
        wanted,
        mayBeFirst,
        avoided: anti.map((term) => gather(cycle, term.topologyKey, meant(cycle, term), 1)),
        avoiding,
      },
    };
  },
  filter(_, { wanted, mayBeFirst, avoided, avoiding }, slot) {
    let alone = false;
    for (const near of wanted) {
      const count = at(near, slot);
      if (count === undefined) return noNeighbour;
      if (count === 0) alone = true;
    }
    if (alone && !mayBeFirst) return noNeighbour;
    if (avoided.some((near) => (at(near, slot) ?? 0) > 0)) return badNeighbour;
    return avoiding.some((near) => (at(near, slot) ?? 0) > 0) ? unwelcome : undefined;
  },
  preScore(cycle) {
    const { cache, pod } = cycle;
    const found: Near[] = [];
    const keep = (near: Near): void => {
      if (near.counts.some((count) => count !== 0)) found.push(near);
    };
    for (const { term, weight } of termsOf(pod, 'preferred'))
      keep(gather(cycle, term.topologyKey, meant(cycle, term), weight));
    for (const { term, weight } of termsOf(pod, 'preferredAnti'))
      keep(gather(cycle, term.topologyKey, meant(cycle, term), -weight));
    for (const { kind, term, weight, perSlot } of cache.terms.values()) {
      if (kind === 'requiredAnti' || !meansPod(term, pod, namespaceLabels(cycle))) continue;
      keep(gather(cycle, term.topologyKey, [perSlot], kind === 'preferredAnti' ? -weight : weight));
    }
    return found.length > 0 ? found : undefined;
  },
  score(_, nears, feasible, out) {
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < feasible.length; i++) {
      let sum = 0;
      for (const near of nears) sum += at(near, feasible[i]!) ?? 0;
      out[i] = sum;
      if (sum < min) min = sum;
      if (sum > max) max = sum;
    }
    if (max <= min) return 0;
    for (let i = 0; i < feasible.length; i++) out[i] = Math.floor(100 * ((out[i]! - min) / (max - min)));
    return undefined;
  },
  wakes: (info, event) =>
    event.resource === 'Node'
      ? event.action === 'Add' || (event.action === 'Update' && event.aspect === 'Label')
      : event.resource === 'AssignedPod' && podMatters(info, event),
};

/** Undefined: the node lacks the label. */
function at({ domain, counts }: Near, slot: number): number | undefined {
  const value = domain.of[slot]!;
  return value < 0 ? undefined : counts[value]!;
}

/** Counts per node become counts per domain, each times `weight`. */
function gather({ cache }: Cycle, topologyKey: string, columns: readonly Int32Array[], weight: number): Near {
  const domain = domainOf(cache, topologyKey);
  const counts = new Float64Array(domain.values.size);
  for (const slot of nodeOrder(cache)) {
    const value = domain.of[slot]!;
    if (value < 0) continue;
    for (const perSlot of columns) counts[value]! += perSlot[slot]! * weight;
  }
  return { domain, counts };
}

/** Pods per node that a term means: one column for every namespace. */
function meant(cycle: Cycle, term: PodTerm): Int32Array[] {
  const { selector } = term;
  return selector
    ? [...namespacesOf(cycle, term)].map((namespace) => counterOf(cycle.cache, namespace, selector, true))
    : [];
}

/** Pods per node that every one of the terms means. */
function meantByAll(cycle: Cycle, terms: readonly PodTerm[]): Int32Array {
  const sum = new Int32Array(cycle.cache.capacity);
  if (terms.length === 0 || terms.some(({ selector }) => !selector)) return sum;
  const all: ParsedSelector = terms
    .flatMap(({ selector }) => [...selector!])
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const [first, ...rest] = terms.map((term) => namespacesOf(cycle, term));
  for (const namespace of first!) {
    if (!rest.every((names) => names.has(namespace))) continue;
    const perSlot = counterOf(cycle.cache, namespace, all, true);
    for (let slot = 0; slot < sum.length; slot++) sum[slot]! += perSlot[slot]!;
  }
  return sum;
}

function namespacesOf({ listers }: Cycle, { namespaces, namespaceSelector }: PodTerm): Set<string> {
  const names = new Set(namespaces);
  if (namespaceSelector)
    for (const { metadata } of listers.namespaces())
      if (matches(namespaceSelector, metadata.labels)) names.add(metadata.name);
  return names;
}

const namespaceLabels = ({ listers, pod }: Cycle): Readonly<Record<string, string>> | undefined =>
  listers.namespaceLabels(pod.metadata.namespace ?? '');

function wantingAway(cycle: Cycle): Near[] {
  const found: Near[] = [];
  for (const { kind, term, perSlot } of cycle.cache.terms.values()) {
    if (kind === 'requiredAnti' && meansPod(term, cycle.pod, namespaceLabels(cycle)))
      found.push(gather(cycle, term.topologyKey, [perSlot], 1));
  }
  return found;
}

/** A wanted neighbour has come, or one that stood in the way has gone. Namespaces meant by labels count as meant. */
function podMatters({ pod }: PodInfo, event: Extract<ClusterEvent, { resource: 'AssignedPod' }>): boolean {
  const other = event.info.pod;
  const means = (term: PodTerm, whom: typeof pod): boolean =>
    !!term.selector &&
    matches(term.selector, whom.metadata.labels) &&
    (!!term.namespaceSelector || term.namespaces.includes(whom.metadata.namespace ?? ''));
  const wanted = termsOf(pod, 'required');
  const comes = wanted.length > 0 && wanted.every(({ term }) => means(term, other));
  if (event.action === 'Add') return comes;
  const goes = (gone: typeof pod): boolean =>
    termsOf(pod, 'requiredAnti').some(({ term }) => means(term, gone)) ||
    termsOf(gone, 'requiredAnti').some(({ term }) => means(term, pod));
  return event.action === 'Delete' ? goes(other) : comes || goes(event.old.pod);
}
