import { configFile } from '../kubectl/shell/files.ts';
import { toYaml } from '../kubectl/yaml/emit.ts';
import type { LessonPackage } from '../lessons/types.ts';
import { mermaidOf } from '../readings/mermaid.ts';
import { insideView } from '../readings/inside/index.ts';
import { objectView } from '../readings/object.ts';
import { podStateCode } from '../readings/pod-state.ts';
import { podStates } from '../readings/views.ts';
import { emptyScene, type Scene } from '../readings/scene.ts';
import { sequenceWindow } from '../readings/sequence.ts';
import { outputsBetween } from '../readings/story.ts';
import { whyEntry } from '../readings/why.ts';
import type { CronJob, Job, KubeObject, Pod, ReplicaSet } from '../api/types.ts';
import type { Cluster } from '../sim/cluster.ts';
import { listAt, type EtcdState } from '../sim/etcd/index.ts';
import { traceGet } from '../sim/kernel/trace.ts';
import type { EntryId } from '../sim/kernel/types.ts';
import type { Because, ObjectRef } from '../sim/notes.ts';
import { adviseOn } from './advice.ts';
import { frameAt } from './frame.ts';
import { endOf, etcdOf, traceOf, type History } from './history.ts';
import type { Playhead, Session, ToPage, ToWorker } from './protocol.ts';
import { openHistory, type Opened } from './session.ts';
import { newSession } from './share.ts';
import { Tutor } from './tutor.ts';
import { Walk } from './walk.ts';

/** What the host cannot know by itself. */
export interface HostParts {
  /** A started cluster for a session; its lesson's start objects are already in it. */
  boot(session: Session, lesson: LessonPackage | undefined): Cluster;
  /** The same session, when it was rebuilt before it was asked for. */
  ahead?(session: Session, lesson: LessonPackage | undefined): Opened | undefined;
  /** Possible completions of a command line, in the cluster as it is. */
  complete(
    cluster: Cluster,
    line: string,
    cursor: number,
    files: readonly string[],
  ): { from: number; items: readonly string[] };
  /** True while what follows a lesson has not come yet: `attend` is called when it has. */
  attendsLater?(): boolean;
}

export type Emit = (message: ToPage, transfer?: readonly ArrayBuffer[]) => void;

/** An open session: everything that goes with one cluster. */
interface Open {
  readonly session: Session;
  readonly history: History;
  readonly walk: Walk;
  readonly scene: Scene;
  readonly lesson: LessonPackage | undefined;
  /** Follows the lesson; there is none without a lesson, and none before `attend`. */
  tutor: Tutor | undefined;
  /** Running commands, by the number the page gave. */
  readonly running: Map<number, Running>;
  inspected: ObjectRef | undefined;
  /** What the page wants to see of a component. */
  inside: Extract<ToWorker, { type: 'inspect' }> | undefined;
}

interface Running {
  readonly process: EntryId;
  /** Where it was given. */
  readonly at: Playhead;
}

/** How far a reading command may carry the play-head. */
const throughMs = 5_000;
const throughSteps = 3_000;

/** Deliveries between two looks at how long a turn has taken. */
const turnSteps = 64;

/**
 * The simulation behind the page: takes its messages and tells what is on screen. It knows nothing of workers; `main.ts`
 * wires it to one, tests call it directly. Long runs are cut into turns: after `receive`, call `work` until it says that
 * nothing is left to do.
 */
export class Host {
  private open: Open | undefined;
  /** Commands the host itself gives (a shown solution) are named by numbers below 0. */
  private ownRequest = 0;
  /** The page has not drawn the last frame yet: another one would only make it later. */
  private unseen = false;

  constructor(
    private readonly parts: HostParts,
    private readonly emit: Emit,
  ) {}

