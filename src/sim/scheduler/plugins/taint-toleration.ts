import type { Taint, Toleration } from '../../../api/types.ts';
import { toleratesTaint, untoleratedTaint } from '../../tolerations.ts';
import { normalize, rejection, type Plugin, type Rejection } from './types.ts';

/** By taint set; nodes with equal taints are judged once. Undefined: tolerated. */
type Verdicts = readonly (Rejection | undefined)[];

/**
 * Keeps Pods off nodes whose NoSchedule and NoExecute taints they do not tolerate, and prefers nodes with fewer
 * untolerated PreferNoSchedule taints. Models: plugins/tainttoleration/taint_toleration.go (v1.33's text names the taint).
 */
export const taintToleration: Plugin<Verdicts, readonly number[]> = {
  name: 'TaintToleration',
  weight: 3,
  preFilter({ cache, pod }) {
    let refused = false;
    const state = cache.taintSets.map((taints) => {
      const taint = untoleratedTaint(taints, pod.spec.tolerations);
      if (taint) refused = true;
      return taint && rejection(false, untolerated(taint));
    });
    return refused ? { state } : undefined;
  },
  filter: ({ cache }, verdicts, slot) => verdicts[cache.taintSet[slot]!],
  preScore: ({ cache, pod }) => cache.taintSets.map((taints) => intolerable(taints, pod.spec.tolerations)),
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

const untolerated = ({ key, value }: Taint): string => `node(s) had untolerated taint {${key}: ${value ?? ''}}`;

/** Tolerations for another effect do not count here. */
const intolerable = (taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number =>
  taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !toleratesTaint(tolerations, taint)).length;
