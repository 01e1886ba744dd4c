import type { Message } from '../messages.ts';
import type { Note } from '../notes.ts';

/** Milliseconds of virtual time since the cluster's epoch; always a whole number. */
export type VirtualMs = number;
/** Who sends or receives: `apiserver`, `etcd`, `controller-manager`, `scheduler`, `kubelet@w1-k8s`, `user`, … */
export type ActorId = string;
/** Number of a trace entry, counted from 1; 0 means "from outside the cluster". Ids are dense and never reused on a branch. */
export type EntryId = number;

/** A message on its way, and at the same time its line in the trace. A timer is a message an actor sends to itself. */
export interface MessageEntry {
  readonly type: 'message';
  readonly id: EntryId;
  /** The entry that made the sender send this. Following causes always ends at 0: a person's command or the boot. */
  readonly cause: EntryId;
  readonly from: ActorId;
  readonly to: ActorId;
  /** Which part of the sender speaks, where one process holds several (`replicaset-controller` inside controller-manager). */
  readonly agent: string | undefined;
  readonly sentMs: VirtualMs;
  /** When it is delivered. Invariant: at >= sentMs. */
  readonly at: VirtualMs;
  readonly message: Message;
  /** Housekeeping (lease renewal, periodic timers and what they cause): not a step of any story, does not keep `settle` waiting. */
  readonly quiet: boolean;
}

/** A decision or observation an actor writes down while it handles a message: a stage's verdict, a score table, a diff. */
export interface NoteEntry {
  readonly type: 'note';
  readonly id: EntryId;
  readonly cause: EntryId;
  readonly actor: ActorId;
  readonly agent: string | undefined;
  readonly at: VirtualMs;
  readonly note: Note;
  readonly quiet: boolean;
}

export type TraceEntry = MessageEntry | NoteEntry;

export interface SendOptions {
  /** Time on the wire, in ms; default 1. */
  readonly delayMs?: number;
  readonly agent?: string;
  /** Default: inherited from the entry being handled. */
  readonly quiet?: boolean;
  /** Default: the entry being handled. Give a note's id to say "because of this decision". */
  readonly cause?: EntryId;
}

/** What an actor may do while it handles one message. Valid only during that call. */
export interface Context {
  readonly now: VirtualMs;
  readonly self: ActorId;
  /** The entry being handled. */
  readonly entry: MessageEntry;
  send(to: ActorId, message: Message, options?: SendOptions): EntryId;
  /** A message to oneself after `delayMs`. */
  timer(delayMs: number, message: Message, options?: SendOptions): EntryId;
  note(note: Note, options?: Pick<SendOptions, 'agent' | 'quiet' | 'cause'>): EntryId;
  /** Uniform in [0, 1), from the cluster's one seeded generator. */
  random(): number;
  /** Uniform whole number in [0, n). */
  randomInt(n: number): number;
  /** A random (version 4) UUID from the seeded generator. */
  uuid(): string;
}

/**
 * One kind of actor. `State` is plain data: objects, arrays, Map, Set (or their shared forms, for large ones of immutable values), typed arrays, strings, numbers, booleans,
 * undefined, null. Whatever is frozen (`Object.freeze`) counts as immutable and is shared between checkpoints,
 * everything else is copied. A kind whose state is something cleverer says how with the four optional functions.
 */
export interface ActorKind<State = unknown> {
  readonly kind: string;
  create(id: ActorId, options: unknown): State;
  receive(state: State, entry: MessageEntry, ctx: Context): void;
  /** State of a process started again after a stop: what was on its disk. Default: `create`, nothing is kept. */
  restart?(old: State, id: ActorId, options: unknown): State;
  /** A value that later changes of `state` do not touch. Default: copyState. */
  snapshot?(state: State): unknown;
  /** A new live state from a snapshot, which stays usable. Default: copyState. */
  revive?(snapshot: unknown): State;
  /** Snapshot → plain data for `pack`. Default: the snapshot itself. */
  pack?(snapshot: unknown): unknown;
  unpack?(packed: unknown): unknown;
}