  /** Handles one message of the page. What goes wrong becomes a `problem`; the cluster stays as it was. */
  receive(message: ToWorker): void {
    if (message.type === 'ping') return this.emit({ type: 'pong', n: message.n });
    if (message.type === 'seen') {
      this.unseen = false;
      return;
    }
    if (message.type === 'crash') throw new Error('crash asked for by a test');
    if (message.type === 'open') return this.openSession(message.session, message.lesson);
    const { open } = this;
    if (!open) return this.emit({ type: 'problem', say: say('problem.closed'), detail: message.type });
    const { history, walk, tutor } = open;
    switch (message.type) {
      case 'command':
        tutor?.stop();
        tutor?.saw(message.files);
        this.type(open, message.request, message.line, filesFor(message.line, message.files));
        return message.through ? this.runThrough(open, message.request) : this.show(open);
      case 'interrupt': {
        const running = open.running.get(message.request);
        if (!running) return this.show(open);
        walk.give({ type: 'interrupt', process: running.process });
        this.tellSession(open);
        return this.runThrough(open, message.request);
      }
      case 'process':
        return this.process(open, message.actor, message.change);
      case 'step':
        tutor?.stop();
        walk.stride(message.by, message.unit);
        return walk.busy ? undefined : this.show(open);
      case 'seek':
        tutor?.stop();
        return walk.aim({ type: 'step', step: Math.max(history.firstStep, message.step) });
      case 'clock':
        return walk.aim({ type: 'time', untilMs: message.toMs, stopWhenSettled: false });
      case 'settle':
        walk.moveTo(endOf(walk.branch));
        return walk.aim({ type: 'time', untilMs: walk.branch.cluster.now + message.limitMs, stopWhenSettled: true });
      case 'branch': {
        const branch = history.branches.get(message.id);
        if (!branch) return this.emit({ type: 'problem', say: say('problem.branch', { id: message.id }), detail: '' });
        walk.onto(branch);
        this.tellSession(open);
        return this.show(open);
      }
      case 'lesson-answer':
        tutor?.respond(message.task, message.answer);
        return tutor?.tell();
      case 'lesson-hint':
        tutor?.hint(message.task);
        return tutor?.tell();
      case 'lesson-solution':
        return this.showSolution(open);
      default:
        return this.answer(open, message);
    }
  }

  /** Goes on with what `receive` began; `mayGoOn` is asked now and then. False when nothing is left to do. */
  work(mayGoOn: () => boolean): boolean {
    const { open } = this;
    if (!open?.walk.busy) return false;
    do {
      for (let i = 0; i < turnSteps; i++) {
        if (open.walk.turn()) continue;
        const type = (line: string, files: Readonly<Record<string, string>>): void =>
          this.type(open, --this.ownRequest, line, files);
        if (open.tutor?.next(open.walk, type)) continue;
        this.show(open);
        return false;
      }
    } while (mayGoOn() || open.walk.isShort);
    if (!this.unseen) this.show(open);
    return true;
  }

  /** The session as it is: everything needed to rebuild it. */
  get current(): Session | undefined {
    return this.open && sessionOf(this.open);
  }

  private openSession(session: Session, lesson: LessonPackage | undefined): void {
    const opened = this.parts.ahead?.(session, lesson) ?? openHistory(this.parts.boot(session, lesson), session);
    if ('problem' in opened) {
      this.emit({ type: 'problem', say: say(opened.problem), detail: opened.detail });
      // Rather a fresh cluster of the same kind than none.
      if (!this.open) this.openSession(newSession(session.profile, session.seed, session.lesson), lesson);
      return;
    }
    const { history } = opened;
    const walk = new Walk(history, session.at, {
      mayGoOn: () => !open.tutor?.paused,
      expectsMore: () => expectsMore(etcdOf(walk.branch)),
      simulated: () => open.tutor?.look(),
      passed: (from) => this.tellOutput(open, from),
      changedBranch: () => {
        open.tutor?.moveTo(walk.branch);
        this.hangUp(open);
      },
    });
    const open: Open = {
      session,
      history,
      walk,
      lesson,
      tutor: undefined,
      scene: emptyScene(),
      running: new Map(),
      inspected: undefined,
      inside: undefined,
    };
    this.open = open;
    this.emit({ type: 'opened', firstStep: history.firstStep, branches: history.views() });
    this.tellSession(open);
    this.show(open);
    if (!this.parts.attendsLater?.()) this.attend();
  }

  /** Begins to follow the open session's lesson, if it has one. */
  attend(): void {
    const { open } = this;
    if (!open?.lesson || open.tutor) return;
    open.tutor = new Tutor(open.lesson, open.walk.branch, this.emit);
    open.tutor.tell();
  }

