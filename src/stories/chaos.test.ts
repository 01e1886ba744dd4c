import { describe, expect, it } from 'vitest';
import type { Deployment, Pod, ReplicaSet } from '../api/types.ts';
import { listAt, type EtcdState } from '../sim/etcd/index.ts';
import type { Cluster } from '../sim/cluster.ts';
import { chaosCluster } from './chaos.ts';

/** A seed that once failed stays, with a name. */
const named: readonly (readonly [string, number])[] = [];
const seeds: readonly (readonly [string, number])[] = [
  ...named,
  ...Array.from({ length: 60 }, (_, i) => [`seed ${i + 1}`, i + 1] as const),
];

const list = <T>(cluster: Cluster, place: string): T[] => {
  const etcd = cluster.kernel.stateOf<EtcdState>('etcd')!;
  return listAt(etcd, `/registry/${place}/`, etcd.store.revision) as unknown as T[];
};

describe('a cluster that is beaten', () => {
  it.each(seeds)('keeps its invariants and comes to what was wanted: %s', (_, seed) => {
    const { cluster, broken, done } = chaosCluster(seed, 20);
    expect({ broken, done }).toEqual({ broken: [], done });
    const pods = list<Pod>(cluster, 'pods');
    const sets = list<ReplicaSet>(cluster, 'replicasets');
    for (const { metadata, spec, status } of list<Deployment>(cluster, 'deployments')) {
      const owned = sets.filter((set) => set.metadata.ownerReferences?.[0]?.uid === metadata.uid);
      const running = pods.filter((pod) =>
        owned.some((set) => set.metadata.uid === pod.metadata.ownerReferences?.[0]?.uid),
      );
      const came = { name: metadata.name, pods: running.length, ready: status.readyReplicas ?? 0, done };
      expect(came).toEqual({ name: metadata.name, pods: spec.replicas, ready: spec.replicas, done });
    }
    // Nothing is left of what was deleted.
    for (const set of sets)
      expect(list<Deployment>(cluster, 'deployments').map(({ metadata }) => metadata.uid)).toContain(
        set.metadata.ownerReferences?.[0]?.uid,
      );
    expect(pods.filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
  });
});
