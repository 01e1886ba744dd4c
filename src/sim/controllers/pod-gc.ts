import type { Node, Pod } from '../../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { strategicPatch } from '../client/requests.ts';
import { timestamp } from '../time.ts';
import { isConditionTrue } from '../../api/conditions.ts';
import { say, settled, type Controller, type Plan, type View, type Write } from './controller.ts';
import { isFinished } from './pods.ts';
import { patch, remove } from './writes.ts';

/** How long a node must be gone before its Pods are, in ms. Source: gc_controller.go quarantineTime. */
const quarantineMs = 40_000;
/** Source: gc_controller.go gcCheckPeriod. */
const periodMs = 20_000;

/** Somebody says that the machine is off for good, and nobody hears from it. Source: core/v1 TaintNodeOutOfService. */
const isOutOfService = ({ spec, status }: Node): boolean =>
  !isConditionTrue(status.conditions, 'Ready') &&
  (spec.taints ?? []).some(({ key }) => key === 'node.kubernetes.io/out-of-service');

/** Time until the controller looks again, in ms. */
const untilLook = (view: View): number => periodMs - ((view.now - view.startedMs) % periodMs);

/** Nobody else will say that the Pod has ended: it failed, and goes. Models: markFailedAndDeletePod. */
function failAndRemove(pod: Pod, status: Partial<Pod['status']> = {}): Write[] {
  const body = { metadata: { uid: pod.metadata.uid }, status: { phase: 'Failed', ...status } };
  const mark = isFinished(pod)
    ? []
    : [patch('pods', pod, strategicPatch, body, { subresource: 'status', accept: [404] })];
  return [...mark, remove('pods', pod, { gracePeriodSeconds: 0 })];
}

function emptied({ metadata: { name } }: Node, view: View): Plan {
  const pods = view.onNode<Pod>(name).filter(({ metadata }) => metadata.deletionTimestamp);
  const because = say('podgc.outOfService', { node: name, count: pods.length });
  if (pods.length === 0) return settled(because);
  if (view.revisit !== 'due') return { because, requeueAfterMs: untilLook(view) };
  return { because, requests: pods.flatMap((pod) => failAndRemove(pod)) };
}

const isUnscheduled = ({ metadata, spec }: Pod): boolean => metadata.deletionTimestamp !== undefined && !spec.nodeName;

/** A Pod that goes and never had a node: what holds it may wait for it to have ended. Models: gcUnscheduledTerminating. */
function unscheduled(key: string, view: View): Plan {
  const pod = view.get<Pod>('pods', key);
  if (!pod || !isUnscheduled(pod) || isFinished(pod)) return settled(say('podgc.ended'));
  const because = say('podgc.unscheduled', { pod: pod.metadata.name });
  if (view.revisit !== 'due') return { because, requeueAfterMs: untilLook(view) };
  return { because, requests: failAndRemove(pod) };
}

/**
 * Deletes the Pods of nodes that no longer exist: no kubelet is left to confirm that they ended.
 * Models: kubernetes pkg/controller/podgc/gc_controller.go gcOrphaned; upstream looks every 20 s, here each lost node
 * has its own appointment. A node that is declared out of service gives up its terminating Pods, too (gcTerminating),
 * and a terminating Pod that was never bound to a node and that a finalizer holds counts as failed.
 * Left out: the limit of 12,500 finished Pods.
 */
export const podGcController: Controller = {
  name: 'pod-garbage-collector-controller',
  account: 'pod-garbage-collector',
  workers: 1,
  watches: {
    nodes: ({ type, key, object }) => (type === 'updated' && !isOutOfService(object as Node) ? undefined : key),
    pods({ type, object }, view) {
      const { nodeName } = (object as Pod).spec;
      if (!nodeName) return type !== 'deleted' && isUnscheduled(object as Pod) ? keyOf(object) : undefined;
      const node = view.get<Node>('nodes', nodeName);
      if (type !== 'deleted' && object.metadata.deletionTimestamp && node && isOutOfService(node)) return nodeName;
      return type === 'added' && !node ? nodeName : undefined;
    },
  },
  reconcile(name, view) {
    // Of a node the key is its name, of a Pod its namespace, too.
    if (name.includes('/')) return unscheduled(name, view);
    const node = view.get<Node>('nodes', name);
    if (node && isOutOfService(node)) return emptied(node, view);
    if (node) return { because: say('podgc.present', { node: name }), requeueAfterMs: 'never' };
    const pods = view.onNode<Pod>(name);
    if (pods.length === 0) return settled(say('podgc.empty', { node: name }));
    const because = say('podgc.orphans', { node: name, count: pods.length });
    if (view.revisit !== 'due')
      return view.revisit === 'pending' ? settled(because) : { because, requeueAfterMs: quarantineMs };
    const lost = {
      type: 'DisruptionTarget',
      status: 'True' as const,
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
      lastTransitionTime: timestamp(view.now),
    };
    const requests = pods.flatMap((pod) => failAndRemove(pod, { conditions: [lost] }));
    return { requests, because };
  },
};
