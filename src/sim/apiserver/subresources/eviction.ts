import { findKind } from '../../../api/index.ts';
import { selectorMatches } from '../../../api/selectors.ts';
import { created, notFound, tooManyRequests } from '../../../api/status.ts';
import type { Condition, KubeObject, LabelSelector, Pod } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { timestamp } from '../../time.ts';
import { cachedIn, everyCached } from '../cache/cache.ts';
import { refuse } from '../reply.ts';
import type { ApiServerState, Call } from '../state.ts';

interface Budget extends KubeObject {
  spec: { selector?: LabelSelector };
  status?: { disruptionsAllowed?: number };
}

export const evicted = Object.freeze(created());

/**
 * POST pods/eviction: a deletion that asks the disruption budgets first. Returns the deletion to go on with.
 * Models: pkg/registry/core/pod/storage/eviction.go. Left out: counting down the budget before its controller has; the
 * condition is written together with the deletion mark, upstream before it.
 */
export function evictionAsDeletion(
  state: ApiServerState,
  ctx: Context,
  call: Call,
): { pod: Pod; deletion: Call } | undefined {
  const { namespace, name } = call.info;
  const pod = cachedIn(state, 'pods', namespace, name) as Pod | undefined;
  if (!pod) {
    refuse(ctx, call, notFound({ group: '', plural: 'pods' }, name));
    return undefined;
  }
  const budgets = findKind('policy/v1', 'PodDisruptionBudget')
    ? (everyCached(state, 'poddisruptionbudgets') as Budget[])
    : [];
  const budget = budgets.find(
    (b) => b.metadata.namespace === namespace && selectorMatches(b.spec.selector, pod.metadata.labels),
  );
  if (
    budget &&
    pod.status.phase === 'Running' &&
    !pod.metadata.deletionTimestamp &&
    (budget.status?.disruptionsAllowed ?? 0) <= 0
  ) {
    const refusal = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 0);
    refusal.details = {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${budget.metadata.name} does not allow evicting pods currently.`,
        },
      ],
    };
    refuse(ctx, call, refusal);
    return undefined;
  }
  const body = (call.request.body as { deleteOptions?: unknown } | undefined)?.deleteOptions;
  return { pod, deletion: { ...call, request: { ...call.request, body }, info: { ...call.info, verb: 'delete' } } };
}

/** The Pod says why it goes. */
export function withDisruption(object: KubeObject, now: number): KubeObject {
  const pod = object as Pod;
  const target: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: timestamp(now),
  };
  return {
    ...pod,
    status: {
      ...pod.status,
      conditions: [...(pod.status.conditions ?? []).filter((c) => c.type !== target.type), target],
    },
  };
}
