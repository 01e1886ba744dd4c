import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { attempt, itemsOf, listAt, mapAt, numberAt, query, textAt, at, type Obj, type Session } from '../client.ts';
import { newAndOld, replicaSetsOf } from '../replicasets.ts';
import { rfc1123z } from '../text/duration.ts';
import type { JsonObject, Run } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, controllerOf, formatLabels, labels, nameNamespace } from './metadata.ts';
import { describeTemplate } from './pod.ts';
import { Writer } from './writer.ts';

/** A ReplicationController's selector is a plain map. */
const selectorText = (object: Obj): string =>
  object.kind === 'ReplicationController'
    ? formatLabels(mapAt(object, 'spec', 'selector'))
    : formatSelector(at(object, 'spec', 'selector') as LabelSelector | undefined);

function conditions(w: Writer, object: Obj): void {
  const list = listAt(object, 'status', 'conditions');
  if (list.length === 0) return;
  w.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  w.write(1, '----\t------\t------\n');
  for (const c of list) w.write(1, `${textAt(c, 'type')} \t${textAt(c, 'status')}\t${textAt(c, 'reason')}\n`);
}

/** Models: describe.go describeDeployment. */
export function* describeDeployment(
  session: Session,
  object: Obj,
  readEvents: () => Run<Obj[] | undefined>,
): Run<string> {
  const events = yield* readEvents();
  const sets = yield* replicaSetsOf(session, object);
  const { current, old } = newAndOld(object, sets);
  const w = new Writer();
  const n = (key: string): number => numberAt(object, 'status', key);
  nameNamespace(w, object);
  w.field(0, 'CreationTimestamp', rfc1123z(object.metadata?.creationTimestamp));
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  w.field(0, 'Selector', selectorText(object));
  w.field(
    0,
    'Replicas',
    `${numberAt(object, 'spec', 'replicas')} desired | ${n('updatedReplicas')} updated | ${n('replicas')} total | ${n('availableReplicas')} available | ${n('unavailableReplicas')} unavailable`,
  );
  w.field(0, 'StrategyType', textAt(object, 'spec', 'strategy', 'type'));
  w.field(0, 'MinReadySeconds', numberAt(object, 'spec', 'minReadySeconds'));
  if (at(object, 'spec', 'strategy', 'rollingUpdate')) {
    const rolling = (key: string): string => textAt(object, 'spec', 'strategy', 'rollingUpdate', key);
    w.field(
      0,
      'RollingUpdateStrategy',
      `${rolling('maxUnavailable')} max unavailable, ${rolling('maxSurge')} max surge`,
    );
  }
  describeTemplate(w, at(object, 'spec', 'template'));
  conditions(w, object);
  const texts = (list: readonly Obj[]): string =>
    list
      .map(
        (rs) =>
          `${rs.metadata?.name ?? ''} (${numberAt(rs, 'status', 'replicas')}/${numberAt(rs, 'spec', 'replicas')} replicas created)`,
      )
      .join(', ') || '<none>';
  if (sets.length > 0) {
    w.field(0, 'OldReplicaSets', texts(old));
    w.field(0, 'NewReplicaSet', texts(current ? [current] : []));
  }
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}

/** Phases of the Pods an object controls. */
function podsStatus(object: Obj, pods: readonly Obj[]): string {
  const counts: Record<string, number> = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  for (const pod of pods) {
    if (pod.metadata?.ownerReferences?.find((o) => o.controller)?.uid !== object.metadata?.uid) continue;
    const phase = textAt(pod, 'status', 'phase');
    counts[phase] = (counts[phase] ?? 0) + 1;
  }
  return `${counts['Running']} Running / ${counts['Pending']} Waiting / ${counts['Succeeded']} Succeeded / ${counts['Failed']} Failed`;
}

