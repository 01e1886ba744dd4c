import { Cluster } from '../../src/sim/cluster.ts';
import { shell } from '../../src/kubectl/shell/index.ts';
import { lab } from '../../src/sim/profiles.ts';
import { deploymentYaml, kubectl } from '../world.ts';

/** One afternoon of the course's cluster: a rollout, a scaling, a deletion, a machine that dies. Plain code, so that it runs in a browser too. */
export function scenario(seed: number): Cluster {
  const cluster = Cluster.boot({ profile: lab, seed, programs: { shell } });
  const settle = (): unknown => cluster.kernel.settle(600_000);
  kubectl(cluster, 'kubectl apply -f web.yaml', { 'web.yaml': deploymentYaml('web', 6, true) });
  settle();
  kubectl(cluster, 'kubectl scale deployment web --replicas=9');
  settle();
  kubectl(cluster, 'kubectl delete pods -l app=web --wait=false');
  settle();
  cluster.process('kubelet@w2-k8s', 'stop');
  cluster.kernel.runUntil(cluster.now + 400_000);
  cluster.process('kubelet@w2-k8s', 'start');
  settle();
  return cluster;
}
