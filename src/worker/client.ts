import { parseToPage } from './border.ts';
import type { Session, ToPage, ToWorker } from './protocol.ts';
import type { LessonPackage, LessonProgress, LessonState } from '../lessons/types.ts';

/** The part of a Worker the client uses; tests hand in another. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
}

/** The built page starts its first worker beside its own code (scripts/head-start.ts). */
const page = globalThis as { firstWorker?: (WorkerLike & { failed?: boolean }) | undefined };

/** Starts the simulation's worker, or takes over the one that was started with the page. */
export function startWorker(): WorkerLike {
  const { firstWorker } = page;
  page.firstWorker = undefined;
  if (firstWorker && !firstWorker.failed) return firstWorker;
  return new Worker(new URL('./main.ts', import.meta.url), { type: 'module', name: 'wheelhouse' }) as WorkerLike;
}

export interface ClientOptions {
  readonly start: () => WorkerLike;
  /** Time between two signs of life asked for, in ms; a worker that misses two in a row counts as hung. */
  readonly pingMs?: number;
}

/** A worker that fails this often in a row is not started again. */
const restartsMax = 3;

/**
 * The page's end of the wire. A worker that crashes or hangs is ended and started again with the last session, so the
 * learner loses nothing but the output of a command that was just running; `problem` tells of it once.
 */
export class Client {
  private worker: WorkerLike | undefined;
  /** As last told by the worker, with the play-head of the last frame. */
  private session: Session | undefined;
  /** The session before the last command: what is opened when the last command is what breaks the worker. */
  private earlier: Session | undefined;
  private lesson: LessonPackage | undefined;
  private restarts = 0;
  private pings = 0;
  private pongs = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly running = new Set<number>();
  private readonly listeners = new Set<(message: ToPage) => void>();

  constructor(private readonly options: ClientOptions) {}

  post(message: ToWorker): void {
    if (message.type === 'open') {
      this.session = message.session;
      this.earlier = undefined;
      this.lesson = message.lesson;
      this.running.clear();
      this.restarts = 0;
      this.begin();
      return;
    }
    if (message.type === 'command') this.running.add(message.request);
    this.worker?.postMessage(message);
  }

  listen(listener: (message: ToPage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.end();
    this.session = undefined;
  }

  private tell(message: ToPage): void {
    for (const listener of this.listeners) listener(message);
  }

  private begin(): void {
    this.end();
    const { session, lesson } = this;
    if (!session) return;
    const worker = this.options.start();
    this.worker = worker;
    worker.onmessage = ({ data }) => {
      if (this.worker === worker) this.hear(data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (this.worker === worker) this.revive('problem.crashed', event.message ?? '');
    };
    this.pings = this.pongs = 0;
    this.timer = setInterval(() => this.ask(), this.options.pingMs ?? 5_000);
    worker.postMessage({ type: 'open', session, ...(lesson ? { lesson } : {}) });
  }

  private end(): void {
    if (this.timer !== undefined) clearInterval(this.timer);
    this.timer = undefined;
    this.worker?.terminate();
    this.worker = undefined;
  }

  private ask(): void {
    if (this.pings - this.pongs >= 2) return this.revive('problem.hung', '');
    this.worker?.postMessage({ type: 'ping', n: ++this.pings });
  }

  private hear(data: unknown): void {
    const parsed = parseToPage(data);
    if ('problem' in parsed) {
      this.tell({ type: 'problem', say: { key: 'problem.border', values: {} }, detail: parsed.problem });
      return;
    }
    const message = parsed.value;
    switch (message.type) {
      case 'pong':
        this.pongs = message.n;
        return;
      case 'session':
        this.earlier = this.session;
        this.session = message.session;
        break;
      case 'lesson':
        if (this.lesson) this.lesson = { ...this.lesson, progress: progressOf(message.state) };
        break;
      case 'frame':
        if (this.session) this.session = { ...this.session, at: message.frame.at };
        // It works: failures further apart than this do not add up.
        this.restarts = 0;
        break;
      case 'exit':
        this.running.delete(message.request);
    }
    this.tell(message);
  }

  private revive(key: string, detail: string): void {
    this.end();
    // What was running has lost its terminal.
    for (const request of this.running) this.tell({ type: 'exit', request, code: 137 });
    this.running.clear();
    if (++this.restarts > restartsMax) {
      this.tell({ type: 'problem', say: { key: 'problem.gave-up', values: {} }, detail });
      return;
    }
    this.tell({ type: 'problem', say: { key, values: {} }, detail });
    // Failing again at once means that the last command leads into the failure.
    if (this.restarts > 1 && this.earlier) this.session = this.earlier;
    this.begin();
  }
}

function progressOf(state: LessonState): LessonProgress {
  const { tasks } = state;
  return {
    done: tasks.filter(({ status }) => status === 'done').map(({ id }) => id),
    answers: Object.fromEntries(tasks.flatMap(({ id, answer }) => (answer ? [[id, answer]] : []))),
    hints: Object.fromEntries(tasks.flatMap(({ id, hints }) => (hints ? [[id, hints]] : []))),
  };
}
