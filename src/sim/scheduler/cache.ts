import { copyWith } from '../../api/copy.ts';
import { milliValue, value } from '../../api/quantity.ts';
import type { Node, Pod, Taint } from '../../api/types.ts';
import { SharedMap } from '../kernel/shared.ts';
import type { FilterVerdict } from '../notes.ts';
import { addImages, removeImages, type ImageState } from './images.ts';
import { countPod, growCounters, type Counters, createCounters } from './counters.ts';
import { growDomains, setDomainValues, type Domains } from './domains.ts';
import { countTerms, growTerms, type TermGroups } from './pod-terms.ts';
import { isScalar, podInfo, type PodInfo } from './pod-info.ts';

/** Numbers of every node, by slot: what plugins loop over. CPU in milli, memory and ephemeral storage in bytes. */
const columnNames = [
  'allocCpu',
  'allocMemory',
  'allocEphemeral',
  'allocPods',
  'cpu',
  'memory',
  'ephemeral',
  'pods',
  'scoreCpu',
  'scoreMemory',
] as const;
export type Columns = Record<(typeof columnNames)[number], Float64Array>;

export interface Placed {
  readonly info: PodInfo;
  readonly slot: number;
}

/**
 * The scheduler's own picture of the cluster: nodes, and on each what its Pods (bound or only assumed) use. Every number
 * is kept up to date by adding and subtracting, so that a cycle never looks at Pods. Plain data.
 * Models: pkg/scheduler/backend/cache/cache.go, node_tree.go; framework NodeInfo. Left out: the 30 s expiry of assumed Pods.
 */
export interface Cache {
  /** Node name → slot. A slot lives while the node or a Pod on it does. */
  slots: Map<string, number>;
  names: (string | undefined)[];
  /** By slot; undefined while only Pods tell of the node. */
  nodes: (Node | undefined)[];
  free: number[];
  capacity: number;
  columns: Columns;
  /** By slot: raised whenever a number of the node changes, so that what was worked out from them can be kept. */
  version: Int32Array;
  /** 1 = spec.unschedulable. */
  cordoned: Int32Array;
  cordonedCount: number;
  /** Index into taintSets. Nodes with equal taints share one. */
  taintSet: Int32Array;
  taintSets: (readonly Taint[])[];
  taintSetIds: Map<string, number>;
  /** Extended resources of the few nodes that have some. */
  scalarAllocatable: Map<number, Readonly<Record<string, number>>>;
  scalarUsed: Map<number, Record<string, number>>;
  /** Slot → `TCP/80` → addresses it is taken on. */
  ports: Map<number, Map<string, string[]>>;
  images: Map<string, ImageState>;
  domains: Domains;
  counters: Counters;
  /** What placed Pods say about Pods near them. */
  terms: TermGroups;
  /** `namespace/name` → where it is. */
  pods: Map<string, Placed>;
  /** How many placed Pods have each priority. */
  priorities: Map<number, number>;
  /** Present nodes' slots in the order cycles visit them: the zones take turns. */
  order: Int32Array;
  orderStale: boolean;
  /** Per slot the verdict of a node that passed, shared by all attempts. */
  passed: (FilterVerdict | undefined)[];
}

const firstCapacity = 8;

export function createCache(): Cache {
  return {
    slots: new Map(),
    names: [],
    nodes: [],
    free: [],
    capacity: firstCapacity,
    columns: Object.fromEntries(columnNames.map((name) => [name, new Float64Array(firstCapacity)])) as Columns,
    version: new Int32Array(firstCapacity),
    cordoned: new Int32Array(firstCapacity),
    cordonedCount: 0,
    taintSet: new Int32Array(firstCapacity),
    taintSets: [],
    taintSetIds: new Map(),
    scalarAllocatable: new Map(),
    scalarUsed: new Map(),
    ports: new Map(),
    images: new Map(),
    domains: new Map(),
    counters: createCounters(),
    terms: new Map(),
    pods: new SharedMap(),
    priorities: new Map(),
    order: new Int32Array(0),
    orderStale: false,
    passed: [],
  };
}

