import type { CustomResourceDefinition } from '../../api/custom/definition.ts';
import type { ParsedSelector, FieldTerm } from '../../api/selectors.ts';
import type { KubeObject, PolicyRule } from '../../api/types.ts';
import type { ActorId, EntryId, VirtualMs } from '../kernel/types.ts';
import type { ApiRequest, EtcdEvent } from '../messages.ts';
import type { Charges } from './quota-charges.ts';
import type { Collection } from './verbs/collection.ts';

/** Who the authentication stage says is asking. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid: string | undefined;
  /** What else the credential says: its id, the Pod a token is bound to. */
  readonly extra: Readonly<Record<string, readonly string[]>> | undefined;
  /** Name and groups in one text: what authorization caches by. */
  readonly key: string;
  /** The same as a note tells it. */
  readonly text: string;
  /** A member of system:masters. */
  readonly master: boolean;
  /** Of a kubelet the name of its node. */
  readonly node: string | undefined;
}

/** What a path asks for. Models: apiserver/pkg/endpoints/request/requestinfo.go. */
export interface RequestInfo {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; for other paths the method in lower case. */
  readonly verb: string;
  /** False for `/version`, `/healthz`, `/apis/apps` and the like. */
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly subresource: string;
  /** '' at the cluster scope. */
  readonly namespace: string;
  readonly name: string;
}

/** A request past authentication and authorization: what a continuation must remember. */
export interface Call {
  readonly re: EntryId;
  readonly from: ActorId;
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly user: User;
  /** Housekeeping: is no step of a story. */
  readonly quiet: boolean;
  /** Whether the stages leave notes. Not for housekeeping, and not for Event objects, which are about other requests. */
  readonly noted: boolean;
  /** Of a custom resource: what defines it. */
  readonly definition?: CustomResourceDefinition;
  /** The deletecollection this deletion is part of. */
  readonly collection?: EntryId;
}

/**
 * Shape of an answer, by the Accept header. `value`: none was sent; who is inside gets the object as it is stored.
 * `converted`: whole objects, in a version that is not the stored one.
 */
export type Format = 'value' | 'object' | 'converted' | 'table' | 'metadata';

export interface ListQuery {
  readonly fields: readonly FieldTerm[];
  readonly labels: ParsedSelector;
  /** 0 = no limit. */
  readonly limit: number;
  /** Storage key the page starts after, '' for the first. */
  readonly after: string;
  /** Revision all pages of this list are read at; undefined = now. */
  readonly revision: number | undefined;
}

/** What to go on with when etcd answers. Plain data: which code goes on is found by `kind`. */
export type Pending =
  | { readonly kind: 'get'; readonly call: Call }
  | { readonly kind: 'list'; readonly call: Call; readonly query: ListQuery }
  | {
      readonly kind: 'create';
      readonly call: Call;
      readonly name: string;
      readonly attempt: number;
      readonly warnings: readonly string[];
      /** A Service, whose addresses are given back when it is not stored. */ readonly holds?: KubeObject;
    }
  | {
      readonly kind: 'dry-create';
      readonly call: Call;
      readonly draft: KubeObject;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'update';
      readonly call: Call;
      readonly attempt: number;
      readonly warnings: readonly string[];
      /** The last version of an object that this write takes away. */ readonly removed?: KubeObject;
      /** A Service, whose new addresses are given back when it is not stored. */
      readonly holds?: KubeObject;
    }
  | { readonly kind: 'delete'; readonly call: Call; readonly attempt: number; readonly step: DeleteStep }
  /** A fresh read, because what the watch cache held led to a refusal or a conflict. */
  | { readonly kind: 'reread'; readonly call: Call; readonly attempt: number; readonly then: 'update' | 'delete' }
  | { readonly kind: 'collect'; readonly call: Call; readonly query: ListQuery }
  | { readonly kind: 'health'; readonly call: Call }
  /** A disruption budget an eviction takes from, before the Pod goes. */
  | { readonly kind: 'disrupt'; readonly call: Call; readonly attempt: number }
  /** What admission charged to a ResourceQuota, by its uid. */
  | { readonly kind: 'charge'; readonly uid: string }
  | { readonly kind: 'lease' }
  | { readonly kind: 'boot-list' }
  | { readonly kind: 'boot-watch' }
  /** The watch broke: on from the newest revision in the caches. */
  | { readonly kind: 'resume-watch' }
  | { readonly kind: 'boot-write' }
  | { readonly kind: 'compact' }
  /** A write of one of the server's own controllers; its event says whether more is to do. */
  | { readonly kind: 'own-write' };

/** `mark` sets the deletion timestamp and the object stays; `mark-then-remove` is the first of two writes; `remove` deletes. */
export type DeleteStep = 'mark' | 'mark-then-remove' | 'remove';

/** One client's watch on one resource. */
export interface Watcher {
  readonly stream: EntryId;
  readonly client: ActorId;
  readonly resource: string;
  /** '' = all. */
  readonly namespace: string;
  readonly fields: readonly FieldTerm[];
  readonly labels: ParsedSelector;
  readonly format: Format;
  /** The version it asked in, `autoscaling/v1`; '' for the stored one. */
  readonly wireVersion: string;
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  readonly bookmarks: boolean;
  /** Where the watcher stands in the index: `''` = sees every event, else the bucket it waits in. */
  readonly bucket: string;
  /** Events up to this revision it has already got. */
  fromRevision: number;
  /** A Table's columns travel with the first event only. */
  columnsSent: boolean;
}

