import { isConditionTrue, setCondition } from '../../api/conditions.ts';
import { copyWith } from '../../api/copy.ts';
import { deepEqual } from '../../api/equal.ts';
import { selectorMatches } from '../../api/selectors.ts';
import type { Deployment, IntOrString, KubeObject, Pod, PodDisruptionBudget } from '../../api/types.ts';
import { parseTimestamp, timestamp } from '../time.ts';
import { say, settled, type Controller, type View } from './controller.ts';
import { isFinished } from './pods.ts';
import { updateStatus } from './writes.ts';

/** How long an evicted Pod may take to begin to go, in ms. Source: disruption.go DeletionTimeout. */
const deletionTimeoutMs = 120_000;

/** A number, or a share of `of`, rounded up. Models: intstr.GetScaledValueFromIntOrPercent. */
const scaled = (value: IntOrString, of: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100);

/** Pods the controllers behind these Pods want, together. */
function expectedScale(pods: readonly Pod[], view: View): number {
  const scales = new Map<string, number>();
  for (const { metadata } of pods) {
    const ref = metadata.ownerReferences?.find(({ controller }) => controller);
    if (!ref || scales.has(ref.uid)) continue;
    const replicas = (owner: KubeObject | undefined): number =>
      (owner?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 0;
    if (ref.kind !== 'ReplicaSet') {
      const alike = pods.filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === ref.uid)).length;
      scales.set(ref.uid, alike);
      continue;
    }
    const set = view.get('replicasets', `${metadata.namespace}/${ref.name}`);
    const above = set?.metadata.ownerReferences?.find(({ controller }) => controller);
    const deployment = above && view.get<Deployment>('deployments', `${metadata.namespace}/${above.name}`);
    if (deployment) scales.set(above.uid, replicas(deployment));
    else scales.set(ref.uid, replicas(set));
  }
  let sum = 0;
  for (const scale of scales.values()) sum += scale;
  return sum;
}

function expectation(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  view: View,
): [expected: number, desired: number] {
  if (spec.maxUnavailable !== undefined) {
    const expected = expectedScale(pods, view);
    return [expected, Math.max(0, expected - scaled(spec.maxUnavailable, expected))];
  }
  const { minAvailable = 0 } = spec;
  if (typeof minAvailable === 'number') return [pods.length, minAvailable];
  const expected = expectedScale(pods, view);
  return [expected, scaled(minAvailable, expected)];
}

/**
 * Says how many Pods of a budget may be disrupted at this moment; evictions take from that.
 * Models: pkg/controller/disruption/disruption.go. Left out: scales of owners other than ReplicaSets and Deployments
 * (their Pods are counted), the DisruptionTarget conditions that have grown stale.
 */
export const disruptionController: Controller = {
  name: 'disruption-controller',
  component: 'controllermanager',
  workers: 1,
  watches: {
    poddisruptionbudgets: ({ type, key }) => (type === 'deleted' ? undefined : key),
    pods({ object }, view) {
      const { namespace = '', labels } = object.metadata;
      const budgets = view.inNamespace<PodDisruptionBudget>('poddisruptionbudgets', namespace);
      return budgets
        .filter(({ spec }) => selectorMatches(spec.selector, labels))
        .map(({ metadata }) => `${namespace}/${metadata.name}`);
    },
  },
  reconcile(key, view) {
    const budget = view.get<PodDisruptionBudget>('poddisruptionbudgets', key);
    if (!budget) return settled(say('disruption.gone'));
    const { metadata, spec, status } = budget;
    const pods = view
      .inNamespace<Pod>('pods', metadata.namespace!)
      .filter((pod) => selectorMatches(spec.selector, pod.metadata.labels) && !isFinished(pod));
    const [expectedPods, desiredHealthy] = expectation(budget, pods, view);
    const disrupted = stillDisrupted(status.disruptedPods ?? {}, pods, view.now);
    const currentHealthy = pods.filter(
      (pod) =>
        !pod.metadata.deletionTimestamp &&
        disrupted[pod.metadata.name] === undefined &&
        isConditionTrue(pod.status.conditions, 'Ready'),
    ).length;
    const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    const conditions = setCondition(status.conditions, {
      type: 'DisruptionAllowed',
      status: disruptionsAllowed > 0 ? 'True' : 'False',
      observedGeneration: metadata.generation,
      lastTransitionTime: timestamp(view.now),
      reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      message: '',
    } as never);
    const next = {
      ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
      currentHealthy,
      desiredHealthy,
      disruptionsAllowed,
      expectedPods,
      observedGeneration: metadata.generation,
      conditions,
    } as PodDisruptionBudget['status'];
    const values = { budget: metadata.name, healthy: currentHealthy, desired: desiredHealthy };
    const again = Object.keys(disrupted).length > 0 ? { requeueAfterMs: deletionTimeoutMs } : {};
    if (deepEqual(next, status)) return { because: say('disruption.same', values), ...again };
    return {
      because: say('disruption.changed', { ...values, allowed: disruptionsAllowed }),
      requests: [updateStatus('poddisruptionbudgets', copyWith(budget, { status: next }))],
      ...again,
    };
  },
};

/** Evicted Pods whose deletion this cache does not show yet. */
function stillDisrupted(
  marked: Readonly<Record<string, string>>,
  pods: readonly Pod[],
  now: number,
): Record<string, string> {
  const waiting = pods.filter(
    ({ metadata }) =>
      marked[metadata.name] !== undefined &&
      !metadata.deletionTimestamp &&
      parseTimestamp(marked[metadata.name]!) + deletionTimeoutMs > now,
  );
  return Object.fromEntries(waiting.map(({ metadata }) => [metadata.name, marked[metadata.name]!]));
}
