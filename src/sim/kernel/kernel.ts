import type { Message } from '../messages.ts';
import type { Note } from '../notes.ts';
import { copyState, packState, unpackState } from './copy.ts';
import { hashEntry, startHash, type HashState } from './hash.ts';
import { nextFloat, nextUuid, seedPrng, type PrngState } from './prng.ts';
import { copyQueue, emptyQueue, entriesOf, firstTime, pop, push, type Queue } from './queue.ts';
import { sha256 } from '../../api/sha256.ts';
import { breakStream, copyLinks, cut, emptyLinks, isCut, mend, swallows, type Links, type Wire } from './links.ts';
import { dropBefore, emptyTrace, type Trace } from './trace.ts';
import type { ActorId, ActorKind, Context, EntryId, MessageEntry, SendOptions, VirtualMs } from './types.ts';

/** Shows which run failed and how far it was: the clock stops where the model is wrong. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Wheelhouse invariant broken: ${message}`);
}

interface Actor {
  readonly kind: ActorKind;
  /** `asleep` until it is first needed after a restore. */
  state: unknown;
  /** A snapshot that still says how it is: nothing has happened to it since. */
  saved: Saved | undefined;
  /** The snapshot before: what has not changed since is shared with it. */
  before: Saved | undefined;
  /** A stopped process receives nothing; what is sent to it is lost. */
  down: boolean;
}

/** An actor as a snapshot of the kernel has it. */
type Saved = KernelSnapshot['actors'][number];

const asleep = Symbol('asleep');

function stateOf(actor: Actor): unknown {
  if (actor.state === asleep) {
    const { kind, saved } = actor;
    const { snapshot } = saved![1];
    actor.state = kind.revive ? kind.revive(snapshot) : copyState(snapshot);
  }
  return actor.state;
}

/** Everything a run needs to go on, as plain data (what is frozen is shared). The trace is not in it. */
export interface KernelSnapshot {
  readonly now: VirtualMs;
  readonly nextId: EntryId;
  readonly steps: number;
  readonly loud: number;
  readonly prng: PrngState;
  readonly hash: HashState;
  readonly queue: Queue;
  readonly actors: readonly (readonly [ActorId, { kind: string; down: boolean; snapshot: unknown }])[];
  /** Links that carry nothing; absent while none ever did. */
  readonly links?: Links;
  /** What it holds of its own, in copied values: what has not changed lies in the snapshot before. */
  readonly copied: number;
  /** What taking it cost, in values looked at: an actor nothing happened to costs nothing again. */
  readonly looked: number;
}

/**
 * A discrete-event loop over plain data: pending messages, a virtual clock, one seeded generator, a trace.
 * `step()` delivers exactly one message; that is the smallest step a learner can take.
 */
export class Kernel {
  now: VirtualMs = 0;
  /** Messages delivered so far. */
  steps = 0;
  /** Called with each delivered entry, after its receiver has handled it. Readings hang on here; it must not change anything. */
  onStep: ((entry: MessageEntry, lost: boolean) => void) | undefined;
  trace: Trace = emptyTrace();
  private nextId: EntryId = 1;
  /** Pending messages that are not quiet. */
  private loud = 0;
  private queue: Queue = emptyQueue();
  private prng: PrngState;
  /** Of the trace up to entry `hashed`: what came later is added when somebody asks. */
  private hash: HashState;
  private hashed: EntryId = 0;
  private actors = new Map<ActorId, Actor>();
  private readonly kinds = new Map<string, ActorKind>();
  private current: MessageEntry | undefined;
  /** Undefined until a link is cut for the first time. */
  private links: Links | undefined;
  private readonly context: Context;

  /**
   * `answerLost`: what the network itself answers when a message reaches nobody (connection refused, reset).
   * The answer travels back to the sender as if from the receiver. `wire`: what is noticed of a link that carries nothing.
   */
  constructor(
    kinds: readonly ActorKind[],
    seed: number,
    private readonly answerLost?: (entry: MessageEntry) => Message | undefined,
    private readonly wire?: Wire,
  ) {
    for (const kind of kinds) this.kinds.set(kind.kind, kind);
    this.prng = seedPrng(seed);
    this.hash = startHash(seed);
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters below need the kernel, not the context
    const kernel = this;
    this.context = {
      get now() {
        return kernel.now;
      },
      get self() {
        return kernel.current!.to;
      },
      get entry() {
        return kernel.current!;
      },
      send: (to, message, options) => this.enqueue(this.current!.to, to, message, options?.delayMs ?? 1, options),
      timer: (delayMs, message, options) => this.enqueue(this.current!.to, this.current!.to, message, delayMs, options),
      note: (note, options) => this.addNote(note, options),
      random: () => nextFloat(this.prng),
      randomInt: (n) => Math.floor(nextFloat(this.prng) * n),
      uuid: () => nextUuid(this.prng),
    };
  }

