import { getCondition, removeCondition, setCondition } from '../../api/conditions.ts';
import { labelsContain, selectorMatches } from '../../api/selectors.ts';
import type { Condition, KubeObject, Pod, ReplicaSet, ReplicationController } from '../../api/types.ts';
import { errorText, isOk, strategicPatch } from '../client/requests.ts';
import { keyOf, type Change } from '../client/informer.ts';
import { timestamp } from '../time.ts';
import { say, settled, type Controller, type View, type Write } from './controller.ts';
import { adoptPatch, controllerOf, releasePatch, resolveOwner } from './owners.ts';
import { availableInMs, isActive, isReady, leastValuableFirst, podFrom, readySince } from './pods.ts';
import { createTyped, patch, remove, updateStatus } from './writes.ts';

/** Most Pods one look creates or deletes. Source: replica_set.go BurstReplicas. */
const burstReplicas = 500;

/** One of the two kinds that keep a number of Pods alive. Both are worked on as ReplicaSets. */
interface Kept {
  readonly plural: 'replicasets' | 'replicationcontrollers';
  readonly kind: string;
  readonly controller: string;
  readonly gone: string;
  toSet(object: KubeObject): ReplicaSet;
  fromSet(rs: ReplicaSet): KubeObject;
}

const replicaSets: Kept = {
  plural: 'replicasets',
  kind: 'ReplicaSet',
  controller: 'replicaset-controller',
  gone: 'replicaset.gone',
  toSet: (object) => object as ReplicaSet,
  fromSet: (rs) => rs,
};

/** The older kind: its selector is a plain map of labels. Models: pkg/controller/replication/conversion.go. */
const replicationControllers: Kept = {
  plural: 'replicationcontrollers',
  kind: 'ReplicationController',
  controller: 'replication-controller',
  gone: 'replication.gone',
  toSet(object) {
    const { spec, ...rest } = object as ReplicationController;
    const selector = { matchLabels: spec.selector ?? {} };
    return { ...rest, spec: { ...spec, replicas: spec.replicas ?? 1, selector } } as KubeObject as ReplicaSet;
  },
  fromSet: ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, selector: spec.selector.matchLabels } }) as KubeObject,
};

/**
 * Keeps `spec.replicas` Pods alive for every ReplicaSet.
 * Models: kubernetes pkg/controller/replicaset/replica_set.go syncReplicaSet. Left out: reading the ReplicaSet anew
 * from the server before it adopts (the hold on own writes and the server's uid check in the patch stand for it).
 */
const keeperOf = (kept: Kept): Controller => ({
  name: kept.controller,
  workers: 5,
  watches: { [kept.plural]: ({ key }: Change) => key, pods: (change, view) => ownersOf(kept, change, view) },
  reconcile(key, view) {
    const object = view.get(kept.plural, key);
    if (!object) return settled(say(kept.gone));
    const rs = kept.toSet(object);
    const claims = claim(rs, view);
    const counts = count(rs, claims.adopted, view);
    const want = rs.spec.replicas;
    const difference = counts.have - want;
    const leaving = rs.metadata.deletionTimestamp !== undefined;
    const requests = [...claims.requests];
    if (!leaving && difference < 0) requests.push(...times(Math.min(-difference, burstReplicas), createPod(rs)));
    if (!leaving && difference > 0)
      requests.push(...surplus(rs, claims.adopted, Math.min(difference, burstReplicas), view));
    const status = statusOf(kept, rs, counts, view, undefined);
    if (status) requests.push(status);
    return {
      requests,
      because: say(
        difference === 0 || leaving ? 'replicaset.same' : difference < 0 ? 'replicaset.missing' : 'replicaset.surplus',
        {
          have: counts.have,
          want,
          difference: Math.abs(difference),
          ready: counts.ready,
        },
      ),
      ...(counts.nextAvailableMs === undefined ? {} : { requeueAfterMs: counts.nextAvailableMs, unfinished: true }),
    };
  },
  /** Pods that could not be created or deleted show in the status. */
  conclude(key, view, answers) {
    const refused = answers.find(({ write, response }) => !isOk(response) && !write.accept?.includes(response.code));
    const object = view.get(kept.plural, key);
    if (!refused || !object || refused.write.resource !== 'pods' || refused.write.method === 'PATCH') return undefined;
    const rs = kept.toSet(object);
    const status = statusOf(kept, rs, count(rs, claim(rs, view).adopted, view), view, {
      reason: refused.write.method === 'POST' ? 'FailedCreate' : 'FailedDelete',
      message: errorText(refused.response),
    });
    return {
      requests: status ? [status] : [],
      because: say('replicaset.failed', { error: errorText(refused.response) }),
    };
  },
});

