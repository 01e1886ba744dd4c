import { rejection, type Plugin } from './types.ts';

const otherName = rejection(false, "node(s) didn't match the requested node name");

/** Only the node the Pod names. The scheduler normally never sees such a Pod. Models: plugins/nodename/node_name.go. */
export const nodeName: Plugin<string> = {
  name: 'NodeName',
  preFilter: ({ pod }) => (pod.spec.nodeName ? { state: pod.spec.nodeName } : undefined),
  filter: ({ cache }, wanted, slot) => (cache.names[slot] === wanted ? undefined : otherName),
  wakes: (_, event) => event.resource === 'Node' && event.action === 'Add',
};
