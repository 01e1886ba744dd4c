import type { Taint, Toleration } from '../../../api/types.ts';
import { toleratesTaint, untoleratedTaint } from '../tolerations.ts';
import { normalize, rejection, type Plugin, type Rejection } from './types.ts';

/** Verdict per taint set; nodes with equal taints are judged once. */
type Verdicts = (Rejection | null | undefined)[];

/**
 * Keeps Pods off nodes whose NoSchedule and NoExecute taints they do not tolerate, and prefers nodes with fewer
 * untolerated PreferNoSchedule taints. Models: plugins/tainttoleration/taint_toleration.go (v1.33's text names the taint).
 */
export const taintToleration: Plugin<Verdicts, number[]> = {
  name: 'TaintToleration',
  weight: 3,
  preFilter: () => ({ state: [] }),
  filter({ cache, pod }, verdicts, slot) {
    const set = cache.taintSet[slot]!;
    let verdict = verdicts[set];
    if (verdict === undefined) {
      const taint = untoleratedTaint(cache.taintSets[set], pod.spec.tolerations);
      verdict = taint ? rejection(false, untolerated(taint)) : null;
      verdicts[set] = verdict;
    }
    return verdict ?? undefined;
  },
  preScore: () => [],
  score({ cache, pod }, counts, feasible, out) {
    for (let i = 0; i < feasible.length; i++) {
      const set = cache.taintSet[feasible[i]!]!;
      out[i] = counts[set] ??= intolerable(cache.taintSets[set]!, pod.spec.tolerations);
    }
    normalize(out, true);
  },
  wakes(info, event) {
    if (event.resource !== 'Node' || event.action === 'Delete') return false;
    const { tolerations } = info.pod.spec;
    if (untoleratedTaint(event.node.spec.taints, tolerations)) return false;
    return event.action === 'Add' || (event.aspect === 'Taint' && untoleratedTaint(event.old.spec.taints, tolerations) !== undefined);
  },
};

const untolerated = ({ key, value }: Taint): string => `node(s) had untolerated taint {${key}: ${value ?? ''}}`;

/** Tolerations for another effect do not count here. */
const intolerable = (taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number =>
  taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !toleratesTaint(tolerations, taint)).length;
