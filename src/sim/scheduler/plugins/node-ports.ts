import type { HostPort } from '../pod-info.ts';
import { rejection, type Plugin } from './types.ts';

const taken = rejection(true, "node(s) didn't have free ports for the requested pod ports");
const everyAddress = '0.0.0.0';

/** A port of the machine (hostPort) can be given once. Models: plugins/nodeports/node_ports.go, framework HostPortInfo. */
export const nodePorts: Plugin<readonly HostPort[]> = {
  name: 'NodePorts',
  preFilter: ({ info }) => (info.hostPorts.length > 0 ? { state: info.hostPorts } : undefined),
  filter({ cache }, wanted, slot) {
    const ports = cache.ports.get(slot);
    return ports && wanted.some(({ ip, port }) => ports.get(port)?.some((other) => collide(ip, other)))
      ? taken
      : undefined;
  },
  wakes(info, event) {
    if (event.resource === 'Node') return event.action === 'Add';
    if (event.action !== 'Delete') return false;
    return event.info.hostPorts.some((gone) =>
      info.hostPorts.some(({ ip, port }) => port === gone.port && collide(ip, gone.ip)),
    );
  },
};

const collide = (a: string, b: string): boolean => a === b || a === everyAddress || b === everyAddress;
