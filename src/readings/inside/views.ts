import type { ActorId, EntryId, VirtualMs } from '../../sim/kernel/types.ts';
import type { Because, FieldChange, ObjectRef, Stage } from '../../sim/notes.ts';
import type { SchedulingView } from '../views.ts';

/** One decision of a component: a diff that led to something, a scheduling attempt, a piece of a kubelet's work, a write of etcd. */
export interface Deed {
  readonly entry: EntryId;
  readonly step: number;
  /** The controller within the process. */
  readonly agent: string | undefined;
  readonly atMs: VirtualMs;
  /** What it was about: a work queue's key, a Pod, an etcd key. */
  readonly about: string;
  readonly say: Because;
}

/** The inside of a component at a moment. */
export interface InsideView {
  readonly id: ActorId;
  /** Newest first. */
  readonly deeds: readonly Deed[];
  /** The scheduler's last attempt. */
  readonly scheduling: { readonly pod: ObjectRef; readonly view: SchedulingView } | undefined;
  /** Everything inside, when that is on screen and the component has an inside of its own. */
  readonly room: Room | undefined;
}

/** The inside of a component as one walks in. What happened, happened in the trace; what is, is read from it or from etcd's versions. */
export type Room = ApiServerRoom | EtcdRoom | ControllersRoom | SchedulerRoom | KubeletRoom | RuntimeRoom;

/** A request and what became of it. */
export interface RequestLine {
  readonly entry: EntryId;
  /** The step that delivered it. */
  readonly step: number;
  readonly from: ActorId;
  readonly agent: string | undefined;
  readonly label: string;
  readonly name: string;
  /** HTTP status; undefined while the server works on it. */
  readonly code: number | undefined;
}

export interface ApiServerRoom {
  readonly role: 'apiserver';
  /** Newest first. */
  readonly requests: readonly RequestLine[];
  readonly picked: PickedRequest | undefined;
}

export interface PickedRequest extends RequestLine {
  readonly method: string;
  readonly path: string;
  readonly stages: readonly {
    readonly stage: Stage;
    readonly verdict: 'pass' | 'refuse' | 'pending';
    readonly detail: string;
    readonly changed: readonly FieldChange[];
  }[];
  /** Words of a refusal. */
  readonly message: string;
  /** From its arrival to its answer, in ms. */
  readonly tookMs: number | undefined;
  /** Who has been told of the change so far. */
  readonly told: readonly ActorId[];
}

/** A write etcd made durable. */
export interface Commit {
  readonly entry: EntryId;
  readonly step: number;
  readonly atMs: VirtualMs;
  readonly key: string;
  readonly revision: number;
  readonly deleted: boolean;
  /** Whose request it was. */
  readonly by: string | undefined;
}

export interface KeyGroup {
  /** `/registry/pods/` */
  readonly prefix: string;
  readonly count: number;
  /** The ones written last, by name; the rest is only counted. */
  readonly keys: readonly { readonly name: string; readonly revision: number }[];
}

export interface DiffLine {
  readonly mark: '+' | '-' | ' ';
  readonly text: string;
}

export interface EtcdRoom {
  readonly role: 'etcd';
  readonly revision: number;
  /** Newest first. */
  readonly commits: readonly Commit[];
  readonly groups: readonly KeyGroup[];
  readonly picked:
    | {
        readonly key: string;
        readonly revision: number;
        readonly deleted: boolean;
        /** Revisions of this key up to now, newest first. */
        readonly revisions: readonly number[];
        readonly diff: readonly DiffLine[];
      }
    | undefined;
}

/** One look of a controller: what differed, and what it asked for because of it. */
export interface Look {
  readonly entry: EntryId;
  readonly step: number;
  readonly atMs: VirtualMs;
  readonly key: string;
  readonly because: Because;
  readonly acts: readonly {
    readonly label: string;
    readonly name: string;
    /** Undefined while the answer has not come. */
    readonly code: number | undefined;
  }[];
}

