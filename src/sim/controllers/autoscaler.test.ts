import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shell } from '../../kubectl/shell/index.ts';
import { Cluster } from '../cluster.ts';
import { lab } from '../profiles.ts';

/** The manifest as the story has it. */
const story = readFileSync(new URL('../../stories/autoscaler.story', import.meta.url), 'utf8');
const manifest = /file metrics-server.yaml\n([^]*?)\napply/.exec(story)![1]!.replace(/^ {2}/gm, '');

const lines = [
  'kubectl apply -f ms.yaml',
  'kubectl create deployment php-apache --image=registry.k8s.io/hpa-example --port=80',
  'kubectl set resources deployment php-apache --requests=cpu=200m --limits=cpu=500m',
  'kubectl expose deployment php-apache',
  'kubectl autoscale deployment php-apache --cpu-percent=50 --max=10',
  'kubectl run load --image=busybox -- sh -c "while sleep 0.01; do wget -q -O- http://php-apache; done"',
];

function started(): Cluster {
  const cluster = Cluster.boot({ profile: lab, seed: 11, programs: { shell } });
  for (const line of lines) {
    cluster.command({ type: 'kubectl', line, files: { 'ms.yaml': manifest } });
    cluster.kernel.runUntil(cluster.now + 5_000);
  }
  return cluster;
}

it('goes on from a checkpoint in the middle of the load as if nothing had been', () => {
  const cluster = started();
  cluster.kernel.runUntil(cluster.now + 92_345);
  const checkpoint = cluster.checkpoint();
  const packed = cluster.kernel.packSnapshot(checkpoint.kernel);
  const fork = cluster.fork({ ...checkpoint, kernel: cluster.kernel.unpackSnapshot(packed) });
  for (const one of [cluster, fork]) one.kernel.runUntil(one.now + 120_000);
  expect(fork.kernel.traceHash()).toBe(cluster.kernel.traceHash());
});

it('forgets its recommendations with its process: then nothing holds it up', () => {
  const cluster = started();
  cluster.kernel.runUntil(cluster.now + 180_000);
  const replicas = (): number => {
    const { caches } = cluster.kernel.stateOf<{
      caches: Map<string, { namespaces: Map<string, Map<string, { spec: { replicas: number } }>> }>;
    }>('apiserver')!;
    return caches.get('deployments')!.namespaces.get('default')!.get('php-apache')!.spec.replicas;
  };
  expect(replicas()).toBeGreaterThan(3);
  cluster.command({ type: 'kubectl', line: 'kubectl delete pod load --now', files: {} });
  cluster.kernel.runUntil(cluster.now + 60_000);
  expect(replicas()).toBeGreaterThan(3);
  cluster.process('controller-manager', 'stop');
  cluster.kernel.runUntil(cluster.now + 1_000);
  cluster.process('controller-manager', 'start');
  // Its first look remembers the size it finds; five minutes later nothing else is left.
  cluster.kernel.runUntil(cluster.now + 330_000);
  expect(replicas()).toBe(1);
});
