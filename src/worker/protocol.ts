import type { Because, NodeScore, FilterVerdict, ObjectRef, Stage } from '../sim/notes.ts';
import type { ActorId, EntryId, VirtualMs } from '../sim/kernel/types.ts';
import type { UserCommand } from '../sim/messages.ts';
import type { LessonPackage, LessonState } from '../lessons/types.ts';

/**
 * Everything the page and the simulation's worker say to each other. Plain JSON values and typed arrays; both sides
 * check what arrives (`parseToWorker`, `parseToPage` in `border.ts`). The page never holds the cluster: it holds one
 * frame (what is on screen at the play-head) and, for what is open, one object.
 */

/** Kinds of cluster a session can start with. */
export type ProfileId = 'lab' | 'solo';

export type BranchId = number;

/** A place in the history: after `step` deliveries on `branch`. */
export interface Playhead {
  readonly branch: BranchId;
  readonly step: number;
}

/** A command and the step after which it was given. */
export interface SessionCommand {
  readonly step: number;
  readonly command: UserCommand | { readonly type: 'process'; readonly actor: ActorId; readonly change: 'stop' | 'start' };
}

export interface SessionBranch {
  readonly id: BranchId;
  /** The branch it forked from and where; undefined for the first. */
  readonly parent: Playhead | undefined;
  readonly commands: readonly SessionCommand[];
}

/** A whole session: replaying it rebuilds every branch exactly. Small enough for a link. */
export interface Session {
  readonly version: 1;
  readonly profile: ProfileId;
  readonly seed: number;
  /** Lesson whose start objects were applied first, if any. */
  readonly lesson?: string;
  readonly branches: readonly SessionBranch[];
  readonly at: Playhead;
}

// ---------------------------------------------------------------- what is on screen

/** One message as a moment of the story: what the packet on the edge, the bubble and the lane all show. */
export interface Beat {
  /** The trace entry. Every dot on the screen names one. */
  readonly entry: EntryId;
  /** The step that delivers it. */
  readonly step: number;
  readonly kind: 'command' | 'request' | 'response' | 'watch' | 'etcd' | 'etcd-reply' | 'etcd-watch' | 'cri' | 'cni' | 'pull' | 'probe' | 'stream' | 'local';
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
  readonly kind: 'user' | 'apiserver' | 'etcd' | 'scheduler' | 'controller-manager' | 'kubelet' | 'kube-proxy' | 'runtime' | 'registry';
  readonly node: string | undefined;
  readonly down: boolean;
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
  readonly texts: readonly { readonly id: number; readonly uid: string; readonly namespace: string; readonly name: string; readonly owner: string | undefined }[];
  /** STATUS and READY as kubectl prints them, for the changed pods when there are at most 200 of them. */
  readonly details: readonly { readonly id: number; readonly status: string; readonly ready: string; readonly restarts: number; readonly ip: string | undefined }[];
}

/** Desired and current of a workload, always shown as a pair. */
export interface WorkloadView {
  readonly kind: 'Deployment' | 'ReplicaSet';
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner: string | undefined;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
}

export interface StageView {
  readonly stage: Stage;
  readonly verdict: 'pass' | 'refuse' | 'pending';
  readonly detail: string;
}

/** What the page shows at one play-head. */
export interface Frame {
  readonly at: Playhead;
  /** First step of the story (the cluster's own start lies before it and is not shown). */
  readonly firstStep: number;
  /** How far this branch has been simulated. */
  readonly lastStep: number;
  readonly atMs: VirtualMs;
  readonly revision: number;
  /** Nothing but housekeeping is left to happen after lastStep. */
  readonly settled: boolean;
  /** The message this step delivered, unless it was housekeeping. */
  readonly beat: Beat | undefined;
  readonly why: readonly WhyLink[];
  /** Messages under way at this moment. */
  readonly flights: readonly Beat[];
  readonly components: readonly ComponentView[];
  readonly nodes: readonly NodeView[];
  readonly pods: PodDelta;
  readonly workloads: readonly WorkloadView[];
  /** Stages of the request the API server handled last. */
  readonly pipeline: { readonly re: EntryId; readonly label: string; readonly stages: readonly StageView[] } | undefined;
  readonly services: readonly { readonly namespace: string; readonly name: string; readonly clusterIP: string; readonly ready: number }[];
}

