import type { Condition, Event, KubeObject, Pod, PodSpec, PodStatus } from '../../api/types.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { ActorKind, Context, EntryId } from '../kernel/types.ts';
import type { ApiRequest, ApiResponse, CriCall } from '../messages.ts';
import type { NodeProfile } from '../profiles.ts';
import { timestamp } from '../time.ts';
import { cniKind, kubeletKind, registryKind, runtimeKind } from './index.ts';

/**
 * For tests of this folder: one node and just enough of an API server (no admission, no validation, no etcd) to see
 * what the node's processes say. What needs the real server is tested against the whole cluster.
 */
interface BareState {
  revision: number;
  objects: Map<string, KubeObject>;
  watchers: { stream: EntryId; client: string; plural: string }[];
}

const bareApiserver: ActorKind<BareState> = {
  kind: 'bare-apiserver',
  create: () => ({ revision: 0, objects: new Map(), watchers: [] }),
  receive(state, entry, ctx) {
    const { message } = entry;
    if (message.kind === 'response' || message.kind === 'chunk' || message.kind === 'stream-end') return;
    if (message.kind !== 'request') return;
    const { request } = message;
    const answer = (response: ApiResponse): void =>
      void ctx.send(entry.from, { kind: 'response', re: entry.id, response: Object.freeze(response) });
    if (request.query?.['watch']) {
      state.watchers.push({ stream: entry.id, client: entry.from, plural: pluralOf(request.path) });
      return;
    }
    answer(handle(state, ctx, request));
  },
};

const pluralOf = (path: string): string =>
  path.split('/').find((part) => /^(?:pods|nodes|leases|events|configmaps|secrets)$/.test(part)) ?? '';

function handle(state: BareState, ctx: Context, request: ApiRequest): ApiResponse {
  const path = request.path.replace(/\/status$/, '');
  const plural = pluralOf(path);
  const old = state.objects.get(path);
  switch (request.method) {
    case 'GET':
      if (path.endsWith(`/${plural}`))
        return {
          code: 200,
          body: {
            metadata: { resourceVersion: String(state.revision) },
            items: [...state.objects].filter(([p]) => pluralOf(p) === plural).map(([, o]) => o),
          },
        };
      return old ? { code: 200, body: old } : { code: 404, body: { message: 'not found' } };
    case 'POST': {
      const object = request.body as KubeObject;
      return {
        code: 201,
        body: store(state, ctx, `${path}/${object.metadata.name}`, {
          ...object,
          metadata: {
            ...object.metadata,
            uid: object.metadata.uid || ctx.uuid(),
            creationTimestamp: timestamp(ctx.now),
          },
        }),
      };
    }
    case 'PUT':
      return { code: 200, body: store(state, ctx, path, request.body as KubeObject) };
    case 'PATCH': {
      if (!old) return { code: 404, body: { message: 'not found' } };
      return { code: 200, body: store(state, ctx, path, patched(old, request.body as Partial<KubeObject>)) };
    }
    case 'DELETE': {
      if (!old) return { code: 404, body: { message: 'not found' } };
      const grace =
        (request.body as { gracePeriodSeconds?: number } | undefined)?.gracePeriodSeconds ??
        (old as Pod).spec?.terminationGracePeriodSeconds ??
        0;
      if (plural === 'pods' && grace > 0) {
        return {
          code: 200,
          body: store(state, ctx, path, {
            ...old,
            metadata: {
              ...old.metadata,
              deletionTimestamp: timestamp(ctx.now + grace * 1000),
              deletionGracePeriodSeconds: grace,
            },
          }),
        };
      }
      state.objects.delete(path);
      tell(state, ctx, path, 'DELETED', {
        ...old,
        metadata: { ...old.metadata, resourceVersion: String(++state.revision) },
      });
      return { code: 200, body: old };
    }
  }
}

function patched(old: KubeObject, patch: Partial<KubeObject>): KubeObject {
  const { '$setElementOrder/conditions': order, ...status } = (patch['status'] ?? {}) as Record<string, unknown> & {
    '$setElementOrder/conditions'?: { type: string }[];
  };
  const before = (old['status'] ?? {}) as PodStatus;
  const next = { ...before, ...status } as PodStatus;
  if (order) {
    const changed = (status['conditions'] as PodStatus['conditions']) ?? [];
    next.conditions = order.map(({ type }) => {
      const merged = { ...before.conditions?.find((c) => c.type === type), ...changed.find((c) => c.type === type) };
      return Object.fromEntries(
        Object.entries(merged).filter(([key, value]) => value !== null || key === 'lastProbeTime'),
      ) as unknown as Condition;
    });
  }
  return { ...old, ...(patch['status'] ? { status: next } : { ...patch, metadata: old.metadata }) };
}

