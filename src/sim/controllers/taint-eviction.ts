import type { Node, Pod, Taint, Toleration } from '../../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { strategicPatch } from '../client/requests.ts';
import { timestamp } from '../time.ts';
import { say, settled, type Controller, type Plan, type View } from './controller.ts';
import { patch, remove } from './writes.ts';

/**
 * Evicts Pods from nodes with a NoExecute taint: at once when they do not tolerate it, after tolerationSeconds when
 * they tolerate it for a while.
 * Models: kubernetes pkg/controller/tainteviction/taint_eviction.go.
 */
export const taintEvictionController: Controller = {
  name: 'taint-eviction-controller',
  account: 'node-controller',
  workers: 8,
  watches: {
    nodes({ type, object, old }, view) {
      if (type === 'deleted') return undefined;
      const [now, before] = [noExecute(object as Node), noExecute(old as Node | undefined)];
      if (
        now.length === before.length &&
        now.every((taint, i) => taint.key === before[i]!.key && taint.value === before[i]!.value)
      )
        return undefined;
      return view.onNode<Pod>(object.metadata.name).map(keyOf);
    },
    pods({ type, object, old, key }, view) {
      const { nodeName } = (object as Pod).spec;
      // A Pod that went while its eviction was planned needs a look to call it off; most were not planned.
      if (!nodeName || (type === 'updated' && (old as Pod | undefined)?.spec.nodeName === nodeName)) return undefined;
      const node = view.get<Node>('nodes', nodeName);
      return node && noExecute(node).length > 0 ? key : undefined;
    },
  },
  reconcile(key, view) {
    const pod = view.get<Pod>('pods', key);
    if (!pod || pod.metadata.deletionTimestamp || !pod.spec.nodeName)
      return { because: say('eviction.gone', { pod: key }), requeueAfterMs: 'never' };
    const taints = noExecute(view.get<Node>('nodes', pod.spec.nodeName));
    if (taints.length === 0) return callOff(key, pod, view);
    const seconds = toleratedSeconds(taints, pod.spec.tolerations ?? []);
    const values = { pod: pod.metadata.name, node: pod.spec.nodeName, taint: taints[0]!.key };
    if (seconds === Infinity) return { because: say('eviction.tolerated', values), requeueAfterMs: 'never' };
    if (seconds > 0 && view.revisit !== 'due') {
      if (view.revisit === 'pending') return settled(say('eviction.waiting', { ...values, seconds }));
      return { because: say('eviction.waiting', { ...values, seconds }), requeueAfterMs: seconds * 1000 };
    }
    return evict(key, pod, view, values);
  },
};

const noTaints: readonly Taint[] = Object.freeze([]);
const noExecute = (node: Node | undefined): readonly Taint[] =>
  node?.spec.taints?.filter((taint) => taint.effect === 'NoExecute') ?? noTaints;

const tolerates = (toleration: Toleration, taint: Taint): boolean =>
  (!toleration.effect || toleration.effect === taint.effect) &&
  (!toleration.key || toleration.key === taint.key) &&
  (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? ''));

/** How long all taints are tolerated together: 0 = not at all, Infinity = for ever. */
function toleratedSeconds(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  let least = Infinity;
  for (const taint of taints) {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    // The first match counts, as in taints.GetMatchingTolerations.
    const { tolerationSeconds } = matching[0]!;
    if (tolerationSeconds !== undefined) least = Math.min(least, Math.max(0, tolerationSeconds));
  }
  return least;
}

function callOff(key: string, pod: Pod, view: View): Plan {
  if (view.revisit === 'none') return settled(say('eviction.none', { pod: pod.metadata.name }));
  const told = {
    about: pod,
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message: `Cancelling deletion of Pod ${key}`,
  } as const;
  return { events: [told], because: say('eviction.cancelled', { pod: pod.metadata.name }), requeueAfterMs: 'never' };
}

function evict(key: string, pod: Pod, view: View, values: Readonly<Record<string, string>>): Plan {
  const told = {
    about: pod,
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message: `Marking for deletion Pod ${key}`,
  } as const;
  const disrupted = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: timestamp(view.now),
  };
  const body = { metadata: { uid: pod.metadata.uid }, status: { conditions: [disrupted] } };
  return {
    events: [told],
    requests: [patch('pods', pod, strategicPatch, body, { subresource: 'status', accept: [404] }), remove('pods', pod)],
    because: say('eviction.evict', values),
  };
}
