import { getCondition, removeCondition, setCondition } from '../../api/conditions.ts';
import { selectorMatches } from '../../api/selectors.ts';
import type { Condition, Pod, ReplicaSet } from '../../api/types.ts';
import { errorText, isOk, strategicPatch } from '../client/requests.ts';
import { keyOf, type Change } from '../client/informer.ts';
import { timestamp } from '../time.ts';
import { say, settled, type Controller, type View, type Write } from './controller.ts';
import { adoptPatch, controllerOf, releasePatch, resolveOwner } from './owners.ts';
import { availableInMs, isActive, isReady, leastValuableFirst, podFrom } from './pods.ts';
import { create, patch, remove, updateStatus } from './writes.ts';

/** Most Pods one look creates or deletes. Source: replica_set.go BurstReplicas. */
const burstReplicas = 500;

/**
 * Keeps `spec.replicas` Pods alive for every ReplicaSet.
 * Models: kubernetes pkg/controller/replicaset/replica_set.go syncReplicaSet. Left out: reading the ReplicaSet anew
 * from the server before it adopts (the hold on own writes and the server's uid check in the patch stand for it).
 */
export const replicaSetController: Controller = {
  name: 'replicaset-controller',
  workers: 5,
  watches: { replicasets: ({ key }) => key, pods: ownersOf },
  reconcile(key, view) {
    const rs = view.get<ReplicaSet>('replicasets', key);
    if (!rs) return settled(say('replicaset.gone'));
    const { pods, claims } = claim(rs, view);
    const want = rs.spec.replicas;
    const difference = pods.length - want;
    const requests = [...claims];
    if (!rs.metadata.deletionTimestamp) {
      if (difference < 0) requests.push(...times(Math.min(-difference, burstReplicas), createPod(rs)));
      if (difference > 0) requests.push(...surplus(rs, pods, Math.min(difference, burstReplicas), view));
    }
    const status = statusOf(rs, pods, view, undefined);
    if (status) requests.push(status);
    const waitMs = nextAvailableMs(rs, pods, view);
    return {
      requests,
      because: say(difference === 0 || rs.metadata.deletionTimestamp ? 'replicaset.same' : difference < 0 ? 'replicaset.missing' : 'replicaset.surplus', {
        have: pods.length,
        want,
        difference: Math.abs(difference),
        ready: pods.filter(isReady).length,
      }),
      ...(waitMs === undefined ? {} : { requeueAfterMs: waitMs, unfinished: true }),
    };
  },
  /** Pods that could not be created or deleted show in the status. */
  conclude(key, view, answers) {
    const refused = answers.find(({ write, response }) => !isOk(response) && !write.accept?.includes(response.code));
    const rs = view.get<ReplicaSet>('replicasets', key);
    if (!refused || !rs || refused.write.resource !== 'pods' || refused.write.method === 'PATCH') return undefined;
    const status = statusOf(rs, claim(rs, view).pods, view, {
      reason: refused.write.method === 'POST' ? 'FailedCreate' : 'FailedDelete',
      message: errorText(refused.response),
    });
    return { requests: status ? [status] : [], because: say('replicaset.failed', { error: errorText(refused.response) }) };
  },
};

/** The ReplicaSets a change of a Pod concerns: its owner, or those that would adopt it. */
function ownersOf({ object, old }: Change, view: View): string | string[] | undefined {
  const pod = object as Pod;
  const owner = resolveOwner<ReplicaSet>(view, 'replicasets', 'ReplicaSet', pod);
  const before = controllerOf(old);
  const now = controllerOf(pod);
  if (before && before.uid !== now?.uid) {
    // It changed hands: the one it left misses it now.
    const left = resolveOwner<ReplicaSet>(view, 'replicasets', 'ReplicaSet', pod, before);
    return [left, owner].flatMap((rs) => (rs ? [keyOf(rs)] : []));
  }
  if (now) return owner && keyOf(owner);
  return view
    .inNamespace<ReplicaSet>('replicasets', pod.metadata.namespace!)
    .filter((rs) => selectorMatches(rs.spec.selector, pod.metadata.labels))
    .map(keyOf);
}