function store(state: BareState, ctx: Context, path: string, object: KubeObject): KubeObject {
  const known = state.objects.has(path);
  const stored = Object.freeze({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(++state.revision) },
  });
  state.objects.set(path, stored);
  tell(state, ctx, path, known ? 'MODIFIED' : 'ADDED', stored);
  return stored;
}

function tell(
  state: BareState,
  ctx: Context,
  path: string,
  type: 'ADDED' | 'MODIFIED' | 'DELETED',
  object: KubeObject,
): void {
  for (const watcher of state.watchers)
    if (watcher.plural === pluralOf(path))
      ctx.send(watcher.client, { kind: 'watch', stream: watcher.stream, events: [{ type, object }] });
}

export const testNode: NodeProfile = {
  name: 'w1-k8s',
  controlPlane: false,
  labels: { 'kubernetes.io/hostname': 'w1-k8s' },
  taints: [],
  cpus: 4,
  memoryBytes: 8 * 1024 ** 3,
  maxPods: 110,
  internalIP: '192.168.1.11',
  podCIDR: '10.244.1.0/24',
};

/** A Pod as the API server would have defaulted it and the scheduler bound it. */
export function boundPod(
  name: string,
  spec: { containers: Record<string, unknown>[]; initContainers?: Record<string, unknown>[] } & Record<string, unknown>,
): Pod {
  const container = (c: Record<string, unknown>, i: number): Record<string, unknown> => ({
    name: `c${i}`,
    imagePullPolicy: 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...c,
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: '', creationTimestamp: timestamp(0) },
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      nodeName: testNode.name,
      ...spec,
      containers: spec.containers.map(container),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(container) } : {}),
    } as unknown as PodSpec,
    status: {
      phase: 'Pending',
      qosClass: 'BestEffort',
      conditions: [{ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(0) }],
    },
  };
}

/** One started node under a fresh kernel. */
export class LoneNode {
  readonly kernel: Kernel;

  constructor(seed = 1) {
    this.kernel = new Kernel(
      [bareApiserver as never, registryKind as never, runtimeKind as never, cniKind as never, kubeletKind as never],
      seed,
    );
    this.kernel.addActor('apiserver', 'bare-apiserver');
    this.kernel.addActor('registry', 'registry');
    this.kernel.addActor(`runtime@${testNode.name}`, 'runtime', testNode);
    this.kernel.addActor(`cni@${testNode.name}`, 'cni', testNode);
    this.kernel.addActor(`kubelet@${testNode.name}`, 'kubelet', testNode, 5);
    this.kernel.runUntil(5_000);
  }

  create(object: KubeObject, plural = 'pods'): void {
    this.request({ method: 'POST', path: `/api/v1/namespaces/default/${plural}`, body: object });
  }

  delete(name: string, graceSeconds?: number): void {
    this.request({
      method: 'DELETE',
      path: `/api/v1/namespaces/default/pods/${name}`,
      ...(graceSeconds === undefined ? {} : { body: { gracePeriodSeconds: graceSeconds } }),
    });
  }

  request(request: Omit<ApiRequest, 'credential'>, to = 'apiserver'): EntryId {
    return this.kernel.inject(
      to,
      { kind: 'request', request: { ...request, credential: { type: 'anonymous' } } },
      { from: 'apiserver' },
    );
  }

  run(ms: number): void {
    this.kernel.runUntil(this.kernel.now + ms);
  }

  object<T extends KubeObject>(path: string): T | undefined {
    return this.kernel.stateOf<BareState>('apiserver')!.objects.get(path) as T | undefined;
  }

  pod(name: string): Pod | undefined {
    return this.object<Pod>(`/api/v1/namespaces/default/pods/${name}`);
  }

  /** `Normal Pulled Container image …` with `×3` when repeated, in the order of their first time. */
  events(name: string): string[] {
    const objects = [...this.kernel.stateOf<BareState>('apiserver')!.objects.values()] as Event[];
    return objects
      .filter((o) => o.kind === 'Event' && o.involvedObject.name === name)
      .map((e) => `${e.type} ${e.reason} ${e.message}${(e.count ?? 1) > 1 ? ` ×${e.count}` : ''}`);
  }

  /** The CRI calls made so far. */
  calls(): CriCall['call'][] {
    return [...this.kernel.trace.entries].flatMap((e) =>
      e.type === 'message' && e.message.kind === 'cri' ? [e.message.call.call] : [],
    );
  }

  steps(name: string): string[] {
    return [...this.kernel.trace.entries].flatMap((e) =>
      e.type === 'note' && e.note.kind === 'kubelet' && e.note.pod.name === name ? [e.note.step] : [],
    );
  }

  /** Body and code of what was answered to a request. */
  answer(id: EntryId): ApiResponse | undefined {
    for (const e of this.kernel.trace.entries)
      if (e.type === 'message' && e.message.kind === 'response' && e.message.re === id) return e.message.response;
    return undefined;
  }
}