/** A piece of the sequence diagram. */
export interface TimelineWindow {
  readonly branch: BranchId;
  readonly beats: readonly Beat[];
  /** Step and phase number where each phase begins. */
  readonly phases: readonly { readonly step: number; readonly phase: number; readonly say: Because }[];
  readonly fromStep: number;
  readonly toStep: number;
}

export interface BranchView {
  readonly id: BranchId;
  readonly parent: Playhead | undefined;
  readonly lastStep: number;
  readonly lastMs: VirtualMs;
  /** The command that made it differ, for its label. */
  readonly command: string | undefined;
}

/** An object opened in the inspector, as it was at the play-head. */
export interface ObjectView {
  readonly ref: ObjectRef;
  readonly exists: boolean;
  readonly yaml: string;
  readonly overview: readonly { readonly label: string; readonly desired: string; readonly current: string; readonly same: boolean }[];
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string; readonly message: string; readonly sinceMs: VirtualMs }[];
  readonly events: readonly { readonly type: string; readonly reason: string; readonly from: string; readonly message: string; readonly count: number; readonly lastMs: VirtualMs }[];
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

// ---------------------------------------------------------------- messages

export type ToWorker =
  /** Builds the cluster of a session and replays it; answered by `opened` and a frame. */
  | { readonly type: 'open'; readonly session: Session; readonly lesson?: LessonPackage }
  /** A kubectl line at the play-head. When the play-head is in the past this forks a branch. `request` names the answers. */
  | { readonly type: 'command'; readonly request: number; readonly line: string; readonly files: Readonly<Record<string, string>> }
  | { readonly type: 'interrupt'; readonly request: number }
  | { readonly type: 'process'; readonly actor: ActorId; readonly change: 'stop' | 'start' }
  /** Moves the play-head by story beats, messages or phases; forward past the end simulates further. */
  | { readonly type: 'step'; readonly by: number; readonly unit: 'story' | 'message' | 'phase' }
  | { readonly type: 'seek'; readonly step: number }
  /** Clock pace: simulate and show up to this virtual time. */
  | { readonly type: 'clock'; readonly toMs: VirtualMs }
  /** Runs ahead until nothing but housekeeping is left (at most limitMs), play-head at the end. */
  | { readonly type: 'settle'; readonly limitMs: number }
  | { readonly type: 'branch'; readonly id: BranchId }
  | { readonly type: 'inspect'; readonly ref: ObjectRef | undefined }
  | { readonly type: 'why'; readonly entry: EntryId }
  | { readonly type: 'timeline'; readonly fromStep: number; readonly toStep: number; readonly detail: boolean }
  /** Tab: possible completions of a command line. */
  | { readonly type: 'complete'; readonly request: number; readonly line: string; readonly cursor: number; readonly files: readonly string[] }
  | { readonly type: 'lesson-answer'; readonly task: string; readonly answer: string }
  | { readonly type: 'lesson-hint'; readonly task: string }
  | { readonly type: 'lesson-solution' }
  | { readonly type: 'ping'; readonly n: number }
  /** Test only: throws inside the worker. */
  | { readonly type: 'crash' };

export type ToPage =
  | { readonly type: 'opened'; readonly firstStep: number; readonly branches: readonly BranchView[] }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'session'; readonly session: Session; readonly branches: readonly BranchView[] }
  | { readonly type: 'started'; readonly request: number; readonly process: EntryId }
  | { readonly type: 'output'; readonly request: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'exit'; readonly request: number; readonly code: number }
  | { readonly type: 'object'; readonly view: ObjectView }
  | { readonly type: 'why'; readonly entry: EntryId; readonly chain: readonly WhyLink[] }
  | { readonly type: 'timeline'; readonly window: TimelineWindow }
  | { readonly type: 'completions'; readonly request: number; readonly from: number; readonly items: readonly string[] }
  | { readonly type: 'lesson'; readonly state: LessonState }
  | { readonly type: 'pong'; readonly n: number }
  /** The simulation refused or failed at something the page asked; the cluster is as it was. */
  | { readonly type: 'problem'; readonly say: Because; readonly detail: string };
