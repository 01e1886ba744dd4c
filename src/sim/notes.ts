import type { EntryId } from './kernel/types.ts';

/** A reference to an API object, enough to find it again: `{kind:'Pod', namespace:'default', name:'web-1'}`. */
export interface ObjectRef {
  readonly kind: string;
  /** `''` or absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

/** The API server's stages in the order a request passes them. */
export type Stage =
  | 'authentication'
  | 'authorization'
  | 'decode'
  | 'mutating-admission'
  | 'validation'
  | 'validating-admission'
  | 'etcd'
  | 'watch';

/** One stage's verdict on a request. `detail` is a plain fact: the user, the rule, the plugin, the error. */
export interface StageVerdict {
  readonly stage: Stage;
  readonly verdict: 'pass' | 'refuse';
  readonly detail: string;
  readonly changed?: readonly FieldChange[];
}

/** Outcome of one scheduler filter on one node. `reasons` are upstream's texts. */
export interface FilterVerdict {
  readonly node: string;
  /** First plugin that said no; undefined when the node passed all. */
  readonly plugin: string | undefined;
  readonly reasons: readonly string[];
}

/** Score of one node: per plugin the normalised score (0–100) times its weight, in the order of `plugins`. */
export interface NodeScore {
  readonly node: string;
  readonly scores: readonly number[];
  readonly total: number;
}

/** What an actor writes into the trace besides messages. Values only: a view says it in Korean or English. */
export type Note =
  /** The message just delivered reached nobody. */
  | { readonly kind: 'lost'; readonly why: 'down' | 'unknown' | 'cut' }
  /** The stages a request (`re` = its entry) passed since the last such note, in order. Only the last can have refused it. */
  | { readonly kind: 'stages'; readonly re: EntryId; readonly verdicts: readonly StageVerdict[] }
  /** etcd made a change durable. */
  | { readonly kind: 'commit'; readonly key: string; readonly revision: number; readonly deleted: boolean }
  | { readonly kind: 'lease-expired'; readonly leaseId: number; readonly keys: number }
  /** A controller found out that a key wants its attention. */
  | { readonly kind: 'enqueue'; readonly controller: string; readonly key: string }
  /** Observe and diff of one reconcile; the requests it sends name this note as their cause. `because` is a narration key with its numbers. */
  | {
      readonly kind: 'reconcile';
      readonly controller: string;
      readonly key: string;
      readonly because: Because;
      readonly requests: number;
    }
  /** The runtime holds a key until the informer has seen the key's own writes. */
  | { readonly kind: 'hold'; readonly controller: string; readonly key: string }
  | {
      readonly kind: 'requeue';
      readonly controller: string;
      readonly key: string;
      readonly afterMs: number;
      readonly error: string;
    }
  /**
   * One whole scheduling attempt. `scores` is empty when fewer than two nodes were feasible. On clusters of more than 50
   * nodes `filters` is empty and `refused` counts instead, and `scores` holds the best ten.
   */
  | {
      readonly kind: 'schedule';
      readonly pod: ObjectRef;
      readonly attempt: number;
      readonly filters: readonly FilterVerdict[];
      readonly plugins: readonly string[];
      readonly scores: readonly NodeScore[];
      readonly chosen: string | undefined;
      readonly message: string;
      /** Nodes in the cluster, looked at, and able to take the Pod. */
      readonly nodes?: { readonly all: number; readonly examined: number; readonly feasible: number };
      readonly refused?: readonly { readonly plugin: string; readonly reason: string; readonly nodes: number }[];
    }
  | {
      readonly kind: 'schedule-queue';
      readonly pod: ObjectRef;
      readonly queue: 'active' | 'backoff' | 'unschedulable';
      readonly event: string;
    }
  /** The kubelet begins or ends a piece of its work on a pod. `step` is one of the words in node/kubelet. */
  | {
      readonly kind: 'kubelet';
      readonly step: string;
      readonly pod: ObjectRef;
      readonly container?: string;
      readonly detail?: string;
    }
  /** kube-proxy rewrote this node's rules. */
  | { readonly kind: 'proxy-sync'; readonly services: number; readonly endpoints: number }
  /** What a kubectl command printed; `exit` is set on its last output. */
  | { readonly kind: 'output'; readonly process: EntryId; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'exit'; readonly process: EntryId; readonly code: number }
  /** A command wrote one of the person's files (`kubectl … -o yaml > web.yaml`): the editor takes it over. */
  | { readonly kind: 'file'; readonly process: EntryId; readonly name: string; readonly text: string };

/** One field a stage changed: a default filled in, a value injected. JSON values. */
export interface FieldChange {
  readonly path: string;
  readonly value: unknown;
}

/** A reason as data: a key of the narration dictionary and the values it is told with. */
export interface Because {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What a note says, in short, for the trace hash. */
export function digestNote(n: Note): string | number {
  switch (n.kind) {
    case 'commit':
      return n.revision;
    case 'stages': {
      const { stage, verdict, detail } = n.verdicts[n.verdicts.length - 1]!;
      return verdict === 'refuse' ? stage + detail : stage;
    }
    case 'reconcile':
      return n.requests;
    case 'schedule':
      return n.chosen ?? n.message;
    case 'output':
      return n.text;
    default:
      return n.kind;
  }
}
