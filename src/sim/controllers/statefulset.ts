import { deepEqual } from '../../api/equal.ts';
import type { KubeObject, Pod, StatefulSet } from '../../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { errorText, isOk } from '../client/requests.ts';
import type { Because } from '../notes.ts';
import { claimPods, ownersOfPods } from './claims.ts';
import { say, settled, type Controller, type Plan, type Told, type View, type Write } from './controller.ts';
import { resolveOwner } from './owners.ts';
import { availableInMs, isFinished, isLeaving } from './pods.ts';
import { collided, orphanRevisions, revisionFor, revisionsOf, type ControllerRevision } from './revisions.ts';
import { leavingClaim, missingClaims, retentionWrites, staleClaim } from './statefulset/retention.ts';
import {
  hasIdentity,
  identityLabels,
  isAvailable,
  isHealthy,
  isUp,
  ordinalOf,
  podOf,
  revisionOfPod,
} from './statefulset/pods.ts';
import { create, remove, update, updateStatus } from './writes.ts';

/** On revisions of StatefulSets. Source: history.ControllerRevisionHashLabel. */
const hashLabel = 'controller.kubernetes.io/hash';

/**
 * Keeps numbered Pods, each with its own name and storage, and changes them in order.
 * Models: kubernetes pkg/controller/statefulset. Left out: more than one unavailable Pod in a rolling update (alpha).
 */
export const statefulSetController: Controller = {
  name: 'statefulset-controller',
  workers: 5,
  watches: {
    statefulsets: ({ key }) => key,
    controllerrevisions: ({ object }, view) => {
      const owner = resolveOwner<StatefulSet>(view, 'statefulsets', 'StatefulSet', object);
      return owner && keyOf(owner);
    },
    pods: ownersOfPods('statefulsets', 'StatefulSet'),
    // A claim on its way out holds up its Pod; upstream finds out by trying again.
    persistentvolumeclaims: ({ type, object }, view) => (type === 'deleted' ? setsWithClaim(object, view) : undefined),
  },
  reconcile(key, view) {
    const set = view.get<StatefulSet>('statefulsets', key);
    if (!set) return settled(say('statefulset.gone'));
    const { pods, claims: ofPods } = claimPods(set, view, (pod) => ordinalOf(pod, set) >= 0);
    const claims = [...ofPods, ...orphanRevisions(set, view)];
    if (claims.length > 0) return { requests: claims, because: say('statefulset.adopt', { count: claims.length }) };
    const all = revisionsOf(set, view);
    const { current: wanted, missing } = revisionFor(set, set.spec.template, all, set.status.collisionCount ?? 0, {
      label: hashLabel,
    });
    if (missing) {
      const write =
        missing === 'new'
          ? create('controllerrevisions', set.metadata.namespace!, wanted)
          : update('controllerrevisions', wanted);
      return {
        requests: [write],
        because: say('statefulset.revision', { name: wanted.metadata.name, revision: wanted.revision }),
      };
    }
    const current = all.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? wanted;
    return look({ set, pods, current, wanted, view }, all);
  },
  conclude(key, view, answers) {
    const collision = collided('statefulsets', view.get<StatefulSet>('statefulsets', key), answers, view);
    if (collision) return collision;
    const refused = answers.find(({ response }) => !isOk(response) && response.code !== 404);
    return refused?.write.method === 'POST'
      ? settled(say('statefulset.failed', { error: errorText(refused.response) }))
      : undefined;
  },
};

/** The sets that give their Pods a claim of this name. */
const setsWithClaim = ({ metadata: { name, namespace } }: KubeObject, view: View): string[] =>
  view
    .inNamespace<StatefulSet>('statefulsets', namespace!)
    .filter((set) =>
      set.spec.volumeClaimTemplates?.some(({ metadata }) => name.startsWith(`${metadata.name}-${set.metadata.name}-`)),
    )
    .map(keyOf);

interface Looked {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  /** What Pods that are not updated yet are of, and what they shall be of. */
  readonly current: ControllerRevision;
  readonly wanted: ControllerRevision;
  readonly view: View;
}

interface Step {
  readonly requests: readonly Write[];
  /** The Pod that goes because it is of an old revision. */
  readonly updated?: Pod;
  readonly events?: readonly Told[];
  readonly because: Because;
}

function look(looked: Looked, all: readonly ControllerRevision[]): Plan {
  const { set, pods, view } = looked;
  const kept = set.metadata.deletionTimestamp ? [] : retentionWrites(set, pods, view);
  const step = set.metadata.deletionTimestamp ? nothing('statefulset.deleting') : next(looked);
  const status = statusOf(looked, step.updated);
  const later = Math.min(...pods.map((pod) => availableInMs(pod, set.spec.minReadySeconds ?? 0, view.now) || Infinity));
  return {
    ...(step.events ? { events: step.events } : {}),
    because: step.because,
    ...(kept.length > 0 ? { because: say('statefulset.retention', { count: kept.length }) } : {}),
    requests: [
      ...kept,
      ...step.requests,
      ...(deepEqual(status, set.status) ? [] : [updateStatus('statefulsets', { ...set, status })]),
      ...cleanUp(looked, all),
    ],
    ...(later < Infinity ? { requeueAfterMs: later, unfinished: true } : {}),
  };
}