/** The server's copy of one resource, kept current by etcd's watch, and who wants to hear of changes. */
export interface ResourceCache {
  /** Namespace ('' for cluster-scoped) → name → object. */
  readonly namespaces: Map<string, Map<string, KubeObject>>;
  /** The last changes, oldest first: where watches from a past resourceVersion start. */
  readonly window: EtcdEvent[];
  /** A watch may start at this revision or later. */
  oldest: number;
  readonly watchers: Map<EntryId, Watcher>;
  /** Bucket → streams. '' is everybody without a special field selector and namespace. */
  readonly buckets: Map<string, EntryId[]>;
  /** Pods only: node name → uid → Pod, for kubelets' lists and the node authorizer. */
  readonly byNode: Map<string, Map<string, KubeObject>>;
}

/** One grant of RBAC rules to a subject. */
export interface Grant {
  readonly bindingKind: 'ClusterRoleBinding' | 'RoleBinding';
  readonly binding: string;
  readonly roleKind: 'ClusterRole' | 'Role';
  readonly role: string;
  readonly subject: string;
  /** undefined: the role does not exist. */
  readonly rules: readonly PolicyRule[] | undefined;
}

/** Grants by subject, and what has been decided with them. Thrown away whenever an RBAC object changes. */
export interface RbacIndex {
  /** `User jane`, `Group devs` → grants everywhere. */
  readonly cluster: ReadonlyMap<string, readonly Grant[]>;
  /** Namespace → the same for grants inside it. */
  readonly namespaced: ReadonlyMap<string, ReadonlyMap<string, readonly Grant[]>>;
  /** User → request → decision. */
  readonly decided: Map<string, Map<string, Decision>>;
}

export interface Decision {
  readonly allowed: boolean;
  /** `RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "y" to Group "z"`, or why not. */
  readonly reason: string;
}

/** A request passed on to a kubelet. */
export interface Proxied {
  readonly client: ActorId;
  readonly re: EntryId;
  readonly kubelet: ActorId;
  /** What the server says when it cannot reach the machine: the words before the error of the network, and the code. */
  readonly unreached: { readonly text: string; readonly code: 500 | 503 };
}

export interface ApiServerState {
  /** False until the watch cache holds what etcd holds. */
  ready: boolean;
  /** Objects of the start-up still on their way into etcd and back. */
  bootWrites: number;
  /** Requests that came before that. */
  readonly waiting: {
    readonly re: EntryId;
    readonly from: ActorId;
    readonly request: ApiRequest;
    readonly quiet: boolean;
  }[];
  readonly pending: Map<EntryId, { readonly pending: Pending; readonly sinceMs: VirtualMs }>;
  /** Storage prefix (`pods`, `services/specs`) → cache. */
  readonly caches: Map<string, ResourceCache>;
  /** Revision of the newest event in the caches. */
  revision: number;
  etcdWatch: EntryId;
  /** Stream → storage prefix of the cache its watcher is in. */
  readonly streams: Map<EntryId, string>;
  /** Question to an aggregated API's backend → the APIService it is about. */
  readonly checks: Map<EntryId, { readonly name: string; readonly url: string }>;
  /** Requests passed on to a kubelet: entry of the passed-on request → who asked. */
  readonly proxied: Map<EntryId, Proxied>;
  rbac: RbacIndex | undefined;
  /** Requests behind the revisions committed but not yet seen in the cache, so that the watch stage can name its request. */
  readonly committed: Map<number, EntryId>;
  /** A Pod per generateName, whose parts the next one of the same template shares: a saving of memory only. */
  readonly siblings: Map<string, KubeObject>;
  /** Collections being deleted, by their request. */
  readonly collections: Map<EntryId, Collection>;
  /** Lists waiting for the cache to reach a revision. */
  readonly behind: { readonly call: Call; readonly revision: number }[];
  /** The etcd lease new Events are attached to. */
  eventLease: { id: number; expiresMs: VirtualMs; attached: number } | undefined;
  /** Events that wait for a lease to be granted. */
  readonly awaitingLease: {
    readonly key: string;
    readonly value: KubeObject;
    readonly pending: Extract<Pending, { kind: 'create' | 'update' }>;
    readonly cause: EntryId;
  }[];
  /** ResourceQuota (uid) → what was charged to it and is not yet in the cache. */
  readonly charges: Map<string, Charges>;
  readonly serviceIps: Set<string>;
  readonly nodePorts: Set<number>;
  readonly timers: { bookmark: boolean; deadline: boolean; compact: boolean };
  /** Revision to compact to at the next round. */
  compactNext: number;
}

export const createState = (): ApiServerState => ({
  ready: false,
  bootWrites: 0,
  waiting: [],
  pending: new Map(),
  caches: new Map(),
  revision: 0,
  etcdWatch: 0,
  streams: new Map(),
  proxied: new Map(),
  checks: new Map(),
  rbac: undefined,
  committed: new Map(),
  siblings: new Map(),
  collections: new Map(),
  behind: [],
  eventLease: undefined,
  awaitingLease: [],
  charges: new Map(),
  serviceIps: new Set(),
  nodePorts: new Set(),
  timers: { bookmark: false, deadline: false, compact: false },
  compactNext: 0,
});
