import { getCondition } from '../../../api/conditions.ts';
import type { Pod } from '../../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import { parseTimestamp, timestamp } from '../../time.ts';
import { say, settled, type Plan, type View } from '../controller.ts';
import { isFinished } from '../pods.ts';
import { updateStatus } from '../writes.ts';

/** How long a Pod may say that it is about to be disrupted without going, in ms. Source: disruption.go stalePodDisruptionTimeout. */
const staleMs = 120_000;

/** Keys of Pods, among those of budgets. */
const prefix = 'pod:';
export const staleKey = (pod: Pod): string => `${prefix}${keyOf(pod)}`;
export const stalePodOf = (key: string): string | undefined =>
  key.startsWith(prefix) ? key.slice(prefix.length) : undefined;

/** In how many ms what a Pod says of its disruption is stale; undefined: it says nothing, or means it. Models: nonTerminatingPodHasStaleDisruptionCondition. */
export function staleInMs(pod: Pod, now: number): number | undefined {
  const found = getCondition(pod.status.conditions, 'DisruptionTarget');
  if (found?.status !== 'True' || found.reason === 'TerminationByKubelet') return undefined;
  if (pod.metadata.deletionTimestamp || isFinished(pod)) return undefined;
  return Math.max(0, parseTimestamp(found.lastTransitionTime ?? '') + staleMs - now);
}

/** Takes back that a Pod is about to be disrupted. Models: syncStalePodDisruption. */
export function takeBack(key: string, view: View): Plan {
  const pod = view.get<Pod>('pods', key);
  const leftMs = pod && staleInMs(pod, view.now);
  const because = say('disruption.fresh', { pod: key });
  if (leftMs === undefined) return settled(because);
  if (leftMs > 0) return { because, requeueAfterMs: leftMs };
  const conditions = pod!.status.conditions!.map((condition) =>
    condition.type === 'DisruptionTarget'
      ? { type: condition.type, status: 'False' as const, lastTransitionTime: timestamp(view.now) }
      : condition,
  );
  return {
    because: say('disruption.stale', { pod: key }),
    requests: [updateStatus('pods', { ...pod!, status: { ...pod!.status, conditions } }, { accept: [404] })],
  };
}
