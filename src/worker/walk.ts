import { Series, upperBound } from '../sim/kernel/series.ts';
import { stepAtTime } from '../sim/kernel/trace.ts';
import type { EntryId, VirtualMs } from '../sim/kernel/types.ts';
import { endOf, traceOf, type Branch, type History } from './history.ts';
import type { BranchId, SessionCommand, ToWorker } from './protocol.ts';

type Unit = Extract<ToWorker, { type: 'step' }>['unit'];

/** Longest idle time one step skips: the longest back-off (300 s) and what it takes to act after it. */
const waitMsMax = 330_000;

/** Where the play-head is going, when that needs more than one turn. */
export type Goal =
  | { readonly type: 'stops'; readonly unit: Unit; left: number; waitsUntilMs?: VirtualMs }
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'time'; readonly untilMs: VirtualMs; readonly stopWhenSettled: boolean }
  /** Until a condition holds; at most this far. */
  | { readonly type: 'until'; readonly holds: () => boolean; readonly untilMs: VirtualMs; stepsLeft: number };

/** What the walk tells its owner. */
export interface WalkHooks {
  /** May the simulation go on? Asked before each message that would be new. */
  mayGoOn(): boolean;
  /** Something is not as it should be, so that somebody will try again though nobody moves now (a back-off, a grace period). */
  expectsMore(): boolean;
  /** A message was simulated. */
  simulated(): void;
  /** The play-head moved on from this step. */
  passed(fromStep: number): void;
  /** The story goes on on another branch. */
  changedBranch(): void;
}

/**
 * The play-head: on which branch and step it stands and where it is going. Looking back moves it and nothing else;
 * going on past the end simulates one message after the other, only as far as the goal needs.
 */
export class Walk {
  branch: Branch;
  step: number;
  /** Clock pace: virtual time shown at the end of the branch, where that is later than its last message. */
  clockMs: VirtualMs;
  private goal: Goal | undefined;
  /** The goal has simulated further than the play-head shows yet. */
  private ahead = false;

  constructor(
    private readonly history: History,
    at: { readonly branch: BranchId; readonly step: number },
    private readonly hooks: WalkHooks,
  ) {
    this.branch = history.branch(at.branch);
    this.step = Math.max(history.firstStep, at.step);
    this.clockMs = this.branch.cluster.now;
  }

  get busy(): boolean {
    return this.goal !== undefined;
  }

  /** The goal is near: a look on the way there would only be in the way. */
  get isShort(): boolean {
    return this.goal?.type === 'until';
  }

  /** Whether the play-head stands at the end of what has been simulated. */
  get isAtEnd(): boolean {
    return this.step === endOf(this.branch);
  }

  aim(goal: Goal | undefined): void {
    this.goal = goal;
    this.ahead &&= goal !== undefined;
  }

  /**
   * Goes `by` stops on (or back, below 0) from where the play-head will be when what was asked for before is done: of
   * keys pressed faster than a turn none is lost.
   */
  stride(by: number, unit: Unit): void {
    const { goal } = this;
    if (goal?.type === 'step' && goal.step <= endOf(this.branch)) this.moveTo(goal.step);
    const left = by + (goal?.type === 'stops' && goal.unit === unit ? goal.left : 0);
    this.aim(left > 0 ? { type: 'stops', unit, left } : undefined);
    if (left < 0) this.back(-left, unit);
  }

  private back(by: number, unit: Unit): void {
    const stops = stopsOf(this.branch, unit);
    for (let i = 0; i < by; i++) this.step = stops.get(upperBound(stops, this.step - 1) - 1) ?? this.history.firstStep;
  }

  /**
   * Gives a command at the play-head. In the past this begins a branch. A step under way is finished first as far as it
   * has come (that is no past), and goes on with the command.
   */
  give(command: SessionCommand['command']): EntryId {
    const step = this.goal?.type === 'stops' ? this.goal : undefined;
    if (this.ahead) this.moveTo(endOf(this.branch));
    if (!this.isAtEnd) this.onto(this.history.fork({ branch: this.branch.id, step: this.step }), this.step);
    this.aim(step);
    const late = this.clockMs > this.branch.cluster.now;
    return this.history.give(this.branch, { step: this.step, ...(late ? { atMs: this.clockMs } : {}), command });
  }

