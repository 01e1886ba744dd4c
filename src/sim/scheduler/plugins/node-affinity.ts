import type { NodeSelectorTerm, Pod } from '../../../api/types.ts';
import { allowsEveryNode, matchesRequired, matchesTerm } from '../../node-selector.ts';
import { normalize, rejection, type Plugin, type PreFilter } from './types.ts';

const otherNode = rejection(false, "node(s) didn't match Pod's node affinity/selector");
const conflict = rejection(false, 'pod affinity terms conflict');

type Preferred = readonly { readonly weight: number; readonly preference: NodeSelectorTerm }[];

/** nodeSelector and node affinity. Models: plugins/nodeaffinity/node_affinity.go. Left out: affinity added by the scheduler's configuration. */
export const nodeAffinity: Plugin<true, Preferred> = {
  name: 'NodeAffinity',
  weight: 2,
  preFilter: ({ pod }) => (allowsEveryNode(pod) ? undefined : namedNodes(pod)),
  filter: ({ cache, pod }, _, slot) => (matchesRequired(pod, cache.nodes[slot]!) ? undefined : otherNode),
  preScore({ pod }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    return preferred?.length ? preferred : undefined;
  },
  score({ cache }, preferred, feasible, out) {
    for (let i = 0; i < feasible.length; i++) {
      const node = cache.nodes[feasible[i]!]!;
      let sum = 0;
      for (const { weight, preference } of preferred) if (matchesTerm(preference, node)) sum += weight;
      out[i] = sum;
    }
    return normalize(out, feasible.length, false);
  },
  wakes: ({ pod }, event) =>
    event.resource === 'Node' &&
    event.action !== 'Delete' &&
    matchesRequired(pod, event.node) &&
    (event.action === 'Add' || (event.aspect === 'Label' && !matchesRequired(pod, event.old))),
};

/** When every term names nodes (as a DaemonSet's Pods do), only those are looked at. */
function namedNodes(pod: Pod): PreFilter<true> {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms?.length) return { state: true };
  const all = new Set<string>();
  for (const { matchFields } of terms) {
    let names: readonly string[] | undefined;
    for (const { key, operator, values } of matchFields ?? []) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      names = names ? names.filter((name) => values?.includes(name)) : (values ?? []);
    }
    if (!names) return { state: true };
    for (const name of names) all.add(name);
  }
  return all.size === 0 ? { refused: conflict } : { state: true, nodes: all };
}