/** A cache of these nodes and of the Pods that have a nodeName. */
export function cacheOf(nodes: Iterable<Node>, pods: Iterable<Pod>): Cache {
  const cache = createCache();
  for (const node of nodes) setNode(cache, node);
  for (const pod of pods) if (pod.spec.nodeName) addPod(cache, podInfo(pod), pod.spec.nodeName);
  return cache;
}

export function setNode(cache: Cache, node: Node): void {
  const slot = slotFor(cache, node.metadata.name);
  const old = cache.nodes[slot];
  cache.nodes[slot] = node;
  cache.version[slot]!++;
  const { columns } = cache;
  const allocatable = node.status?.allocatable ?? {};
  columns.allocCpu[slot] = milliValue(allocatable.cpu);
  columns.allocMemory[slot] = value(allocatable.memory);
  columns.allocEphemeral[slot] = value(allocatable['ephemeral-storage']);
  columns.allocPods[slot] = value(allocatable.pods);
  let scalar: Record<string, number> | undefined;
  for (const name in allocatable) if (isScalar(name)) (scalar ??= {})[name] = value(allocatable[name]);
  if (scalar) cache.scalarAllocatable.set(slot, Object.freeze(scalar));
  else cache.scalarAllocatable.delete(slot);
  setCordoned(cache, slot, node.spec?.unschedulable ? 1 : 0);
  cache.taintSet[slot] = taintSetOf(cache, node.spec?.taints);
  if (!old || zoneOf(old) !== zoneOf(node)) cache.orderStale = true;
  if (!old || old.metadata.labels !== node.metadata.labels) setDomainValues(cache.domains, slot, node);
  if (old?.status?.images !== node.status?.images) {
    if (old) removeImages(cache.images, slot, old);
    addImages(cache.images, slot, node);
  }
}

export function removeNode(cache: Cache, name: string): void {
  const slot = cache.slots.get(name);
  if (slot === undefined) return;
  const old = cache.nodes[slot];
  if (old) removeImages(cache.images, slot, old);
  cache.nodes[slot] = undefined;
  cache.version[slot]!++;
  cache.scalarAllocatable.delete(slot);
  setCordoned(cache, slot, 0);
  for (const column of ['allocCpu', 'allocMemory', 'allocEphemeral', 'allocPods'] as const)
    cache.columns[column][slot] = 0;
  setDomainValues(cache.domains, slot, undefined);
  cache.orderStale = true;
  releaseSlot(cache, slot);
}

/** Counts a Pod on a node. The key must not be there yet. */
export function addPod(cache: Cache, info: PodInfo, nodeName: string): void {
  const slot = slotFor(cache, nodeName);
  cache.pods.set(info.key, Object.freeze({ info, slot }));
  account(cache, info, slot, 1);
}

/** Takes a Pod off its node again. Undefined when it was on none. */
export function removePod(cache: Cache, key: string): Placed | undefined {
  const placed = cache.pods.get(key);
  if (!placed) return undefined;
  cache.pods.delete(key);
  account(cache, placed.info, placed.slot, -1);
  if (cache.nodes[placed.slot] === undefined) releaseSlot(cache, placed.slot);
  return placed;
}

/** A newer version of a Pod that uses the same as before. */
export function replacePod(cache: Cache, { info, slot }: Placed, pod: Pod): void {
  cache.pods.set(info.key, Object.freeze({ info: Object.freeze(copyWith(info, { pod })), slot }));
}

function setCordoned(cache: Cache, slot: number, cordoned: 0 | 1): void {
  cache.cordonedCount += cordoned - cache.cordoned[slot]!;
  cache.cordoned[slot] = cordoned;
}

