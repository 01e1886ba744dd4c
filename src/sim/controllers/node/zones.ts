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

const zoneOf = (node: Node): string =>
  `${node.metadata.labels?.['topology.kubernetes.io/region'] ?? ''}/${node.metadata.labels?.['topology.kubernetes.io/zone'] ?? ''}`;

const isExcluded = (node: Node): boolean => 'node.kubernetes.io/exclude-disruption' in (node.metadata.labels ?? {});

/** All zones. Runs only while a node is unhealthy, so its cost in nodes does not matter in quiet times. */
function zonesOf(view: View): Map<string, Zone> {
  const zones = new Map<string, Zone>();
  for (const node of view.all<Node>('nodes')) {
    const name = zoneOf(node);
    let zone = zones.get(name);
    if (!zone) zones.set(name, (zone = { ready: 0, notReady: 0, lastTaintedMs: -Infinity }));
    for (const taint of node.spec.taints ?? []) {
      if (taint.effect !== 'NoExecute' || !isUnhealthyTaint(taint) || !taint.timeAdded) continue;
      zone.lastTaintedMs = Math.max(zone.lastTaintedMs, parseTimestamp(taint.timeAdded));
    }
    if (isExcluded(node)) continue;
    if (isConditionTrue(node.status.conditions, 'Ready')) zone.ready++;
    else zone.notReady++;
  }
  return zones;
}

/**
 * When an unhealthy node may be tainted NoExecute: one node per zone every 10 s; slower, or not at all in a small
 * zone, when most of the zone is unhealthy; undefined (and taints are taken back) when every zone is down entirely,
 * for then the fault is more likely ours.
 * Models: node_lifecycle_controller.go handleDisruption, ReducedQPSFunc, ComputeZoneState.
 */
export function evictionTurnMs(node: Node, view: View): VirtualMs | undefined {
  const zones = zonesOf(view);
  if ([...zones.values()].every((zone) => zone.ready === 0)) return undefined;
  const zone = zones.get(zoneOf(node))!;
  const total = zone.ready + zone.notReady;
  const mostlyDown = zone.ready > 0 && zone.notReady > 2 && zone.notReady / total >= unhealthyShare;
  if (!mostlyDown) return zone.lastTaintedMs + evictEveryMs;
  return total > largeZoneNodes ? zone.lastTaintedMs + slowEvictEveryMs : Infinity;
}
