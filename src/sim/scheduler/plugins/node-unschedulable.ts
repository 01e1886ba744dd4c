import { toleratesTaint } from '../../tolerations.ts';
import { rejection, type Plugin } from './types.ts';

const cordoned = rejection(false, 'node(s) were unschedulable');
const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

/** Keeps Pods off cordoned nodes. Models: plugins/nodeunschedulable/node_unschedulable.go. */
export const nodeUnschedulable: Plugin<true> = {
  name: 'NodeUnschedulable',
  preFilter: ({ cache, pod }) =>
    cache.cordonedCount === 0 || toleratesTaint(pod.spec.tolerations, cordonTaint) ? undefined : { state: true },
  filter: ({ cache }, _, slot) => (cache.cordoned[slot] === 1 ? cordoned : undefined),
  wakes: (_, event) =>
    event.resource === 'Node' &&
    event.action !== 'Delete' &&
    !event.node.spec.unschedulable &&
    (event.action === 'Add' || (event.aspect === 'Taint' && event.old.spec.unschedulable === true)),
};
