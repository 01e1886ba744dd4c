import { expect, it } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from './cluster.ts';
import type { Pod } from '../api/types.ts';
import { readAt, type EtcdState } from './etcd/index.ts';
import { traceGet } from './kernel/trace.ts';
import { solo } from './profiles.ts';

it('forks while a command waits, with every entry of the trace in its place', () => {
  const cluster = Cluster.boot({ profile: solo, seed: 7, programs: { shell } });
  const process = cluster.command({ type: 'kubectl', line: 'kubectl get pods', files: {} });
  const fork = cluster.fork(cluster.checkpoint());
  for (const one of [cluster, fork]) {
    one.kernel.runUntil(one.now + 1_000);
    expect(traceGet(one.kernel.trace, process)?.id).toBe(process);
  }
  expect(fork.kernel.traceHash()).toBe(cluster.kernel.traceHash());
});

it('a pull breaks off when its runtime stops, and the next one is not kept waiting', () => {
  const cluster = Cluster.boot({ profile: solo, seed: 7, programs: { shell } });
  const run = (ms: number): void => void cluster.kernel.runUntil(cluster.now + ms);
  const start = (name: string, image: string): void =>
    void cluster.command({ type: 'kubectl', line: `kubectl run ${name} --image=${image}`, files: {} });
  start('one', 'mysql:8');
  run(2_000);
  cluster.process('runtime@minikube', 'stop');
  run(5_000);
  cluster.process('runtime@minikube', 'start');
  start('two', 'nginx:1.27');
  run(120_000);
  const etcd = cluster.kernel.stateOf<EtcdState>('etcd')!;
  const two = readAt(etcd, '/registry/pods/default/two', etcd.store.revision) as Pod;
  expect(two.status.phase).toBe('Running');
});