export const replicaSetController = keeperOf(replicaSets);
export const replicationController = keeperOf(replicationControllers);

/**
 * The ReplicaSets a change of a Pod concerns: its owner, or those that would adopt it. Upstream looks at every change;
 * one that leaves the counts alone (a node, an address, a container's state) leads to nothing and is passed over here.
 */
function ownersOf(
  { plural, kind, toSet }: Kept,
  { type, object, old }: Change,
  view: View,
): string | string[] | undefined {
  const pod = object as Pod;
  const now = controllerOf(pod);
  const before = controllerOf(old);
  if (type === 'updated' && before?.uid === now?.uid && sameCount(old as Pod, pod)) return undefined;
  const owner = resolveOwner(view, plural, kind, pod);
  if (before && before.uid !== now?.uid) {
    // It changed hands: the one it left misses it now.
    const left = resolveOwner(view, plural, kind, pod, before);
    return [left, owner].flatMap((rs) => (rs ? [keyOf(rs)] : []));
  }
  if (now) return owner && keyOf(owner);
  return view
    .inNamespace(plural, pod.metadata.namespace!)
    .filter((each) => selectorMatches(toSet(each).spec.selector, pod.metadata.labels))
    .map(keyOf);
}

const sameCount = (old: Pod, now: Pod): boolean =>
  isActive(old) === isActive(now) &&
  isReady(old) === isReady(now) &&
  (!isReady(now) || readySince(old) === readySince(now)) &&
  (old.metadata.labels === now.metadata.labels ||
    JSON.stringify(old.metadata.labels) === JSON.stringify(now.metadata.labels));

/** Orphans that match are adopted, own Pods that no longer match are let go. */
function claim(rs: ReplicaSet, view: View): { adopted: Pod[]; requests: Write[] } {
  const requests: Write[] = [];
  const adopted: Pod[] = [];
  if (rs.metadata.deletionTimestamp) return { adopted, requests };
  const { selector } = rs.spec;
  const strangers = view
    .podCounts(rs.metadata.uid)
    .some(({ active, labels }) => active && !selectorMatches(selector, labels));
  for (const pod of strangers ? view.controlledBy<Pod>('pods', rs.metadata.uid) : []) {
    if (!isActive(pod) || selectorMatches(selector, pod.metadata.labels)) continue;
    requests.push(patch('pods', pod, strategicPatch, releasePatch(rs, pod), { accept: [404, 422] }));
  }
  for (const pod of view.orphansIn<Pod>('pods', rs.metadata.namespace!)) {
    if (!isActive(pod) || !selectorMatches(selector, pod.metadata.labels)) continue;
    requests.push(patch('pods', pod, strategicPatch, adoptPatch(rs, pod), { accept: [404] }));
    adopted.push(pod);
  }
  return { adopted, requests };
}

/** Its active Pods that match, counted. */
interface Counts {
  have: number;
  /** With all labels of the template. */
  labelled: number;
  ready: number;
  available: number;
  /** When the next ready Pod will have been ready for minReadySeconds, in ms from now. */
  nextAvailableMs: number | undefined;
}

