import type {
  Beat,
  ComponentView,
  NodeView,
  ObjectView,
  PodDelta,
  ServiceView,
  StageView,
  WhyLink,
  WorkloadView,
} from '../readings/views.ts';
import type { InsideView } from '../readings/inside/views.ts';
import type { Because, ObjectRef } from '../sim/notes.ts';
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
  /** Virtual time at which it was given, when the clock had gone on since that step without anything happening. */
  readonly atMs?: number;
  readonly command:
    UserCommand | { readonly type: 'process'; readonly actor: ActorId; readonly change: 'stop' | 'start' };
}

export interface SessionBranch {
  readonly id: BranchId;
  /** The branch it forked from and where; undefined for the first. */
  readonly parent: Playhead | undefined;
  readonly commands: readonly SessionCommand[];
  /** How far it had been simulated, so that one can return to where it was left. Absent: as far as its commands and the play-head need. */
  readonly lastStep?: number;
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

export { podStates, stageOrder } from '../readings/views.ts';
export type {
  Beat,
  ComponentView,
  NodeView,
  ObjectView,
  PodDelta,
  PodState,
  SchedulingView,
  WhyLink,
  WorkloadView,
} from '../readings/views.ts';
export type { InsideView } from '../readings/inside/views.ts';

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
  readonly pipeline:
    { readonly re: EntryId; readonly label: string; readonly stages: readonly StageView[] } | undefined;
  readonly services: readonly ServiceView[];
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

/** The smallest change found that lets a Pod be placed, proven on a copy of the cluster. */
export interface Advice {
  readonly changes: readonly (
    | { readonly type: 'command'; readonly line: string }
    /** A field of the Pod; `line` does it where its owner can be told by a command. */
    | {
        readonly type: 'edit';
        readonly field: string;
        readonly from: string;
        readonly to: string;
        readonly line: string | undefined;
      }
  )[];
  /** Where the copy placed it. */
  readonly node: string;
}

// ---------------------------------------------------------------- messages

export type ToWorker =
  /** Builds the cluster of a session and replays it; answered by `opened` and a frame. */
  | { readonly type: 'open'; readonly session: Session; readonly lesson?: LessonPackage }
  /**
   * A kubectl line at the play-head. When the play-head is in the past this forks a branch. `request` names the answers.
   * `through`: the play-head goes on until the command has ended (a few virtual seconds at most), for what only reads.
   */
  | {
      readonly type: 'command';
      readonly request: number;
      readonly line: string;
      readonly files: Readonly<Record<string, string>>;
      readonly through?: boolean;
    }
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
  /**
   * What is looked at more closely from now on: an object, or a component. `whole`: its whole inside is on screen, and what
   * is picked there.
   */
  | {
      readonly type: 'inspect';
      readonly ref: ObjectRef | undefined;
      readonly component?: ActorId;
      readonly whole?: { readonly pick?: string };
    }
  | { readonly type: 'why'; readonly entry: EntryId }
  /** What would make a Pod that fits nowhere fit? Tried on copies of the cluster. */
  | { readonly type: 'advise'; readonly request: number; readonly pod: ObjectRef }
  | { readonly type: 'timeline'; readonly fromStep: number; readonly toStep: number; readonly detail: boolean }
  /** The story beats of these steps as a Mermaid sequence diagram, told in a language. */
  | { readonly type: 'mermaid'; readonly fromStep: number; readonly toStep: number; readonly lang: 'ko' | 'en' }
  /** Tab: possible completions of a command line. */
  | {
      readonly type: 'complete';
      readonly request: number;
      readonly line: string;
      readonly cursor: number;
      readonly files: readonly string[];
    }
  | { readonly type: 'lesson-answer'; readonly task: string; readonly answer: string }
  | { readonly type: 'lesson-hint'; readonly task: string }
  | { readonly type: 'lesson-solution' }
  | { readonly type: 'ping'; readonly n: number }
  /** The page has drawn the last frame: the next one on the way to somewhere is welcome. */
  | { readonly type: 'seen' }
  /** The fingerprint of everything that has happened on the play-head's branch. */
  | { readonly type: 'hash' }
  /** Test only: throws inside the worker. */
  | { readonly type: 'crash' };

export type ToPage =
  | { readonly type: 'opened'; readonly firstStep: number; readonly branches: readonly BranchView[] }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'session'; readonly session: Session; readonly branches: readonly BranchView[] }
  | { readonly type: 'started'; readonly request: number; readonly process: EntryId }
  | { readonly type: 'output'; readonly request: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** A command wrote a file (`> web.yaml`), or a shown solution edited one: the editor takes it over. */
  | { readonly type: 'file'; readonly request: number; readonly name: string; readonly text: string }
  | { readonly type: 'exit'; readonly request: number; readonly code: number }
  | { readonly type: 'object'; readonly view: ObjectView }
  | { readonly type: 'inside'; readonly view: InsideView }
  | { readonly type: 'why'; readonly entry: EntryId; readonly chain: readonly WhyLink[] }
  | { readonly type: 'advice'; readonly request: number; readonly advice: Advice | undefined }
  | { readonly type: 'timeline'; readonly window: TimelineWindow }
  | { readonly type: 'mermaid'; readonly text: string }
  | { readonly type: 'completions'; readonly request: number; readonly from: number; readonly items: readonly string[] }
  | { readonly type: 'lesson'; readonly state: LessonState }
  | { readonly type: 'pong'; readonly n: number }
  /** `sha256:…` of the branch's trace, and how many messages of it are shown when every message is. */
  | { readonly type: 'hash'; readonly branch: BranchId; readonly hash: string; readonly messages: number }
  /** The simulation refused or failed at something the page asked; the cluster is as it was. */
  | { readonly type: 'problem'; readonly say: Because; readonly detail: string };
