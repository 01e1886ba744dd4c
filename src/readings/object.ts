import type {
  DaemonSet,
  Deployment,
  Event,
  Job,
  KubeObject,
  Node,
  Pod,
  ReplicaSet,
  StatefulSet,
} from '../api/types.ts';
import { resourceTypes } from '../api/index.ts';
import { listAt, readAt, type EtcdState } from '../sim/etcd/index.ts';
import type { Trace } from '../sim/kernel/trace.ts';
import { parseTimestamp } from '../sim/time.ts';
import type { ObjectRef } from '../sim/notes.ts';
import { refOf } from './about.ts';
import { podReadiness, podReason } from './pod-state.ts';
import { schedulingOf } from './scheduling.ts';
import { revisionAt, type StoryIndex } from './story.ts';
import type { ObjectView } from './views.ts';
import { whyObject } from './why.ts';

/** Where etcd keeps a kind. */
const places = new Map(resourceTypes.map(({ kind, etcdPrefix }) => [kind, etcdPrefix]));

/** The etcd key of an object; undefined for kinds the inspector does not know. */
function etcdKeyOf({ kind, namespace, name }: ObjectRef): string | undefined {
  const place = places.get(kind);
  return place && `/registry/${place}/${namespace ? `${namespace}/` : ''}${name}`;
}

/**
 * One object as it was after a step, with everything the inspector shows of it. `toYaml` prints a value as kubectl
 * does; it is handed in, because readings know nothing of kubectl.
 */
export function objectView(
  trace: Trace,
  index: StoryIndex,
  etcd: EtcdState,
  step: number,
  ref: ObjectRef,
  toYaml: (value: unknown) => string,
): ObjectView {
  const revision = revisionAt(index, trace, step);
  const key = etcdKeyOf(ref);
  const object = key === undefined ? undefined : readAt(etcd, key, revision);
  const scheduling =
    ref.kind === 'Pod' ? schedulingOf(trace, index, etcd, step, object ? refOf(object) : ref) : undefined;
  const events = eventsOf(etcd, revision, object?.metadata.uid ?? ref.uid, ref);
  if (!object) {
    return {
      ref,
      exists: false,
      yaml: '',
      overview: [],
      conditions: [],
      events,
      why: [],
      scheduling,
      owners: [],
      dependents: [],
    };
  }
  return {
    ref: refOf(object),
    exists: true,
    yaml: toYaml(shown(object)),
    overview: overviewOf(object),
    conditions: conditionsOf(object),
    events,
    why: whyObject(trace, index, object),
    scheduling,
    owners: (object.metadata.ownerReferences ?? []).map(({ kind, name, uid }) => ({
      kind,
      ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
      name,
      uid,
    })),
    dependents: dependentsOf(etcd, revision, object),
  };
}

/** The object as `kubectl get -o yaml` shows it: without managedFields. */
function shown(object: KubeObject): KubeObject {
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata };
}

type Pair = ObjectView['overview'][number];

const pair = (label: string, desired: string | number, current: string | number): Pair => ({
  label,
  desired: String(desired),
  current: String(current),
  same: String(desired) === String(current),
});

