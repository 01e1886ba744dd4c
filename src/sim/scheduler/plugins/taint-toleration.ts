import type { Taint, Toleration } from '../../../api/types.ts';
import { toleratesTaint, untoleratedTaint } from '../../tolerations.ts';
import { normalize, rejection, type Cycle, type Plugin, type Rejection } from './types.ts';

/** By taint set; nodes with equal taints are judged once. Undefined: tolerated. */
type Verdicts = readonly (Rejection | undefined)[];

/**
 * Keeps Pods off nodes whose NoSchedule and NoExecute taints they do not tolerate, and prefers nodes with fewer
 * untolerated PreferNoSchedule taints. Models: plugins/tainttoleration/taint_toleration.go (v1.33's text names the taint).
 */
export const taintToleration: Plugin<Verdicts, readonly number[]> = {
  name: 'TaintToleration',
  weight: 3,
  preFilter(cycle) {
    const { refused, verdicts } = opinionOf(cycle);
    return refused ? { state: verdicts } : undefined;
  },
  filter: ({ cache }, verdicts, slot) => verdicts[cache.taintSet[slot]!],
  filterKey: (cycle) => opinionOf(cycle).text,
  preScore: (cycle) => opinionOf(cycle).counts,
  score({ cache }, counts, feasible, out) {
    if (counts.every((count) => count === 0)) return 100;
    for (let i = 0; i < feasible.length; i++) out[i] = counts[cache.taintSet[feasible[i]!]!]!;
    return normalize(out, feasible.length, true);
  },
  wakes(info, event) {
    if (event.resource !== 'Node' || event.action === 'Delete') return false;
    const { tolerations } = info.pod.spec;
    if (untoleratedTaint(event.node.spec.taints, tolerations)) return false;
    return (
      event.action === 'Add' ||
      (event.aspect === 'Taint' && untoleratedTaint(event.old.spec.taints, tolerations) !== undefined)
    );
  },
};

/** What a Pod's tolerations make of the sets of taints there are. */
interface Opinion {
  readonly sets: Cycle['cache']['taintSets'];
  readonly known: number;
  readonly refused: boolean;
  readonly verdicts: Verdicts;
  /** Per set: taints that speak against the node without forbidding it. */
  readonly counts: readonly number[];
  /** The tolerations in one text. */
  readonly text: string;
}

/** Pods of one template share their tolerations, and sets of taints are only ever added. */
const opinions = new WeakMap<readonly Toleration[], Opinion>();
const noTolerations: readonly Toleration[] = Object.freeze([]);

function opinionOf({ cache, pod }: Cycle): Opinion {
  const sets = cache.taintSets;
  const tolerations = pod.spec.tolerations ?? noTolerations;
  const before = opinions.get(tolerations);
  if (before?.sets === sets && before.known === sets.length) return before;
  const verdicts = sets.map((taints) => {
    const taint = untoleratedTaint(taints, tolerations);
    return taint && rejection(false, untolerated(taint));
  });
  const opinion: Opinion = {
    sets,
    known: sets.length,
    refused: verdicts.some((verdict) => verdict !== undefined),
    verdicts,
    counts: sets.map((taints) => intolerable(taints, tolerations)),
    text: JSON.stringify(tolerations),
  };
  opinions.set(tolerations, opinion);
  return opinion;
}

const untolerated = ({ key, value }: Taint): string => `node(s) had untolerated taint {${key}: ${value ?? ''}}`;

/** Tolerations for another effect do not count here. */
const intolerable = (taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number =>
  taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !toleratesTaint(tolerations, taint)).length;