  /** Goes to the end of a branch, or to a step of it. */
  onto(branch: Branch, step = endOf(branch)): void {
    this.aim(undefined);
    this.branch = branch;
    this.step = step;
    this.clockMs = branch.cluster.now;
    this.hooks.changedBranch();
  }

  /** One turn of the wheel. False when the goal is reached, or cannot be. */
  turn(): boolean {
    if (this.goal && !this.reached(this.goal)) return true;
    this.aim(undefined);
    return false;
  }

  moveTo(step: number): void {
    const from = this.step;
    this.step = step;
    if (step > from) this.hooks.passed(from);
  }

  private reached(goal: Goal): boolean {
    const { branch } = this;
    const { kernel } = branch.cluster;
    switch (goal.type) {
      case 'stops': {
        const next = nextStop(branch, goal.unit, this.step);
        if (next !== undefined) {
          this.moveTo(next);
          return --goal.left === 0;
        }
        if ((!kernel.isSettled() || this.waits(goal)) && this.simulate()) return false;
        this.moveTo(endOf(branch));
        return true;
      }
      case 'step':
        if (goal.step > endOf(branch)) return !this.simulate();
        this.moveTo(goal.step);
        return true;
      case 'time':
        return this.reachedTime(goal);
      case 'until': {
        const dueMs = kernel.nextAt();
        if (dueMs === undefined || dueMs > goal.untilMs || goal.stepsLeft-- <= 0 || !this.simulate()) return true;
        this.moveTo(endOf(branch));
        return goal.holds();
      }
    }
  }

  /** Nobody moves, but somebody will: idle time is skipped to the next stop, at most as long as the longest back-off. */
  private waits(goal: Extract<Goal, { type: 'stops' }>): boolean {
    const { kernel } = this.branch.cluster;
    if (!this.hooks.expectsMore()) return false;
    goal.waitsUntilMs ??= kernel.now + waitMsMax;
    return (kernel.nextAt() ?? Infinity) <= goal.waitsUntilMs;
  }

  private reachedTime({ untilMs, stopWhenSettled }: Extract<Goal, { type: 'time' }>): boolean {
    const { branch } = this;
    const { kernel } = branch.cluster;
    const dueMs = kernel.nextAt();
    const over = dueMs === undefined || dueMs > untilMs || (stopWhenSettled && kernel.isSettled());
    if (!over && this.simulate()) {
      this.moveTo(endOf(branch));
      return false;
    }
    if (stopWhenSettled) return true;
    this.moveTo(over ? stepAt(branch, untilMs, this.history.firstStep) : endOf(branch));
    if (over && this.isAtEnd) this.clockMs = Math.max(this.clockMs, untilMs);
    return true;
  }

  /** Simulates one more message. False when there is none, or when the owner holds the story. */
  private simulate(): boolean {
    if (!this.hooks.mayGoOn() || !this.history.advance(this.branch)) return false;
    this.ahead = true;
    this.clockMs = Math.max(this.clockMs, this.branch.cluster.now);
    this.hooks.simulated();
    if (this.hooks.mayGoOn()) return true;
    this.moveTo(endOf(this.branch));
    return false;
  }
}

/** Steps at which a unit of the story begins or happens, as far as simulated; ascending. */
function stopsOf(branch: Branch, unit: Unit): Series<number> {
  switch (unit) {
    case 'story':
      return branch.story.beats;
    case 'message':
      return branch.story.messages;
    case 'phase':
      return Series.of(branch.story.phases.map(({ step }) => step));
  }
}

/** The next stop after a step, if it has been simulated already. */
function nextStop(branch: Branch, unit: Unit, step: number): number | undefined {
  const stops = stopsOf(branch, unit);
  return stops.get(upperBound(stops, step));
}

/** The last step at or before a moment. */
function stepAt(branch: Branch, atMs: VirtualMs, firstStep: number): number {
  if (atMs >= branch.cluster.now) return endOf(branch);
  return Math.max(firstStep, stepAtTime(traceOf(branch), atMs));
}
