import type {
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Job,
  KubeObject,
  Namespace,
  Node,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  StatefulSet,
} from '../../api/types.ts';
import { isConditionTrue } from '../../api/conditions.ts';
import type { Cluster } from '../../sim/cluster.ts';
import { parseTimestamp } from '../../sim/time.ts';
import { isFinished as isOver } from '../../sim/controllers/job/status.ts';
import { isActive, isFinished, isReady } from '../../sim/controllers/pods.ts';
import { visitAt } from '../../sim/etcd/index.ts';
import type { RuntimeState } from '../../sim/node/runtime/state.ts';
import { controlledBy, etcdOf, nameOf, ownerOf, stored } from '../checkers/look.ts';

/** What is being deleted may take this long, in virtual ms: Jobs come and go all the time. */
const goingMs = 120_000;

/** What is not as it should be in a cluster that had time to come to what was wanted, in words. */
export function unrecovered(cluster: Cluster): string[] {
  const found: string[] = [];
  const tell = (holds: boolean, what: () => string): void => {
    if (!holds) found.push(what());
  };
  const all: KubeObject[] = [];
  visitAt(etcdOf(cluster), '/registry/', etcdOf(cluster).store.revision, (_key, object) => all.push(object));
  const uids = new Set(all.map(({ metadata }) => metadata.uid));
  for (const object of all) {
    const { deletionTimestamp, finalizers, generation, ownerReferences } = object.metadata;
    const isStuck = deletionTimestamp !== undefined && parseTimestamp(deletionTimestamp) < cluster.now - goingMs;
    tell(!isStuck, () => `${nameOf(object)} is still going (${finalizers?.join() ?? 'no finalizers'})`);
    for (const ref of ownerReferences ?? [])
      tell(uids.has(ref.uid), () => `${nameOf(object)} belongs to ${ref.kind} ${ref.name}, which is gone`);
    const observed = (object['status'] as { observedGeneration?: number } | undefined)?.observedGeneration;
    tell(
      observed === undefined || observed === generation,
      () => `${nameOf(object)} observed ${observed} of ${generation}`,
    );
  }
  for (const { metadata, spec, status } of stored<Node>(cluster, 'minions')) {
    tell(isConditionTrue(status.conditions, 'Ready'), () => `node ${metadata.name} is not ready`);
    const keys = (spec.taints ?? [])
      .map(({ key }) => key)
      .filter((key) => key !== 'node-role.kubernetes.io/control-plane');
    tell(keys.length === 0, () => `node ${metadata.name} has ${keys.join()}`);
  }
  for (const object of stored<Namespace>(cluster, 'namespaces'))
    tell(object.status.phase === 'Active', () => `${nameOf(object)} is ${object.status.phase}`);
  const pods = stored<Pod>(cluster, 'pods');
  deployments(cluster, tell);
  sets(cluster, tell);
  jobs(cluster, tell);
  for (const object of pods)
    if (!isFinished(object) && ownerOf(object)?.kind !== 'Job')
      tell(
        isReady(object) && object.status.phase === 'Running',
        () => `${nameOf(object)} is ${object.status.phase}, not ready`,
      );
  containers(cluster, pods, tell);
  services(cluster, pods, tell);
  budgets(cluster, pods, tell);
  return found;
}

type Tell = (holds: boolean, what: () => string) => void;

const numbers = (values: readonly (number | undefined)[]): string => values.map((each) => each ?? 0).join('/');
const same = (want: number, values: readonly (number | undefined)[]): boolean =>
  values.every((each) => (each ?? 0) === want);

function deployments(cluster: Cluster, tell: Tell): void {
  for (const object of stored<Deployment>(cluster, 'deployments')) {
    const { spec, status } = object;
    const { replicas, updatedReplicas, readyReplicas, availableReplicas } = status;
    const have = [replicas, updatedReplicas, readyReplicas, availableReplicas];
    tell(same(spec.replicas, have), () => `${nameOf(object)} has ${numbers(have)} of ${spec.replicas}`);
    const sets = controlledBy<ReplicaSet>(cluster, 'replicasets', object.metadata.uid);
    const idle = sets.filter((rs) => rs.spec.replicas === 0);
    tell(
      idle.length <= spec.revisionHistoryLimit + 1,
      () => `${nameOf(object)} keeps ${idle.length} old ReplicaSets of ${spec.revisionHistoryLimit}`,
    );
  }
  for (const object of [...stored<ReplicaSet>(cluster, 'replicasets'), ...stored<ReplicaSet>(cluster, 'controllers')]) {
    const { spec, status } = object;
    const running = controlledBy<Pod>(cluster, 'pods', object.metadata.uid).filter(isActive).length;
    const have = [running, status.replicas, status.readyReplicas, status.availableReplicas];
    tell(same(spec.replicas, have), () => `${nameOf(object)} has ${numbers(have)} of ${spec.replicas}`);
  }
}

