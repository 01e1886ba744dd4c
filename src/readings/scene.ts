import type { EndpointSlice, KubeObject, Node, Pod, Service } from '../api/types.ts';
import { milliValue, value as wholeValue } from '../api/quantity.ts';
import { changedKeys, visitAt, type EtcdState } from '../sim/etcd/index.ts';
import { podReadiness, podReason, podRestarts, podStateCode } from './pod-state.ts';
import { workloadPlaces, workloadView } from './workloads.ts';
import type { NodeView, PodDelta, ServiceView, WorkloadView } from './views.ts';

/** Kinds on the graph and where etcd keeps them. */
const prefixes = {
  pods: '/registry/pods/',
  nodes: '/registry/minions/',
  services: '/registry/services/specs/',
  endpointslices: '/registry/endpointslices/',
} as const;
const workloadPrefixes = Object.values(workloadPlaces).map((place) => `/registry/${place}/`);
type Shown = keyof typeof prefixes | 'workloads';

/** More changes than this between two play-heads are not walked through: everything is read afresh. */
const changesMax = 2_000;
/** STATUS and READY texts go with a delta of at most this many pods. */
const detailsMax = 200;

interface PodRow {
  readonly id: number;
  readonly pod: Pod;
  readonly node: string;
  /** Index in `podStates`. */
  readonly state: number;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

interface NodeRow {
  readonly node: Node;
  view: NodeView | undefined;
  cpuMilli: number;
  memoryBytes: number;
  pods: number;
}

/**
 * What is on the graph at one revision. A cursor, not a fold of the messages: it reads etcd's versions, so moving by
 * one step costs what that step changed, and a jump costs what is on screen, however long the history is.
 */
export interface Scene {
  revision: number;
  etcd: EtcdState | undefined;
  /** By etcd key. */
  pods: Map<string, PodRow>;
  nodes: Map<string, NodeRow>;
  workloads: Map<string, WorkloadView>;
  services: Map<string, Service>;
  slices: Map<string, EndpointSlice>;
  /** Names of the nodes as `PodDelta.node` counts them. */
  nodeOrder: string[];
  /** Small numbers of pod uids; kept for ever, so that a pod seen again has the same one. */
  readonly ids: Map<string, number>;
  /** Ids of pods whose texts have been told. */
  readonly told: Set<number>;
  /** Etcd keys of pods changed since the last delta, with the id they had. */
  readonly changed: Map<string, number>;
  reset: boolean;
}

export const emptyScene = (): Scene => ({
  revision: 0,
  etcd: undefined,
  pods: new Map(),
  nodes: new Map(),
  workloads: new Map(),
  services: new Map(),
  slices: new Map(),
  nodeOrder: [],
  ids: new Map(),
  told: new Set(),
  changed: new Map(),
  reset: true,
});

/** Moves the scene to a revision, forwards or backwards. */
export function moveScene(scene: Scene, etcd: EtcdState, revision: number): void {
  if (scene.etcd !== etcd || Math.abs(revision - scene.revision) > changesMax) {
    readAll(scene, etcd, revision);
  } else if (revision !== scene.revision) {
    const [from, to] = [Math.min(revision, scene.revision), Math.max(revision, scene.revision)];
    const changed = changedKeys(etcd, from, to, revision, (key) => kindOfKey(key) !== undefined);
    for (const [key, value] of changed) put(scene, kindOfKey(key)!, key, value);
  }
  scene.etcd = etcd;
  scene.revision = revision;
}

function kindOfKey(key: string): Shown | undefined {
  for (const kind in prefixes)
    if (key.startsWith(prefixes[kind as keyof typeof prefixes])) return kind as keyof typeof prefixes;
  return workloadPrefixes.some((prefix) => key.startsWith(prefix)) ? 'workloads' : undefined;
}

function readAll(scene: Scene, etcd: EtcdState, revision: number): void {
  const { pods } = scene;
  for (const name of ['nodes', 'workloads', 'services', 'slices'] as const) scene[name].clear();
  visitAt(etcd, prefixes.nodes, revision, (key, node) => {
    scene.nodes.set(key.slice(prefixes.nodes.length), newNode(node as Node));
  });
  orderNodes(scene);
  // A pod that is the same version as before is read no second time.
  scene.pods = new Map();
  visitAt(etcd, prefixes.pods, revision, (key, object) => {
    const before = pods.get(key);
    const row = before?.pod === object ? before : rowOf(scene, object as Pod);
    scene.pods.set(key, row);
    charge(scene, row, 1);
  });
  for (const kind of ['services', 'endpointslices'] as const)
    visitAt(etcd, prefixes[kind], revision, (key, object) => put(scene, kind, key, object));
  for (const prefix of workloadPrefixes)
    visitAt(etcd, prefix, revision, (key, object) => put(scene, 'workloads', key, object));
  scene.changed.clear();
  scene.reset = true;
}

function put(scene: Scene, kind: Shown, key: string, object: KubeObject | undefined): void {
  switch (kind) {
    case 'pods':
      return putPod(scene, key, object as Pod | undefined);
    case 'nodes':
      return putNode(scene, key, object as Node | undefined);
    case 'workloads':
      if (object) scene.workloads.set(key, workloadView(object));
      else scene.workloads.delete(key);
      return;
    case 'services':
      if (object) scene.services.set(key, object as Service);
      else scene.services.delete(key);
      return;
    case 'endpointslices':
      if (object) scene.slices.set(key, object as EndpointSlice);
      else scene.slices.delete(key);
  }
}

function putPod(scene: Scene, key: string, pod: Pod | undefined): void {
  const before = scene.pods.get(key);
  if (before) {
    charge(scene, before, -1);
    scene.changed.set(key, before.id);
    scene.pods.delete(key);
  }
  if (!pod) return;
  const row = rowOf(scene, pod);
  // A name used again by another pod: the old one has to be told as gone under its own id.
  if (before && before.id !== row.id) scene.changed.set(`${key}\n${before.id}`, before.id);
  scene.pods.set(key, row);
  charge(scene, row, 1);
  scene.changed.set(key, row.id);
}

function rowOf({ ids }: Scene, pod: Pod): PodRow {
  const { uid } = pod.metadata;
  let id = ids.get(uid);
  if (id === undefined) ids.set(uid, (id = ids.size));
  // What a finished pod asked for is free again.
  const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const { cpuMilli, memoryBytes } = over ? nothing : requestsOf(pod);
  return { id, pod, node: pod.spec.nodeName ?? '', state: podStateCode(pod), cpuMilli, memoryBytes };
}

const nothing = { cpuMilli: 0, memoryBytes: 0 };

/** A pod's requests: the sum of its containers, or its biggest init container. Models: component-helpers resource.PodRequests. */
export function requestsOf({ spec }: Pod): { cpuMilli: number; memoryBytes: number } {
  let cpuMilli = 0;
  let memoryBytes = 0;
  for (const { resources } of spec.containers) {
    cpuMilli += milliValue(resources?.requests?.['cpu']);
    memoryBytes += wholeValue(resources?.requests?.['memory']);
  }
  for (const { resources } of spec.initContainers ?? []) {
    cpuMilli = Math.max(cpuMilli, milliValue(resources?.requests?.['cpu']));
    memoryBytes = Math.max(memoryBytes, wholeValue(resources?.requests?.['memory']));
  }
  return {
    cpuMilli: cpuMilli + milliValue(spec.overhead?.['cpu']),
    memoryBytes: memoryBytes + wholeValue(spec.overhead?.['memory']),
  };
}

function charge(scene: Scene, row: PodRow, sign: 1 | -1): void {
  const node = scene.nodes.get(row.node);
  if (!node) return;
  node.cpuMilli += sign * row.cpuMilli;
  node.memoryBytes += sign * row.memoryBytes;
  node.pods += sign;
  node.view = undefined;
}

function putNode(scene: Scene, key: string, node: Node | undefined): void {
  const name = key.slice(prefixes.nodes.length);
  const before = scene.nodes.get(name);
  if (before && node) {
    scene.nodes.set(name, { ...before, node, view: undefined });
    return;
  }
  if (node) {
    scene.nodes.set(name, newNode(node));
    for (const pod of scene.pods.values()) if (pod.node === name) charge(scene, pod, 1);
  } else scene.nodes.delete(name);
  orderNodes(scene);
  for (const row of scene.nodes.values()) row.view = undefined;
  // Every pod's node index may have moved.
  scene.reset = true;
}

const newNode = (node: Node): NodeRow => ({ node, view: undefined, cpuMilli: 0, memoryBytes: 0, pods: 0 });

function orderNodes(scene: Scene): void {
  scene.nodeOrder = sortedByNumber([...scene.nodes.keys()]);
}

/** `w2-k8s` before `w10-k8s`. */
export function sortedByNumber(names: readonly string[]): string[] {
  const padded = names.map((name) => [name.replace(/\d+/g, (digits) => digits.padStart(8, '0')), name] as const);
  return padded.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, name]) => name);
}

