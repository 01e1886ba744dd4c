import { LessonRun } from '../lessons/engine.ts';
import { expand, LiveWorld } from '../lessons/live-world.ts';
import type { LessonPackage } from '../lessons/types.ts';
import type { Branch } from './history.ts';
import type { ToPage } from './protocol.ts';
import { solutionSteps, type SolutionStep } from './solution.ts';
import type { Walk } from './walk.ts';

/** Virtual time each step of a shown solution gets to work itself out, in ms. */
const solutionMs = 120_000;

/** The lesson of a session: what is done, what is asked, and how it is solved when the learner wants to see it. */
export class Tutor {
  private run: LessonRun;
  private files: Record<string, string>;
  private told = '';
  /** What is left of the solution being shown. */
  private steps: SolutionStep[] = [];

  constructor(
    private readonly lesson: LessonPackage,
    branch: Branch,
    private readonly emit: (message: ToPage) => void,
  ) {
    this.files = { ...lesson.files };
    this.run = new LessonRun(lesson, this.worldOf(branch));
  }

  /** True while a question waits: the story must not go on. */
  get paused(): boolean {
    return this.run.paused;
  }

  look(): void {
    this.run.look();
  }

  moveTo(branch: Branch): void {
    this.run.moveTo(this.worldOf(branch));
  }

  respond(task: string, answer: string): void {
    this.run.respond(task, answer);
  }

  hint(task: string): void {
    this.run.hint(task);
  }

  /** The editor's files, as far as the worker has seen them. */
  saw(files: Readonly<Record<string, string>>): void {
    Object.assign(this.files, files);
  }

  /** Begins to show the solution, from the lesson's beginning: `branch` stands there. */
  begin(branch: Branch): void {
    const { progress: _done, ...fresh } = this.lesson;
    this.files = { ...fresh.files };
    this.run = new LessonRun(fresh, this.worldOf(branch));
    this.steps = solutionSteps(fresh);
  }

  /** The learner does something: the rest of the solution is theirs to find. */
  stop(): void {
    this.steps = [];
  }

  /** Does the next step of the solution. False when nothing is left. */
  next(walk: Walk, type: (line: string, files: Readonly<Record<string, string>>) => void): boolean {
    const step = this.steps.shift();
    if (!step) return false;
    switch (step.type) {
      case 'kubectl':
        type(expand(this.worldOf(walk.branch), step.line), { ...this.files });
        break;
      case 'process':
        walk.give(step);
        break;
      case 'edit': {
        const text = (this.files[step.file] ?? '').replace(step.from, step.to);
        this.files[step.file] = text;
        this.emit({ type: 'file', request: 0, name: step.file, text });
        break;
      }
      case 'answer': {
        const right = this.run.rightAnswer;
        if (right !== undefined) this.run.respond(step.task, right);
        break;
      }
      case 'wait':
        walk.aim({ type: 'time', untilMs: walk.branch.cluster.now + step.ms, stopWhenSettled: false });
        return true;
    }
    walk.aim({ type: 'time', untilMs: walk.branch.cluster.now + solutionMs, stopWhenSettled: true });
    return true;
  }

  /** Tells the lesson's state when it changed. */
  tell(): void {
    const state = this.run.state();
    const text = JSON.stringify(state);
    if (text === this.told) return;
    this.told = text;
    this.emit({ type: 'lesson', state });
  }

  private worldOf(branch: Branch): LiveWorld {
    return new LiveWorld(branch.cluster, this.files, branch.story);
  }
}
