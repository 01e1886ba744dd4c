import { scaledIntOrPercent } from '../../api/int-or-string.ts';
import type { Deployment, IntOrString, Pod, ReplicaSet } from '../../api/types.ts';
import type { Cluster } from '../../sim/cluster.ts';
import { templateText } from '../../sim/controllers/deployment/template.ts';
import type { EntryId, MessageEntry } from '../../sim/kernel/types.ts';
import type { ApiRequest } from '../../sim/messages.ts';
import { controlledBy, Lately, nameOf, ownerOf, requestsOf, stored, writes, type Checker } from './look.ts';

const share = (value: IntOrString | undefined, of: number, round: 'up' | 'down'): number => {
  const amount = scaledIntOrPercent(value ?? 0, of, round);
  return typeof amount === 'number' ? amount : 0;
};

/** Most and fewest Pods a Deployment may have during a rolling update, as its documentation says. */
export function boundsOf({ spec }: Deployment): { most: number; least: number } {
  const { replicas, strategy } = spec;
  if (strategy.type !== 'RollingUpdate') return { most: replicas, least: 0 };
  const surge = share(strategy.rollingUpdate?.maxSurge, replicas, 'up');
  const unavailable = share(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  const missing = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { most: replicas + surge, least: Math.max(0, replicas - missing) };
}

const isSizing = ({ agent }: MessageEntry, { method, path }: ApiRequest): boolean =>
  agent === 'deployment-controller' && (method === 'PUT' || method === 'POST') && /\/replicasets(\/[^/]+)?$/.test(path);

const total = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, { spec }) => sum + spec.replicas, 0);
const setsOf = (cluster: Cluster, uid: string): ReplicaSet[] => controlledBy(cluster, 'replicasets', uid);
const sizeOf = (cluster: Cluster, uid: string): number =>
  stored<ReplicaSet>(cluster, 'replicasets').find(({ metadata }) => metadata.uid === uid)?.spec.replicas ?? 0;

/** Sizes before and after each resizing the Deployment controller carries out, told with what it may have known. */
function resizings(
  look: (
    sized: {
      readonly d: Deployment;
      readonly versions: readonly Deployment[];
      readonly sets: readonly ReplicaSet[];
      /** The one that is resized. */
      readonly uid: string;
      readonly from: number;
      readonly to: number;
    },
    cluster: Cluster,
    broken: (what: string) => void,
    available: Lately<number>,
  ) => void,
): Checker['step'] {
  const versions = new Lately<Deployment>();
  const available = new Lately<number>();
  const before = new Map<EntryId, number>();
  const learn = writes(({ object }, { now }) => {
    if (object?.kind === 'Deployment') versions.note(object.metadata.uid, now, object as Deployment);
    if (object?.kind === 'ReplicaSet')
      available.note(object.metadata.uid, now, (object as ReplicaSet).status.availableReplicas ?? 0);
  });
  const watch = requestsOf(isSizing, {
    sent(request, { id }, cluster) {
      before.set(id, sizeOf(cluster, (request.body as ReplicaSet).metadata.uid));
    },
    done(_request, { body }, { id }, cluster, broken) {
      const from = before.get(id)!;
      before.delete(id);
      const rs = body as ReplicaSet;
      const owner = ownerOf(rs);
      const known = owner ? versions.of(owner.uid, cluster.now) : [];
      const d = known.at(-1);
      if (!owner || !d) return;
      look(
        { d, versions: known, sets: setsOf(cluster, owner.uid), uid: rs.metadata.uid, from, to: rs.spec.replicas },
        cluster,
        broken,
        available,
      );
    },
  });
  return (cluster, broken) => {
    learn(cluster, broken);
    watch(cluster, broken);
  };
}

/** The sizes of its ReplicaSets together never grow beyond replicas + maxSurge. */
export function surgeHolds(): Checker {
  return {
    name: 'a Deployment never asks for more than maxSurge allows',
    step: resizings(({ d, versions, sets, from, to }, _cluster, broken) => {
      if (to <= from) return;
      const most = Math.max(...versions.map((each) => boundsOf(each).most));
      if (total(sets) > most) broken(`${nameOf(d)} asks for ${total(sets)} Pods of ${most} at most`);
    }),
  };
}

/**
 * An old ReplicaSet shrinks only as far as the new one's Pods are there to take over, and all together never to less
 * than has to stay. Which one is new the template tells: the revision is written to the Deployment only afterwards.
 */
export function availabilityHolds(): Checker {
  return {
    name: 'a Deployment never gives up more than maxUnavailable allows',
    step: resizings(({ d, versions, sets, uid, from, to }, cluster, broken, available) => {
      if (to >= from || d.spec.strategy.type !== 'RollingUpdate') return;
      const least = Math.min(...versions.map((each) => boundsOf(each).least));
      const keeps = ({ spec: { template } }: Deployment): number =>
        sets.reduce((sum, { metadata, spec }) => {
          const seen = Math.max(0, ...available.of(metadata.uid, cluster.now));
          // Pods of an old ReplicaSet that are not available may go; those of the new one do not serve anybody yet.
          // That it gives up some itself, when the Deployment is scaled, takes nothing away from the old ones.
          const takesOver = metadata.uid !== uid && templateText(spec.template) === templateText(template);
          return sum + (takesOver ? Math.min(spec.replicas, seen) : spec.replicas);
        }, 0);
      const best = Math.max(...versions.map(keeps));
      if (best < least) broken(`${nameOf(d)} keeps ${best} Pods of ${least} at least`);
    }),
  };
}

/** Recreate: no Pod of the new template while one of an old one may still run. */
export function recreateWaits(): Checker {
  return {
    name: 'Recreate ends the old Pods before it starts new ones',
    step: writes(({ object, before }, cluster, broken) => {
      if (object?.kind !== 'Pod' || before || ownerOf(object)?.kind !== 'ReplicaSet') return;
      const sets = stored<ReplicaSet>(cluster, 'replicasets');
      const own = sets.find(({ metadata }) => metadata.uid === ownerOf(object)!.uid);
      const above = own && ownerOf(own);
      const d = stored<Deployment>(cluster, 'deployments').find(({ metadata }) => metadata.uid === above?.uid);
      if (d?.spec.strategy.type !== 'Recreate') return;
      const others = sets.filter((rs) => rs !== own && ownerOf(rs)?.uid === above?.uid);
      for (const { metadata } of others)
        for (const pod of controlledBy<Pod>(cluster, 'pods', metadata.uid))
          if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed')
            broken(`${nameOf(object)} was created beside ${nameOf(pod)}`);
    }),
  };
}