export function nodeViews(scene: Scene): NodeView[] {
  return scene.nodeOrder.map((name, index) => {
    const row = scene.nodes.get(name)!;
    return (row.view ??= nodeView(row, index));
  });
}

function nodeView(row: NodeRow, index: number): NodeView {
  const { metadata, spec, status } = row.node;
  const labels = metadata.labels ?? {};
  return {
    index,
    name: metadata.name,
    controlPlane: 'node-role.kubernetes.io/control-plane' in labels,
    ready: status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
    unschedulable: spec.unschedulable ?? false,
    taints: (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
    labels,
    cpu: { requestedMilli: row.cpuMilli, allocatableMilli: milliValue(status.allocatable?.['cpu']) },
    memory: { requestedBytes: row.memoryBytes, allocatableBytes: wholeValue(status.allocatable?.['memory']) },
    pods: row.pods,
  };
}

/** Workloads in etcd's order of keys: owners first, as it happens (cronjobs, deployments … jobs, replicasets). */
export const workloadViews = (scene: Scene): WorkloadView[] => sortedByKey(scene.workloads).map(([, view]) => view);

export function serviceViews(scene: Scene): ServiceView[] {
  const ready = new Map<string, number>();
  for (const slice of scene.slices.values()) {
    const service = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`;
    const count = slice.endpoints?.filter(({ conditions }) => conditions.ready !== false).length ?? 0;
    ready.set(service, (ready.get(service) ?? 0) + count);
  }
  return sortedByKey(scene.services).map(([, { metadata, spec }]) => ({
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    clusterIP: spec.clusterIP ?? '',
    ready: ready.get(`${metadata.namespace}/${metadata.name}`) ?? 0,
  }));
}

const sortedByKey = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** The pods that changed since the last call, as columns; everything after a jump. */
export function takePods(scene: Scene): PodDelta {
  const { reset } = scene;
  const rows: [number, PodRow | undefined][] = [];
  if (reset) for (const row of scene.pods.values()) rows.push([row.id, row]);
  else {
    for (const [key, id] of scene.changed) {
      const row = scene.pods.get(key);
      rows.push([id, row?.id === id ? row : undefined]);
    }
  }
  scene.changed.clear();
  scene.reset = false;
  const nodeIndex = new Map(scene.nodeOrder.map((name, i) => [name, i]));
  const delta = {
    id: new Int32Array(rows.length),
    node: new Int16Array(rows.length),
    state: new Uint8Array(rows.length),
  };
  const texts: { id: number; uid: string; namespace: string; name: string; owner: string | undefined }[] = [];
  const details: PodDelta['details'][number][] = [];
  rows.forEach(([id, row], i) => {
    delta.id[i] = id;
    delta.node[i] = row ? (row.node === '' ? -1 : (nodeIndex.get(row.node) ?? -1)) : -2;
    if (!row) return;
    const { pod } = row;
    delta.state[i] = row.state;
    if (!scene.told.has(id)) {
      scene.told.add(id);
      const { uid, namespace, name, ownerReferences } = pod.metadata;
      texts.push({
        id,
        uid,
        namespace: namespace ?? '',
        name,
        owner: ownerReferences?.find(({ controller }) => controller)?.uid,
      });
    }
    if (rows.length <= detailsMax)
      details.push({
        id,
        status: podReason(pod),
        ready: podReadiness(pod),
        restarts: podRestarts(pod),
        ip: pod.status?.podIP,
      });
  });
  return { reset, ...delta, texts, details };
}
