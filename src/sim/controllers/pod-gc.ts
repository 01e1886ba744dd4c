import type { Node, Pod } from '../../api/types.ts';
import { strategicPatch } from '../client/requests.ts';
import { timestamp } from '../time.ts';
import { isConditionTrue } from '../../api/conditions.ts';
import { say, settled, type Controller, type Plan, type View } from './controller.ts';
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

function emptied({ metadata: { name } }: Node, view: View): Plan {
  const pods = view.onNode<Pod>(name).filter(({ metadata }) => metadata.deletionTimestamp);
  const waitMs = periodMs - ((view.now - view.startedMs) % periodMs);
  const because = say('podgc.outOfService', { node: name, count: pods.length });
  if (pods.length === 0) return settled(because);
  if (view.revisit !== 'due') return { because, requeueAfterMs: waitMs };
  return {
    because,
    requests: pods.flatMap((pod) => {
      const body = { metadata: { uid: pod.metadata.uid }, status: { phase: 'Failed' } };
      const mark = isFinished(pod)
        ? []
        : [patch('pods', pod, strategicPatch, body, { subresource: 'status', accept: [404] })];
      return [...mark, remove('pods', pod, { gracePeriodSeconds: 0 })];
    }),
  };
}

/**
 * Deletes the Pods of nodes that no longer exist: no kubelet is left to confirm that they ended.
 * Models: kubernetes pkg/controller/podgc/gc_controller.go gcOrphaned; upstream looks every 20 s, here each lost node
 * has its own appointment. A node that is declared out of service gives up its terminating Pods, too (gcTerminating).
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
      const node = nodeName === undefined ? undefined : view.get<Node>('nodes', nodeName);
      if (type !== 'deleted' && object.metadata.deletionTimestamp && node && isOutOfService(node)) return nodeName;
      return type === 'added' && nodeName && !view.get('nodes', nodeName) ? nodeName : undefined;
    },
  },
  reconcile(name, view) {
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
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
      lastTransitionTime: timestamp(view.now),
    };
    const requests = pods.flatMap((pod) => {
      const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
      const body = { metadata: { uid: pod.metadata.uid }, status: { phase: 'Failed', conditions: [lost] } };
      const mark = over ? [] : [patch('pods', pod, strategicPatch, body, { subresource: 'status', accept: [404] })];
      return [...mark, remove('pods', pod, { gracePeriodSeconds: 0 })];
    });
    return { requests, because };
  },
};
