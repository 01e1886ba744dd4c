import { selectorMatches, type Labels } from '../../api/selectors.ts';
import type { KubeObject, LabelSelector, Pod } from '../../api/types.ts';
import { keyOf, type Change } from '../client/informer.ts';
import { strategicPatch } from '../client/requests.ts';
import type { Plural, View, Write } from './controller.ts';
import { adoptPatch, controllerOf, releasePatch, resolveOwner } from './owners.ts';
import { isActive } from './pods.ts';
import { patch } from './writes.ts';

type Selecting = KubeObject & { spec: { selector?: LabelSelector | null } };

/** The workloads of a kind that a change of a Pod concerns: its owner, the one it left, or those that would adopt it. */
export const ownersOfPods =
  (plural: Plural, kind: string) =>
  ({ object, old }: Change, view: View): readonly string[] | undefined => {
    const now = controllerOf(object);
    const before = controllerOf(old);
    if (now && now.kind !== kind && (!before || before.kind !== kind)) return undefined;
    const found: string[] = [];
    for (const ref of before && before.uid !== now?.uid ? [before, now] : [now]) {
      const owner = ref && resolveOwner(view, plural, kind, object, ref);
      if (owner) found.push(keyOf(owner));
    }
    if (now) return found;
    for (const owner of view.inNamespace<Selecting>(plural, object.metadata.namespace!))
      if (selects(owner, object.metadata.labels)) found.push(keyOf(owner));
    return found;
  };

/** An empty selector is a mistake, not a wish for everything. */
function selects({ spec: { selector } }: Selecting, labels: Labels): boolean {
  if (!selector) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return Object.keys(matchLabels).length + matchExpressions.length > 0 && selectorMatches(selector, labels);
}

/** Its Pods, by name; orphans that match are adopted, own ones that no longer match let go. Models: ClaimPods. */
export function claimPods(
  owner: Selecting,
  view: View,
  fits: (pod: Pod) => boolean = () => true,
): { pods: Pod[]; claims: Write[] } {
  const claims: Write[] = [];
  const leaving = owner.metadata.deletionTimestamp !== undefined;
  const pods = view.controlledBy<Pod>('pods', owner.metadata.uid).filter((pod) => {
    if (selects(owner, pod.metadata.labels) && fits(pod)) return true;
    if (!leaving) claims.push(patch('pods', pod, strategicPatch, releasePatch(owner, pod), { accept: [404, 422] }));
    return false;
  });
  if (!leaving)
    for (const pod of view.orphansIn<Pod>('pods', owner.metadata.namespace!)) {
      if (!isActive(pod) || !selects(owner, pod.metadata.labels) || !fits(pod)) continue;
      claims.push(patch('pods', pod, strategicPatch, adoptPatch(owner, pod), { accept: [404] }));
    }
  return { pods: pods.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)), claims };
}
