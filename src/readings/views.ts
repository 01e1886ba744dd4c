import type { ActorId, EntryId, VirtualMs } from '../sim/kernel/types.ts';
import type { Because, FilterVerdict, NodeScore, ObjectRef, Stage } from '../sim/notes.ts';

/**
 * What the readings make of the trace, as plain values: the vocabulary the page draws with. `worker/protocol.ts`
 * passes these on as they are.
 */

/** One message as a moment of the story: what the packet on the edge, the bubble and the lane all show. */
export interface Beat {
  /** The trace entry. Every dot on the screen names one. */
  readonly entry: EntryId;
  /** The step that delivers it. */
  readonly step: number;
  readonly kind:
    | 'command'
    | 'request'
    | 'response'
    | 'watch'
    | 'etcd'
    | 'etcd-reply'
    | 'etcd-watch'
    | 'cri'
    | 'cni'
    | 'pull'
    | 'probe'
    | 'stream'
    | 'local';
  readonly from: ActorId;
  readonly to: ActorId;
  readonly agent: string | undefined;
  /** What stands on the packet: `POST pods`, `watch ▸`, `txn`, `201`. Not translated. */
  readonly label: string;
  /** False for refusals and errors. */
  readonly ok: boolean;
  readonly sentMs: VirtualMs;
  readonly atMs: VirtualMs;
  readonly object: ObjectRef | undefined;
  /** The sentence of the narration bubble. */
  readonly say: Because;
  /** Number of the phase of the story this beat belongs to (user, controller, scheduler, kubelet, …), counted from 1. */
  readonly phase: number;
  /** Story beats are what ▶ stops at; the others (answers, Event objects, acknowledgements) only at "every message". */
  readonly weight: 'story' | 'detail';
}

/** One link of a why-chain, nearest cause first; the last is the person's own command or a named timer. */
export interface WhyLink {
  readonly entry: EntryId;
  readonly step: number | undefined;
  readonly actor: ActorId;
  readonly agent: string | undefined;
  readonly atMs: VirtualMs;
  readonly say: Because;
}

export interface ComponentView {
  readonly id: ActorId;
  readonly kind:
    | 'user'
    | 'apiserver'
    | 'etcd'
    | 'scheduler'
    | 'controller-manager'
    | 'kubelet'
    | 'kube-proxy'
    | 'runtime'
    | 'registry';
  readonly node: string | undefined;
  readonly down: boolean;
  /** Has taken part in the story by now. */
  readonly met: boolean;
  /** One line under the name: `rev 1,042`, the object in hand. */
  readonly line: Because | undefined;
}

export interface NodeView {
  readonly index: number;
  readonly name: string;
  readonly controlPlane: boolean;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly taints: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cpu: { readonly requestedMilli: number; readonly allocatableMilli: number };
  readonly memory: { readonly requestedBytes: number; readonly allocatableBytes: number };
  readonly pods: number;
}

/** Pod states a cell can show, in the order of the codes in `PodDelta.state`. Words are kubectl's. */
export const podStates = [
  'Pending',
  'ContainerCreating',
  'Running',
  'NotReady',
  'Terminating',
  'Completed',
  'Error',
  'CrashLoopBackOff',
  'ErrImagePull',
  'ImagePullBackOff',
  'Unknown',
  'Other',
] as const;
export type PodState = (typeof podStates)[number];

/** Changed pods as columns (transferable), strings once per pod. */
export interface PodDelta {
  /** True: forget all pods first (after a jump). */
  readonly reset: boolean;
  /** Small number the worker gave each pod uid. */
  readonly id: Int32Array;
  /** Index of the node in `nodes`, -1 = not assigned, -2 = gone. */
  readonly node: Int16Array;
  /** Index in podStates. */
  readonly state: Uint8Array;
  /** Texts of pods not told before. */
  readonly texts: readonly {
    readonly id: number;
    readonly uid: string;
    readonly namespace: string;
    readonly name: string;
    readonly owner: string | undefined;
  }[];
  /** STATUS and READY as kubectl prints them, for the changed pods when there are at most 200 of them. */
  readonly details: readonly {
    readonly id: number;
    readonly status: string;
    readonly ready: string;
    readonly restarts: number;
    readonly ip: string | undefined;
  }[];
}

/** Desired and current of a workload, always shown as a pair. */
export interface WorkloadView {
  readonly kind:
    | 'Deployment'
    | 'ReplicaSet'
    | 'StatefulSet'
    | 'DaemonSet'
    | 'Job'
    | 'CronJob'
    | 'ReplicationController'
    | 'HorizontalPodAutoscaler';
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner: string | undefined;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  /** When a CronJob makes its Jobs (`0 3 * * *`); it wants no Pods itself. */
  readonly schedule?: string;
  /** Whom an autoscaler scales: `Deployment/web`, in its namespace. Its numbers are those it wants and has seen. */
  readonly scales?: string;
  /** A CronJob or Job that is told to rest. */
  readonly suspended?: boolean;
}

/** A Service and how many endpoints can take traffic. */
export interface ServiceView {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIP: string;
  readonly ready: number;
}

/** The API server's stages in the order a request passes them. */
export const stageOrder: readonly Stage[] = [
  'authentication',
  'authorization',
  'decode',
  'mutating-admission',
  'validation',
  'validating-admission',
  'etcd',
  'watch',
];

export interface StageView {
  readonly stage: Stage;
  readonly verdict: 'pass' | 'refuse' | 'pending';
  readonly detail: string;
}

/** An object opened in the inspector, as it was at the play-head. */
export interface ObjectView {
  readonly ref: ObjectRef;
  readonly exists: boolean;
  readonly yaml: string;
  readonly overview: readonly {
    readonly label: string;
    readonly desired: string;
    readonly current: string;
    readonly same: boolean;
  }[];
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    readonly sinceMs: VirtualMs;
  }[];
  readonly events: readonly {
    readonly type: string;
    readonly reason: string;
    readonly from: string;
    readonly message: string;
    readonly count: number;
    readonly lastMs: VirtualMs;
  }[];
  readonly why: readonly WhyLink[];
  /** For a Pod: its last scheduling attempt, so that "0/4 nodes are available" can be explained clause by clause. */
  readonly scheduling: SchedulingView | undefined;
  readonly owners: readonly ObjectRef[];
  readonly dependents: readonly ObjectRef[];
}

export interface SchedulingView {
  readonly attempt: number;
  readonly message: string;
  readonly chosen: string | undefined;
  readonly filters: readonly FilterVerdict[];
  readonly plugins: readonly string[];
  readonly scores: readonly NodeScore[];
  /** Each clause of the message and the nodes it counts. */
  readonly clauses: readonly { readonly text: string; readonly nodes: readonly string[]; readonly say: Because }[];
}
