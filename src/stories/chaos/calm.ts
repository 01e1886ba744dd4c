import { selectorMatches } from '../../api/selectors.ts';
import type {
  DaemonSet,
  Deployment,
  KubeObject,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  StatefulSet,
} from '../../api/types.ts';
import { scaledIntOrPercent } from '../../api/int-or-string.ts';
import type { Cluster } from '../../sim/cluster.ts';
import { isActive, isLeaving, isReady } from '../../sim/controllers/pods.ts';
import { boundsOf } from '../checkers/rollouts.ts';
import { controlledBy, nameOf, ownerOf, stored, writes, type Broken, type Checker } from '../checkers/look.ts';

/**
 * How many Pods there are while a rollout goes on and nothing else happens: then the numbers hold for the Pods
 * themselves, not only for what is asked for. Begun on a cluster in which everything runs.
 */
export class CalmRollouts implements Checker {
  readonly name = 'a rollout in peace keeps its numbers';
  readonly step: Checker['step'];

  constructor(cluster: Cluster) {
    this.step = writes(({ object, before }, now, broken) => {
      const pod = (object ?? before)!;
      if (pod.kind === 'Pod') lookAt(now, pod as Pod, broken);
    });
    // What was written before is not looked at.
    this.step(cluster, () => {});
  }
}

/** While a node is drained and nothing else happens, no budget is overdrawn. */
export class CalmDrain implements Checker {
  readonly name = 'a drain in peace keeps to the budgets';
  readonly step: Checker['step'];

  constructor(cluster: Cluster) {
    const budgets = stored<PodDisruptionBudget>(cluster, 'poddisruptionbudgets').filter(
      ({ status }) => (status.currentHealthy ?? 0) >= (status.desiredHealthy ?? 0),
    );
    this.step = writes(({ object, before }, now, broken) => {
      const pod = (object ?? before)!;
      if (pod.kind !== 'Pod') return;
      for (const { metadata, spec, status } of budgets) {
        if (metadata.namespace !== pod.metadata.namespace || !selectorMatches(spec.selector, pod.metadata.labels))
          continue;
        const ready = stored<Pod>(now, `pods/${metadata.namespace}`).filter(
          (each) => selectorMatches(spec.selector, each.metadata.labels) && serves(each),
        ).length;
        const least = status.desiredHealthy ?? 0;
        if (ready < least) broken(`${metadata.name} has ${ready} ready Pods of ${least} at least`);
      }
    });
    this.step(cluster, () => {});
  }
}

function lookAt(cluster: Cluster, pod: Pod, broken: Broken): void {
  const owner = ownerOf(pod);
  if (!owner) return;
  const find = <T extends KubeObject>(place: string): T | undefined =>
    stored<T>(cluster, place).find(({ metadata }) => metadata.uid === owner.uid && !metadata.deletionTimestamp);
  if (owner.kind === 'ReplicaSet') {
    const above = find<ReplicaSet>('replicasets');
    const d = stored<Deployment>(cluster, 'deployments').find(
      ({ metadata }) => metadata.uid === (above && ownerOf(above))?.uid,
    );
    if (d) deployment(cluster, d, broken);
  } else if (owner.kind === 'StatefulSet') {
    const set = find<StatefulSet>('statefulsets');
    if (set) statefulSet(cluster, set, broken);
  } else if (owner.kind === 'DaemonSet') {
    const set = find<DaemonSet>('daemonsets');
    if (set) daemonSet(cluster, set, broken);
  }
}

const serves = (pod: Pod): boolean => isReady(pod) && !isLeaving(pod);

function deployment(cluster: Cluster, d: Deployment, broken: Broken): void {
  const { most, least } = boundsOf(d);
  const pods = controlledBy<ReplicaSet>(cluster, 'replicasets', d.metadata.uid).flatMap(({ metadata }) =>
    controlledBy<Pod>(cluster, 'pods', metadata.uid),
  );
  const active = pods.filter(isActive);
  const ready = pods.filter(serves);
  if (active.length > most) broken(`${nameOf(d)} has ${active.length} Pods of ${most} at most`);
  if (ready.length < least) broken(`${nameOf(d)} has ${ready.length} ready Pods of ${least} at least`);
}

function statefulSet(cluster: Cluster, set: StatefulSet, broken: Broken): void {
  const ready = controlledBy<Pod>(cluster, 'pods', set.metadata.uid).filter(serves);
  if (ready.length < set.spec.replicas - 1)
    broken(`${nameOf(set)} has ${ready.length} ready Pods, and only one of ${set.spec.replicas} may be away`);
}

function daemonSet(cluster: Cluster, set: DaemonSet, broken: Broken): void {
  const desired = set.status.desiredNumberScheduled;
  const { maxSurge = 0, maxUnavailable = 0 } = set.spec.updateStrategy.rollingUpdate ?? {};
  const surge = scaledIntOrPercent(maxSurge, desired, 'up') as number;
  const away = Math.max(surge === 0 ? 1 : 0, scaledIntOrPercent(maxUnavailable, desired, 'up') as number);
  const pods = controlledBy<Pod>(cluster, 'pods', set.metadata.uid);
  const ready = pods.filter(serves);
  const active = pods.filter(isActive);
  if (ready.length < desired - away)
    broken(`${nameOf(set)} has ${ready.length} ready Pods of ${desired - away} at least`);
  if (active.length > desired + surge) broken(`${nameOf(set)} has ${active.length} Pods of ${desired + surge} at most`);
}