/** What is wanted beside what is, by the names of the fields. */
function overviewOf(object: KubeObject): Pair[] {
  const seen = object.metadata.generation;
  const observed = (object['status'] as { observedGeneration?: number } | undefined)?.observedGeneration;
  const generation = seen === undefined || observed === undefined ? [] : [pair('observedGeneration', seen, observed)];
  switch (object.kind) {
    case 'Deployment': {
      const { spec, status } = object as Deployment;
      return [
        pair('replicas', spec.replicas, status?.replicas ?? 0),
        pair('updatedReplicas', spec.replicas, status?.updatedReplicas ?? 0),
        pair('readyReplicas', spec.replicas, status?.readyReplicas ?? 0),
        ...generation,
      ];
    }
    case 'StatefulSet': {
      const { spec, status } = object as StatefulSet;
      return [
        pair('replicas', spec.replicas, status?.replicas ?? 0),
        pair('updatedReplicas', spec.replicas, status?.updatedReplicas ?? 0),
        pair('readyReplicas', spec.replicas, status?.readyReplicas ?? 0),
        ...generation,
      ];
    }
    case 'DaemonSet': {
      const { status } = object as DaemonSet;
      const wanted = status?.desiredNumberScheduled ?? 0;
      return [
        pair('currentNumberScheduled', wanted, status?.currentNumberScheduled ?? 0),
        pair('updatedNumberScheduled', wanted, status?.updatedNumberScheduled ?? 0),
        pair('numberReady', wanted, status?.numberReady ?? 0),
        pair('numberMisscheduled', 0, status?.numberMisscheduled ?? 0),
        ...generation,
      ];
    }
    case 'Job': {
      const { spec, status } = object as Job;
      const done = pair('succeeded', spec.completions ?? 1, status?.succeeded ?? 0);
      return status?.failed ? [done, pair('failed', 0, status.failed)] : [done];
    }
    case 'ReplicationController':
    case 'ReplicaSet': {
      const { spec, status } = object as ReplicaSet;
      return [
        pair('replicas', spec.replicas, status?.replicas ?? 0),
        pair('readyReplicas', spec.replicas, status?.readyReplicas ?? 0),
        ...generation,
      ];
    }
    case 'Pod': {
      const pod = object as Pod;
      const containers = pod.spec.containers.length;
      const wanted = pod.metadata.deletionTimestamp
        ? 'Terminating'
        : pod.spec.restartPolicy === 'Always'
          ? 'Running'
          : 'Completed';
      return [pair('STATUS', wanted, podReason(pod)), pair('READY', `${containers}/${containers}`, podReadiness(pod))];
    }
    case 'Node': {
      const ready = (object as Node).status?.conditions?.find(({ type }) => type === 'Ready');
      return [pair('Ready', 'True', ready?.status ?? 'Unknown')];
    }
    default:
      return generation;
  }
}

function conditionsOf(object: KubeObject): ObjectView['conditions'] {
  const conditions = (object as Pod).status?.conditions;
  return (conditions ?? []).map(({ type, status, reason, message, lastTransitionTime }) => ({
    type,
    status,
    reason: reason ?? '',
    message: message ?? '',
    sinceMs: lastTransitionTime ? parseTimestamp(lastTransitionTime) : 0,
  }));
}

/** Events about an object, oldest first. Models: kubectl describe, which asks for events by involvedObject. */
function eventsOf(etcd: EtcdState, revision: number, uid: string | undefined, ref: ObjectRef): ObjectView['events'] {
  const events = listAt(etcd, `/registry/events/${ref.namespace || 'default'}/`, revision) as Event[];
  return events
    .filter(
      ({ involvedObject: about }) =>
        about.kind === ref.kind && about.name === ref.name && (!uid || !about.uid || about.uid === uid),
    )
    .map((event) => ({
      type: event.type,
      reason: event.reason,
      from: event.source?.component || event.reportingComponent,
      message: event.message,
      count: event.count ?? 1,
      lastMs: parseTimestamp(event.lastTimestamp || event.eventTime || event.metadata.creationTimestamp),
    }))
    .sort((a, b) => a.lastMs - b.lastMs);
}

/** Kinds an owner can have below it, in the order of the graph. */
const ownedKinds: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['replicasets'],
  ReplicaSet: ['pods'],
  StatefulSet: ['pods', 'controllerrevisions'],
  DaemonSet: ['pods', 'controllerrevisions'],
  ReplicationController: ['pods'],
  Job: ['pods'],
  CronJob: ['jobs'],
  Service: ['endpointslices'],
};

function dependentsOf(etcd: EtcdState, revision: number, { kind, metadata }: KubeObject): ObjectRef[] {
  const out: ObjectRef[] = [];
  for (const place of ownedKinds[kind] ?? []) {
    for (const object of listAt(etcd, `/registry/${place}/${metadata.namespace}/`, revision)) {
      if (object.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid)) out.push(refOf(object));
    }
  }
  return out;
}