  // ---------------------------------------------------------------- what the person does

  private type(open: Open, request: number, line: string, files: Readonly<Record<string, string>>): void {
    const { walk } = open;
    const process = walk.give({ type: 'kubectl', line, files });
    open.running.set(request, { process, at: { branch: walk.branch.id, step: walk.step } });
    this.tellSession(open);
    this.emit({ type: 'started', request, process });
  }

  /** Lets the play-head go on until a command has ended. */
  private runThrough({ walk, running }: Open, request: number): void {
    walk.aim({
      type: 'until',
      holds: () => !running.has(request),
      untilMs: walk.branch.cluster.now + throughMs,
      stepsLeft: throughSteps,
    });
  }

  /** Commands of another future have no terminal on this branch. */
  private hangUp({ history, walk, running }: Open): void {
    for (const [request, { at }] of running) {
      if (history.contains(walk.branch, at)) continue;
      running.delete(request);
      this.emit({ type: 'exit', request, code: 129 });
    }
  }

  private process(open: Open, actor: string, change: 'stop' | 'start'): void {
    const { walk, tutor } = open;
    if (!walk.branch.cluster.kernel.actorIds().includes(actor)) {
      return this.emit({ type: 'problem', say: say('problem.actor', { actor }), detail: actor });
    }
    tutor?.stop();
    walk.give({ type: 'process', actor, change });
    this.tellSession(open);
    this.show(open);
  }

  /** Shows how it is done: from the lesson's beginning, on a branch of its own; what the learner did stays. */
  private showSolution(open: Open): void {
    const { history, walk, tutor } = open;
    if (!tutor) return;
    walk.onto(history.fork({ branch: history.first.id, step: history.firstStep }), history.firstStep);
    tutor.begin(walk.branch);
    this.tellSession(open);
    walk.aim({ type: 'step', step: walk.step });
  }

  /** Questions that change nothing. */
  private answer(
    open: Open,
    message: Extract<ToWorker, { type: 'inspect' | 'why' | 'advise' | 'timeline' | 'mermaid' | 'complete' | 'hash' }>,
  ): void {
    const { history, walk } = open;
    const { branch } = walk;
    switch (message.type) {
      case 'inspect':
        open.inspected = message.ref;
        open.inside = message;
        return this.showSelected(open);
      case 'why':
        return this.emit({
          type: 'why',
          entry: message.entry,
          chain: whyEntry(traceOf(branch), message.entry),
        });
      case 'advise': {
        const advice = adviseOn(history, { branch: branch.id, step: walk.step }, message.pod);
        return this.emit({ type: 'advice', request: message.request, advice });
      }
      case 'timeline': {
        const from = Math.max(message.fromStep, history.firstStep + 1);
        const to = Math.min(message.toStep, endOf(branch));
        const window = sequenceWindow(traceOf(branch), branch.story, from, to, message.detail);
        return this.emit({ type: 'timeline', window: { branch: branch.id, ...window } });
      }
      case 'mermaid': {
        const from = Math.max(message.fromStep, history.firstStep + 1);
        const window = sequenceWindow(traceOf(branch), branch.story, from, message.toStep, false);
        const nodes = [...open.scene.nodeOrder];
        // The one answer that needs words; they are fetched when somebody wants the diagram.
        void words().then(({ translate }) => {
          const tell = (because: Because): string => translate(message.lang, because.key, because.values);
          this.emit({ type: 'mermaid', text: mermaidOf(window, nodes, tell) });
        });
        return;
      }
      case 'complete': {
        const { from, items } = this.parts.complete(branch.cluster, message.line, message.cursor, message.files);
        return this.emit({ type: 'completions', request: message.request, from, items });
      }
      case 'hash': {
        const hash = branch.cluster.kernel.traceHash();
        return this.emit({ type: 'hash', branch: branch.id, hash, messages: branch.story.messages.length });
      }
    }
  }

  // ---------------------------------------------------------------- what the page sees

