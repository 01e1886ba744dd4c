import { shell } from '../src/kubectl/shell/index.ts';
import { Cluster } from '../src/sim/cluster.ts';
import { readAt, type EtcdState } from '../src/sim/etcd/index.ts';
import { large } from '../src/sim/profiles.ts';
import type { Deployment } from '../src/api/types.ts';

/** A started cluster of equal workers with nothing on it. */
export const emptyCluster = (nodes: number, seed = 1): Cluster =>
  Cluster.boot({ profile: large(nodes), seed, programs: { shell } });

export const etcdOf = (cluster: Cluster): EtcdState => cluster.kernel.stateOf<EtcdState>('etcd')!;

/** A Deployment of pause Pods, or of Pods with an HTTP readiness probe every 10 s. */
export const deploymentYaml = (name: string, replicas: number, probed = false): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: default}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: c
        image: ${probed ? 'nginx:1.27' : 'registry.k8s.io/pause:3.10'}
${probed ? '        readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}\n' : ''}`;

export function kubectl(cluster: Cluster, line: string, files: Readonly<Record<string, string>> = {}): void {
  cluster.command({ type: 'kubectl', line, files });
}

export const readyReplicas = (cluster: Cluster, name: string): number => {
  const etcd = etcdOf(cluster);
  const deployment = readAt(etcd, `/registry/deployments/default/${name}`, etcd.store.revision) as
    Deployment | undefined;
  return deployment?.status?.readyReplicas ?? 0;
};

/** Looks at the Deployment only now and then, so that looking is no part of the cost. */
const stepsBetweenLooks = 256;

/** Applies a Deployment and runs until all its Pods are Ready. Throws when they never are. */
export function rollOut(cluster: Cluster, name: string, replicas: number, probed = false): void {
  kubectl(cluster, `kubectl apply -f ${name}.yaml`, { [`${name}.yaml`]: deploymentYaml(name, replicas, probed) });
  const limitMs = cluster.now + 3_600_000;
  while (readyReplicas(cluster, name) < replicas) {
    for (let i = 0; i < stepsBetweenLooks; i++) cluster.kernel.step();
    if (cluster.now > limitMs)
      throw new Error(`${readyReplicas(cluster, name)} of ${replicas} Pods are Ready after an hour`);
  }
}
