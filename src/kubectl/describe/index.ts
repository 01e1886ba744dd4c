import { attempt, itemsOf, textAt, type Obj, type Session } from '../client.ts';
import { builtInKinds, kindByWord } from '../kinds.ts';
import type { Run } from '../types.ts';
import {
  describeConfigMap,
  describeGeneric,
  describeNamespace,
  describeRole,
  describeRoleBinding,
  describeSecret,
  describeServiceAccount,
} from './data.ts';
import { describeCronJob, describeJob } from './batch.ts';
import {
  describeBudget,
  describeClaim,
  describeLimitRange,
  describePriorityClass,
  describeQuota,
  describeStorageClass,
} from './policy.ts';
import { eventsOf, searchEvents } from './events.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describeEndpointSlice, describeService } from './service.ts';
import { describeDeployment, describeReplicaSet, describeSet } from './workloads.ts';

/** The text of `kubectl describe` for one object. Models: describe.go DescriberFor. Left out: upstream's second read of the object. */
export function* describe(session: Session, object: Obj, showEvents: boolean): Run<string> {
  function* events(): Run<Obj[] | undefined> {
    return showEvents ? yield* eventsOf(session, object) : undefined;
  }
  switch (object.kind) {
    case 'Pod': {
      const about = {
        name: object.metadata?.name ?? '',
        namespace: object.metadata?.namespace ?? '',
        uid: object.metadata?.uid ?? '',
      };
      return describePod(object, showEvents ? yield* searchEvents(session, about) : undefined, session.nowMs);
    }
    case 'Deployment':
      return yield* describeDeployment(session, object, events);
    case 'ReplicaSet':
      return yield* describeReplicaSet(session, object, events);
    case 'StatefulSet':
    case 'DaemonSet':
      return yield* describeSet(session, object, events);
    case 'Job':
      return describeJob(object, yield* events(), session.nowMs);
    case 'CronJob':
      return describeCronJob(object, yield* events(), session.nowMs);
    case 'PodDisruptionBudget':
      return describeBudget(object, yield* events(), session.nowMs);
    case 'PriorityClass':
      return describePriorityClass(object, yield* events(), session.nowMs);
    case 'ResourceQuota':
      return describeQuota(object);
    case 'LimitRange':
      return describeLimitRange(object);
    case 'StorageClass':
      return describeStorageClass(object, yield* events(), session.nowMs);
    case 'PersistentVolumeClaim': {
      const users = yield* servedIn(session, object.metadata?.namespace ?? '', 'pods');
      return describeClaim(object, users ?? [], yield* events(), session.nowMs);
    }
    case 'Node':
      return yield* describeNode(session, object, showEvents);
    case 'Service':
      return yield* describeService(session, object, events);
    case 'EndpointSlice':
      return describeEndpointSlice(object, yield* events(), session.nowMs);
    case 'ConfigMap':
      return describeConfigMap(object, yield* events(), session.nowMs);
    case 'Secret':
      return describeSecret(object);
    case 'Namespace':
      return describeNamespace(
        object,
        yield* servedIn(session, object.metadata?.name ?? '', 'resourcequotas'),
        yield* servedIn(session, object.metadata?.name ?? '', 'limitranges'),
      );
    case 'ServiceAccount':
      return describeServiceAccount(object, yield* tokensOf(session, object), yield* events(), session.nowMs);
    case 'Role':
    case 'ClusterRole':
      return describeRole(object);
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return describeRoleBinding(object);
    default:
      return describeGeneric(object, yield* events(), session.nowMs);
  }
}

/** Objects of a kind in a namespace; undefined where the server does not know the kind. */
function* servedIn(session: Session, namespace: string, plural: string): Run<Obj[] | undefined> {
  const answer = yield* attempt(session, {
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/${plural}`,
    query: { limit: '500' },
  });
  return 'problem' in answer ? undefined : itemsOf(answer.body);
}

/** Secrets that hold tokens of a ServiceAccount; a cluster since 1.24 makes none by itself. */
function* tokensOf(session: Session, account: Obj): Run<string[]> {
  if (!kindByWord(builtInKinds(), 'secrets')) return [];
  const answer = yield* attempt(session, {
    method: 'GET',
    path: `/api/v1/namespaces/${account.metadata?.namespace ?? ''}/secrets`,
    query: { limit: '500' },
  });
  if ('problem' in answer) return [];
  return itemsOf(answer.body)
    .filter(
      (s) =>
        textAt(s, 'type') === 'kubernetes.io/service-account-token' &&
        s.metadata?.annotations?.['kubernetes.io/service-account.name'] === account.metadata?.name,
    )
    .map((s) => s.metadata?.name ?? '');
}
