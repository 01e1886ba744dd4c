import { describe, expect, it } from 'vitest';
import type { NodeUsage } from '../runtime/stats.ts';
import { createMetricsServer, hasMetrics, type MetricsServer } from './state.ts';
import { addReading, podUsage, storeRound } from './store.ts';

const server = (): MetricsServer =>
  createMetricsServer({ credential: { type: 'anonymous' }, userAgent: '' }, 15_000, true);

function round(
  to: MetricsServer,
  atMs: number,
  containers: readonly (readonly [name: string, startedMs: number, cpuNs: number])[],
): void {
  const usage: NodeUsage = {
    atMs,
    cpuNs: atMs * 1e5,
    memoryBytes: 1e9,
    containers: containers.map(([container, startedMs, cpuNs]) => ({
      namespace: 'default',
      pod: 'web',
      container,
      startedMs,
      cpuNs,
      memoryBytes: 5e6,
    })),
  };
  addReading(to.batch, 'w1', usage);
  storeRound(to);
}

describe('readings in pairs', () => {
  it('tell nothing after the first round, and the difference after the second', () => {
    const to = server();
    round(to, 20_000, [['web', 0, 1e9]]);
    expect([hasMetrics(to), podUsage(to, 'default/web')]).toEqual([false, undefined]);
    round(to, 35_000, [['web', 0, 4e9]]);
    // 3 s of a core in 15 s: a fifth of a core.
    expect(podUsage(to, 'default/web')?.get('web')).toEqual({
      atMs: 35_000,
      windowMs: 15_000,
      cpuNano: 200_000_000,
      memoryBytes: 5e6,
    });
    expect(hasMetrics(to)).toBe(true);
  });

  it('a container that runs for ten seconds is compared with its start', () => {
    const to = server();
    round(to, 20_000, [['web', 8_000, 6e9]]);
    expect(podUsage(to, 'default/web')?.get('web')).toMatchObject({ windowMs: 12_000, cpuNano: 500_000_000 });
  });

  it('one that was started again is not compared with its former life', () => {
    const to = server();
    round(to, 20_000, [['web', 0, 9e9]]);
    round(to, 35_000, [['web', 30_000, 1e9]]);
    expect(podUsage(to, 'default/web')).toBeUndefined();
    round(to, 50_000, [['web', 30_000, 2.5e9]]);
    expect(podUsage(to, 'default/web')?.get('web')?.cpuNano).toBe(100_000_000);
  });

  it('a Pod is told of when all of its containers can be', () => {
    const to = server();
    round(to, 20_000, [['web', 0, 1e9]]);
    round(to, 35_000, [
      ['web', 0, 2e9],
      ['log', 34_000, 0],
    ]);
    expect(podUsage(to, 'default/web')).toBeUndefined();
    round(to, 50_000, [
      ['web', 0, 3e9],
      ['log', 34_000, 1e9],
    ]);
    expect([...podUsage(to, 'default/web')!.keys()]).toEqual(['web', 'log']);
  });
});
