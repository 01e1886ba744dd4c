import type { Namespace, Node, Pod, ReplicaSet, Service } from '../../api/types.ts';
import { createInformer, type Informer, type InformerSpec } from '../client/informer.ts';
import { certificate, resources } from '../client/requests.ts';
import type { EntryId } from '../kernel/types.ts';
import { createCache, type Cache } from './cache.ts';
import type { WrittenEvents } from './events.ts';
import type { PodInfo } from './pod-info.ts';
import { createStorage, type StorageState } from './storage.ts';
import { createQueue, type SchedulingQueue } from './queue.ts';

export const identity = certificate(
  'system:kube-scheduler',
  [],
  'kube-scheduler/v1.33.0 (linux/amd64) kubernetes/scheduler',
);

/** Value of spec.schedulerName this scheduler answers to. */
export const schedulerName = 'default-scheduler';

/** A binding on its way to the API server. Frozen. */
export interface Binding {
  readonly info: PodInfo;
  readonly node: string;
  readonly attempts: number;
}

/** Everything the scheduler remembers. Plain data. */
export interface SchedulerState {
  nodes: Informer<Node>;
  pods: Informer<Pod>;
  services: Informer<Service>;
  replicaSets: Informer<ReplicaSet>;
  namespaces: Informer<Namespace>;
  storage: StorageState;
  cache: Cache;
  queue: SchedulingQueue;
  /** Keys of Pods the cache counts on a node although no watch event has confirmed it. */
  assumed: Set<string>;
  /** By the request's entry id. */
  bindings: Map<EntryId, Binding>;
  /** Pods that room is being made for: key → Pod and node. */
  nominated: Map<string, { readonly info: PodInfo; readonly node: string }>;
  /** The pending timer that starts the next cycle; 0 = none. */
  cycle: EntryId;
  /** Key of the Pod that timer was set for. */
  cycleFor: string;
  /** Where in the node order the next cycle begins. */
  startIndex: number;
  /** A timer for errors' back-offs, and one for Pods that wait very long, is pending. */
  backoffTimer: boolean;
  flushTimer: boolean;
  written: WrittenEvents;
  /** Machine the scheduler runs on: the first control plane node it hears of. */
  host: string;
}

export const nodeSpec: InformerSpec<Node> = { resource: resources.nodes };

/** Pods that are over use nothing. Models: pkg/scheduler/scheduler.go NewInformerFactory. */
export const podSpec: InformerSpec<Pod> = {
  resource: resources.pods,
  fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
};

/** Found by one label of the selector, so that a Pod's Services are found without looking at all. */
export const serviceSpec: InformerSpec<Service> = {
  resource: resources.services,
  indexers: {
    label({ metadata, spec }) {
      const key = spec.selector && Object.keys(spec.selector)[0];
      return key === undefined ? [] : [labelIndex(metadata.namespace ?? '', key, spec.selector![key]!)];
    },
  },
};

export const labelIndex = (namespace: string, key: string, value: string): string => `${namespace}\n${key}=${value}`;

export const replicaSetSpec: InformerSpec<ReplicaSet> = { resource: resources.replicasets };

export const namespaceSpec: InformerSpec<Namespace> = { resource: resources.namespaces };

export const createState = (): SchedulerState => ({
  nodes: createInformer(nodeSpec),
  pods: createInformer(podSpec),
  services: createInformer(serviceSpec),
  replicaSets: createInformer(replicaSetSpec),
  namespaces: createInformer(namespaceSpec),
  storage: createStorage(),
  cache: createCache(),
  queue: createQueue(),
  assumed: new Set(),
  bindings: new Map(),
  nominated: new Map(),
  cycle: 0,
  cycleFor: '',
  startIndex: 0,
  backoffTimer: false,
  flushTimer: false,
  written: new Map(),
  host: 'localhost',
});