export interface ControllerInside {
  readonly name: string;
  /** Keys it has to look at, in order. `held`: until it sees its own last write; `later`: a retry or a deadline. */
  readonly queue: readonly {
    readonly key: string;
    readonly state: 'waiting' | 'held' | 'later';
    readonly untilMs: VirtualMs | undefined;
    readonly error: string | undefined;
  }[];
  /** Newest first. */
  readonly looks: readonly Look[];
}

export interface ControllersRoom {
  readonly role: 'controller-manager';
  /** Who was busy last comes first. */
  readonly controllers: readonly ControllerInside[];
  readonly picked: string | undefined;
}

export interface QueuedView {
  readonly pod: ObjectRef;
  /** What brought it here: `PodAdd`, `NodeUpdateNodeTaint`, `ScheduleAttemptFailure`. */
  readonly event: string;
  readonly sinceMs: VirtualMs;
}

export interface AttemptLine {
  readonly entry: EntryId;
  readonly step: number;
  readonly atMs: VirtualMs;
  readonly pod: ObjectRef;
  readonly attempt: number;
  readonly chosen: string | undefined;
}

export interface SchedulerRoom {
  readonly role: 'scheduler';
  readonly queues: Readonly<Record<'active' | 'backoff' | 'unschedulable', readonly QueuedView[]>>;
  /** Newest first. */
  readonly attempts: readonly AttemptLine[];
  readonly picked: { readonly entry: EntryId; readonly pod: ObjectRef; readonly view: SchedulingView } | undefined;
}

/** One piece of a kubelet's work on a Pod. */
export interface WorkLine {
  readonly entry: EntryId;
  readonly step: number;
  readonly atMs: VirtualMs;
  readonly say: Because;
  /** The CRI call it made, if it made one. */
  readonly call: string | undefined;
  readonly tookMs: number | undefined;
  readonly outcome: 'done' | 'failed' | 'running';
}

export interface ProbeLine {
  readonly container: string;
  readonly probe: 'liveness' | 'readiness' | 'startup';
  readonly periodSeconds: number;
  readonly failureThreshold: number;
  /** Of the last answers, newest first; undefined: none has come yet. */
  readonly results: readonly boolean[];
  readonly output: string;
  readonly lastMs: VirtualMs | undefined;
}

export interface KubeletRoom {
  readonly role: 'kubelet';
  readonly node: string;
  /** When it last renewed its lease; undefined before the first time. */
  readonly heartbeatMs: VirtualMs | undefined;
  readonly pods: readonly { readonly ref: ObjectRef; readonly status: string; readonly ready: string }[];
  readonly picked:
    | {
        readonly pod: ObjectRef;
        readonly work: readonly WorkLine[];
        readonly probes: readonly ProbeLine[];
        /** Containers that wait before they are started again. */
        readonly backOffs: readonly {
          readonly container: string;
          readonly untilMs: VirtualMs;
          readonly waitMs: number;
        }[];
      }
    | undefined;
}

export interface ContainerView {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly attempt: number;
  readonly state: 'created' | 'running' | 'exited';
  readonly sinceMs: VirtualMs;
  readonly exitCode: number | undefined;
  /** What runs in it as process 1, as far as the Pod says; empty: what the image says. */
  readonly command: string;
}

export interface SandboxView {
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly state: 'starting' | 'ready' | 'stopped';
  readonly containers: readonly ContainerView[];
}

export interface RuntimeRoom {
  readonly role: 'runtime';
  readonly node: string;
  readonly images: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly sandboxes: readonly SandboxView[];
  /** Calls on their way, newest first. */
  readonly calls: readonly {
    readonly entry: EntryId;
    readonly atMs: VirtualMs;
    readonly call: string;
    readonly about: string;
    readonly outcome: 'done' | 'failed' | 'running';
    readonly tookMs: number | undefined;
  }[];
}
