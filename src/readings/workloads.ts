import type {
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  KubeObject,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../api/types.ts';
import type { WorkloadView } from './views.ts';

/** Where etcd keeps the workloads, by kind. */
export const workloadPlaces = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  CronJob: 'cronjobs',
  ReplicationController: 'controllers',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
} as const satisfies Record<WorkloadView['kind'], string>;

type Pods = Pick<WorkloadView, 'desired' | 'current' | 'ready' | 'schedule' | 'suspended' | 'scales'>;
type Replicated = Deployment | ReplicaSet | StatefulSet | ReplicationController;

/** How many Pods a workload wants, has, and has ready. For a Job, whose Pods are ready once they are over: completions. */
const podsOf: Readonly<Record<WorkloadView['kind'], (object: never) => Pods>> = {
  Deployment: replicated,
  ReplicaSet: replicated,
  StatefulSet: replicated,
  ReplicationController: replicated,
  DaemonSet: ({ status }: DaemonSet) => ({
    desired: status?.desiredNumberScheduled ?? 0,
    current: status?.currentNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
  }),
  Job: ({ spec, status }: Job) => ({
    desired: spec.completions ?? spec.parallelism ?? 1,
    current: (status?.active ?? 0) + (status?.succeeded ?? 0),
    ready: status?.succeeded ?? 0,
  }),
  HorizontalPodAutoscaler: ({ spec, status }: HorizontalPodAutoscaler) => ({
    desired: status?.desiredReplicas ?? 0,
    current: status?.currentReplicas ?? 0,
    ready: status?.currentReplicas ?? 0,
    scales: `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
  }),
  // It wants no Pods of its own: its Jobs, which stand beside it, do.
  CronJob: ({ spec, status }: CronJob) => ({
    desired: 0,
    current: status?.active?.length ?? 0,
    ready: 0,
    schedule: spec.schedule,
    ...(spec.suspend ? { suspended: true } : {}),
  }),
};

function replicated({ spec, status }: Replicated): Pods {
  return { desired: spec.replicas ?? 1, current: status?.replicas ?? 0, ready: status?.readyReplicas ?? 0 };
}

export function workloadView(object: KubeObject): WorkloadView {
  const { metadata } = object;
  const kind = object.kind as WorkloadView['kind'];
  return {
    kind,
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    owner: metadata.ownerReferences?.find(({ controller }) => controller)?.uid,
    ...podsOf[kind](object as never),
  };
}