function count(rs: ReplicaSet, adopted: readonly Pod[], view: View): Counts {
  const counts: Counts = { have: 0, labelled: 0, ready: 0, available: 0, nextAvailableMs: undefined };
  const { selector, template, minReadySeconds = 0 } = rs.spec;
  const add = (labels: Readonly<Record<string, string>> | undefined, ready: boolean, n: number): void => {
    counts.have += n;
    if (labelsContain(template.metadata.labels, labels)) counts.labelled += n;
    if (ready) counts.ready += n;
    if (ready && minReadySeconds === 0) counts.available += n;
  };
  for (const { active, ready, labels, count: n } of view.podCounts(rs.metadata.uid)) {
    if (active && selectorMatches(selector, labels)) add(labels, ready, n);
  }
  for (const pod of adopted) add(pod.metadata.labels, isReady(pod), 1);
  if (minReadySeconds === 0 || counts.ready === 0) return counts;
  // How long each Pod has been ready only the Pods themselves know.
  for (const pod of [...ownPods(rs, view), ...adopted]) {
    const inMs = availableInMs(pod, minReadySeconds, view.now);
    if (inMs === 0) counts.available++;
    else if (inMs !== undefined) counts.nextAvailableMs = Math.min(counts.nextAvailableMs ?? inMs, inMs);
  }
  return counts;
}

const ownPods = (rs: ReplicaSet, view: View): Pod[] =>
  view
    .controlledBy<Pod>('pods', rs.metadata.uid)
    .filter((pod) => isActive(pod) && selectorMatches(rs.spec.selector, pod.metadata.labels));

const times = (n: number, write: Write): Write[] => Array.from({ length: n }, () => write);

const createPod = (rs: ReplicaSet): Write =>
  createTyped('pods', rs.metadata.namespace!, podFrom(rs.spec.template, rs), {
    burst: 'slow-start',
    ifDone: { about: rs, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: {name}' },
    ifFailed: { about: rs, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: {error}' },
  });

function surplus(rs: ReplicaSet, adopted: readonly Pod[], count: number, view: View): Write[] {
  const pods = [...ownPods(rs, view), ...adopted];
  const going = count < pods.length ? leastValuableFirst(pods, relatedPods(rs, pods, view), view.now) : pods;
  return going.slice(0, count).map((pod) =>
    remove(
      'pods',
      pod,
      {},
      {
        burst: 'at-once',
        ifDone: { about: rs, type: 'Normal', reason: 'SuccessfulDelete', message: 'Deleted pod: {name}' },
        ifFailed: { about: rs, type: 'Warning', reason: 'FailedDelete', message: 'Error deleting: {error}' },
      },
    ),
  );
}

/** Pods of all ReplicaSets that belong to the same owner: a Deployment's old and new ones do the same work. */
function relatedPods(rs: ReplicaSet, own: readonly Pod[], view: View): readonly Pod[] {
  const owner = controllerOf(rs);
  if (!owner) return own;
  return view
    .controlledBy<ReplicaSet>('replicasets', owner.uid)
    .flatMap((sibling) => view.controlledBy<Pod>('pods', sibling.metadata.uid));
}

/** A write of the status, when it differs. `failure`: why Pods could not be created or deleted just now. */
function statusOf(
  kept: Kept,
  rs: ReplicaSet,
  counts: Counts,
  view: View,
  failure: { reason: string; message: string } | undefined,
): Write | undefined {
  const { have, labelled, ready, available } = counts;
  const old = rs.status;
  const conditions = conditionsOf(old.conditions, failure, timestamp(view.now));
  const same =
    old.replicas === have &&
    (old.fullyLabeledReplicas ?? 0) === labelled &&
    (old.readyReplicas ?? 0) === ready &&
    (old.availableReplicas ?? 0) === available &&
    (old.observedGeneration ?? 0) === (rs.metadata.generation ?? 0) &&
    conditions === (old.conditions ?? conditions);
  if (same) return undefined;
  const status: ReplicaSet['status'] = {
    replicas: have,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(rs.metadata.generation ? { observedGeneration: rs.metadata.generation } : {}),
    ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
  };
  return updateStatus(kept.plural, kept.fromSet({ ...rs, status }));
}

const noConditions: readonly Condition[] = Object.freeze([]);

function conditionsOf(
  old: readonly Condition[] = noConditions,
  failure: { reason: string; message: string } | undefined,
  at: string,
): readonly Condition[] {
  if (!failure) return removeCondition(old, 'ReplicaFailure');
  if (getCondition(old, 'ReplicaFailure')) return old;
  return setCondition(old, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: at, ...failure });
}