  /** Adds a process and sends it `start`, as init would. */
  addActor(id: ActorId, kind: string, options?: unknown, delayMs = 0): void {
    invariant(!this.actors.has(id), `actor ${id} added twice`);
    const by = this.kindOf(kind);
    this.actors.set(id, { kind: by, state: by.create(id, options), saved: undefined, before: undefined, down: false });
    this.inject(id, { kind: 'start' }, { delayMs });
  }

  removeActor(id: ActorId): void {
    this.actors.delete(id);
  }

  /** A message from outside the cluster: cause 0, so every chain of causes can end here. */
  inject(to: ActorId, message: Message, options?: SendOptions & { from?: ActorId }): EntryId {
    return this.enqueue(options?.from ?? to, to, message, options?.delayMs ?? 0, {
      cause: 0,
      quiet: false,
      ...options,
    });
  }

  /** Stops a process: its memory is gone, its messages are lost. */
  stopActor(id: ActorId): void {
    const actor = this.actors.get(id);
    invariant(actor, `no actor ${id}`);
    actor.down = true;
    // Its timers die with it: a later process of the same name must not hear them.
    const entries = entriesOf(this.queue).sort((a, b) => a.id - b.id);
    this.queue = emptyQueue();
    for (const entry of entries) {
      if (entry.from !== id || entry.to !== id) push(this.queue, entry);
      else if (!entry.quiet) this.loud--;
    }
  }

  /** Starts a stopped process with an empty memory; what its kind keeps on disk is still there. */
  startActor(id: ActorId, options?: unknown): void {
    const actor = this.actors.get(id);
    invariant(actor, `no actor ${id}`);
    const { kind } = actor;
    actor.state = kind.restart ? kind.restart(stateOf(actor), id, options) : kind.create(id, options);
    actor.saved = undefined;
    actor.before = undefined;
    actor.down = false;
    this.inject(id, { kind: 'start' });
  }

  /** Nothing passes between two processes any more: what is sent is lost, and nobody is told. */
  cutLink(a: ActorId, b: ActorId): void {
    invariant(this.wire, 'links can be cut only where somebody says what is noticed');
    cut((this.links ??= emptyLinks()), a, b);
  }

  /** Mends a link. Streams that broke on it are noticed now: what is sent again finds no connection. */
  mendLink(a: ActorId, b: ActorId, noticed: (stream: EntryId) => void): void {
    if (this.links) for (const stream of mend(this.links, a, b, this.now)) noticed(stream);
  }

  isLinkCut(a: ActorId, b: ActorId): boolean {
    return this.links !== undefined && isCut(this.links, a, b);
  }

  isDown(id: ActorId): boolean {
    return this.actors.get(id)?.down ?? true;
  }

  actorIds(): ActorId[] {
    return [...this.actors.keys()];
  }

  /** Live state of one actor, for tests and inside views. Do not change it. */
  stateOf<State>(id: ActorId): State | undefined {
    const actor = this.actors.get(id);
    return actor && (stateOf(actor) as State);
  }

  /** When the next message is due, or undefined when nothing is pending. */
  nextAt(): VirtualMs | undefined {
    return firstTime(this.queue);
  }

  /** True when only housekeeping is pending. */
  isSettled(): boolean {
    return this.loud === 0;
  }

  pending(): readonly MessageEntry[] {
    return entriesOf(this.queue);
  }

  /** Delivers the next message. Undefined when nothing is pending. */
  step(): MessageEntry | undefined {
    const entry = pop(this.queue);
    if (!entry) return undefined;
    this.now = entry.at;
    if (!entry.quiet) this.loud--;
    this.steps++;
    const actor = this.actors.get(entry.to);
    const lost = !actor || actor.down;
    this.current = entry;
    if (!lost && this.links && swallows(this.links, entry, this.wire!)) this.swallow(this.links, entry);
    else if (lost) {
      this.addNote({ kind: 'lost', why: actor ? 'down' : 'unknown' });
      const answer = this.answerLost?.(entry);
      if (answer) this.enqueue(entry.to, entry.from, answer, 1);
    } else {
      const state = stateOf(actor);
      actor.saved = undefined;
      actor.kind.receive(state, entry, this.context);
    }
    this.current = undefined;
    this.trace.delivered.push(entry.id);
    this.trace.endOf.push(this.nextId - 1);
    this.onStep?.(entry, lost);
    return entry;
  }

  /** The message goes nowhere; its ends notice by themselves, in time. */
  private swallow(links: Links, entry: MessageEntry): void {
    this.addNote({ kind: 'lost', why: 'cut' });
    const late = this.wire!.noticed(entry);
    const stream = this.wire!.streamOf(entry);
    if (stream !== undefined) {
      const untilMs = this.now + Math.max(0, ...late.map(({ afterMs }) => afterMs));
      if (!breakStream(links, stream, entry, untilMs)) return;
    }
    for (const { to, message, afterMs } of late) this.enqueue(to, to, message, afterMs);
  }

