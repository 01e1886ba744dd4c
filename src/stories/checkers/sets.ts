import type { DaemonSet, Pod, StatefulSet } from '../../api/types.ts';
import { isActive, isLeaving, isReady } from '../../sim/controllers/pods.ts';
import { parseTimestamp } from '../../sim/time.ts';
import { controlledBy, nameOf, ownerOf, staleMs, stored, writes, type Checker } from './look.ts';

const indexLabel = 'apps.kubernetes.io/pod-index';

/** Two Pods with one number would write to the same storage. */
export function oneIdentity(): Checker {
  return {
    name: 'no two Pods of a StatefulSet have one identity',
    step: writes(({ object, before }, cluster, broken) => {
      if (object?.kind !== 'Pod' || before || ownerOf(object)?.kind !== 'StatefulSet') return;
      const owner = ownerOf(object)!;
      const number = object.metadata.labels?.[indexLabel];
      for (const pod of controlledBy<Pod>(cluster, 'pods', owner.uid))
        if (pod.metadata.uid !== object.metadata.uid && pod.metadata.labels?.[indexLabel] === number)
          broken(`${nameOf(object)} and ${nameOf(pod)} are both number ${number} of ${owner.name}`);
    }),
  };
}

/** OrderedReady: a number comes when all before it run. What the controller saw may be a moment old. */
export function ordinalsInOrder(): Checker {
  const upUntil = new Map<string, number>();
  return {
    name: 'a StatefulSet in order starts a Pod when those before it are ready',
    step: writes(({ object, before }, cluster, broken) => {
      if (before?.kind === 'Pod' && isReady(before as Pod) && !isLeaving(before as Pod))
        upUntil.set(nameOf(before), cluster.now);
      if (object?.kind !== 'Pod' || before || ownerOf(object)?.kind !== 'StatefulSet') return;
      const owner = ownerOf(object)!;
      const set = stored<StatefulSet>(cluster, 'statefulsets').find(({ metadata }) => metadata.uid === owner.uid);
      if (!set || set.spec.podManagementPolicy === 'Parallel') return;
      const ordinal = Number(object.metadata.labels?.[indexLabel]);
      for (let i = set.spec.ordinals?.start ?? 0; i < ordinal; i++) {
        const name = `${set.metadata.name}-${i}`;
        const pod = controlledBy<Pod>(cluster, 'pods', owner.uid).find(({ metadata }) => metadata.name === name);
        const isUp = pod && isReady(pod) && !isLeaving(pod);
        const wasUp = upUntil.get(`Pod ${set.metadata.namespace}/${name}`) ?? -Infinity;
        if (!isUp && wasUp < cluster.now - staleMs) broken(`${nameOf(object)} was created, but ${name} is not ready`);
      }
    }),
  };
}

export const nodeOfDaemon = ({ spec }: Pod): string | undefined =>
  spec.nodeName ??
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]
    ?.values?.[0];

/** Without maxSurge one daemon Pod per node, with it two. */
export function oneDaemonPerNode(): Checker {
  return {
    name: 'a node has one Pod of a DaemonSet',
    step: writes(({ object, before }, cluster, broken) => {
      if (object?.kind !== 'Pod' || before || ownerOf(object)?.kind !== 'DaemonSet') return;
      const owner = ownerOf(object)!;
      const set = stored<DaemonSet>(cluster, 'daemonsets').find(({ metadata }) => metadata.uid === owner.uid);
      const surge = set?.spec.updateStrategy.rollingUpdate?.maxSurge ?? 0;
      const node = nodeOfDaemon(object as Pod);
      const here = controlledBy<Pod>(cluster, 'pods', owner.uid).filter(
        (pod) => isActive(pod) && nodeOfDaemon(pod) === node,
      );
      if (here.length > (surge === 0 || surge === '0%' ? 1 : 2))
        broken(`${node} has ${here.map(nameOf).join(' and ')} at ${parseTimestamp(object.metadata.creationTimestamp)}`);
    }),
  };
}
