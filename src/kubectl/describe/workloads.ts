import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { attempt, itemsOf, listAt, numberAt, query, textAt, at, type Obj, type Session } from '../client.ts';
import { newAndOld, replicaSetsOf } from '../replicasets.ts';
import { rfc1123z } from '../text/duration.ts';
import type { Run } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, controllerOf, labels, nameNamespace } from './metadata.ts';
import { describeTemplate } from './pod.ts';
import { Writer } from './writer.ts';

const selectorText = (object: Obj): string =>
  formatSelector(at(object, 'spec', 'selector') as LabelSelector | undefined);

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

/** Models: describe.go describeReplicaSet. */
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
  const counts: Record<string, number> = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  if (!('problem' in pods)) {
    for (const pod of itemsOf(pods.body)) {
      if (pod.metadata?.ownerReferences?.find((o) => o.controller)?.uid !== object.metadata?.uid) continue;
      const phase = textAt(pod, 'status', 'phase');
      counts[phase] = (counts[phase] ?? 0) + 1;
    }
  }
  w.field(
    0,
    'Pods Status',
    `${counts['Running']} Running / ${counts['Pending']} Waiting / ${counts['Succeeded']} Succeeded / ${counts['Failed']} Failed`,
  );
  describeTemplate(w, at(object, 'spec', 'template'));
  conditions(w, object);
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}
