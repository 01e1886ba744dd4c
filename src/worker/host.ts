import { LessonRun } from '../lessons/engine.ts';
import { expand, LiveWorld } from '../lessons/live-world.ts';
import type { LessonPackage } from '../lessons/types.ts';
import { objectView } from '../readings/object.ts';
import { emptyScene, type Scene } from '../readings/scene.ts';
import { sequenceWindow } from '../readings/sequence.ts';
import { outputsBetween } from '../readings/story.ts';
import { whyEntry } from '../readings/why.ts';
import type { Cluster } from '../sim/cluster.ts';
import { traceGet } from '../sim/kernel/trace.ts';
import type { EntryId, VirtualMs } from '../sim/kernel/types.ts';
import type { Because, ObjectRef } from '../sim/notes.ts';
import { frameAt, timeAt } from './frame.ts';
import { endOf, etcdOf, History, traceOf, type Branch } from './history.ts';
import type { BranchId, Session, SessionCommand, ToPage, ToWorker } from './protocol.ts';
import { openHistory } from './session.ts';
import { solutionSteps, type SolutionStep } from './solution.ts';
import { nextStop, previousStop, stepAt, type Unit } from './walk.ts';

/** What the host cannot know by itself. */
export interface HostParts {
  /** A started cluster for a session; its lesson's start objects are already in it. */
  boot(session: Session, lesson: LessonPackage | undefined): Cluster;
  /** Possible completions of a command line at the end of the branch. */
  complete(
    cluster: Cluster,
    line: string,
    cursor: number,
    files: readonly string[],
  ): { from: number; items: readonly string[] };
}

export type Emit = (message: ToPage, transfer?: readonly ArrayBuffer[]) => void;

/** Where the play-head is going, when that needs more than one turn. */
type Goal =
  | { readonly type: 'stops'; readonly unit: Unit; left: number }
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'time'; readonly untilMs: VirtualMs; readonly stopWhenSettled: boolean };

/** Virtual time each step of a shown solution gets to work itself out, in ms. */
const solutionMs = 120_000;

/** Deliveries between two looks at how long a turn has taken. */
const turnSteps = 64;

/**
 * The simulation behind the page: takes its messages, keeps the tree of branches and the play-head, and tells what is
 * on screen. It knows nothing of workers; `main.ts` wires it to one, tests call it directly. Long runs are cut into
 * turns: after `receive`, call `work` until it says that nothing is left to do.
 */
export class Host {
  private history: History | undefined;
  private session: Session | undefined;
  private branch!: Branch;
  private step = 0;
  /** Clock pace: virtual time shown at the end of the branch, where that is later than its last message. */
  private clockMs: VirtualMs = 0;
  private goal: Goal | undefined;
  private scene: Scene = emptyScene();
  private inspected: ObjectRef | undefined;
  private lesson: LessonRun | undefined;
  private lessonPackage: LessonPackage | undefined;
  private lessonText = '';
  /** What is left of the solution being shown. */
  private solution: SolutionStep[] = [];
  /** Commands the solution gives are named by numbers below 0. */
  private ownRequest = 0;
  /** The editor's files, as far as the worker has seen them. */
  private files: Record<string, string> = {};
  private readonly requests = new Map<EntryId, number>();
  private readonly processes = new Map<number, EntryId>();

  constructor(
    private readonly parts: HostParts,
    private readonly emit: Emit,
  ) {}

