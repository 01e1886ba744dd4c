import type { EntryId, VirtualMs } from '../sim/kernel/types.ts';
import { actorWord, type LessonEvent } from './events.ts';
import { durationMs } from './duration.ts';
import { answerText, parseGoal, readEvents, type Goal, type Memory, type Scene } from './language.ts';
import type { Answer, LessonPackage, LessonProgress, LessonState, PredictSpec, TaskSpec, TaskState } from './types.ts';
import type { World } from './world.ts';

/** Longest a copy of the cluster runs to find the answer to a question, in virtual ms. */
const answerLimitMs = 120_000;

interface Task {
  readonly spec: TaskSpec;
  readonly goal: Goal | undefined;
  readonly pauseAt: Goal | undefined;
  readonly of: Goal | undefined;
  done: boolean;
  hints: number;
  answer: Answer | undefined;
  /** Of a series: how many questions have been answered rightly. */
  asked: number;
  /** predict: the right answer, once the question is asked. */
  right: string | undefined;
  /** Story beat at which the last question of a series was answered: the next one waits for the next beat. */
  askedAtBeat: number;
  /** Whether a wrong answer was given to the question that is open. */
  missed: boolean;
}

/**
 * One learner's way through one lesson: looks at the cluster after every step and says which tasks are done, which
 * question is open, which mistakes are true. Tasks come one after another; what happened before a task began does
 * not count for it.
 */
export class LessonRun {
  private readonly tasks: Task[];
  private readonly mistakes: readonly { readonly id: string; readonly when: Goal }[];
  private events: LessonEvent[] = [];
  /** Steps whose events are in `events`. */
  private readTo: number;
  private sinceStep: number;
  private since: EntryId;
  private sinceMs: VirtualMs;
  private memory = new Map<number, Memory>();
  private readonly mistakeMemory = new Map<number, Memory>();
  private trueMistakes: string[] = [];
  private problem: string | undefined;

  constructor(
    private readonly lesson: LessonPackage,
    private world: World,
  ) {
    const parse = (text: string | undefined, place: number): Goal | undefined => (text ? parseGoal(text, place) : undefined);
    const progress = lesson.progress;
    this.tasks = lesson.spec.tasks.map((spec, i) => ({
      spec,
      goal: parse(spec.goal, 100 * i),
      pauseAt: parse(spec.predict?.pauseAt, 100 * i + 40),
      of: parse(spec.predict?.of, 100 * i + 80),
      done: progress?.done.includes(spec.id) ?? false,
      hints: progress?.hints[spec.id] ?? 0,
      answer: progress?.answers[spec.id],
      asked: 0,
      askedAtBeat: -1,
      right: undefined,
      missed: false,
    }));
    this.mistakes = lesson.spec.mistakes.map((m, i) => ({ id: m.id, when: parseGoal(m.when, 10_000 + 100 * i) }));
    this.since = world.lastEntry;
    this.sinceMs = world.now;
    this.sinceStep = world.steps;
    this.readTo = world.steps;
    this.look();
  }

  /** The story now goes on elsewhere (another branch, a jump in the simulation's end). */
  moveTo(world: World): void {
    this.world = world;
    if (world.lastEntry < this.since) this.begin();
    this.events = [];
    this.readTo = this.sinceStep;
    this.look();
  }

  /** Looks at the cluster again. Call after every step that was simulated. */
  look(): void {
    this.readTo = readEvents(this.world, this.events, this.readTo);
    const scene = this.scene();
    this.trueMistakes = this.mistakes.filter((m) => this.holds(m.when, { ...scene, memory: this.mistakeMemory })).map((m) => m.id);
    for (let task = this.open(); task; task = this.open()) {
      if (task.spec.predict) this.maybeAsk(task);
      if (task.right !== undefined || !this.isDone(task)) return;
      task.done = true;
      this.begin();
    }
  }

  /** True while a question waits for its answer: the story must not go on. */
  get paused(): boolean {
    return this.open()?.right !== undefined;
  }

  /** The learner answers the open question. A wrong answer is explained and asked again; the first one is remembered. */
  respond(id: string, given: string): void {
    const task = this.open();
    if (task?.spec.id !== id || task.right === undefined) return;
    const correct = task.spec.predict?.multi ? inOrder(given) === inOrder(task.right) : given === task.right;
    const before = task.answer;
    const first = !task.missed;
    task.answer = {
      given,
      right: task.right,
      correct,
      firstTry: (before?.firstTry ?? 0) + (correct && first ? 1 : 0),
      asked: task.asked + (correct ? 1 : 0),
    };
    task.missed = !correct;
    if (!correct) return;
    task.asked++;
    task.askedAtBeat = this.world.beats;
    task.right = undefined;
    this.look();
  }

