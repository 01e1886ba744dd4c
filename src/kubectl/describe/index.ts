import { attempt, itemsOf, type Obj, type Session } from '../client.ts';
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
import { describeAutoscaler } from './autoscaler.ts';
import { describeEndpoints, describeIngress, describeIngressClass, describeNetworkPolicy } from './network.ts';
import { describeBudget, describeLimitRange, describePriorityClass, describeQuota } from './policy.ts';
import { describeSigningRequest } from './signing-request.ts';
import { describeClaim, describeStorageClass, describeVolume } from './storage.ts';
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
    case 'ReplicationController':
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
    case 'PersistentVolume':
      return describeVolume(object, yield* events(), session.nowMs);
    case 'Ingress':
      return yield* describeIngress(session, object, events);
    case 'IngressClass':
      return describeIngressClass(object, yield* events(), session.nowMs);
    case 'NetworkPolicy':
      return describeNetworkPolicy(object);
    case 'Endpoints':
      return describeEndpoints(object, yield* events(), session.nowMs);
    case 'HorizontalPodAutoscaler':
      return describeAutoscaler(object, yield* events(), session.nowMs);
    case 'CertificateSigningRequest':
      return describeSigningRequest(object, yield* events(), session.nowMs);
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
      return describeServiceAccount(
        object,
        yield* servedIn(session, object.metadata?.namespace ?? '', 'secrets'),
        yield* events(),
        session.nowMs,
      );
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