  /** Handles one message of the page. What goes wrong becomes a `problem`; the cluster stays as it was. */
  receive(message: ToWorker): void {
    if (message.type === 'ping') return this.emit({ type: 'pong', n: message.n });
    if (message.type === 'crash') throw new Error('crash asked for by a test');
    if (message.type === 'open') return this.open(message.session, message.lesson);
    const { history } = this;
    if (!history) return this.emit({ type: 'problem', say: say('problem.closed'), detail: message.type });
    switch (message.type) {
      case 'command':
        return this.command(history, message.request, message.line, message.files);
      case 'interrupt': {
        const process = this.processes.get(message.request);
        if (process !== undefined) this.give(history, { type: 'interrupt', process });
        return this.show();
      }
      case 'process':
        if (!this.branch.cluster.kernel.actorIds().includes(message.actor)) {
          return this.emit({
            type: 'problem',
            say: say('problem.actor', { actor: message.actor }),
            detail: message.actor,
          });
        }
        this.give(history, { type: 'process', actor: message.actor, change: message.change });
        return this.show();
      case 'step':
        return this.stepBy(history, message.by, message.unit);
      case 'seek':
        return this.aim({ type: 'step', step: Math.max(history.firstStep, message.step) });
      case 'clock':
        return this.aim({ type: 'time', untilMs: message.toMs, stopWhenSettled: false });
      case 'settle':
        this.moveTo(endOf(this.branch));
        return this.aim({ type: 'time', untilMs: this.branch.cluster.now + message.limitMs, stopWhenSettled: true });
      case 'branch':
        return this.switchTo(history, message.id);
      case 'inspect':
        this.inspected = message.ref;
        return this.showObject();
      case 'why':
        return this.emit({
          type: 'why',
          entry: message.entry,
          chain: whyEntry(traceOf(this.branch), this.branch.story, message.entry),
        });
      case 'timeline': {
        const from = Math.max(message.fromStep, history.firstStep + 1);
        const window = sequenceWindow(
          traceOf(this.branch),
          this.branch.story,
          from,
          Math.min(message.toStep, endOf(this.branch)),
          message.detail,
        );
        return this.emit({ type: 'timeline', window: { branch: this.branch.id, ...window } });
      }
      case 'complete': {
        const { from, items } = this.parts.complete(this.branch.cluster, message.line, message.cursor, message.files);
        return this.emit({ type: 'completions', request: message.request, from, items });
      }
      case 'lesson-answer':
        this.lesson?.respond(message.task, message.answer);
        return this.showLesson();
      case 'lesson-hint':
        this.lesson?.hint(message.task);
        return this.showLesson();
      case 'lesson-solution':
        return this.showSolution(history);
    }
  }

  /** Goes on with what `receive` began; `mayGoOn` is asked now and then. False when nothing is left to do. */
  work(mayGoOn: () => boolean): boolean {
    const { history } = this;
    if (!this.goal || !history) return false;
    do {
      for (let i = 0; i < turnSteps; i++) {
        if (this.goal && !this.reached(history, this.goal)) continue;
        this.goal = undefined;
        const next = this.solution.shift();
        if (next) this.solve(history, next);
        if (!this.goal) {
          this.show();
          return false;
        }
      }
    } while (mayGoOn());
    this.show();
    return true;
  }

  /** The session as it is: everything needed to rebuild it. */
  get current(): Session | undefined {
    if (!this.session || !this.history) return undefined;
    return {
      ...this.session,
      branches: this.history.sessionBranches(),
      at: { branch: this.branch.id, step: this.step },
    };
  }

  private open(session: Session, lesson: LessonPackage | undefined): void {
    const opened = openHistory(this.parts.boot(session, lesson), session);
    if ('problem' in opened) return this.emit({ type: 'problem', say: say(opened.problem), detail: opened.detail });
    const { history } = opened;
    this.history = history;
    this.session = session;
    this.scene = emptyScene();
    this.goal = undefined;
    this.requests.clear();
    this.processes.clear();
    this.inspected = undefined;
    this.branch = history.branch(session.at.branch);
    this.step = Math.max(history.firstStep, session.at.step);
    this.clockMs = this.branch.cluster.now;
    this.files = { ...lesson?.files };
    this.lessonPackage = lesson;
    this.solution = [];
    this.lesson = lesson && new LessonRun(lesson, this.world());
    this.lessonText = '';
    this.emit({ type: 'opened', firstStep: history.firstStep, branches: history.views() });
    this.tellSession(history);
    this.show();
  }

