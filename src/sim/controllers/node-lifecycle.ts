import { copyWith } from '../../api/copy.ts';
import { getCondition } from '../../api/conditions.ts';
import type { Condition, Lease, Node, Pod, Taint } from '../../api/types.ts';
import { strategicPatch } from '../client/requests.ts';
import type { VirtualMs } from '../kernel/types.ts';
import { parseTimestamp, timestamp } from '../time.ts';
import { say, settled, type Controller, type Plan, type View, type Write } from './controller.ts';
import { evictionTurnMs, isUnhealthyTaint, notReadyTaint, unreachableTaint } from './node/zones.ts';
import { isReady } from './pods.ts';
import { patch, updateStatus } from './writes.ts';

/** Source: --node-monitor-period, --node-monitor-grace-period, --node-startup-grace-period. */
const monitorPeriodMs = 5_000;
const graceMs = 50_000;
const startupGraceMs = 60_000;

/** What a kubelet reports, and a controller has to withdraw when the kubelet falls silent. */
const reported = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** Condition → status → taint that keeps new Pods away. */
const taintOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReadyTaint, Unknown: unreachableTaint },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
};
const unschedulableTaint = 'node.kubernetes.io/unschedulable';
const managed = new Set([...Object.values(taintOf).flatMap((byStatus) => Object.values(byStatus)), unschedulableTaint]);

/**
 * Notices nodes that fell silent, says so in their conditions and on their Pods, and taints them.
 * Upstream looks at every node every 5 s; here each node has one appointment at the moment it would be overdue, kept
 * on the same 5 s grid, so that a renewed Lease costs nothing.
 * Models: kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go. Left out: beta OS/arch label copies.
 */
export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle-controller',
  account: 'node-controller',
  component: 'node-controller',
  workers: 8,
  watches: { nodes: ({ type, key }) => (type === 'deleted' ? undefined : key) },
  announces: {
    nodes({ type, object }) {
      if (type === 'updated') return undefined;
      const [reason, what] =
        type === 'added'
          ? ['RegisteredNode', `Registered Node ${object.metadata.name} in Controller`]
          : ['RemovingNode', `Removing Node ${object.metadata.name} from Controller`];
      return { about: object, type: 'Normal', reason, message: `Node ${object.metadata.name} event: ${what}` };
    },
  },
  reconcile(name, view) {
    const node = view.get<Node>('nodes', name);
    if (!node) return settled(say('node.gone', { node: name }));
    const ready = getCondition(node.status.conditions, 'Ready');
    const overdueMs = heardFrom(node, view) + (ready ? graceMs : startupGraceMs);
    if (view.now >= overdueMs && ready?.status !== 'Unknown') return fallSilent(node, overdueMs, view);
    const plan =
      taint(node, view) ??
      withdrawPods(node, view) ??
      settled(say('node.healthy', { node: name, ready: ready?.status ?? 'Unknown' }));
    if (plan.requeueAfterMs !== undefined || view.now >= overdueMs) return plan;
    return copyWith(plan, { requeueAfterMs: overdueMs - view.now });
  },
};

/** The monitor's first tick at or after a moment. */
const tickAfter = (atMs: VirtualMs, view: View): VirtualMs =>
  view.startedMs + Math.ceil(Math.max(0, atMs - view.startedMs) / monitorPeriodMs) * monitorPeriodMs;

/** When the monitor last saw a sign of life: a renewed Lease or a posted status. Before it started it saw nothing. */
function heardFrom(node: Node, view: View): VirtualMs {
  const lease = view.get<Lease>('leases', `kube-node-lease/${node.metadata.name}`);
  const posted = getCondition(node.status.conditions, 'Ready');
  const signs = [
    node.metadata.creationTimestamp,
    lease?.spec.renewTime,
    posted?.status === 'Unknown' ? undefined : posted?.lastHeartbeatTime,
  ];
  return tickAfter(Math.max(...signs.map((at) => (at ? parseTimestamp(at) : 0))), view);
}

