import { apiserverKind } from './apiserver/index.ts';
import { etcdKind, readAt, type EtcdState } from './etcd/index.ts';
import type { KubeObject, WatchEvent } from '../api/types.ts';
import { Kernel } from './kernel/kernel.ts';
import type { ActorId, ActorKind, EntryId } from './kernel/types.ts';
import type { ApiRequest, ApiResponse, Credential, Message } from './messages.ts';

/** Everything a client on the test's side has been told. */
interface ListenerState {
  readonly responses: Map<EntryId, ApiResponse>;
  readonly events: Map<EntryId, WatchEvent[]>;
  readonly ended: Set<EntryId>;
}

const listener: ActorId = 'test';
const listenerKind: ActorKind<ListenerState> = {
  kind: 'test',
  create: () => ({ responses: new Map(), events: new Map(), ended: new Set() }),
  receive(state, { message }) {
    if (message.kind === 'response') state.responses.set(message.re, message.response);
    if (message.kind === 'watch')
      state.events.set(message.stream, [...(state.events.get(message.stream) ?? []), ...message.events]);
    if (message.kind === 'stream-end') state.ended.add(message.stream);
  },
};

/** kubeadm's super-admin.conf: allowed everything, so that a test is about something else. */
export const superAdmin: Credential = Object.freeze({
  type: 'certificate',
  commonName: 'kubernetes-super-admin',
  organizations: Object.freeze(['system:masters']),
});

export type TestRequest = Partial<Omit<ApiRequest, 'path'>> & { readonly path: string };

/** A cluster of some processes and a person at the door of its API server. */
export interface TestCluster {
  readonly kernel: Kernel;
  /** Sends a request and runs the cluster until it is answered (at most `limitMs`, default 60 s). */
  request(request: TestRequest, limitMs?: number): ApiResponse;
  /** Opens a watch; the answers gather under the returned stream. */
  watch(path: string, query?: Record<string, string>, more?: Partial<ApiRequest>): EntryId;
  events(stream: EntryId): readonly WatchEvent[];
  ended(stream: EntryId): boolean;
  get(path: string): KubeObject;
  create(path: string, object: unknown): KubeObject;
  /** What etcd holds now under a key. */
  stored(key: string): KubeObject | undefined;
}

export interface TestClusterOptions {
  readonly kinds?: readonly ActorKind[];
  readonly actors?: readonly { readonly id: ActorId; readonly kind: string; readonly options?: unknown }[];
  readonly seed?: number;
  readonly answerLost?: (entry: { message: Message; id: EntryId }) => Message | undefined;
}

/** etcd and an API server that is up, and whatever else a test wants beside them. */
export function testCluster({ kinds = [], actors = [], seed = 1, answerLost }: TestClusterOptions = {}): TestCluster {
  const kernel = new Kernel([etcdKind, apiserverKind, listenerKind, ...kinds], seed, answerLost);
  kernel.addActor('etcd', 'etcd');
  kernel.addActor('apiserver', 'apiserver');
  kernel.addActor(listener, 'test');
  for (const { id, kind, options } of actors) kernel.addActor(id, kind, options, 10);
  kernel.runUntil(100);
  const heard = (): ListenerState => kernel.stateOf<ListenerState>(listener)!;
  const send = (request: TestRequest): EntryId =>
    kernel.inject(
      'apiserver',
      { kind: 'request', request: { method: 'GET', credential: superAdmin, ...request } },
      { from: listener },
    );
  const cluster: TestCluster = {
    kernel,
    request(request, limitMs = 60_000) {
      const id = send(request);
      const end = kernel.now + limitMs;
      for (;;) {
        const response = heard().responses.get(id);
        if (response) return response;
        const next = kernel.nextAt();
        if (next === undefined || next > end)
          throw new Error(`no answer to ${request.method ?? 'GET'} ${request.path}`);
        kernel.step();
      }
    },
    watch: (path, query = {}, more = {}) => {
      const id = send({ path, query: { ...query, watch: 'true' }, ...more });
      kernel.settle(1_000);
      return id;
    },
    events: (stream) => heard().events.get(stream) ?? [],
    ended: (stream) => heard().ended.has(stream),
    get: (path) => expectObject(cluster.request({ path }), path),
    create: (path, object) => expectObject(cluster.request({ method: 'POST', path, body: object }), path),
    stored(key) {
      const state = kernel.stateOf<EtcdState>('etcd')!;
      return readAt(state, key, state.store.revision);
    },
  };
  return cluster;
}

/** A started API server with etcd and nothing else, and a ServiceAccount in `default`, so that Pods can be made. */
export function createTestServer(seed = 1): TestCluster {
  const cluster = testCluster({ seed });
  cluster.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return cluster;
}

function expectObject(response: ApiResponse, path: string): KubeObject {
  if (response.code >= 300) throw new Error(`${path}: ${response.code} ${JSON.stringify(response.body)}`);
  return response.body as KubeObject;
}