const nothing = (key: string, values: Record<string, string | number> = {}): Step => ({
  requests: [],
  because: say(key, values),
});

/** Models: stateful_set_control.go updateStatefulSet. */
function next(looked: Looked): Step {
  const { set, pods, view } = looked;
  const { replicas, podManagementPolicy } = set.spec;
  const start = set.spec.ordinals?.start ?? 0;
  const inOrder = podManagementPolicy !== 'Parallel';
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod, set), pod]));
  const requests: Write[] = [];
  const events: Told[] = [];
  let because: Because | undefined;
  const does = (write: readonly Write[], why: Because): void => {
    requests.push(...write);
    because ??= why;
  };
  const done = (): Step => ({ requests, events, because: because ?? say('statefulset.same', { want: replicas }) });
  for (let ordinal = start; ordinal < start + replicas; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    const name = `${set.metadata.name}-${ordinal}`;
    const stale = pod ? undefined : staleClaim(set, name, view);
    const leaving = pod || stale ? undefined : leavingClaim(set, name, view);
    if (leaving !== undefined) {
      events.push(claimLeaves(set, name, leaving));
      because ??= say('statefulset.claimLeaves', { name, claim: leaving });
      return done();
    }
    if (stale !== undefined) {
      because ??= say('statefulset.claimLeaves', { name, claim: stale });
      if (inOrder) return done();
      continue;
    }
    if (!pod) does(createWrites(looked, ordinal, name), say('statefulset.create', { name, want: replicas }));
    else if (isFinished(pod)) {
      if (isLeaving(pod)) {
        if (inOrder) return waitFor(done(), name);
        continue;
      }
      events.push(recreating(set, name));
      does([deleteWrite(set, pod)], say('statefulset.recreate', { name }));
    } else if (pod.status.phase === 'Pending' && missingClaims(set, name, view).length > 0)
      does(claimWrites(looked, name), say('statefulset.claims', { name }));
    else if (!inOrder || (!isLeaving(pod) && isAvailable(pod, set, view.now))) {
      if (hasIdentity(pod)) continue;
      does([identityWrite(set, pod, ordinal)], say('statefulset.identity', { name }));
      continue;
    } else return waitFor(done(), name);
    if (inOrder) return done();
  }
  const condemned = pods
    .filter((pod) => ordinalOf(pod, set) < start || ordinalOf(pod, set) >= start + replicas)
    .sort((a, b) => ordinalOf(b, set) - ordinalOf(a, set));
  const unhealthy = firstUnhealthy(looked, start, condemned);
  for (const pod of condemned) {
    const { name } = pod.metadata;
    if (isLeaving(pod)) {
      if (inOrder) return waitFor(done(), name);
      continue;
    }
    if (inOrder && pod !== unhealthy && !isAvailable(pod, set, view.now)) return waitFor(done(), name);
    does([deleteWrite(set, pod)], say('statefulset.condemned', { name, want: replicas }));
    if (inOrder) return done();
  }
  if (requests.length > 0 || set.spec.updateStrategy.type === 'OnDelete') return done();
  return roll(looked, start, byOrdinal) ?? done();
}

const waitFor = (step: Step, name: string): Step =>
  step.requests.length > 0 ? step : { ...step, because: say('statefulset.wait', { name }) };

/** The unhealthy Pod that may go without waiting for another. */
function firstUnhealthy({ set, pods }: Looked, start: number, condemned: readonly Pod[]): Pod | undefined {
  const kept = pods
    .filter((pod) => !condemned.includes(pod) && ordinalOf(pod, set) >= start)
    .sort((a, b) => ordinalOf(a, set) - ordinalOf(b, set));
  return [...kept, ...[...condemned].reverse()].find((pod) => !isHealthy(pod));
}

/** From the last ordinal down to the partition: one old Pod goes, and only when all above it are well again. */
function roll({ set, wanted }: Looked, start: number, byOrdinal: ReadonlyMap<number, Pod>): Step | undefined {
  const from = start + (set.spec.updateStrategy.rollingUpdate?.partition ?? 0);
  for (let ordinal = start + set.spec.replicas - 1; ordinal >= from; ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) return nothing('statefulset.wait', { name: `${set.metadata.name}-${ordinal}` });
    const { name } = pod.metadata;
    if (revisionOfPod(pod) !== wanted.metadata.name && !isLeaving(pod))
      return {
        requests: [deleteWrite(set, pod)],
        updated: pod,
        because: say('statefulset.update', { name, revision: wanted.revision }),
      };
    if (!isHealthy(pod)) return nothing('statefulset.wait', { name });
  }
  return undefined;
}

