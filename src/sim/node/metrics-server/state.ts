import type { Node, Pod } from '../../../api/types.ts';
import { createInformer, type Informer, type InformerSpec } from '../../client/informer.ts';
import { resources, type Identity } from '../../client/requests.ts';
import type { EntryId, VirtualMs } from '../../kernel/types.ts';

/** One reading of a container or a node. Frozen. */
export interface Point {
  readonly atMs: VirtualMs;
  readonly startedMs: VirtualMs;
  readonly cpuNs: number;
  readonly memoryBytes: number;
}

/** Container → its reading. Frozen by its maker, never changed. */
export type PodPoints = ReadonlyMap<string, Point>;

/** What one round of readings brought. */
export interface Batch {
  nodes: Map<string, Point>;
  /** `namespace/name` → its containers. */
  pods: Map<string, PodPoints>;
}

export const noBatch = (): Batch => ({ nodes: new Map(), pods: new Map() });

/** The program in one container. Plain data. */
export interface MetricsServer {
  identity: Identity;
  /** --metric-resolution. */
  resolutionMs: number;
  /** --kubelet-insecure-tls: kubelets of kubeadm serve with certificates nobody has signed. */
  insecure: boolean;
  nodes: Informer<Node>;
  pods: Informer<Pod>;
  /** Question to a kubelet → its node. */
  asked: Map<EntryId, string>;
  /** Readings of the round under way. */
  batch: Batch;
  last: Batch;
  /** The readings before, where they can be compared with the last. */
  before: Batch;
  ticking: boolean;
}

export const nodeSpec: InformerSpec<Node> = { resource: resources.nodes };
/** Upstream reads the Pods' metadata only. */
export const podSpec: InformerSpec<Pod> = {
  resource: resources.pods,
  indexers: { namespace: (pod) => [pod.metadata.namespace ?? ''] },
  samePlace: () => true,
};

export const createMetricsServer = (identity: Identity, resolutionMs: number, insecure: boolean): MetricsServer => ({
  identity,
  resolutionMs,
  insecure,
  nodes: createInformer(nodeSpec),
  pods: createInformer(podSpec),
  asked: new Map(),
  batch: noBatch(),
  last: noBatch(),
  before: noBatch(),
  ticking: false,
});

/** Its /readyz: there is something to tell. Source: pkg/storage/storage.go Ready. */
export const hasMetrics = ({ before }: MetricsServer): boolean => before.nodes.size > 0 || before.pods.size > 0;
