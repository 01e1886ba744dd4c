import type { Condition, Lease, Node } from '../../../api/types.ts';
import { recordEvent } from '../../client/events.ts';
import { call, isOk, pathOf, protobuf, resources, strategicPatch } from '../../client/requests.ts';
import type { Context } from '../../kernel/types.ts';
import type { ApiResponse } from '../../messages.ts';
import { microTimestamp, parseTimestamp, timestamp } from '../../time.ts';
import type { KubeletState } from './state.ts';

/** Source: KubeletConfiguration defaults: nodeStatusReportFrequency 5 min, nodeLeaseDurationSeconds 40, renewal at a quarter of it. */
const reportMs = 300_000;
const leaseSeconds = 40;
const renewMs = 10_000;
/** Time from registration until runtime and network have reported that they are ready, in ms. */
const readyMs = 800;
/** A failed registration is tried again after this long, in ms. Upstream doubles from 100 ms to 7 s. */
const registerRetryMs = 1_000;
/** Kept free of Pods by hard eviction (memory.available<100Mi, nodefs.available<10%). */
const reservedBytes = 100 * 1024 * 1024;
const diskKi = 40_470_732;

const notReadyMessage =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** What Pods may use of the machine's memory. */
export const allocatableMemory = (state: KubeletState): number => state.profile.memoryBytes - reservedBytes;

/** Makes this machine known to the cluster. Models: kubelet_node_status.go registerWithAPIServer, initialNode. */
export function register(state: KubeletState, ctx: Context): void {
  const { profile } = state;
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: profile.name,
      labels: profile.labels,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    // Left out: the controller that hands out pod ranges; the kubelet brings its own.
    spec: {
      podCIDR: profile.podCIDR,
      podCIDRs: [profile.podCIDR],
      ...(profile.taints.length > 0 ? { taints: profile.taints } : {}),
    },
    status: statusOf(state, ctx.now),
  };
  state.node.call = call(ctx, state.identity, 'POST', pathOf(resources.nodes), { body: node });
}

