import { Cluster, type Checkpoint } from '../sim/cluster.ts';
import type { EtcdState } from '../sim/etcd/index.ts';
import { invariant } from '../sim/kernel/kernel.ts';
import type { Trace } from '../sim/kernel/trace.ts';
import type { ActorId, EntryId } from '../sim/kernel/types.ts';
import { emptyStory, foldStory, truncatedStory, type StoryIndex } from '../readings/story.ts';
import type { BranchId, BranchView, Playhead, SessionBranch, SessionCommand } from './protocol.ts';

/**
 * Fewest steps between two checkpoints, and how many of a branch are kept before every other one is dropped: by number,
 * and by what they hold in all (a value takes about 13 bytes).
 */
const checkpointSteps = 1_000;
const checkpointsMax = 1_024;
const valuesMax = 24_000_000;
/** A checkpoint costs time per value looked at, so a larger cluster takes them further apart: a step per this many. */
const valuesPerStep = 32;

/** One line of history: a running cluster, what it has done so far, and the places it can be taken up again. */
export interface Branch {
  readonly id: BranchId;
  readonly parent: Playhead | undefined;
  readonly commands: SessionCommand[];
  readonly cluster: Cluster;
  story: StoryIndex;
  /** Ascending by step. The first is the beginning of the story or the latest one before the fork. */
  checkpoints: Checkpoint[];
  stride: number;
  /** Last entry whose terminal output has been told. */
  toldOutput: EntryId;
}

export const traceOf = (branch: Branch): Trace => branch.cluster.kernel.trace;
export const endOf = (branch: Branch): number => branch.cluster.kernel.steps;
export const etcdOf = (branch: Branch): EtcdState => branch.cluster.kernel.stateOf<EtcdState>('etcd')!;

/**
 * The tree of everything that happened and could have happened. Looking back needs no run: every branch keeps its
 * trace. Acting in the past takes up the nearest checkpoint, runs on to that step with the same commands, and goes on
 * from there as a new branch; the old one stays as it was.
 */
export class History {
  readonly branches = new Map<BranchId, Branch>();
  readonly firstStep: number;
  private nextId: BranchId = 1;

  /** `cluster` stands at the beginning of its story. */
  constructor(cluster: Cluster) {
    this.firstStep = cluster.kernel.steps;
    const first = this.add(undefined, cluster, emptyStory());
    first.checkpoints.push(cluster.checkpoint());
  }

  get first(): Branch {
    return this.branches.values().next().value!;
  }

  branch(id: BranchId): Branch {
    const branch = this.branches.get(id);
    if (!branch) throw new RangeError(`no branch ${id}`);
    return branch;
  }

  /** Delivers one message on a branch. False when nothing is pending. */
  advance(branch: Branch): boolean {
    const { cluster } = branch;
    if (!cluster.kernel.step()) return false;
    foldStory(branch.story, cluster.kernel.trace, this.firstStep);
    const last = branch.checkpoints.at(-1)!;
    const apart = Math.max(branch.stride, last.kernel.looked / valuesPerStep);
    if (cluster.kernel.steps - last.step >= apart) {
      branch.checkpoints.push(cluster.checkpoint());
      const values = branch.checkpoints.reduce((sum, { kernel }) => sum + kernel.copied, 0);
      if (branch.checkpoints.length > checkpointsMax || values > valuesMax) {
        branch.checkpoints = branch.checkpoints.filter((_, i) => i % 2 === 0);
        branch.stride *= 2;
      }
    }
    return true;
  }

  /** The person does something at the end of a branch. */
  give(branch: Branch, command: SessionCommand): EntryId {
    invariant(command.step === endOf(branch), `command for step ${command.step} given at step ${endOf(branch)}`);
    branch.commands.push(command);
    return apply(branch.cluster, command);
  }

  /** The cluster as it was at a step, to go on from there by itself. It belongs to no branch. */
  copyAt(at: Playhead): Cluster {
    const branch = this.branch(at.branch);
    invariant(at.step >= this.firstStep && at.step <= endOf(branch), `no step ${at.step} on branch ${at.branch}`);
    const checkpoint = branch.checkpoints.findLast(({ step }) => step <= at.step)!;
    const cluster = branch.cluster.fork(checkpoint, traceOf(branch));
    replay(cluster, this.path(branch, at.step), at.step);
    return cluster;
  }