  /** Prints what commands wrote in the steps the play-head has just passed, once. */
  private tellOutput({ walk: { branch, step }, running }: Open, fromStep: number): void {
    for (const id of outputsBetween(branch.story, traceOf(branch), fromStep, step)) {
      if (id <= branch.toldOutput) continue;
      branch.toldOutput = id;
      const entry = traceGet(traceOf(branch), id);
      if (entry?.type !== 'note' || !('process' in entry.note)) continue;
      const { note } = entry;
      const request = [...running].find(([, { process }]) => process === note.process)?.[0];
      if (request === undefined) continue;
      if (note.kind === 'output') this.emit({ type: 'output', request, stream: note.stream, text: note.text });
      else if (note.kind === 'file') this.emit({ type: 'file', request, name: note.name, text: note.text });
      else {
        running.delete(request);
        this.emit({ type: 'exit', request, code: note.code });
      }
    }
  }

  private show(open: Open): void {
    const { history, walk, scene } = open;
    const frame = frameAt(history, walk.branch, walk.step, scene);
    const atMs = walk.isAtEnd ? Math.max(walk.clockMs, frame.atMs) : frame.atMs;
    const { id, node, state } = frame.pods;
    const buffers = [id.buffer, node.buffer, state.buffer] as ArrayBuffer[];
    this.unseen = true;
    this.emit({ type: 'frame', frame: { ...frame, atMs } }, buffers);
    this.showSelected(open);
    open.tutor?.tell();
  }

  private showSelected({ history, walk: { branch, step }, inspected, inside }: Open): void {
    const [trace, index, etcd] = [traceOf(branch), branch.story, etcdOf(branch)];
    if (inspected) {
      const view = objectView(trace, index, etcd, step, inspected, toYaml);
      this.emit({ type: 'object', view });
    }
    if (inside?.component) {
      const moment = { trace, index, etcd, step, firstStep: history.firstStep, toYaml };
      const view = insideView(moment, inside.component, inside.whole);
      this.emit({ type: 'inside', view });
    }
  }

  private tellSession(open: Open): void {
    this.emit({ type: 'session', session: sessionOf(open), branches: open.history.views() });
  }
}

const sessionOf = ({ session, history, walk }: Open): Session => ({
  ...session,
  branches: history.sessionBranches(),
  at: { branch: walk.branch.id, step: walk.step },
});

/**
 * The files a line can read, so that a session (and a link) does not carry all others along. A line that may mean any
 * file (a pattern, a directory, a variable, `ls`) keeps them all. The kubeconfig is read by every line.
 */
export function filesFor(line: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (/[*?$`]|(?:^|[\s=])\.{1,2}\/?(?:\s|$)|\bls\b/.test(line)) return files;
  return Object.fromEntries(Object.entries(files).filter(([name]) => name === configFile || line.includes(name)));
}

const words = (): Promise<typeof import('../i18n/index.ts')> => import('../i18n/index.ts');

const say = (key: string, values: Because['values'] = {}): Because => ({ key, values });

/** The last look at a store's Pods and ReplicaSets: asked before every message, they change seldom. */
let looked: { readonly etcd: EtcdState; readonly revision: number; readonly more: boolean } | undefined;

/**
 * True while somebody will come back to something: to a Pod that is neither Running and ready nor finished, to a ReplicaSet
 * that could not make its Pods, to a Job that is not over, or to a CronJob when its time comes.
 */
function expectsMore(etcd: EtcdState): boolean {
  const { revision } = etcd.store;
  if (looked?.etcd !== etcd || looked.revision !== revision) {
    const all = (prefix: string): readonly KubeObject[] => listAt(etcd, `/registry/${prefix}/`, revision);
    const more =
      (all('pods') as Pod[]).some(
        (pod) => pod.status.phase !== 'Failed' && !atRest.has(podStates[podStateCode(pod)]!),
      ) ||
      (all('replicasets') as ReplicaSet[]).some(({ spec, status }) => spec.replicas > status.replicas) ||
      (all('jobs') as Job[]).some((job) => !job.spec.suspend && !isOver(job)) ||
      (all('cronjobs') as CronJob[]).some((cron) => !cron.spec.suspend) ||
      // An autoscaler looks again every 15 s, and what it sees comes from outside.
      all('horizontalpodautoscalers').length > 0;
    looked = { etcd, revision, more };
  }
  return looked.more;
}

const isOver = ({ status }: Job): boolean =>
  (status.conditions ?? []).some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');

const atRest: ReadonlySet<string> = new Set(['Running', 'Completed']);