/** Ordinals that the update has not reached yet come back as they were. */
function revisionFrom({ set, current, wanted }: Looked, ordinal: number): ControllerRevision {
  const { type, rollingUpdate } = set.spec.updateStrategy;
  if (type !== 'RollingUpdate') return wanted;
  const start = set.spec.ordinals?.start ?? 0;
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status.currentReplicas ?? 0);
  return ordinal < start + kept ? current : wanted;
}

const created = (about: StatefulSet, what: string, end: string): Told => ({
  about,
  type: 'Normal',
  reason: 'SuccessfulCreate',
  message: `create ${what} in StatefulSet ${about.metadata.name} ${end}`,
});
const notCreated = (about: StatefulSet, what: string, error = '{error}'): Told => ({
  ...created(about, what, `failed error: ${error}`),
  type: 'Warning',
  reason: 'FailedCreate',
});
const claimLeaves = (set: StatefulSet, pod: string, claim: string): Told =>
  notCreated(set, `Pod ${pod}`, `pvc ${claim} is being deleted`);

function claimWrites({ set, view }: Looked, name: string): Write[] {
  return missingClaims(set, name, view).map((claim) => {
    const what = `Claim ${claim.metadata.name} Pod ${name}`;
    return create('persistentvolumeclaims', set.metadata.namespace!, claim, {
      accept: [409],
      ifDone: created(set, what, 'success'),
      ifFailed: notCreated(set, what),
    });
  });
}

function createWrites(looked: Looked, ordinal: number, name: string): Write[] {
  const { set } = looked;
  const pod = create('pods', set.metadata.namespace!, podOf(set, revisionFrom(looked, ordinal), ordinal), {
    ifDone: created(set, `Pod ${name}`, 'successful'),
    ifFailed: notCreated(set, `Pod ${name}`),
  });
  return [...claimWrites(looked, name), pod];
}

function deleteWrite(set: StatefulSet, pod: Pod): Write {
  const text = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  return remove(
    'pods',
    pod,
    {},
    {
      ifDone: { about: set, type: 'Normal', reason: 'SuccessfulDelete', message: `${text} successful` },
      ifFailed: { about: set, type: 'Warning', reason: 'FailedDelete', message: `${text} failed error: {error}` },
    },
  );
}

/** Puts the label back by which a Service can pick one Pod of the set. Models: UpdateStatefulPod, updateIdentity. */
function identityWrite(set: StatefulSet, pod: Pod, ordinal: number): Write {
  const text = `update Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  const labels = { ...pod.metadata.labels, ...identityLabels(pod.metadata.name, ordinal) };
  return update(
    'pods',
    { ...pod, metadata: { ...pod.metadata, labels } },
    {
      ifDone: { about: set, type: 'Normal', reason: 'SuccessfulUpdate', message: `${text} successful` },
      ifFailed: { about: set, type: 'Warning', reason: 'FailedUpdate', message: `${text} failed error: {error}` },
    },
  );
}

const recreating = (about: StatefulSet, name: string): Told => ({
  about,
  type: 'Warning',
  reason: 'RecreatingFailedPod',
  message: `StatefulSet ${about.metadata.namespace}/${about.metadata.name} is recreating failed Pod ${name}`,
});

/** What the Pods are like now. Models: updateStatus, completeRollingUpdate. */
function statusOf({ set, pods, current, wanted, view }: Looked, going: Pod | undefined): StatefulSet['status'] {
  const number = (holds: (pod: Pod) => boolean): number => pods.filter(holds).length;
  const of = (revision: ControllerRevision): number =>
    number((pod) => !isLeaving(pod) && revisionOfPod(pod) === revision.metadata.name);
  const replicas = pods.length;
  const ready = number(isUp);
  const updated = of(wanted);
  // That none of few Pods is old does not mean that it is over: without any Pod a broken revision would become current.
  const complete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    [replicas, updated, ready].every((each) => each === set.spec.replicas);
  const unchanged = complete ? updated : of(current) - (going ? 1 : 0);
  return {
    ...(set.metadata.generation ? { observedGeneration: set.metadata.generation } : {}),
    replicas,
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(unchanged > 0 ? { currentReplicas: unchanged } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    currentRevision: (complete ? wanted : current).metadata.name,
    updateRevision: wanted.metadata.name,
    collisionCount: set.status.collisionCount ?? 0,
    availableReplicas: number((pod) => isAvailable(pod, set, view.now)),
    ...(set.status.conditions ? { conditions: set.status.conditions } : {}),
  };
}

/** Old revisions beyond the limit that nothing is of. */
function cleanUp({ set, pods, current, wanted }: Looked, all: readonly ControllerRevision[]): Write[] {
  const live = new Set([current.metadata.name, wanted.metadata.name, ...pods.map(revisionOfPod)]);
  const idle = all.filter(({ metadata }) => !live.has(metadata.name));
  const over = idle.length - set.spec.revisionHistoryLimit;
  return idle.slice(0, Math.max(0, over)).map((revision) => remove('controllerrevisions', revision));
}