  private world(): LiveWorld {
    return new LiveWorld(this.branch.cluster, this.files, this.branch.story);
  }

  // ---------------------------------------------------------------- what the person does

  private command(history: History, request: number, line: string, files: Readonly<Record<string, string>>): void {
    Object.assign(this.files, files);
    this.solution = [];
    this.type(history, request, line, files);
    this.show();
  }

  private type(history: History, request: number, line: string, files: Readonly<Record<string, string>>): void {
    const process = this.give(history, { type: 'kubectl', line, files });
    this.requests.set(process, request);
    this.processes.set(request, process);
    this.emit({ type: 'started', request, process });
  }

  /** Shows how it is done: from the lesson's beginning, on a branch of its own; what the learner did stays. */
  private showSolution(history: History): void {
    const { lessonPackage } = this;
    if (!lessonPackage) return;
    this.branch = history.fork({ branch: history.first.id, step: history.firstStep });
    this.step = history.firstStep;
    this.clockMs = this.branch.cluster.now;
    const { progress: _done, ...fresh } = lessonPackage;
    this.files = { ...fresh.files };
    this.lesson = new LessonRun(fresh, this.world());
    this.solution = solutionSteps(fresh);
    this.tellSession(history);
    this.goal = { type: 'step', step: this.step };
  }

  private solve(history: History, step: SolutionStep): void {
    let forMs = solutionMs;
    switch (step.type) {
      case 'kubectl':
        this.type(history, --this.ownRequest, expand(this.world(), step.line), { ...this.files });
        break;
      case 'process':
        this.give(history, step);
        break;
      case 'edit':
        this.files[step.file] = (this.files[step.file] ?? '').replace(step.from, step.to);
        this.emit({ type: 'file', request: this.ownRequest, name: step.file, text: this.files[step.file]! });
        break;
      case 'answer': {
        const right = this.lesson?.rightAnswer;
        if (right !== undefined) this.lesson?.respond(step.task, right);
        break;
      }
      case 'wait':
        forMs = step.ms;
    }
    this.goal = { type: 'time', untilMs: this.branch.cluster.now + forMs, stopWhenSettled: step.type !== 'wait' };
  }

  /** Gives a command at the play-head. In the past this begins a branch. */
  private give(history: History, command: SessionCommand['command']): EntryId {
    this.goal = undefined;
    if (this.step < endOf(this.branch)) {
      this.branch = history.fork({ branch: this.branch.id, step: this.step });
      this.clockMs = this.branch.cluster.now;
      this.lesson?.moveTo(this.world());
    }
    const late = this.clockMs > this.branch.cluster.now;
    const entry = history.give(this.branch, { step: this.step, ...(late ? { atMs: this.clockMs } : {}), command });
    this.tellSession(history);
    return entry;
  }

  private switchTo(history: History, id: BranchId): void {
    if (!history.branches.has(id))
      return this.emit({ type: 'problem', say: say('problem.branch', { id }), detail: String(id) });
    this.goal = undefined;
    this.branch = history.branch(id);
    this.step = endOf(this.branch);
    this.clockMs = this.branch.cluster.now;
    this.lesson?.moveTo(this.world());
    this.tellSession(history);
    this.show();
  }

  // ---------------------------------------------------------------- moving the play-head

  private stepBy(history: History, by: number, unit: Unit): void {
    if (by > 0) return this.aim({ type: 'stops', unit, left: by });
    this.goal = undefined;
    for (let i = 0; i < -by; i++) this.step = previousStop(this.branch, unit, this.step, history.firstStep);
    this.show();
  }

  private aim(goal: Goal): void {
    this.solution = [];
    this.goal = goal;
  }

