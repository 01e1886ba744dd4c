import type { Cluster } from '../../sim/cluster.ts';
import { gateway } from '../../sim/gateway.ts';
import { storage } from '../../sim/node/storage.ts';
import type { RuntimeState } from '../../sim/node/runtime/state.ts';

type Fault = { readonly done: string } | { readonly code: number; readonly problem: string };

const bad = (problem: string, code = 400): Fault => ({ code, problem });
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Breaks something, or mends it:
 *   {"type": "kill-container", "namespace": "default", "pod": "web-1", "container": "nginx"}   ends it with 137
 *   {"type": "stop" | "start", "process": "kubelet@w1-k8s"}   any process: scheduler, controller-manager, etcd, runtime@…
 *   {"type": "stop" | "start", "node": "w1-k8s"}              everything on a machine
 *   {"type": "cut" | "mend", "between": ["kubelet@w1-k8s", "apiserver"]}   a link: what is sent is lost, both ways
 *   {"type": "cut" | "mend", "node": "w1-k8s"}                a machine from everything that is not on it
 */
export function fault(cluster: Cluster, body: Readonly<Record<string, unknown>>): Fault {
  switch (body['type']) {
    case 'kill-container':
      return killContainer(cluster, body);
    case 'stop':
    case 'start':
      return change(cluster, body['type'], body);
    case 'cut':
    case 'mend':
      return link(cluster, body['type'], body);
    default:
      return bad('type: one of kill-container, stop, start, cut, mend');
  }
}

function change(cluster: Cluster, to: 'stop' | 'start', body: Readonly<Record<string, unknown>>): Fault {
  const [process, node] = [text(body['process']), text(body['node'])];
  const ids = cluster.kernel.actorIds().filter((id) => id !== gateway && id !== 'user');
  const wanted = node === '' ? ids.filter((id) => id === process) : ids.filter((id) => id.endsWith(`@${node}`));
  if (wanted.length === 0) return bad(`process or node: one of ${ids.join(', ')}`, 404);
  for (const id of wanted) cluster.process(id, to);
  return { done: `${to} ${wanted.join(' ')}` };
}

/** Who can be reached over the network; what else talks to each other does so within a machine. */
const servers = ['apiserver', 'etcd', 'registry', storage];

function link(cluster: Cluster, to: 'cut' | 'mend', body: Readonly<Record<string, unknown>>): Fault {
  const ids = cluster.kernel.actorIds().filter((id) => id !== gateway && id !== 'user');
  const node = text(body['node']);
  if (node !== '') {
    const here = ids.filter((id) => id.endsWith(`@${node}`));
    if (here.length === 0) return bad(`node: there is no machine ${node}`, 404);
    for (const id of here) for (const server of servers) cluster.link(id, server, to);
    return { done: `${to} ${node}` };
  }
  const between: unknown = body['between'];
  const [a, b] = Array.isArray(between) ? between.map(text) : [];
  if (a === undefined || b === undefined || !ids.includes(a) || !ids.includes(b) || a === b)
    return bad(`between: two of ${ids.join(', ')}`, 404);
  if (!servers.includes(a) && !servers.includes(b))
    return bad(
      `between: one of the two must be of ${servers.join(', ')}; ${a} and ${b} share a machine or do not talk`,
    );
  cluster.link(a, b, to);
  return { done: `${to} ${a} ${b}` };
}

/** As `crictl stop --timeout 0` would: the runtime kills it, the kubelet finds out and acts. */
function killContainer(cluster: Cluster, body: Readonly<Record<string, unknown>>): Fault {
  const namespace = text(body['namespace']) || 'default';
  const [name, container] = [text(body['pod']), text(body['container'])];
  for (const actor of cluster.kernel.actorIds()) {
    if (!actor.startsWith('runtime@')) continue;
    const state = cluster.kernel.stateOf<RuntimeState>(actor)!;
    for (const sandbox of state.sandboxes.values()) {
      if (sandbox.namespace !== namespace || sandbox.name !== name) continue;
      const runs = sandbox.containers.flatMap((id) => {
        const run = state.containers.get(id);
        return run?.state === 'running' ? [run] : [];
      });
      const run = container === '' ? runs[0] : runs.find((candidate) => candidate.name === container);
      if (!run) continue;
      cluster.kernel.inject(
        actor,
        { kind: 'cri', call: { call: 'StopContainer', podUid: run.podUid, containerId: run.id, timeoutMs: 0 } },
        { from: gateway },
      );
      return { done: `kill ${run.name} of ${namespace}/${name} on ${actor.slice('runtime@'.length)}` };
    }
  }
  return bad(`no running container ${container} in pod ${namespace}/${name}`, 404);
}
