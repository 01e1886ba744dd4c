import { isScalar, type PodInfo } from '../pod-info.ts';
import { milliValue, value } from '../../../api/quantity.ts';
import type { Node } from '../../../api/types.ts';
import type { Cache } from '../cache.ts';
import { rejection, type Cycle, type Plugin, type Rejection } from './types.ts';

/**
 * Is there room for what the Pod requests? And: prefer the node that stays emptiest (LeastAllocated over cpu and memory).
 * Models: plugins/noderesources/fit.go, least_allocated.go. Left out: ignored resources and other strategies of the
 * scheduler's configuration.
 */
export const nodeResourcesFit: Plugin<Judged, Judged> = {
  name: 'NodeResourcesFit',
  weight: 1,
  preFilter: (cycle) => ({ state: judgedOf(cycle) }),
  filter({ cache, info }, judged, slot) {
    if (judged.version[slot] !== cache.version[slot]) judge(cache, info, judged, slot);
    return judged.refusal[slot];
  },
  preScore: judgedOf,
  score({ cache, info }, judged, feasible, out) {
    const { version, score } = judged;
    const now = cache.version;
    const { length } = feasible;
    for (let i = 0; i < length; i++) {
      const slot = feasible[i]!;
      if (version[slot] !== now[slot]) judge(cache, info, judged, slot);
      out[i] = score[slot]!;
    }
    return undefined;
  },
  wakes(info, event) {
    if (event.resource === 'AssignedPod') {
      return event.action === 'Delete' || (event.action === 'Update' && asksLess(event.info, event.old));
    }
    if (event.resource !== 'Node' || event.action === 'Delete') return false;
    if (event.action === 'Update' && event.aspect !== 'Allocatable') return false;
    return (event.action === 'Add' || hasGrown(info, event.node, event.old)) && fitsEmpty(info, event.node);
  },
};

/**
 * What the nodes were found to be for Pods that request the same. Only nodes something has come to or gone from since are
 * judged anew: of a hundred equal Pods each finds one node changed.
 */
interface Judged {
  /** All that is requested, in one text. */
  readonly kind: string;
  /** By slot: `version` of the cache when it was judged. */
  readonly version: Int32Array;
  readonly refusal: (Rejection | undefined)[];
  readonly score: Int32Array;
}

/** By cache: for the kind of Pod that came last. A copy of a cache begins without. */
const known = new WeakMap<Cache, Judged>();

function judgedOf({ cache, info }: Cycle): Judged {
  const { capacity } = cache;
  const { cpuMilli, memoryBytes, scoreCpuMilli, scoreMemoryBytes, ephemeralBytes, scalar } = info;
  const kind = `${cpuMilli} ${memoryBytes} ${scoreCpuMilli} ${scoreMemoryBytes} ${ephemeralBytes} ${JSON.stringify(scalar)}`;
  let judged = known.get(cache);
  if (judged?.kind === kind && judged.score.length === capacity) return judged;
  judged = { kind, version: new Int32Array(capacity).fill(-1), refusal: [], score: new Int32Array(capacity) };
  known.set(cache, judged);
  return judged;
}

function judge(cache: Cache, info: PodInfo, judged: Judged, slot: number): void {
  judged.version[slot] = cache.version[slot]!;
  judged.refusal[slot] = lacking(cache, info, slot);
  const { allocCpu, allocMemory, scoreCpu, scoreMemory } = cache.columns;
  const cpu = allocCpu[slot]!;
  const memory = allocMemory[slot]!;
  const parts = (cpu === 0 ? 0 : 1) + (memory === 0 ? 0 : 1);
  const sum =
    freeShare(cpu, scoreCpu[slot]! + info.scoreCpuMilli) +
    freeShare(memory, scoreMemory[slot]! + info.scoreMemoryBytes);
  judged.score[slot] = parts === 0 ? 0 : Math.floor(sum / parts);
}

/** 0–100: how much of the node would stay free. */
const freeShare = (allocatable: number, requested: number): number =>
  allocatable === 0 || requested > allocatable ? 0 : Math.floor(((allocatable - requested) * 100) / allocatable);

const shared = new Map<string, Rejection>();

/** All that is lacking, in upstream's order. A request of nothing is never lacking. */
function lacking(cache: Cache, info: PodInfo, slot: number): Rejection | undefined {
  const c = cache.columns;
  const reasons: string[] = [];
  if (c.pods[slot]! + 1 > c.allocPods[slot]!) reasons.push('Too many pods');
  if (info.cpuMilli > 0 && c.cpu[slot]! + info.cpuMilli > c.allocCpu[slot]!) reasons.push('Insufficient cpu');
  if (info.memoryBytes > 0 && c.memory[slot]! + info.memoryBytes > c.allocMemory[slot]!)
    reasons.push('Insufficient memory');
  if (info.ephemeralBytes > 0 && c.ephemeral[slot]! + info.ephemeralBytes > c.allocEphemeral[slot]!)
    reasons.push('Insufficient ephemeral-storage');
  if (info.scalar) {
    const allocatable = cache.scalarAllocatable.get(slot);
    const used = cache.scalarUsed.get(slot);
    for (const name in info.scalar) {
      const wanted = info.scalar[name]!;
      if (wanted > 0 && (used?.[name] ?? 0) + wanted > (allocatable?.[name] ?? 0)) reasons.push(`Insufficient ${name}`);
    }
  }
  if (reasons.length === 0) return undefined;
  const key = reasons.join();
  let found = shared.get(key);
  if (!found) {
    found = rejection(true, ...reasons);
    // The few usual combinations only; names of extended resources could be anything.
    if (info.scalar === undefined) shared.set(key, found);
  }
  return found;
}

const asksLess = (now: PodInfo, before: PodInfo): boolean =>
  now.cpuMilli < before.cpuMilli || now.memoryBytes < before.memoryBytes;

function fitsEmpty(info: PodInfo, node: Node): boolean {
  const has = node.status.allocatable ?? {};
  if (value(has.pods) < 1 || info.cpuMilli > milliValue(has.cpu) || info.memoryBytes > value(has.memory)) return false;
  if (info.ephemeralBytes > value(has['ephemeral-storage'])) return false;
  for (const name in info.scalar) if (info.scalar[name]! > value(has[name])) return false;
  return true;
}

function hasGrown(info: PodInfo, node: Node, old: Node): boolean {
  const now = node.status.allocatable ?? {};
  const before = old.status.allocatable ?? {};
  for (const name in now) {
    const asked =
      name === 'pods' ||
      (name === 'cpu' && info.cpuMilli > 0) ||
      (name === 'memory' && info.memoryBytes > 0) ||
      (name === 'ephemeral-storage' && info.ephemeralBytes > 0) ||
      (isScalar(name) && !!info.scalar?.[name]);
    if (asked && milliValue(now[name]) > milliValue(before[name])) return true;
  }
  return false;
}
