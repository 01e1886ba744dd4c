import { isConditionTrue } from '../../../api/conditions.ts';
import type { Node, Taint } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { parseTimestamp } from '../../time.ts';
import type { View } from '../controller.ts';

export const notReadyTaint = 'node.kubernetes.io/not-ready';
export const unreachableTaint = 'node.kubernetes.io/unreachable';

export const isUnhealthyTaint = ({ key }: Taint): boolean => key === notReadyTaint || key === unreachableTaint;

/** Source: --node-eviction-rate 0.1/s, --secondary-node-eviction-rate 0.01/s, thresholds 0.55 and 50 nodes. */
const evictEveryMs = 10_000;
const slowEvictEveryMs = 100_000;
const unhealthyShare = 0.55;
const largeZoneNodes = 50;

interface Zone {
  ready: number;
  notReady: number;
  /** When a node of the zone was last tainted NoExecute for being unhealthy. */
  lastTaintedMs: VirtualMs;
}

export const zoneOf = (node: Node): string =>
  `${node.metadata.labels?.['topology.kubernetes.io/region'] ?? ''}/${node.metadata.labels?.['topology.kubernetes.io/zone'] ?? ''}`;

/**
 * What a zone counts its nodes by: ready `R`, not ready `N`, or outside the count `-`; and when it was tainted
 * NoExecute for being unhealthy. The zones are then known without looking at any node.
 */
export function nodeClass(node: Node): string {
  const excluded = 'node.kubernetes.io/exclude-disruption' in (node.metadata.labels ?? {});
  const health = excluded ? '-' : isConditionTrue(node.status.conditions, 'Ready') ? 'R' : 'N';
  const taint = node.spec.taints?.find((t) => t.effect === 'NoExecute' && isUnhealthyTaint(t));
  return health + (taint?.timeAdded ?? '');
}

function zoneFrom(counts: ReadonlyMap<string, number>): Zone {
  const zone: Zone = { ready: 0, notReady: 0, lastTaintedMs: -Infinity };
  for (const [name, count] of counts) {
    if (name[0] === 'R') zone.ready += count;
    if (name[0] === 'N') zone.notReady += count;
    if (name.length > 1) zone.lastTaintedMs = Math.max(zone.lastTaintedMs, parseTimestamp(name.slice(1)));
  }
  return zone;
}

/**
 * When an unhealthy node may be tainted NoExecute: one node per zone every 10 s; slower, or not at all in a small
 * zone, when most of the zone is unhealthy; undefined (and taints are taken back) when every zone is down entirely,
 * for then the fault is more likely ours.
 * Models: node_lifecycle_controller.go handleDisruption, ReducedQPSFunc, ComputeZoneState.
 */
export function evictionTurnMs(node: Node, view: View): VirtualMs | undefined {
  const zones = new Map([...view.counts('nodes')].map(([name, counts]) => [name, zoneFrom(counts)]));
  if ([...zones.values()].every((zone) => zone.ready === 0)) return undefined;
  const zone = zones.get(zoneOf(node))!;
  const total = zone.ready + zone.notReady;
  const mostlyDown = zone.ready > 0 && zone.notReady > 2 && zone.notReady / total >= unhealthyShare;
  if (!mostlyDown) return zone.lastTaintedMs + evictEveryMs;
  return total > largeZoneNodes ? zone.lastTaintedMs + slowEvictEveryMs : Infinity;
}