/** Models: describe.go describeStatefulSet, describeDaemonSet. */
export function* describeSet(session: Session, object: Obj, readEvents: () => Run<Obj[] | undefined>): Run<string> {
  const pods = yield* attempt(session, {
    method: 'GET',
    path: `/api/v1/namespaces/${object.metadata?.namespace ?? ''}/pods`,
    query: query({ labelSelector: selectorText(object), limit: '500' }),
  });
  const events = yield* readEvents();
  const status = podsStatus(object, 'problem' in pods ? [] : itemsOf(pods.body));
  const w = new Writer();
  nameNamespace(w, object);
  if (object.kind === 'StatefulSet') w.field(0, 'CreationTimestamp', rfc1123z(object.metadata?.creationTimestamp));
  w.field(0, 'Selector', selectorText(object));
  if (object.kind === 'DaemonSet')
    w.field(0, 'Node-Selector', formatLabels(mapAt(object, 'spec', 'template', 'spec', 'nodeSelector')));
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  if (object.kind === 'StatefulSet') {
    w.field(
      0,
      'Replicas',
      `${numberAt(object, 'spec', 'replicas')} desired | ${numberAt(object, 'status', 'replicas')} total`,
    );
    w.field(0, 'Update Strategy', textAt(object, 'spec', 'updateStrategy', 'type'));
    const partition = textAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
    if (partition) w.field(1, 'Partition', partition);
  } else {
    const n = (key: string): number => numberAt(object, 'status', key);
    w.write(0, `Desired Number of Nodes Scheduled: ${n('desiredNumberScheduled')}\n`);
    w.write(0, `Current Number of Nodes Scheduled: ${n('currentNumberScheduled')}\n`);
    w.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${n('updatedNumberScheduled')}\n`);
    w.write(0, `Number of Nodes Scheduled with Available Pods: ${n('numberAvailable')}\n`);
    w.write(0, `Number of Nodes Misscheduled: ${n('numberMisscheduled')}\n`);
  }
  w.field(0, 'Pods Status', status);
  describeTemplate(w, at(object, 'spec', 'template'));
  if (object.kind === 'StatefulSet') claimTemplates(w, listAt(object, 'spec', 'volumeClaimTemplates'));
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}

/** Models: describe.go describeVolumeClaimTemplates. */
function claimTemplates(w: Writer, templates: readonly JsonObject[]): void {
  if (templates.length === 0) {
    w.field(0, 'Volume Claims', '<none>');
    return;
  }
  w.write(0, 'Volume Claims:\n');
  for (const claim of templates) {
    w.field(1, 'Name', textAt(claim, 'metadata', 'name'));
    w.field(1, 'StorageClass', textAt(claim, 'spec', 'storageClassName'));
    w.field(1, 'Labels', formatLabels(mapAt(claim, 'metadata', 'labels')));
    w.field(1, 'Annotations', formatLabels(mapAt(claim, 'metadata', 'annotations')));
    w.field(1, 'Capacity', textAt(claim, 'spec', 'resources', 'requests', 'storage') || '<default>');
    w.field(1, 'Access Modes', `[${(at(claim, 'spec', 'accessModes') as string[] | undefined)?.join(' ') ?? ''}]`);
  }
}

/** Models: describe.go describeReplicaSet, describeReplicationController. */
export function* describeReplicaSet(
  session: Session,
  object: Obj,
  readEvents: () => Run<Obj[] | undefined>,
): Run<string> {
  const pods = yield* attempt(session, {
    method: 'GET',
    path: `/api/v1/namespaces/${object.metadata?.namespace ?? ''}/pods`,
    query: query({ labelSelector: selectorText(object), limit: '500' }),
  });
  const events = yield* readEvents();
  const w = new Writer();
  nameNamespace(w, object);
  w.field(0, 'Selector', selectorText(object));
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  const owner = controllerOf(object);
  if (owner) w.field(0, 'Controlled By', owner);
  w.field(
    0,
    'Replicas',
    `${numberAt(object, 'status', 'replicas')} current / ${numberAt(object, 'spec', 'replicas')} desired`,
  );
  w.field(0, 'Pods Status', podsStatus(object, 'problem' in pods ? [] : itemsOf(pods.body)));
  describeTemplate(w, at(object, 'spec', 'template'));
  conditions(w, object);
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}