function statusOf(state: KubeletState, now: number): Node['status'] {
  const { profile } = state;
  const memoryKi = `${Math.floor(profile.memoryBytes / 1024)}Ki`;
  const shared = {
    cpu: String(profile.cpus),
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    pods: String(profile.maxPods),
  };
  return {
    capacity: { ...shared, memory: memoryKi, 'ephemeral-storage': `${diskKi}Ki` },
    allocatable: {
      ...shared,
      memory: `${Math.floor(allocatableMemory(state) / 1024)}Ki`,
      'ephemeral-storage': String(Math.floor(diskKi * 1024 * 0.9)),
    },
    conditions: conditionsOf(state, now),
    addresses: [
      { type: 'InternalIP', address: profile.internalIP },
      { type: 'Hostname', address: profile.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: idOf(profile.name, 32),
      systemUUID: idOf(`${profile.name}-uuid`, 32),
      bootID: idOf(`${profile.name}-boot`, 32),
      kernelVersion: '6.8.0-60-generic',
      osImage: 'Ubuntu 24.04.2 LTS',
      containerRuntimeVersion: 'containerd://2.0.5',
      kubeletVersion: 'v1.33.1',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    ...(state.node.images.size > 0 ? { images: imagesOf(state) } : {}),
  };
}

/** A stable machine-like number from a name. */
function idOf(text: string, digits: number): string {
  let out = '';
  for (let h = 0x811c9dc5, i = 0; out.length < digits; i++) {
    h = Math.imul(h ^ text.charCodeAt(i % text.length) ^ i, 0x01000193);
    out += (h >>> 0).toString(16).padStart(8, '0');
  }
  return out.slice(0, digits);
}

const imagesOf = (state: KubeletState): { names: string[]; sizeBytes: number }[] =>
  [...state.node.images]
    .map(([name, sizeBytes]) => ({ names: [name], sizeBytes }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes);

/** Models: nodestatus/setters.go. Left out: pressure on disk and process ids, which the model's nodes do not feel. */
function conditionsOf(state: KubeletState, now: number): Condition[] {
  const old = state.node.object?.status.conditions;
  const at = timestamp(now);
  const made = (type: string, status: 'True' | 'False', reason: string, message: string): Condition => {
    const before = old?.find((c) => c.type === type);
    return {
      type,
      status,
      lastHeartbeatTime: at,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime! : at,
      reason,
      message,
    };
  };
  return [
    state.pressure.active
      ? made('MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available')
      : made('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    made('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    made('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    state.node.ready
      ? made('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      : made('Ready', 'False', 'KubeletNotReady', notReadyMessage),
  ];
}

/** An answer about this node's own object or lease. False when the response is about something else. */
export function nodeAnswered(state: KubeletState, ctx: Context, re: number, response: ApiResponse): boolean {
  if (re === state.lease.call) {
    leaseAnswered(state, ctx, response);
    return true;
  }
  if (re !== state.node.call) return false;
  state.node.call = 0;
  if (isOk(response)) state.node.object = response.body as Node;
  // Not told: it is tried again with the next heartbeat.
  else if (state.node.registered && response.code === 0) state.node.dirty = true;
  if (state.node.registered) return true;
  if (response.code === 409) {
    // It was here before: take up the old object, and tell the news about it.
    state.node.call = call(ctx, state.identity, 'GET', pathOf(resources.nodes, undefined, state.profile.name));
    return true;
  }
  if (!isOk(response)) {
    ctx.timer(registerRetryMs, { kind: 'timer', name: 'register' }, { quiet: true });
    return true;
  }
  state.node.registered = true;
  state.node.reportedMs = ctx.now;
  nodeEvent(state, ctx, 'Starting', 'Starting kubelet.');
  nodeEvent(state, ctx, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'])
    nodeEvent(state, ctx, reason, `Node ${state.profile.name} status is now: ${reason}`);
  startLease(state, ctx);
  ctx.timer(readyMs, { kind: 'timer', name: 'node-ready' });
  return true;
}

/** Runtime and network plugin have answered: the node can take Pods. */
export function nodeReady(state: KubeletState, ctx: Context): void {
  const before = state.node.object?.status.conditions?.find((c) => c.type === 'Ready')?.status;
  state.node.ready = true;
  if (before !== 'True') {
    nodeEvent(state, ctx, 'NodeReady', `Node ${state.profile.name} status is now: NodeReady`);
    ctx.note({ kind: 'kubelet', step: 'node-ready', pod: { kind: 'Node', name: state.profile.name } });
  }
  reportNode(state, ctx);
}

/** Writes an Event about this machine's Node. */
export function nodeEvent(
  state: KubeletState,
  ctx: Context,
  reason: string,
  message: string,
  type: 'Normal' | 'Warning' = 'Normal',
): void {
  const { name } = state.profile;
  const object = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, resourceVersion: '', creationTimestamp: '' },
  };
  recordEvent(
    ctx,
    state.identity,
    state.recorder,
    { component: 'kubelet', host: name },
    { object, type, reason, message },
  );
}

/** Sends the Node's status. */
export function reportNode(state: KubeletState, ctx: Context): void {
  const { node, profile } = state;
  node.dirty = false;
  node.reportedMs = ctx.now;
  const conditions = conditionsOf(state, ctx.now);
  const body = {
    status: {
      '$setElementOrder/conditions': conditions.map((c) => ({ type: c.type })),
      conditions,
      ...(node.images.size > 0 ? { images: imagesOf(state) } : {}),
    },
  };
  node.call = call(ctx, state.identity, 'PATCH', pathOf(resources.nodes, undefined, profile.name, 'status'), {
    contentType: strategicPatch,
    body,
  });
}

// ---------------------------------------------------------------- lease

const leaseNamespace = 'kube-node-lease';

export const leasePath = (node: string): string => pathOf(resources.leases, leaseNamespace, node);

const heartbeatTimer = Object.freeze({ kind: 'timer', name: 'heartbeat' } as const);
const quietly = Object.freeze({ quiet: true });

function startLease(state: KubeletState, ctx: Context): void {
  createLease(state, ctx);
  // Spread over the period, so that a thousand nodes do not speak at once.
  ctx.timer(renewMs + ctx.randomInt(renewMs), heartbeatTimer, quietly);
}

function createLease(state: KubeletState, ctx: Context): void {
  const { name } = state.profile;
  const body = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: leaseNamespace,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: state.node.object!.metadata.uid }],
    },
    spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime: microTimestamp(ctx.now) },
  };
  state.lease.call = call(ctx, state.identity, 'POST', pathOf(resources.leases, leaseNamespace), {
    contentType: protobuf,
    body,
  });
}

function leaseAnswered(state: KubeletState, ctx: Context, response: ApiResponse): void {
  state.lease.call = 0;
  if (isOk(response)) {
    const before = state.lease.object?.spec.renewTime;
    state.lease.object = response.body as Lease;
    // Unheard for so long, the node has been given up meanwhile: it tells how it is.
    const now = state.lease.object.spec.renewTime;
    if (before && now && parseTimestamp(now) - parseTimestamp(before) > leaseSeconds * 1000) state.node.dirty = true;
  } else if (response.code === 409) state.lease.call = call(ctx, state.identity, 'GET', state.lease.path);
  else if (response.code === 404) state.lease.object = undefined;
}

/** Every ten seconds: "I am alive", and the whole status when it changed or five minutes have passed. The hottest periodic path of a large cluster. */
export function heartbeat(state: KubeletState, ctx: Context): void {
  const { lease, node } = state;
  ctx.timer(renewMs, heartbeatTimer, quietly);
  if (lease.object) {
    const { apiVersion, kind, metadata, spec } = lease.object;
    const body = { apiVersion, kind, metadata, spec: { ...spec, renewTime: microTimestamp(ctx.now) } };
    lease.call = call(ctx, state.identity, 'PUT', lease.path, {
      contentType: protobuf,
      body,
    });
  } else if (node.object) createLease(state, ctx);
  if (node.ready && (node.dirty || ctx.now - node.reportedMs >= reportMs)) reportNode(state, ctx);
}
