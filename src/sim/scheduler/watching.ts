import type { Node, Pod } from '../../api/types.ts';
import type { Change } from '../client/informer.ts';
import type { Context } from '../kernel/types.ts';
import { addPod, removeNode, removePod, replacePod, setNode } from './cache.ts';
import { podInfo, type PodInfo } from './pod-info.ts';
import type { NodeAspect } from './plugins/types.ts';
import { forgetQueued, refreshQueued } from './queue.ts';
import { schedulerName, type SchedulerState } from './state.ts';
import { putNew, retry, wake } from './waiting.ts';

/** Models: pkg/scheduler/eventhandlers.go addNodeToCache, updateNodeInCache, deleteNodeFromCache. */
export function onNode(state: SchedulerState, ctx: Context, { type, object, old }: Change<Node>): void {
  if (type === 'deleted') {
    removeNode(state.cache, object.metadata.name);
    wake(state, ctx, { resource: 'Node', action: 'Delete', node: object });
    return;
  }
  setNode(state.cache, object);
  if (!old) {
    if (state.host === 'localhost' && object.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined)
      state.host = object.metadata.name;
    wake(state, ctx, { resource: 'Node', action: 'Add', node: object });
    return;
  }
  for (const aspect of changesOf(object, old))
    wake(state, ctx, { resource: 'Node', action: 'Update', node: object, old, aspect });
}

/** None for a node's ordinary reports, which interest no waiting Pod. Models: nodeSchedulingPropertiesChange. */
function changesOf(node: Node, old: Node): NodeAspect[] {
  const changes: NodeAspect[] = [];
  if (differ(node.status.allocatable, old.status.allocatable)) changes.push('Allocatable');
  if (differ(node.metadata.labels, old.metadata.labels)) changes.push('Label');
  if (differ(node.spec.taints, old.spec.taints) || !!node.spec.unschedulable !== !!old.spec.unschedulable)
    changes.push('Taint');
  return changes;
}

const differ = (a: unknown, b: unknown): boolean => a !== b && JSON.stringify(a) !== JSON.stringify(b);

/** Models: eventhandlers.go: assigned Pods go to the cache, waiting ones of ours to the queue. */
export function onPod(state: SchedulerState, ctx: Context, { type, key, object, old }: Change<Pod>): void {
  // The name was given to another Pod before we heard of the end of the first.
  if (old && old.metadata.uid !== object.metadata.uid) gone(state, ctx, key);
  if (type === 'deleted' || isOver(object)) {
    gone(state, ctx, key);
    state.written.delete(key);
  } else if (object.spec.nodeName) assigned(state, ctx, key, object, object.spec.nodeName);
  else if (object.spec.schedulerName === schedulerName && !state.assumed.has(key)) waiting(state, ctx, key, object);
}

const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

function gone(state: SchedulerState, ctx: Context, key: string): void {
  forgetQueued(state.queue, key);
  state.assumed.delete(key);
  state.nominated.delete(key);
  const placed = removePod(state.cache, key);
  if (placed) wake(state, ctx, { resource: 'AssignedPod', action: 'Delete', info: placed.info });
}

function assigned(state: SchedulerState, ctx: Context, key: string, pod: Pod, node: string): void {
  const placed = state.cache.pods.get(key);
  const confirmed = state.assumed.delete(key);
  const before = placed?.info;
  const stays = placed !== undefined && state.cache.names[placed.slot] === node;
  if (placed && stays && !matters(pod, placed.info.pod)) {
    if (pod.status.startTime !== placed.info.pod.status.startTime) replacePod(state.cache, placed, pod);
    if (confirmed) wake(state, ctx, { resource: 'AssignedPod', action: 'Add', info: placed.info });
    return;
  }
  const info = podInfo(pod);
  if (placed) removePod(state.cache, key);
  addPod(state.cache, info, node);
  if (stays && before && !confirmed) wake(state, ctx, { resource: 'AssignedPod', action: 'Update', info, old: before });
  else {
    forgetQueued(state.queue, key);
    state.nominated.delete(key);
    wake(state, ctx, { resource: 'AssignedPod', action: 'Add', info });
  }
}

/** Of a running Pod's many reports only these touch anything here. */
const matters = (pod: Pod, old: Pod): boolean =>
  pod.metadata.labels !== old.metadata.labels ||
  pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
  pod.spec.containers !== old.spec.containers;

function waiting(state: SchedulerState, ctx: Context, key: string, pod: Pod): void {
  const queued = state.queue.pods.get(key);
  const info = podInfo(pod);
  if (!queued) {
    putNew(state, ctx, info, 'UnscheduledPodAdd');
    return;
  }
  refreshQueued(state.queue, queued, info);
  const now = state.queue.pods.get(key)!;
  if (queued.pool === 'gated') {
    if (!pod.spec.schedulingGates?.length) putNew(state, ctx, info, 'UnscheduledPodUpdatePodSchedulingGatesEliminated');
  } else if (queued.pool === 'unschedulable') {
    const event = ownChange(info, queued.info);
    if (event) retry(state, ctx, now, event);
  }
}

/** A change of the Pod itself that may let it fit. Models: framework/events.go PodSchedulingPropertiesChange. */
function ownChange(now: PodInfo, before: PodInfo): string | undefined {
  if (differ(now.pod.metadata.labels, before.pod.metadata.labels)) return 'UnscheduledPodUpdatePodLabel';
  if (now.cpuMilli < before.cpuMilli || now.memoryBytes < before.memoryBytes) return 'UnscheduledPodUpdatePodScaleDown';
  if (differ(now.pod.spec.tolerations, before.pod.spec.tolerations)) return 'UnscheduledPodUpdatePodTolerations';
  return undefined;
}
