import { expect, it } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from './cluster.ts';
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
