import type { PlaceFiles } from './storage/places.ts';
import type { KubeObject, WatchEvent } from '../api/types.ts';
import type { ActorId, EntryId } from './kernel/types.ts';

/** Who a client says it is. The authentication stage turns it into a user; nothing else may. */
export type Credential =
  | {
      readonly type: 'certificate';
      readonly commonName: string;
      readonly organizations: readonly string[];
      /** Of a certificate that was really shown: SHA-256 of its DER, in hex, and the uid its subject may name. */
      readonly fingerprint?: string;
      readonly uid?: string;
    }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'anonymous' }
  /** A client certificate that the cluster's authority has not signed, or not for now, or not for clients. */
  | { readonly type: 'unverified' };

/** An HTTP-shaped request to the API server (or to a kubelet's own port, for logs and exec). */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path without query, e.g. `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names; `accept`, `content-type`, `user-agent`, `impersonate-*` are looked at. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parsed body (a JSON value). Clients inside the cluster send values, the HTTP front parses text into them. */
  readonly body?: unknown;
  /** Fields that stood twice in the text of the body, as paths: a value cannot show them. */
  readonly duplicates?: readonly string[];
  /** What a strict reader of YAML says of such fields, where the body was YAML. */
  readonly repeated?: string;
  /** A body that the HTTP front could not parse: its text, and the parser's words. */
  readonly unreadable?: { readonly text: string; readonly error: string };
  readonly credential: Credential;
}

/** The body of a forwarded request: the HTTP request that is to be made in the Pod. */
export interface Forwarded {
  readonly method?: string;
  readonly text?: string;
}

export interface ApiResponse {
  readonly code: number;
  /** JSON value: an object, a list, a Table, a Status; a string for logs. Frozen. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts of `Warning: 299` headers. */
  readonly warnings?: readonly string[];
  /** True when `watch`/`chunk` messages follow on the stream named by the request's entry id. */
  readonly streaming?: boolean;
}

/** What etcd is asked. Values are API objects; etcd stamps `metadata.resourceVersion` when it commits and freezes them. */
export type EtcdRequest =
  | {
      readonly op: 'range';
      readonly key: string;
      readonly prefix: boolean;
      readonly revision?: number;
      readonly limit?: number;
      /** Only keys greater than this: the next page of a limited list. */ readonly after?: string;
    }
  | {
      readonly op: 'txn';
      /** Succeeds iff the key's mod revision equals this (0 = the key must not exist); undefined = no condition. */
      readonly ifModRevision: number | undefined;
      readonly key: string;
      /** The new value, or undefined to delete. */
      readonly value: KubeObject | undefined;
      readonly leaseId?: number;
    }
  | { readonly op: 'watch'; readonly prefix: string; readonly fromRevision: number }
  | { readonly op: 'compact'; readonly revision: number }
  | { readonly op: 'lease-grant'; readonly ttlSeconds: number };

export type EtcdReply =
  | { readonly op: 'range'; readonly revision: number; readonly values: readonly KubeObject[]; readonly count: number }
  | {
      readonly op: 'txn';
      readonly succeeded: boolean;
      readonly revision: number;
      readonly current: KubeObject | undefined;
    }
  | { readonly op: 'watch'; readonly revision: number }
  | { readonly op: 'compact'; readonly revision: number }
  | { readonly op: 'lease-grant'; readonly leaseId: number }
  | { readonly op: 'error'; readonly error: string; readonly compactRevision?: number };

/** One committed change, as etcd's watch tells it. */
export interface EtcdEvent {
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly revision: number;
  readonly value: KubeObject | undefined;
  readonly previous: KubeObject | undefined;
}

/** Who pulls: what a docker-registry Secret says for one registry. */
export interface RegistryAuth {
  readonly username: string;
  readonly password: string;
}

/** Container Runtime Interface calls a kubelet makes to the runtime of its own node, and CNI calls the runtime makes. */
export type CriCall =
  | {
      readonly call: 'RunPodSandbox';
      readonly podUid: string;
      readonly namespace: string;
      readonly name: string;
      readonly hostname?: string;
      readonly hostNetwork?: boolean;
    }
  | { readonly call: 'StopPodSandbox'; readonly podUid: string }
  | { readonly call: 'RemovePodSandbox'; readonly podUid: string }
  | { readonly call: 'PullImage'; readonly image: string; readonly auth?: RegistryAuth }
  | { readonly call: 'ImageStatus'; readonly image: string }
  | {
      readonly call: 'CreateContainer';
      readonly podUid: string;
      readonly container: string;
      readonly image: string;
      readonly attempt: number;
      readonly command: readonly string[];
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** Ports the Pod declares (CRI: the sandbox's port mappings). */
      readonly ports?: readonly number[];
      /** CRI: linux.resources.memory_limit_in_bytes; absent or 0 = none. */
      readonly memoryLimitBytes?: number;
      /** CRI: linux.resources.cpu_quota over cpu_period, in thousandths of a core; absent or 0 = none. */
      readonly cpuLimitMilli?: number;
      /** Whose token is in the mounted volume `kube-api-access`; absent: the account `default`. */
      readonly serviceAccount?: string;
      /** CRI: linux.resources.oom_score_adj; absent = 0. */
      readonly oomScoreAdj?: number;
      /** Files of mounted volumes, path → text. */
      readonly files?: Readonly<Record<string, string>>;
      /**
       * Mount path → where its files are kept: the name of an emptyDir, which the Pod's containers share, or, with a
       * colon, a place that outlives the Pod.
       */
      readonly kept?: Readonly<Record<string, string>>;
      /** Where the program may leave its last words. */
      readonly terminationMessagePath?: string;
      /** FallbackToLogsOnError: the end of the log, when it left none and failed. */
      readonly logAsMessage?: boolean;
    }
  | { readonly call: 'StartContainer'; readonly podUid: string; readonly containerId: string }
  | {
      readonly call: 'StopContainer';
      readonly podUid: string;
      readonly containerId: string;
      readonly timeoutMs: number;
    }
  | { readonly call: 'RemoveContainer'; readonly podUid: string; readonly containerId: string }
  /** Everything the runtime knows of this node's sandboxes and containers; a kubelet asks when it starts. */
  | { readonly call: 'ListContainers' }
  /** What the running containers use; the kubelet itself reads it from the kernel (cAdvisor) or asks for it. */
  | { readonly call: 'ListContainerStats' }
  /** What the machine and its containers use; the model answers with memory only. */
  | { readonly call: 'ListPodSandboxStats' }
  | {
      readonly call: 'ExecSync';
      readonly podUid: string;
      readonly containerId: string;
      readonly command: readonly string[];
      readonly timeoutMs: number;
      /** What the client sends on its standard input; absent: it has none. */
      readonly stdin?: string;
    }
  /** One HTTP request to whoever listens in the Pod. In the CRI it is a stream of bytes. */
  | {
      readonly call: 'PortForward';
      readonly podUid: string;
      readonly port: number;
      readonly method: string;
      readonly path: string;
      readonly body: string;
    }
  /** Not in the CRI: stands for reading the log file that the runtime writes. `follow` is answered by `chunk`s on the call's id. */
  | { readonly call: 'ReadLog'; readonly podUid: string; readonly containerId: string; readonly follow: boolean }
  /** Not in the CRI: stands for the kubelet's atomic swap of a mounted volume's files. */
  | {
      readonly call: 'WriteFiles';
      readonly podUid: string;
      readonly containerId: string;
      readonly files: Readonly<Record<string, string>>;
      /** Paths mounted with subPath, which stay as they are. */
      readonly fixed?: readonly string[];
    };

export type CriReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly error: string };

/** What a person does. The host records these; a session is a seed and a list of them. */
export type UserCommand =
  /** A kubectl line. `files` are the files the command may read, by name (`web.yaml`). */
  | { readonly type: 'kubectl'; readonly line: string; readonly files: Readonly<Record<string, string>> }
  /** Ctrl-C to a running command. */
  | { readonly type: 'interrupt'; readonly process: EntryId };

export type Message =
  | { readonly kind: 'start' }
  | { readonly kind: 'timer'; readonly name: string; readonly data?: unknown }
  | { readonly kind: 'request'; readonly request: ApiRequest }
  | { readonly kind: 'response'; readonly re: EntryId; readonly response: ApiResponse }
  | { readonly kind: 'watch'; readonly stream: EntryId; readonly events: readonly WatchEvent[] }
  /** The server ends a stream (timeout, 410); `status` is a Status object or undefined for a clean end. */
  | { readonly kind: 'stream-end'; readonly stream: EntryId; readonly status?: unknown }
  /** The client hangs up a stream. */
  | { readonly kind: 'cancel'; readonly stream: EntryId }
  | { readonly kind: 'chunk'; readonly stream: EntryId; readonly text: string }
  | { readonly kind: 'etcd'; readonly request: EtcdRequest }
  | { readonly kind: 'etcd-reply'; readonly re: EntryId; readonly reply: EtcdReply }
  | { readonly kind: 'etcd-watch'; readonly watch: EntryId; readonly events: readonly EtcdEvent[] }
  | { readonly kind: 'cri'; readonly call: CriCall }
  | { readonly kind: 'cri-reply'; readonly re: EntryId; readonly call: CriCall['call']; readonly reply: CriReply }
  /** Runtime tells its kubelet what happened to a container (found by the kubelet's PLEG relist). */
  | {
      readonly kind: 'container-event';
      readonly podUid: string;
      readonly containerId: string;
      /** `memory`: the containers may come to take more than the machine has. */
      readonly event: 'started' | 'died' | 'memory';
      readonly exitCode?: number;
      readonly reason?: 'OOMKilled';
      /** The kernel killed it for want of memory on the whole machine. */
      readonly systemOom?: { readonly process: string; readonly pid: number };
      readonly message?: string;
    }
  | { readonly kind: 'cni'; readonly command: 'ADD' | 'DEL'; readonly podUid: string }
  | { readonly kind: 'cni-reply'; readonly re: EntryId; readonly ip?: string; readonly error?: string }
  /** A container's shell asks where a name and port lead: DNS and the node's rules, in one. */
  | { readonly kind: 'route'; readonly host: string; readonly namespace: string; readonly port: number }
  /** `address`: the Service's own; without one the name is not known. */
  | {
      readonly kind: 'route-reply';
      readonly re: EntryId;
      readonly address?: string;
      readonly endpoints: readonly { readonly ip: string; readonly port: number; readonly node: string }[];
    }
  /** Equal HTTP requests to one endpoint, spread evenly over `spanMs` from now on; 0 requests: only what the answer would be. */
  | {
      readonly kind: 'traffic';
      readonly ip: string;
      readonly port: number;
      readonly path: string;
      readonly requests: number;
      readonly spanMs: number;
    }
  /** `code` 0: refused. `slowness`: how many times longer than its CPU time an answer takes, because the server is at its limit. */
  | {
      readonly kind: 'traffic-reply';
      readonly re: EntryId;
      readonly code: number;
      readonly body: string;
      readonly tookMs: number;
      readonly slowness: number;
    }
  /** What stands in a place behind the network: a node tells the storage what it wrote, the storage tells the nodes that use it. */
  | { readonly kind: 'place'; readonly place: string; readonly files: PlaceFiles }
  /** `have`: the layers are on the node already, only the manifest is asked for. */
  | { readonly kind: 'pull'; readonly image: string; readonly have?: boolean; readonly auth?: RegistryAuth }
  | {
      readonly kind: 'pull-reply';
      readonly re: EntryId;
      readonly image: string;
      readonly sizeBytes?: number;
      readonly digest?: string;
      readonly error?: string;
    }
  /** kubelet → a container, over the pod network (or exec through the runtime). */
  | {
      readonly kind: 'probe';
      readonly podUid: string;
      readonly container: string;
      /** The instance of the container that is meant. */
      readonly containerId: string;
      readonly probe: 'liveness' | 'readiness' | 'startup';
      readonly handler: unknown;
    }
  | {
      readonly kind: 'probe-reply';
      readonly re: EntryId;
      readonly ok: boolean;
      readonly output: string;
      readonly errored?: true;
    }
  | { readonly kind: 'command'; readonly command: UserCommand }
  /** The person stopped or started a process of the cluster; delivered to their own actor for the record. */
  | { readonly kind: 'process'; readonly actor: ActorId; readonly change: 'stop' | 'start' }
  /** The same for a link between two processes. */
  | { readonly kind: 'link'; readonly ends: readonly [ActorId, ActorId]; readonly change: 'cut' | 'mend' };

/** The target of `send` for the API server. */
export const apiserver: ActorId = 'apiserver';
export const etcd: ActorId = 'etcd';

/** What a message says, in short, for the trace hash: something it holds anyway, different where behaviour differs. */
export function digestMessage(m: Message): string | number {
  switch (m.kind) {
    case 'request':
      return m.request.path;
    case 'response':
      return m.response.code;
    case 'watch':
      return m.events[0]?.object.metadata?.resourceVersion ?? m.stream;
    case 'etcd':
      return m.request.op === 'txn' ? m.request.key : m.request.op;
    case 'etcd-reply':
      return m.reply.op === 'error' ? m.reply.error : 'revision' in m.reply ? m.reply.revision : m.reply.op;
    case 'etcd-watch':
      return m.events[0]?.revision ?? m.watch;
    case 'timer':
      return m.name;
    case 'cri':
      return m.call.call;
    case 'cri-reply':
      return m.call;
    case 'container-event':
      return m.containerId;
    case 'cni-reply':
      return m.ip ?? m.kind;
    case 'chunk':
      return m.text;
    case 'probe-reply':
      return m.ok ? 1 : 0;
    case 'process':
      return m.change + m.actor;
    case 'link':
      return m.change + m.ends.join();
    case 'command':
      return m.command.type === 'kubectl' ? m.command.line : m.command.type;
    default:
      return m.kind;
  }
}
