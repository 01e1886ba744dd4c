import type { Node, Pod } from '../../api/types.ts';
import { strategicPatch } from '../client/requests.ts';
import { timestamp } from '../time.ts';
import { say, settled, type Controller } from './controller.ts';
import { patch, remove } from './writes.ts';

/** How long a node must be gone before its Pods are, in ms. Source: gc_controller.go quarantineTime. */
const quarantineMs = 40_000;

/**
 * Deletes the Pods of nodes that no longer exist: no kubelet is left to confirm that they ended.
 * Models: kubernetes pkg/controller/podgc/gc_controller.go gcOrphaned; upstream looks every 20 s, here each lost node
 * has its own appointment. Left out: the limit of 12,500 finished Pods, the out-of-service taint.
 */
export const podGcController: Controller = {
  name: 'pod-garbage-collector-controller',
  account: 'pod-garbage-collector',
  workers: 1,
  watches: {
    nodes: ({ type, key }) => (type === 'updated' ? undefined : key),
    pods({ type, object }, view) {
      const { nodeName } = (object as Pod).spec;
      return type === 'added' && nodeName && !view.get('nodes', nodeName) ? nodeName : undefined;
    },
  },
  reconcile(name, view) {
    if (view.get<Node>('nodes', name))
      return { because: say('podgc.present', { node: name }), requeueAfterMs: 'never' };
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