function account(cache: Cache, info: PodInfo, slot: number, sign: 1 | -1): void {
  const { columns } = cache;
  cache.version[slot]!++;
  columns.cpu[slot]! += sign * info.cpuMilli;
  columns.memory[slot]! += sign * info.memoryBytes;
  columns.ephemeral[slot]! += sign * info.ephemeralBytes;
  columns.scoreCpu[slot]! += sign * info.scoreCpuMilli;
  columns.scoreMemory[slot]! += sign * info.scoreMemoryBytes;
  columns.pods[slot]! += sign;
  if (info.scalar) {
    const used = cache.scalarUsed.get(slot) ?? {};
    for (const name in info.scalar) used[name] = (used[name] ?? 0) + sign * info.scalar[name]!;
    cache.scalarUsed.set(slot, used);
  }
  for (const { ip, port } of info.hostPorts) {
    let taken = cache.ports.get(slot);
    if (!taken) cache.ports.set(slot, (taken = new Map()));
    const addresses = taken.get(port) ?? [];
    if (sign > 0) addresses.push(ip);
    else addresses.splice(addresses.indexOf(ip), 1);
    if (addresses.length > 0) taken.set(port, addresses);
    else taken.delete(port);
  }
  const others = (cache.priorities.get(info.priority) ?? 0) + sign;
  if (others > 0) cache.priorities.set(info.priority, others);
  else cache.priorities.delete(info.priority);
  countPod(cache.counters, info.pod, slot, sign);
  countTerms(cache.terms, info.pod, slot, sign, cache.capacity);
}

/** Slots of the present nodes; the zones take turns, so that neighbours in the list are not neighbours in a failure. */
export function nodeOrder(cache: Cache): Int32Array {
  if (!cache.orderStale) return cache.order;
  const zones = new Map<string, number[]>();
  for (const slot of cache.slots.values()) {
    const node = cache.nodes[slot];
    if (!node) continue;
    const zone = zoneOf(node);
    const members = zones.get(zone);
    if (members) members.push(slot);
    else zones.set(zone, [slot]);
  }
  const order: number[] = [];
  for (let turn = 0, left = true; left; turn++) {
    left = false;
    for (const members of zones.values()) {
      if (turn < members.length) order.push(members[turn]!);
      if (turn + 1 < members.length) left = true;
    }
  }
  cache.order = Int32Array.from(order);
  cache.orderStale = false;
  return cache.order;
}

/** Models: component-helpers/node/topology GetZoneKey. */
function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;
}

export function passedVerdict(cache: Cache, slot: number): FilterVerdict {
  return (cache.passed[slot] ??= Object.freeze({ node: cache.names[slot]!, plugin: undefined, reasons: noReasons }));
}
const noReasons: readonly string[] = Object.freeze([]);

function taintSetOf(cache: Cache, taints: readonly Taint[] | undefined): number {
  const key = taints?.length ? taints.map((t) => `${t.key}=${t.value ?? ''}:${t.effect}`).join() : '';
  let id = cache.taintSetIds.get(key);
  if (id === undefined) {
    id = cache.taintSets.length;
    cache.taintSets.push(Object.freeze([...(taints ?? [])]));
    cache.taintSetIds.set(key, id);
  }
  return id;
}

function slotFor(cache: Cache, name: string): number {
  const known = cache.slots.get(name);
  if (known !== undefined) return known;
  const slot = cache.free.pop() ?? cache.names.length;
  if (slot >= cache.capacity) grow(cache);
  cache.slots.set(name, slot);
  cache.names[slot] = name;
  cache.nodes[slot] = undefined;
  cache.passed[slot] = undefined;
  return slot;
}

function releaseSlot(cache: Cache, slot: number): void {
  if (cache.nodes[slot] !== undefined || cache.columns.pods[slot]! > 0) return;
  cache.slots.delete(cache.names[slot]!);
  cache.names[slot] = undefined;
  cache.scalarUsed.delete(slot);
  cache.ports.delete(slot);
  cache.free.push(slot);
}

function grow(cache: Cache): void {
  const capacity = cache.capacity * 2;
  cache.capacity = capacity;
  for (const name of columnNames) {
    const wider = new Float64Array(capacity);
    wider.set(cache.columns[name]);
    cache.columns[name] = wider;
  }
  cache.version = widen(cache.version, capacity);
  cache.cordoned = widen(cache.cordoned, capacity);
  cache.taintSet = widen(cache.taintSet, capacity);
  growDomains(cache.domains, capacity);
  growCounters(cache.counters, capacity);
  growTerms(cache.terms, capacity);
}

export function widen(column: Int32Array, capacity: number, fill = 0): Int32Array {
  const wider = new Int32Array(capacity).fill(fill);
  wider.set(column);
  return wider;
}
