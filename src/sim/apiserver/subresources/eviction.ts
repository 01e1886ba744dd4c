import { getCondition, isConditionTrue, setCondition } from '../../../api/conditions.ts';
import { copyWith } from '../../../api/copy.ts';
import { selectorMatches } from '../../../api/selectors.ts';
import { created, forbidden, internalError, notFound, tooManyRequests } from '../../../api/status.ts';
import type { Condition, KubeObject, Pod, PodDisruptionBudget, Status } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { timestamp } from '../../time.ts';
import type { ApiServerState, Call } from '../state.ts';

export const evicted = Object.freeze(created());

/** Pods a budget may have marked at most. Source: registry/core/pod/storage/eviction.go MaxDisruptedPodSize. */
const disruptedMax = 2_000;
const refusalText = "Cannot evict pod as it would violate the pod's disruption budget.";

/** The deletion an eviction stands for. */
export function deletionOf(call: Call): Call {
  const body = (call.request.body as { deleteOptions?: unknown } | undefined)?.deleteOptions;
  return { ...call, request: { ...call.request, body }, info: { ...call.info, verb: 'delete' } };
}

type Verdict = { readonly refusal: Status } | { readonly deletion: Call; readonly charge?: PodDisruptionBudget };

/**
 * POST pods/eviction: a deletion that asks the disruption budget first. Says whether it may be, and what the budget must
 * be changed to before.
 * Models: pkg/registry/core/pod/storage/eviction.go. Left out: the condition is written together with the deletion mark,
 * upstream before it.
 */
export function evictionAsDeletion(
  state: ApiServerState,
  ctx: Context,
  call: Call,
  pod: Pod | undefined,
  newer?: KubeObject,
): Verdict {
  const { namespace, name } = call.info;
  if (!pod) return { refusal: notFound({ group: '', plural: 'pods' }, name) };
  const deletion = deletionOf(call);
  // Nothing is lost with a Pod that does not run.
  if (['Succeeded', 'Failed', 'Pending'].includes(pod.status.phase) || pod.metadata.deletionTimestamp !== undefined)
    return { deletion };
  const budgets = [...(state.caches.get('poddisruptionbudgets')?.namespaces.get(namespace)?.values() ?? [])].filter(
    (budget) => selectorMatches((budget as PodDisruptionBudget).spec.selector, pod.metadata.labels),
  ) as PodDisruptionBudget[];
  if (budgets.length === 0) return { deletion };
  if (budgets.length > 1)
    return {
      refusal: internalError(
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      ),
    };
  const cached = budgets[0]!;
  const budget = newer?.metadata.uid === cached.metadata.uid ? (newer as PodDisruptionBudget) : cached;
  if (!isConditionTrue(pod.status.conditions, 'Ready') && mayGoUnhealthy(budget)) return { deletion };
  return charged(ctx, budget, pod, deletion);
}

function mayGoUnhealthy({ spec, status }: PodDisruptionBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
}

/** Takes one disruption off the budget. Models: eviction.go checkAndDecrement. */
function charged(ctx: Context, budget: PodDisruptionBudget, pod: Pod, deletion: Call): Verdict {
  const { metadata, status } = budget;
  const { name } = metadata;
  const about = { group: 'policy', plural: 'poddisruptionbudgets' };
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return tooMany(`The disruption budget ${name} is still being processed by the server.`, 10);
  if ((status.disruptionsAllowed ?? 0) < 0)
    return { refusal: forbidden(about, name, 'pdb disruptions allowed is negative') };
  const marked = status.disruptedPods ?? {};
  if (Object.keys(marked).length > disruptedMax)
    return {
      refusal: forbidden(about, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller'),
    };
  if ((status.disruptionsAllowed ?? 0) === 0) {
    const failed = getCondition(status.conditions, 'DisruptionAllowed');
    return tooMany(
      failed?.reason === 'SyncFailed'
        ? `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${failed.message}`
        : `The disruption budget ${name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`,
      0,
    );
  }
  const allowed = status.disruptionsAllowed - 1;
  const conditions = setCondition(status.conditions, {
    ...getCondition(status.conditions, 'DisruptionAllowed'),
    type: 'DisruptionAllowed',
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    lastTransitionTime: timestamp(ctx.now),
  });
  const charge = copyWith(budget, {
    metadata: { ...metadata },
    status: {
      ...status,
      disruptionsAllowed: allowed,
      disruptedPods: { ...marked, [pod.metadata.name]: timestamp(ctx.now) },
      conditions: [...conditions],
    },
  });
  return { deletion, charge };
}

function tooMany(message: string, seconds: number): Verdict {
  const refusal = tooManyRequests(refusalText, seconds);
  refusal.details = { ...refusal.details, causes: [{ reason: 'DisruptionBudget', message }] };
  return { refusal };
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
