import { labelOf } from '../readings/beats.ts';
import type { Cluster } from '../sim/cluster.ts';
import { LessonRun } from './engine.ts';
import { LiveWorld } from './live-world.ts';
import type { LessonPackage } from './types.ts';

/** Virtual time each line of a solution gets to work itself out, in ms. */
const settleMs = 120_000;

/**
 * Plays typed lines against a lesson without a screen, as a quick learner would: every line, then on until nothing
 * more happens or a question is asked.
 *
 *   kubectl …            a terminal line; `$(pod app=web 1)` becomes a name
 *   apply FILE           Ctrl+S in the editor
 *   edit FILE "a" "b"    replaces text in the editor
 *   click TASK [n]       presses the task's button (with the stepper at n)
 *   answer TASK right [n] | wrong | OPTION
 *   stop ACTOR, start ACTOR, wait 10s
 */
export class LessonPlayer {
  readonly run: LessonRun;
  readonly world: LiveWorld;
  /** Every mistake that was true at some moment. */
  readonly mistakes = new Set<string>();
  /** One line per thing that happened, for the golden transcript. */
  readonly transcript: string[] = [];
  private readonly files: Record<string, string>;

  constructor(
    private readonly lesson: LessonPackage,
    readonly cluster: Cluster,
  ) {
    this.files = { ...lesson.files };
    this.world = new LiveWorld(cluster, this.files);
    this.run = new LessonRun(lesson, this.world);
    this.note();
  }

  /** Throws when a line cannot be understood: the lesson's own mistake. */
  play(lines: string): void {
    for (const line of lines.split('\n').map((l) => l.trim())) if (line && !line.startsWith('#')) this.line(line);
  }

  private line(line: string): void {
    this.transcript.push(`$ ${line}`);
    const [word, id = ''] = line.split(' ');
    switch (word) {
      case 'kubectl':
        this.world.command(line);
        return this.goOn();
      case 'apply':
        this.world.command(`kubectl apply -f ${id}`);
        return this.goOn();
      case 'edit':
        return this.edit(line);
      case 'click': {
        const task = this.lesson.spec.tasks.find((t) => t.id === id);
        if (!task?.command) throw new Error(`no button at task ${id}`);
        this.world.command(task.command.replaceAll('{n}', line.split(' ')[2] ?? ''));
        return this.goOn();
      }
      case 'answer':
        return this.answer(id, line.split(' ').slice(2));
      case 'stop':
      case 'start':
        this.world.command(line);
        return this.goOn();
      case 'wait':
        this.world.run(Number.parseFloat(id) * 1000);
        this.run.look();
        this.note();
        return this.goOn();
      default:
        throw new Error(`not a line of a solution: ${line}`);
    }
  }

  private edit(line: string): void {
    const match = /^edit (\S+) ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(line);
    if (!match) throw new Error(`write: edit FILE "old" "new"; got ${line}`);
    const [, file, before, after] = match as unknown as [string, string, string, string];
    const [from, to] = [JSON.parse(before) as string, JSON.parse(after) as string];
    const text = this.files[file];
    if (!text?.includes(from)) throw new Error(`${file} has no ${before}`);
    this.files[file] = text.replace(from, to);
  }

  private answer(id: string, [given = '', times = '1']: readonly string[]): void {
    for (let i = 0; i < Number(times); i++) {
      const right = this.run.rightAnswer;
      if (right === undefined) throw new Error(`no question is open for ${id}`);
      const task = this.lesson.spec.tasks.find((t) => t.id === id)!;
      const wrong = task.predict!.options.find((option) => option !== right)!;
      // Several picks arrive in the order they stand on the screen.
      const ticked = task.predict!.multi
        ? task.predict!.options.filter((option) => right.split(',').includes(option)).join(',')
        : right;
      this.run.respond(id, given === 'right' ? ticked : given === 'wrong' ? wrong : given);
      this.note();
      this.goOn();
    }
  }

  private goOn(): void {
    const { kernel } = this.cluster;
    const end = kernel.now + settleMs;
    while (!this.run.paused && !kernel.isSettled() && kernel.nextAt()! <= end) {
      const beats = this.world.beats;
      const entry = kernel.step()!;
      if (this.world.beats > beats) {
        const from = entry.agent && entry.agent !== entry.from ? `${entry.from}(${entry.agent})` : entry.from;
        this.transcript.push(`${this.clock()}  ${from} → ${entry.to}  ${labelOf(kernel.trace, entry)}`);
      }
      if (!entry.quiet) this.run.look();
      this.note();
    }
  }

  /** Writes down what changed: tasks that opened, asked or were done. */
  private note(): void {
    const state = this.run.state();
    for (const id of state.mistakes) this.mistakes.add(id);
    for (const { id, status, question } of state.tasks) {
      const said = `${status}${question ? ` asks ${question.number}/${question.of}` : ''}`;
      if (said !== (this.last.get(id) ?? 'locked')) this.transcript.push(`${this.clock()}  * ${id}: ${said}`);
      this.last.set(id, said);
    }
  }

  private clock(): string {
    return `${(this.cluster.now / 1000).toFixed(3)}s`;
  }

  /** What was said of each task last. */
  private readonly last = new Map<string, string>();
}