  /** Opens the next hint of a task. */
  hint(id: string): void {
    const task = this.tasks.find((t) => t.spec.id === id);
    if (task) task.hints = Math.min(3, task.hints + 1);
  }

  state(): LessonState {
    const open = this.open();
    return {
      id: this.lesson.spec.id,
      tasks: this.tasks.map((task): TaskState => ({
        id: task.spec.id,
        status: task.done ? 'done' : task === open ? 'open' : 'locked',
        question: task === open && task.right !== undefined ? question(task, task.spec.predict!) : undefined,
        answer: task.answer,
        hints: task.hints,
      })),
      mistakes: this.trueMistakes,
      paused: this.paused,
      done: open === undefined,
      ...(this.problem === undefined ? {} : { problem: { key: 'lesson.problem', values: { detail: this.problem } } }),
    };
  }

  progress(): LessonProgress {
    const answers: Record<string, Answer> = {};
    const hints: Record<string, number> = {};
    for (const task of this.tasks) {
      if (task.answer) answers[task.spec.id] = task.answer;
      if (task.hints) hints[task.spec.id] = task.hints;
    }
    return { done: this.tasks.filter((t) => t.done).map((t) => t.spec.id), answers, hints };
  }

  /** The right answer to the open question, for the proof and for "show the solution". */
  get rightAnswer(): string | undefined {
    return this.open()?.right;
  }

  /** Whether a task's goal holds now, for the proof that no goal is dead. */
  goalHolds(index: number): boolean {
    const task = this.tasks[index]!;
    return task.goal ? this.holds(task.goal, this.scene()) : task.answer?.correct === true;
  }

  private open(): Task | undefined {
    return this.tasks.find((task) => !task.done);
  }

  private begin(): void {
    this.since = this.world.lastEntry;
    this.sinceMs = this.world.now;
    this.sinceStep = this.world.steps;
    this.events = [];
    this.readTo = this.sinceStep;
    this.memory = new Map();
  }

  private isDone(task: Task): boolean {
    const { predict } = task.spec;
    if (predict && task.asked < (predict.count ?? 1)) return false;
    return !task.goal || this.holds(task.goal, this.scene());
  }

  private maybeAsk(task: Task): void {
    const predict = task.spec.predict!;
    if (task.right !== undefined || task.asked >= (predict.count ?? 1)) return;
    if (task.asked > 0 && this.world.beats <= task.askedAtBeat) return;
    if (task.pauseAt && !this.holds(task.pauseAt, this.scene())) return;
    task.right = this.answerTo(task, predict);
    task.missed = false;
  }

  /** Runs a copy of the cluster ahead and reads the answer there. */
  private answerTo(task: Task, predict: PredictSpec): string | undefined {
    if (predict.ask === 'next-actor') {
      const next = this.world.fork().nextActor();
      return next === undefined ? undefined : actorWord(next);
    }
    const copy = this.world.fork();
    const since = copy.lastEntry;
    const sinceStep = copy.steps;
    const when = predict.when ?? 'settled';
    if (predict.whatIf) copy.command(predict.whatIf);
    if (when === 'settled') copy.settle(answerLimitMs);
    else if (when !== 'now') copy.run(durationMs(when));
    const events: LessonEvent[] = [];
    const ahead = predict.whatIf !== undefined || when !== 'now';
    readEvents(copy, events, ahead ? sinceStep : this.sinceStep);
    return answerText(this.evaluate(task.of!, { ...this.scene(), world: copy, since: ahead ? since : this.since, events, memory: new Map() }));
  }

  private scene(): Scene {
    const answers: Record<string, Answer> = {};
    for (const task of this.tasks) if (task.answer) answers[task.spec.id] = task.answer;
    return { world: this.world, since: this.since, sinceMs: this.sinceMs, events: this.events, answers, memory: this.memory };
  }

  private holds(goal: Goal, scene: Scene): boolean {
    return this.evaluate(goal, scene) === true;
  }

  private evaluate(goal: Goal, scene: Scene): unknown {
    try {
      return goal.evaluate(scene);
    } catch (error) {
      this.problem = `${goal.text}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
      return undefined;
    }
  }
}

/** Several picks in one order, whichever was ticked first. */
const inOrder = (picks: string): string => picks.split(',').sort().join(',');

const question = (task: Task, predict: PredictSpec): NonNullable<TaskState['question']> => ({
  ask: predict.ask,
  number: task.asked + 1,
  of: predict.count ?? 1,
  multi: predict.multi ?? false,
  options: predict.options,
});