/** Nobody heard of the node for too long: nothing it reported counts any more. */
function fallSilent(node: Node, overdueMs: VirtualMs, view: View): Plan {
  const at = timestamp(view.now);
  const conditions: Condition[] = [...(node.status.conditions ?? [])];
  for (const type of reported) {
    const index = conditions.findIndex((c) => c.type === type);
    const old = conditions[index];
    if (!old) {
      const never = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };
      conditions.push({
        type,
        status: 'Unknown',
        lastHeartbeatTime: node.metadata.creationTimestamp,
        lastTransitionTime: at,
        ...never,
      });
    } else if (old.status !== 'Unknown') {
      const stopped = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
      conditions[index] = { ...old, status: 'Unknown', lastTransitionTime: at, ...stopped };
    }
  }
  const { name } = node.metadata;
  const wasReady = getCondition(node.status.conditions, 'Ready')?.status === 'True';
  const told = {
    about: node,
    type: 'Normal',
    reason: 'NodeNotReady',
    message: `Node ${name} status is now: NodeNotReady`,
  } as const;
  return {
    requests: [
      updateStatus('nodes', { ...node, status: { ...node.status, conditions } }, wasReady ? { ifDone: told } : {}),
    ],
    because: say('node.silent', { node: name, seconds: graceMs / 1000, lateMs: view.now - overdueMs }),
  };
}

/** Taints that the conditions ask for; undefined when the node has them. */
function taint(node: Node, view: View): Plan | undefined {
  const { name } = node.metadata;
  const taints = node.spec.taints ?? [];
  const status = getCondition(node.status.conditions, 'Ready')?.status;
  const wanted = noScheduleTaints(node);
  const kept = taints.filter((t) => t.effect !== 'NoSchedule' || !managed.has(t.key) || wanted.includes(t.key));
  const added = wanted.filter((key) => !taints.some((t) => t.key === key && t.effect === 'NoSchedule'));
  let next: Taint[] = [
    ...kept,
    ...added.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: timestamp(view.now) })),
  ];
  // NoExecute: away with both when the node is ready; otherwise the right one, when it is this node's turn.
  let waitMs: number | undefined;
  const right = status === 'False' ? notReadyTaint : status === 'Unknown' ? unreachableTaint : undefined;
  const executing = next.filter((t) => t.effect === 'NoExecute' && isUnhealthyTaint(t));
  const turnMs = right ? evictionTurnMs(node, view) : undefined;
  const wrong = status !== undefined && executing.some((t) => t.key !== right);
  if (wrong || (right && turnMs === undefined && executing.length > 0))
    next = next.filter((t) => !executing.includes(t));
  const has = next.some((t) => t.effect === 'NoExecute' && t.key === right);
  if (right && !has && turnMs !== undefined) {
    // A node that is tainted already only changes its taint; no turn is needed for that.
    if (turnMs <= view.now || executing.length > 0)
      next = [...next, { key: right, effect: 'NoExecute', timeAdded: timestamp(view.now) }];
    else waitMs = turnMs - view.now;
  }
  const same = next.length === taints.length && next.every((t) => taints.includes(t));
  if (same && waitMs === undefined) return undefined;
  const requests: Write[] = same
    ? []
    : [
        patch('nodes', node, strategicPatch, {
          metadata: { resourceVersion: node.metadata.resourceVersion },
          spec: { taints: next.length > 0 ? next : null },
        }),
      ];
  const because = right ? say('node.taint', { node: name, taint: right }) : say('node.untaint', { node: name });
  return { requests, because, ...(waitMs === undefined ? {} : { requeueAfterMs: waitMs }) };
}

function noScheduleTaints(node: Node): string[] {
  const wanted: string[] = [];
  for (const { type, status } of node.status.conditions ?? []) {
    const key = taintOf[type]?.[status];
    if (key) wanted.push(key);
  }
  if (node.spec.unschedulable) wanted.push(unschedulableTaint);
  return wanted;
}

/** Pods of a silent node count as not ready: their Services must not send anybody there. */
function withdrawPods(node: Node, view: View): Plan | undefined {
  if (getCondition(node.status.conditions, 'Ready')?.status !== 'Unknown') return undefined;
  const pods = view.onNode<Pod>(node.metadata.name).filter(isReady);
  if (pods.length === 0) return undefined;
  const at = timestamp(view.now);
  const requests = pods.map((pod) => {
    const conditions = pod.status.conditions!.map((c): Condition =>
      c.type === 'Ready' ? { ...c, status: 'False', lastTransitionTime: at } : c,
    );
    const told = { about: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' } as const;
    return updateStatus('pods', { ...pod, status: { ...pod.status, conditions } }, { ifDone: told, accept: [404] });
  });
  return { requests, because: say('node.podsNotReady', { node: node.metadata.name, count: pods.length }) };
}
