import type { NodeUsage } from '../runtime/stats.ts';
import { noBatch, type Batch, type MetricsServer, type Point, type PodPoints } from './state.ts';

/** A container that has run for less than a round has its first number after this many ms. Source: pkg/storage/pod.go. */
const freshMs = 10_000;

/** A kubelet's answer becomes part of the round. */
export function addReading(batch: Batch, node: string, { atMs, cpuNs, memoryBytes, containers }: NodeUsage): void {
  batch.nodes.set(node, Object.freeze({ atMs, startedMs: 0, cpuNs, memoryBytes }));
  const byPod = new Map<string, Map<string, Point>>();
  for (const { namespace, pod, container, startedMs, ...usage } of containers) {
    const key = `${namespace}/${pod}`;
    let points = byPod.get(key);
    if (!points) byPod.set(key, (points = new Map()));
    points.set(container, Object.freeze({ atMs, startedMs, cpuNs: usage.cpuNs, memoryBytes: usage.memoryBytes }));
  }
  for (const [key, points] of byPod) batch.pods.set(key, points);
}

/** The reading a new one is compared with: the one before, or the container's start if that is recent. */
function beforeOf(
  point: Point,
  last: Point | undefined,
  before: Point | undefined,
  resolutionMs: number,
): Point | undefined {
  const age = point.atMs - point.startedMs;
  if (age < resolutionMs && age >= freshMs) return { ...point, atMs: point.startedMs, cpuNs: 0 };
  // It was started again since: its counter began anew.
  if (!last || point.startedMs >= last.atMs) return undefined;
  return point.atMs > last.atMs ? last : before;
}

/** A round is over: it takes the place of the last one. Models: metrics-server pkg/storage/{node,pod}.go Store. */
export function storeRound(server: MetricsServer): void {
  const { batch, last, before, resolutionMs } = server;
  const next = noBatch();
  for (const [name, point] of batch.nodes) {
    const old = last.nodes.get(name);
    const comparable = old && point.atMs > old.atMs ? old : before.nodes.get(name);
    if (comparable) next.nodes.set(name, comparable);
  }
  for (const [key, points] of batch.pods) {
    const found = new Map<string, Point>();
    for (const [container, point] of points) {
      const old = beforeOf(
        point,
        last.pods.get(key)?.get(container),
        before.pods.get(key)?.get(container),
        resolutionMs,
      );
      if (old) found.set(container, Object.freeze(old));
    }
    if (found.size > 0) next.pods.set(key, found);
  }
  server.before = next;
  server.last = batch;
  server.batch = noBatch();
}

/** What something used between two readings. */
export interface Usage {
  readonly atMs: number;
  readonly windowMs: number;
  /** Thousand-millionths of a core. */
  readonly cpuNano: number;
  readonly memoryBytes: number;
}

export function usageBetween(before: Point, last: Point): Usage {
  const windowMs = last.atMs - before.atMs;
  return {
    atMs: last.atMs,
    windowMs,
    cpuNano: Math.max(0, Math.trunc(((last.cpuNs - before.cpuNs) * 1000) / windowMs)),
    memoryBytes: last.memoryBytes,
  };
}

/** Containers of a Pod with what they use; undefined while one of them cannot be compared yet. */
export function podUsage({ last, before }: MetricsServer, key: string): Map<string, Usage> | undefined {
  const points: PodPoints | undefined = last.pods.get(key);
  const olds = before.pods.get(key);
  if (!points || !olds) return undefined;
  const out = new Map<string, Usage>();
  for (const [container, point] of points) {
    const old = olds.get(container);
    if (!old) return undefined;
    out.set(container, usageBetween(old, point));
  }
  return out;
}