/** Its active Pods: adopts matching orphans and lets go of those that no longer match. */
function claim(rs: ReplicaSet, view: View): { pods: Pod[]; claims: Write[] } {
  const claims: Write[] = [];
  const matches = (pod: Pod): boolean => selectorMatches(rs.spec.selector, pod.metadata.labels);
  const leaving = rs.metadata.deletionTimestamp !== undefined;
  const pods = view.controlledBy<Pod>('pods', rs.metadata.uid).filter((pod) => {
    if (!isActive(pod)) return false;
    if (matches(pod)) return true;
    if (!leaving) claims.push(patch('pods', pod, strategicPatch, releasePatch(rs, pod), { accept: [404, 422] }));
    return false;
  });
  if (leaving) return { pods, claims };
  for (const pod of view.orphansIn<Pod>('pods', rs.metadata.namespace!)) {
    if (!isActive(pod) || !matches(pod)) continue;
    claims.push(patch('pods', pod, strategicPatch, adoptPatch(rs, pod), { accept: [404] }));
    pods.push(pod);
  }
  return { pods, claims };
}

const times = (n: number, write: Write): Write[] => Array.from({ length: n }, () => write);

const createPod = (rs: ReplicaSet): Write =>
  create('pods', rs.metadata.namespace!, podFrom(rs.spec.template, rs), {
    burst: 'slow-start',
    ifDone: { about: rs, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: {name}' },
    ifFailed: { about: rs, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: {error}' },
  });

function surplus(rs: ReplicaSet, pods: readonly Pod[], count: number, view: View): Write[] {
  const going = count < pods.length ? leastValuableFirst(pods, relatedPods(rs, pods, view), view.now) : pods;
  return going.slice(0, count).map((pod) =>
    remove('pods', pod, {}, {
      burst: 'at-once',
      ifDone: { about: rs, type: 'Normal', reason: 'SuccessfulDelete', message: 'Deleted pod: {name}' },
      ifFailed: { about: rs, type: 'Warning', reason: 'FailedDelete', message: 'Error deleting: {error}' },
    }),
  );
}

/** Pods of all ReplicaSets that belong to the same owner: a Deployment's old and new ones do the same work. */
function relatedPods(rs: ReplicaSet, own: readonly Pod[], view: View): readonly Pod[] {
  const owner = controllerOf(rs);
  if (!owner) return own;
  return view.controlledBy<ReplicaSet>('replicasets', owner.uid).flatMap((sibling) => view.controlledBy<Pod>('pods', sibling.metadata.uid));
}

/** A write of the status, when it differs. `failure`: why Pods could not be created or deleted just now. */
function statusOf(rs: ReplicaSet, pods: readonly Pod[], view: View, failure: { reason: string; message: string } | undefined): Write | undefined {
  const { now } = view;
  const wanted = Object.entries(rs.spec.template.metadata.labels ?? {});
  let [labelled, ready, available] = [0, 0, 0];
  for (const pod of pods) {
    if (wanted.every(([key, value]) => pod.metadata.labels?.[key] === value)) labelled++;
    const inMs = availableInMs(pod, rs.spec.minReadySeconds ?? 0, now);
    if (inMs !== undefined) ready++;
    if (inMs === 0) available++;
  }
  const old = rs.status;
  const conditions = conditionsOf(old.conditions, failure, timestamp(now));
  const same =
    old.replicas === pods.length &&
    (old.fullyLabeledReplicas ?? 0) === labelled &&
    (old.readyReplicas ?? 0) === ready &&
    (old.availableReplicas ?? 0) === available &&
    (old.observedGeneration ?? 0) === (rs.metadata.generation ?? 0) &&
    conditions === (old.conditions ?? conditions);
  if (same) return undefined;
  const status: ReplicaSet['status'] = {
    replicas: pods.length,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(rs.metadata.generation ? { observedGeneration: rs.metadata.generation } : {}),
    ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
  };
  return updateStatus('replicasets', { ...rs, status });
}

const noConditions: readonly Condition[] = Object.freeze([]);

function conditionsOf(old: readonly Condition[] = noConditions, failure: { reason: string; message: string } | undefined, at: string): readonly Condition[] {
  if (!failure) return removeCondition(old, 'ReplicaFailure');
  if (getCondition(old, 'ReplicaFailure')) return old;
  return setCondition(old, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: at, ...failure });
}

/** When the next ready Pod will have been ready for minReadySeconds. */
function nextAvailableMs(rs: ReplicaSet, pods: readonly Pod[], view: View): number | undefined {
  const minReadySeconds = rs.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return undefined;
  const waits = pods.flatMap((pod) => availableInMs(pod, minReadySeconds, view.now) || []);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