  /** One turn of the wheel: true when the goal is reached (or cannot be). */
  private reached(history: History, goal: Goal): boolean {
    const { branch } = this;
    switch (goal.type) {
      case 'stops': {
        const next = nextStop(branch, goal.unit, this.step);
        if (next !== undefined) {
          this.moveTo(next);
          return --goal.left === 0;
        }
        if (branch.cluster.kernel.isSettled() || !this.simulate(history)) {
          this.moveTo(endOf(branch));
          return true;
        }
        return false;
      }
      case 'step':
        if (goal.step <= endOf(branch)) {
          this.moveTo(goal.step);
          return true;
        }
        return !this.simulate(history);
      case 'time': {
        const dueMs = branch.cluster.kernel.nextAt();
        const over =
          dueMs === undefined || dueMs > goal.untilMs || (goal.stopWhenSettled && branch.cluster.kernel.isSettled());
        if (!over && this.simulate(history)) {
          this.moveTo(endOf(branch));
          return false;
        }
        if (!goal.stopWhenSettled) {
          this.moveTo(over ? stepAt(branch, goal.untilMs, history.firstStep) : endOf(branch));
          if (over && this.step === endOf(branch)) this.clockMs = Math.max(this.clockMs, goal.untilMs);
        }
        return true;
      }
    }
  }

  /** Simulates one more message. False when there is none, or when a lesson's question has to be answered first. */
  private simulate(history: History): boolean {
    if (this.lesson?.paused) return false;
    if (!history.advance(this.branch)) return false;
    this.clockMs = Math.max(this.clockMs, this.branch.cluster.now);
    if (this.lesson) {
      this.lesson.look();
      if (this.lesson.paused) {
        this.moveTo(endOf(this.branch));
        return false;
      }
    }
    return true;
  }

  private moveTo(step: number): void {
    const from = this.step;
    this.step = step;
    if (step > from) this.tellOutput(from);
  }

  /** Prints what commands wrote in the steps the play-head has just passed, once. */
  private tellOutput(fromStep: number): void {
    const { branch } = this;
    for (const id of outputsBetween(branch.story, traceOf(branch), fromStep, this.step)) {
      if (id <= branch.toldOutput) continue;
      branch.toldOutput = id;
      const entry = traceGet(traceOf(branch), id);
      if (entry?.type !== 'note') continue;
      const { note } = entry;
      if (note.kind !== 'output' && note.kind !== 'exit' && note.kind !== 'file') continue;
      const request = this.requests.get(note.process);
      if (request === undefined) continue;
      if (note.kind === 'output') this.emit({ type: 'output', request, stream: note.stream, text: note.text });
      else if (note.kind === 'file') this.emit({ type: 'file', request, name: note.name, text: note.text });
      else this.emit({ type: 'exit', request, code: note.code });
    }
  }

  // ---------------------------------------------------------------- what the page sees

  private show(): void {
    const frame = frameAt(this.history!, this.branch, this.step, this.scene);
    const { id, node, state } = frame.pods;
    const atMs = this.step === endOf(this.branch) ? Math.max(this.clockMs, frame.atMs) : timeAt(this.branch, this.step);
    this.emit({ type: 'frame', frame: { ...frame, atMs } }, [
      id.buffer as ArrayBuffer,
      node.buffer as ArrayBuffer,
      state.buffer as ArrayBuffer,
    ]);
    if (this.inspected) this.showObject();
    this.showLesson();
  }

  private showObject(): void {
    if (!this.inspected) return;
    this.emit({
      type: 'object',
      view: objectView(traceOf(this.branch), this.branch.story, etcdOf(this.branch), this.step, this.inspected),
    });
  }

  /** Tells the lesson's state when it changed. */
  private showLesson(): void {
    if (!this.lesson) return;
    const state = this.lesson.state();
    const text = JSON.stringify(state);
    if (text === this.lessonText) return;
    this.lessonText = text;
    this.emit({ type: 'lesson', state });
  }

  private tellSession(history: History): void {
    this.emit({ type: 'session', session: this.current!, branches: history.views() });
  }
}

const say = (key: string, values: Because['values'] = {}): Because => ({ key, values });
