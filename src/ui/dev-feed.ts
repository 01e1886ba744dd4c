import {
  podStates,
  type Beat,
  type ComponentView,
  type Frame,
  type NodeView,
  type PodState,
  type ToPage,
} from '../worker/protocol.ts';
import type { Link } from './link.ts';

/**
 * A cluster of any size behind the page's wire, without a simulation: what it costs to draw a thousand nodes is measured
 * with this. Reached by `?feed&nodes=100&pods=3000&churn=0.01&packets=200` in builds other than production only.
 */
export interface FeedOptions {
  readonly workers: number;
  readonly pods: number;
  /** Share of the pods that change at every step of the clock. */
  readonly churn: number;
  /** Messages under way at every moment. */
  readonly packets: number;
}

const startMs = 60_000;

export function createFeed(options: FeedOptions): Link {
  const listeners = new Set<(message: ToPage) => void>();
  const nodes = nodesOf(options);
  const components = componentsOf(nodes);
  const pods = Array.from({ length: options.pods }, (_, i) => ({
    id: i + 1,
    node: 1 + (i % options.workers),
    state: stateOf(i % 97 === 0 ? 'CrashLoopBackOff' : i % 31 === 0 ? 'ContainerCreating' : 'Running'),
  }));
  let seed = 1;
  let step = 0;

  const emit = (message: ToPage): void => {
    setTimeout(() => {
      for (const listener of listeners) listener(message);
    }, 1);
  };
  const show = (atMs: number, changed: readonly (typeof pods)[number][], reset: boolean): void => {
    const frame: Frame = {
      at: { branch: 1, step },
      firstStep: 0,
      lastStep: step,
      atMs,
      revision: 400 + step,
      settled: options.churn === 0,
      beat: undefined,
      why: [],
      flights: flightsAt(options, nodes, atMs),
      components,
      nodes,
      pods: {
        reset,
        id: Int32Array.from(changed, (pod) => pod.id),
        node: Int16Array.from(changed, (pod) => pod.node),
        state: Uint8Array.from(changed, (pod) => pod.state),
        texts: reset ? changed.map((pod) => ({ id: pod.id, uid: `u${pod.id}`, ...nameOf(pod.id) })) : [],
        details: [],
      },
      workloads: [],
      pipeline: undefined,
      services: [],
    };
    emit({ type: 'frame', frame });
  };

  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    post(message) {
      if (message.type === 'open') {
        emit({ type: 'opened', firstStep: 0, branches: [] });
        show(startMs, pods, true);
      } else if (message.type === 'clock') {
        const changed: (typeof pods)[number][] = [];
        for (let i = 0; i < options.churn * pods.length; i++) {
          seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
          const pod = pods[seed % pods.length]!;
          pod.state = seed % 8;
          changed.push(pod);
        }
        step++;
        show(message.toMs, changed, false);
      } else if (message.type === 'step' || message.type === 'seek') show(startMs, [], false);
    },
  };
}

const stateOf = (state: PodState): number => podStates.indexOf(state);

const nameOf = (id: number): { namespace: string; name: string; owner: string } => ({
  namespace: 'default',
  name: `load-7c9d8-${(id * 7919 + 1_679_616).toString(36).slice(-5)}`,
  owner: 'load-7c9d8',
});

function nodesOf({ workers, pods }: FeedOptions): readonly NodeView[] {
  return Array.from({ length: workers + 1 }, (_, index): NodeView => {
    const controlPlane = index === 0;
    return {
      index,
      name: controlPlane ? 'm-k8s' : `w${index}-k8s`,
      controlPlane,
      ready: true,
      unschedulable: false,
      taints: [],
      labels: {},
      cpu: { requestedMilli: 100 * (index % 40), allocatableMilli: 4000 },
      memory: { requestedBytes: 2 ** 28 * (index % 32), allocatableBytes: 2 ** 33 },
      pods: controlPlane ? 0 : Math.ceil(pods / workers),
    };
  });
}

function componentsOf(nodes: readonly NodeView[]): readonly ComponentView[] {
  const still = { down: false, met: false, line: undefined };
  return [
    ...(['user', 'apiserver', 'etcd', 'scheduler', 'controller-manager', 'registry'] as const).map(
      (id): ComponentView => ({ id, kind: id, node: undefined, ...still }),
    ),
    ...nodes.flatMap(({ name }) =>
      (['kubelet', 'kube-proxy', 'runtime'] as const).map((kind): ComponentView => ({
        id: `${kind}@${name}`,
        kind,
        node: name,
        ...still,
      })),
    ),
  ];
}

/** Messages between kubelets and the API server, evenly spread over their way. */
function flightsAt({ packets }: FeedOptions, nodes: readonly NodeView[], atMs: number): readonly Beat[] {
  return Array.from({ length: packets }, (_, i): Beat => {
    const sentMs = atMs - ((atMs + i * 37) % 500);
    return {
      entry: i + 1,
      step: 0,
      kind: 'request',
      from: `kubelet@${nodes[1 + (i % (nodes.length - 1))]!.name}`,
      to: 'apiserver',
      agent: undefined,
      label: 'PATCH pods/status',
      ok: true,
      sentMs,
      atMs: sentMs + 500,
      object: undefined,
      say: { key: 'feed', values: {} },
      phase: 1,
      weight: 'detail',
    };
  });
}