function sets(cluster: Cluster, tell: Tell): void {
  for (const object of stored<StatefulSet>(cluster, 'statefulsets')) {
    const { spec, status } = object;
    const start = spec.ordinals?.start ?? 0;
    const wanted = Array.from({ length: spec.replicas }, (_, i) => `${object.metadata.name}-${start + i}`);
    const running = controlledBy<Pod>(cluster, 'pods', object.metadata.uid).map(({ metadata }) => metadata.name);
    tell(
      running.sort().join() === wanted.sort().join(),
      () => `${nameOf(object)} has ${running.join()} instead of ${wanted.join()}`,
    );
    const have = [status.replicas, status.readyReplicas, status.availableReplicas];
    tell(same(spec.replicas, have), () => `${nameOf(object)} has ${numbers(have)} of ${spec.replicas}`);
    if (spec.updateStrategy.type === 'RollingUpdate' && !spec.updateStrategy.rollingUpdate?.partition)
      tell(status.currentRevision === status.updateRevision, () => `${nameOf(object)} is not rolled out`);
  }
  for (const object of stored<DaemonSet>(cluster, 'daemonsets')) {
    const { desiredNumberScheduled, currentNumberScheduled, numberReady, numberAvailable, updatedNumberScheduled } =
      object.status;
    const updates = object.spec.updateStrategy.type === 'RollingUpdate' ? [updatedNumberScheduled] : [];
    const have = [currentNumberScheduled, numberReady, numberAvailable, ...updates];
    tell(desiredNumberScheduled >= 3, () => `${nameOf(object)} wants ${desiredNumberScheduled} nodes`);
    tell(
      same(desiredNumberScheduled, have),
      () => `${nameOf(object)} has ${numbers(have)} of ${desiredNumberScheduled}`,
    );
  }
}

function jobs(cluster: Cluster, tell: Tell): void {
  for (const object of stored<Job>(cluster, 'jobs')) {
    if (object.spec.suspend || (ownerOf(object) && !isOver(object))) continue;
    tell(isOver(object), () => `${nameOf(object)} has not ended`);
    const { succeeded, failed } = object.status.uncountedTerminatedPods ?? {};
    tell((succeeded ?? failed) === undefined, () => `${nameOf(object)} has uncounted Pods`);
  }
  for (const object of stored<CronJob>(cluster, 'cronjobs')) {
    const own = controlledBy<Job>(cluster, 'jobs', object.metadata.uid);
    const active = own.filter((job) => !isOver(job)).map(({ metadata }) => metadata.name);
    const listed = ((object.status.active ?? []) as { name: string }[]).map(({ name }) => name);
    tell(
      active.sort().join() === listed.sort().join(),
      () => `${nameOf(object)} lists ${listed.join()}, not ${active.join()}`,
    );
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = object.spec;
    const ended = (type: string): number => own.filter((job) => isConditionTrue(job.status.conditions, type)).length;
    tell(
      ended('Complete') <= successfulJobsHistoryLimit,
      () => `${nameOf(object)} keeps ${ended('Complete')} good Jobs`,
    );
    tell(ended('Failed') <= failedJobsHistoryLimit, () => `${nameOf(object)} keeps ${ended('Failed')} failed Jobs`);
  }
}

/** Nothing runs on a machine that no Pod bound to it stands for. */
function containers(cluster: Cluster, pods: readonly Pod[], tell: Tell): void {
  const here = new Set(
    pods.filter((pod) => !isFinished(pod)).map(({ metadata, spec }) => `${spec.nodeName} ${metadata.uid}`),
  );
  const mirrored = new Set(pods.map(({ metadata }) => metadata.annotations?.['kubernetes.io/config.mirror']));
  for (const id of cluster.kernel.actorIds().filter((each) => each.startsWith('runtime@'))) {
    const { node, sandboxes, containers: runs } = cluster.kernel.stateOf<RuntimeState>(id)!;
    for (const { podUid, name, containers: ids } of sandboxes.values()) {
      const runsOn = ids.some((run) => runs.get(run)?.state === 'running');
      tell(
        !runsOn || here.has(`${node} ${podUid}`) || mirrored.has(podUid),
        () => `${name} still runs on ${node}, and its Pod is gone`,
      );
    }
  }
}

function services(cluster: Cluster, pods: readonly Pod[], tell: Tell): void {
  for (const service of stored<KubeObject>(cluster, 'services/specs')) {
    const { selector } = service['spec'] as { selector?: Record<string, string> };
    if (!selector?.['app']) continue;
    const { name, namespace } = service.metadata;
    const wanted = pods
      .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.['app'] === selector['app'])
      .flatMap((pod) => (isReady(pod) && !isFinished(pod) && pod.status.podIP ? [pod.status.podIP] : []));
    const have = stored<EndpointSlice>(cluster, `endpointslices/${namespace}`)
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
      .flatMap((slice) => slice.endpoints.flatMap(({ addresses, conditions }) => (conditions?.ready ? addresses : [])));
    tell(
      have.sort().join() === wanted.sort().join(),
      () => `Service ${namespace}/${name} has ${have.join()} instead of ${wanted.join()}`,
    );
  }
}

function budgets(cluster: Cluster, pods: readonly Pod[], tell: Tell): void {
  for (const object of stored<PodDisruptionBudget>(cluster, 'poddisruptionbudgets')) {
    const app = object.spec.selector?.matchLabels?.['app'];
    const healthy = pods.filter(
      (pod) =>
        pod.metadata.namespace === object.metadata.namespace && pod.metadata.labels?.['app'] === app && isReady(pod),
    ).length;
    const { currentHealthy, disruptedPods } = object.status;
    tell(
      (currentHealthy ?? 0) === healthy,
      () => `${nameOf(object)} counts ${currentHealthy} healthy Pods of ${healthy}`,
    );
    tell(Object.keys(disruptedPods ?? {}).length === 0, () => `${nameOf(object)} still waits for evicted Pods`);
  }
}
