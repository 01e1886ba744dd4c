import type { Late, Wire } from './kernel/links.ts';
import type { EntryId, MessageEntry } from './kernel/types.ts';
import type { ApiRequest, Message } from './messages.ts';

/** Virtual ms until a client gives up. Source: client-go rest/transport defaultTransport, net.Dialer Timeout 30 s. */
const dialMs = 30_000;
/** A kubelet's own limit for its heartbeats, in ms. Source: cmd/kubelet/app/server.go heartbeatClientConfig.Timeout. */
const heartbeatMs = 10_000;
/** Until a connection that carries nothing is given up, in ms. Source: apimachinery net/http.go ReadIdleTimeout 30 s, PingTimeout 15 s. */
const deadConnectionMs = 45_000;
/** etcd's client: keepalive every 30 s, answered within 10 s; a request waits as long as the API server's own. Source: storage/storagebackend/factory/etcd3.go. */
const deadEtcdMs = 40_000;
const etcdRequestMs = 60_000;
const etcdHealthMs = 2_000;

const timedOut = 'i/o timeout';
const deadline = 'context deadline exceeded';

/** What TCP and its users notice of messages that go nowhere. Left out: retransmission; a short cut loses what a real one delays. */
export const wire: Wire = {
  streamOf({ message }: MessageEntry): EntryId | undefined {
    switch (message.kind) {
      case 'watch':
      case 'chunk':
      case 'stream-end':
      case 'cancel':
        return message.stream;
      case 'etcd-watch':
        return message.watch;
      default:
        return undefined;
    }
  },
  noticed(entry: MessageEntry): readonly Late[] {
    const { id, from, to, message } = entry;
    switch (message.kind) {
      case 'request':
        return [{ to: from, message: response(id), afterMs: patienceOf(message.request) }];
      case 'response':
        return [{ to, message: response(message.re), afterMs: dialMs }];
      case 'watch':
      case 'chunk':
      case 'stream-end':
        return brokenEnds(to, from, message.stream, deadConnectionMs);
      case 'cancel':
        return [{ to, message, afterMs: deadConnectionMs }];
      case 'etcd-watch':
        return brokenEnds(to, from, message.watch, deadEtcdMs);
      case 'etcd': {
        const isHealth = message.request.op === 'range' && message.request.key === 'health';
        return [{ to: from, message: etcdError(id), afterMs: isHealth ? etcdHealthMs : etcdRequestMs }];
      }
      case 'etcd-reply':
        return [{ to, message: etcdError(message.re), afterMs: etcdRequestMs }];
      case 'pull':
        return [{ to: from, message: pullFailed(id, message.image), afterMs: dialMs }];
      case 'pull-reply':
        return [{ to, message: pullFailed(message.re, message.image), afterMs: dialMs }];
      default:
        return [];
    }
  },
};

/** The receiver of a stream sees it end; its sender, that nobody listens. */
export const brokenEnds = (client: string, server: string, stream: EntryId, afterMs: number): Late[] => [
  { to: client, message: { kind: 'stream-end', stream }, afterMs },
  { to: server, message: { kind: 'cancel', stream }, afterMs },
];

const response = (re: EntryId): Message => ({
  kind: 'response',
  re,
  response: Object.freeze({ code: 0, body: timedOut }),
});

const etcdError = (re: EntryId): Message => ({
  kind: 'etcd-reply',
  re,
  reply: { op: 'error', error: deadline },
});

const pullFailed = (re: EntryId, image: string): Message => ({
  kind: 'pull-reply',
  re,
  image,
  error: `failed to do request: Head: dial tcp: ${timedOut}`,
});

function patienceOf({ path, method }: ApiRequest): number {
  const isHeartbeat = method !== 'GET' && /\/leases\/|^\/api\/v1\/nodes\/[^/]+\/status$/.test(path);
  return isHeartbeat ? heartbeatMs : dialMs;
}
