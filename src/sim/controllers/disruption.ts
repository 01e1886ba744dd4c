import { isConditionTrue, setCondition } from '../../api/conditions.ts';
import { copyWith } from '../../api/copy.ts';
import { deepEqual } from '../../api/equal.ts';
import { selectorMatches } from '../../api/selectors.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import { parseTimestamp, timestamp } from '../time.ts';
import { say, settled, type Controller, type Plan, type Told, type View } from './controller.ts';
import { expectationOf, goSelector } from './disruption/expected.ts';
import { staleInMs, stalePodOf, staleKey, takeBack } from './disruption/stale.ts';
import { updateStatus } from './writes.ts';

/** How long an evicted Pod may take to begin to go, in ms. Source: disruption.go DeletionTimeout. */
const deletionTimeoutMs = 120_000;

/**
 * Says how many Pods of a budget may be disrupted at this moment; evictions take from that.
 * Models: pkg/controller/disruption/disruption.go. Left out: the Event about a Pod that several budgets pick (all of them
 * are brought up to date here, upstream one of them).
 */
export const disruptionController: Controller = {
  name: 'disruption-controller',
  component: 'controllermanager',
  workers: 1,
  watches: {
    poddisruptionbudgets: ({ type, key }) => (type === 'deleted' ? undefined : key),
    pods({ type, object }, view) {
      const { namespace = '', labels } = object.metadata;
      const budgets = view
        .inNamespace<PodDisruptionBudget>('poddisruptionbudgets', namespace)
        .filter(({ spec }) => selectorMatches(spec.selector, labels))
        .map(({ metadata }) => `${namespace}/${metadata.name}`);
      const isStale = type !== 'deleted' && staleInMs(object as Pod, view.now) !== undefined;
      return isStale ? [...budgets, staleKey(object as Pod)] : budgets;
    },
  },
  reconcile(key, view) {
    const stale = stalePodOf(key);
    if (stale !== undefined) return takeBack(stale, view);
    const budget = view.get<PodDisruptionBudget>('poddisruptionbudgets', key);
    if (!budget) return settled(say('disruption.gone'));
    const { metadata, spec, status } = budget;
    const pods = view
      .inNamespace<Pod>('pods', metadata.namespace!)
      .filter((pod) => selectorMatches(spec.selector, pod.metadata.labels));
    const events: Told[] = [];
    if (pods.length === 0) events.push(told(budget, 'Normal', 'NoPods', 'No matching pods found'));
    const expectation = expectationOf(budget, pods, view);
    if ('error' in expectation) return unknown(budget, expectation.error, events, view);
    const { expectedPods, desiredHealthy, unmanaged } = expectation;
    if (unmanaged) events.push(told(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget)));
    const { disrupted, waitMs } = stillDisrupted(budget, pods, view.now, events);
    const currentHealthy = pods.filter(
      (pod) =>
        !pod.metadata.deletionTimestamp &&
        disrupted[pod.metadata.name] === undefined &&
        isConditionTrue(pod.status.conditions, 'Ready'),
    ).length;
    const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    const reason = disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods';
    const next = {
      ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
      currentHealthy,
      desiredHealthy,
      disruptionsAllowed,
      expectedPods,
      observedGeneration: metadata.generation,
      conditions: conditionsOf(budget, reason, '', view.now),
    } as PodDisruptionBudget['status'];
    const values = { budget: metadata.name, healthy: currentHealthy, desired: desiredHealthy };
    const again = waitMs === undefined ? {} : { requeueAfterMs: waitMs };
    if (deepEqual(next, status)) return { events, because: say('disruption.same', values), ...again };
    return {
      events,
      because: say('disruption.changed', { ...values, allowed: disruptionsAllowed }),
      requests: [updateStatus('poddisruptionbudgets', copyWith(budget, { status: next }))],
      ...again,
    };
  },
};

const told = (about: PodDisruptionBudget | Pod, type: Told['type'], reason: string, message: string): Told => ({
  about,
  type,
  reason,
  message,
});

const unmanagedText = ({ spec }: PodDisruptionBudget): string =>
  `Pods selected by this PodDisruptionBudget (selector: ${goSelector(spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;

const conditionsOf = (
  { metadata, status }: PodDisruptionBudget,
  reason: 'SufficientPods' | 'InsufficientPods' | 'SyncFailed',
  message: string,
  now: number,
): PodDisruptionBudget['status']['conditions'] =>
  setCondition(status.conditions, {
    type: 'DisruptionAllowed',
    status: reason === 'SufficientPods' ? 'True' : 'False',
    observedGeneration: reason === 'SyncFailed' ? status.observedGeneration : metadata.generation,
    lastTransitionTime: timestamp(now),
    reason,
    message,
  } as never) as PodDisruptionBudget['status']['conditions'];

/** Nobody knows how many Pods there should be: nothing may be disrupted. Models: failSafe. */
function unknown(budget: PodDisruptionBudget, error: string, events: Told[], view: View): Plan {
  const message = `Failed to calculate the number of expected pods: ${error}`;
  const conditions = conditionsOf(budget, 'SyncFailed', error, view.now);
  const status = { ...budget.status, disruptionsAllowed: 0, conditions };
  return {
    events: [...events, told(budget, 'Warning', 'CalculateExpectedPodCountFailed', message)],
    because: say('disruption.failed', { budget: budget.metadata.name, error }),
    requests: deepEqual(status, budget.status)
      ? []
      : [updateStatus('poddisruptionbudgets', copyWith(budget, { status }))],
  };
}

/** Evicted Pods whose deletion this cache does not show yet, and when the first of them is late. Models: buildDisruptedPodMap. */
function stillDisrupted(
  { metadata: { namespace }, status }: PodDisruptionBudget,
  pods: readonly Pod[],
  now: number,
  events: Told[],
): { disrupted: Record<string, string>; waitMs: number | undefined } {
  const disrupted: Record<string, string> = {};
  let waitMs: number | undefined;
  for (const pod of pods) {
    const at = status.disruptedPods?.[pod.metadata.name];
    if (at === undefined || pod.metadata.deletionTimestamp) continue;
    const leftMs = parseTimestamp(at) + deletionTimeoutMs - now;
    if (leftMs < 0) {
      // Upstream prints the namespace twice.
      const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      events.push(told(pod, 'Warning', 'NotDeleted', message));
      continue;
    }
    disrupted[pod.metadata.name] = at;
    waitMs = Math.min(waitMs ?? Infinity, leftMs + 1);
  }
  return { disrupted, waitMs };
}
