import { findByWord } from '../api/index.ts';
import type { Pod } from '../api/types.ts';
import { complete as completeLine, type Completion } from '../kubectl/complete.ts';
import { listAt, readAt, type EtcdState } from '../sim/etcd/index.ts';
import type { Cluster } from '../sim/cluster.ts';

/** Tab at the terminal: kubectl's own completion, with names read from the cluster as it is. */
export function complete(cluster: Cluster, line: string, cursor: number, files: readonly string[]): Completion {
  return completeLine(line, cursor, {
    files,
    names: (kind, namespace) => namesOf(cluster, kind.plural, namespace),
    containers: (namespace, pod) => containersOf(cluster, namespace, pod),
  });
}

function namesOf(cluster: Cluster, plural: string, namespace: string): string[] {
  const type = findByWord(plural);
  const etcd = cluster.kernel.stateOf<EtcdState>('etcd');
  if (!type || !etcd) return [];
  const prefix = `/registry/${type.etcdPrefix}/${type.namespaced ? `${namespace}/` : ''}`;
  return listAt(etcd, prefix, etcd.store.revision).map(({ metadata }) => metadata.name);
}

function containersOf(cluster: Cluster, namespace: string, name: string): string[] {
  const etcd = cluster.kernel.stateOf<EtcdState>('etcd');
  const pod = etcd && (readAt(etcd, `/registry/pods/${namespace}/${name}`, etcd.store.revision) as Pod | undefined);
  return [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])].map((container) => container.name);
}