  /** Delivers everything due until `atMs` and sets the clock there. Returns the number of steps. */
  runUntil(atMs: VirtualMs): number {
    const before = this.steps;
    for (let at = this.nextAt(); at !== undefined && at <= atMs; at = this.nextAt()) this.step();
    this.now = Math.max(this.now, atMs);
    return this.steps - before;
  }

  /** Runs until only housekeeping is pending, at most until `limitMs` from now. True when it settled. */
  settle(limitMs: number): boolean {
    const end = this.now + limitMs;
    while (this.loud > 0) {
      if (this.nextAt()! > end) return false;
      this.step();
    }
    return true;
  }

  /** `sha256:<hex>` of the whole trace so far. */
  traceHash(): string {
    this.addToHash();
    return `sha256:${sha256(`${this.hash[0] >>> 0} ${this.hash[1] >>> 0} ${this.nextId} ${this.steps}`)}`;
  }

  /** Forgets the trace before an entry. */
  forgetBefore(id: EntryId): void {
    this.addToHash();
    dropBefore(this.trace, id);
  }

  private addToHash(): void {
    const { entries } = this.trace;
    const last = this.nextId - 1;
    // Counted from the end: a trace cut off between two steps goes on without what was sent there.
    for (let i = entries.length - (last - this.hashed); i < entries.length; i++) hashEntry(this.hash, entries.get(i)!);
    this.hashed = last;
  }

  snapshot(): KernelSnapshot {
    this.addToHash();
    const cost = { values: 0, looked: 0 };
    const actors = Array.from(this.actors, ([id, actor]): Saved => {
      const { kind, state, down, saved, before } = actor;
      if (saved?.[1].down === down) return saved;
      const snapshot = saved
        ? saved[1].snapshot
        : kind.snapshot
          ? kind.snapshot(state)
          : copyState(state, cost, before?.[1].snapshot);
      return (actor.before = actor.saved = [id, { kind: kind.kind, down, snapshot }]);
    });
    return {
      now: this.now,
      nextId: this.nextId,
      steps: this.steps,
      loud: this.loud,
      prng: [...this.prng],
      hash: [...this.hash],
      queue: copyQueue(this.queue),
      actors,
      ...(this.links ? { links: copyLinks(this.links) } : {}),
      copied: cost.values,
      looked: cost.looked,
    };
  }

  /** Goes back to a snapshot, which stays usable. `trace` must be the trace of that moment. */
  restore(s: KernelSnapshot, trace: Trace): void {
    this.now = s.now;
    this.nextId = s.nextId;
    this.steps = s.steps;
    this.loud = s.loud;
    this.prng = [...s.prng];
    this.hash = [...s.hash];
    this.hashed = s.nextId - 1;
    this.queue = copyQueue(s.queue);
    this.trace = trace;
    this.links = s.links && copyLinks(s.links);
    this.actors = new Map(
      s.actors.map((saved) => {
        const [id, { kind, down }] = saved;
        return [id, { kind: this.kindOf(kind), down, state: asleep, saved, before: saved }];
      }),
    );
  }

  packSnapshot(s: KernelSnapshot): string {
    const actors = s.actors.map(([id, a]) => [
      id,
      { ...a, snapshot: this.kindOf(a.kind).pack?.(a.snapshot) ?? a.snapshot },
    ]);
    return packState({ ...s, actors });
  }

  unpackSnapshot(text: string): KernelSnapshot {
    const s = unpackState(text) as KernelSnapshot;
    return {
      ...s,
      actors: s.actors.map(([id, a]) => [
        id,
        { ...a, snapshot: this.kindOf(a.kind).unpack?.(a.snapshot) ?? a.snapshot },
      ]),
    };
  }

  private kindOf(kind: string): ActorKind {
    const found = this.kinds.get(kind);
    invariant(found, `unknown kind of actor ${kind}`);
    return found;
  }

  private enqueue(from: ActorId, to: ActorId, message: Message, delayMs: number, options?: SendOptions): EntryId {
    const id = this.nextId++;
    const quiet = options?.quiet ?? this.current?.quiet ?? false;
    const entry: MessageEntry = {
      type: 'message',
      id,
      cause: options?.cause ?? this.current?.id ?? 0,
      from,
      to,
      agent: options?.agent,
      sentMs: this.now,
      at: this.now + delayMs,
      message,
      quiet,
    };
    this.trace.entries.push(entry);
    if (!quiet) this.loud++;
    push(this.queue, entry);
    return id;
  }

  private addNote(note: Note, options?: Pick<SendOptions, 'agent' | 'quiet' | 'cause'>): EntryId {
    const current = this.current!;
    const id = this.nextId++;
    this.trace.entries.push({
      type: 'note',
      id,
      cause: options?.cause ?? current.id,
      actor: current.to,
      agent: options?.agent,
      at: this.now,
      note,
      quiet: options?.quiet ?? current.quiet,
    });
    return id;
  }
}