  /** A new branch that begins at a step of another one. The commands given after that step are not in it. */
  fork(at: Playhead): Branch {
    const old = this.branch(at.branch);
    const cluster = this.copyAt(at);
    const story = truncatedStory(old.story, traceOf(old), at.step);
    const branch = this.add({ branch: old.id, step: at.step }, cluster, story);
    branch.checkpoints = old.checkpoints.filter(({ step }) => step <= at.step);
    branch.stride = old.stride;
    const end = traceOf(branch).endOf.at(-1) ?? 0;
    branch.toldOutput = Math.min(old.toldOutput, end);
    return branch;
  }

  /** All commands that led to a step of a branch, in order. */
  path(branch: Branch, step: number): SessionCommand[] {
    const { parent } = branch;
    const before = parent ? this.path(this.branch(parent.branch), Math.min(step, parent.step)) : [];
    return [...before, ...branch.commands.filter((command) => command.step < step)];
  }

  /** Whether what was done at a place is part of a branch. */
  contains(branch: Branch, done: Playhead): boolean {
    let endStep = Infinity;
    for (let line = branch; ; line = this.branch(line.parent.branch)) {
      if (line.id === done.branch) return done.step < endStep;
      if (!line.parent) return false;
      endStep = Math.min(endStep, line.parent.step);
    }
  }

  /** Actors the person had stopped, as of a step; commands given at that very step count when it is the end. */
  downAt(branch: Branch, step: number): Set<ActorId> {
    const down = new Set<ActorId>();
    for (const { command } of this.path(branch, step === endOf(branch) ? Infinity : step)) {
      if (command.type !== 'process') continue;
      if (command.change === 'stop') down.add(command.actor);
      else down.delete(command.actor);
    }
    return down;
  }

  sessionBranches(): SessionBranch[] {
    return [...this.branches.values()].map((branch) => ({
      id: branch.id,
      parent: branch.parent,
      commands: [...branch.commands],
      lastStep: endOf(branch),
    }));
  }

  views(): BranchView[] {
    return [...this.branches.values()].map((branch) => {
      const first = branch.commands[0]?.command;
      return {
        id: branch.id,
        parent: branch.parent,
        lastStep: endOf(branch),
        lastMs: branch.cluster.now,
        command:
          first &&
          (first.type === 'kubectl' ? first.line : first.type === 'process' ? `${first.change} ${first.actor}` : '^C'),
      };
    });
  }

  private add(parent: Playhead | undefined, cluster: Cluster, story: StoryIndex): Branch {
    const branch: Branch = {
      id: this.nextId++,
      parent,
      commands: [],
      cluster,
      story,
      checkpoints: [],
      stride: checkpointSteps,
      toldOutput: 0,
    };
    foldStory(branch.story, cluster.kernel.trace, this.firstStep);
    branch.toldOutput = cluster.kernel.trace.endOf.at(-1) ?? 0;
    this.branches.set(branch.id, branch);
    return branch;
  }
}

/** Gives a command to a cluster: the same for the first time and for every replay. */
export function apply(cluster: Cluster, { command, atMs }: SessionCommand): EntryId {
  if (atMs !== undefined) cluster.kernel.runUntil(atMs);
  if (command.type === 'process') {
    cluster.process(command.actor, command.change);
    return 0;
  }
  return cluster.command(command);
}

/** Runs a cluster on to a step, giving each command where it was given before. */
function replay(cluster: Cluster, commands: readonly SessionCommand[], toStep: number): void {
  const { kernel } = cluster;
  let next = commands.findIndex(({ step }) => step >= kernel.steps);
  if (next < 0) next = commands.length;
  for (;;) {
    while (next < commands.length && commands[next]!.step === kernel.steps && kernel.steps < toStep)
      apply(cluster, commands[next++]!);
    if (kernel.steps >= toStep || !kernel.step()) return;
  }
}
