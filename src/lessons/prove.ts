import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import type { Programs } from '../sim/user.ts';
import { LessonRun } from './engine.ts';
import type { LessonFolder } from './folder.ts';
import { LiveWorld } from './live-world.ts';
import { readLesson } from './package.ts';
import { LessonPlayer } from './player.ts';
import { readPredict, readProse, readTask } from './prose.ts';
import { startLesson } from './start.ts';
import type { LessonPackage } from './types.ts';

/** One thing that is proved of a lesson. */
export interface Check {
  readonly name: string;
  /** What is wrong, one line each; empty = proved. */
  readonly problems: readonly string[];
}

const check = (name: string, problems: readonly string[]): Check => ({ name, problems });

/** Runs a piece that may throw; the message becomes the problem. */
function attempt(name: string, go: () => readonly string[]): Check {
  try {
    return check(name, go());
  } catch (error) {
    return check(name, [error instanceof Error ? error.message : String(error)]);
  }
}

/** Proves one lesson folder, without a screen: format, texts, start, solution, other right and wrong ways. */
export function proveLesson(folder: LessonFolder, programs: Programs): { readonly checks: readonly Check[]; readonly transcript: string } {
  const read = readLesson(folder.id, folder.machine);
  if ('problems' in read) return { checks: [check('lesson.yaml fits the format', read.problems)], transcript: '' };
  const { spec } = read;
  const lesson: LessonPackage = { spec, start: folder.start, files: folder.files, solution: folder.solution };
  const fresh = (): Cluster => {
    const cluster = Cluster.boot({ profile: profileById(spec.cluster.profile)!, seed: spec.cluster.seed, programs });
    startLesson(cluster, lesson);
    return cluster;
  };
  const playing = (lines: string): LessonPlayer => {
    const player = new LessonPlayer(lesson, fresh());
    player.play(lines);
    return player;
  };
  let solved: LessonPlayer | undefined;
  const checks: Check[] = [
    check('lesson.yaml fits the format', []),
    attempt('both languages say the same things', () => sameWords(folder, lesson)),
    attempt('the start leaves something to do, and no goal is in error', () => {
      const state = new LessonRun(lesson, new LiveWorld(fresh(), lesson.files)).state();
      return [...(state.done ? ['all tasks are done at the start'] : []), ...(state.problem ? [String(state.problem.values['detail'])] : [])];
    }),
    attempt('the solution solves it, within the limits', () => {
      const cluster = fresh();
      const { now } = cluster;
      const { steps } = cluster.kernel;
      solved = new LessonPlayer(lesson, cluster);
      solved.play(folder.solution);
      const state = solved.run.state();
      const open = state.tasks.find((t) => t.status !== 'done');
      return [
        ...(open ? [`task ${open.id} is still ${open.status}`] : []),
        ...(state.problem ? [String(state.problem.values['detail'])] : []),
        ...(cluster.now - now > spec.limit.virtualMs ? [`took ${cluster.now - now} ms of virtual time`] : []),
        ...(cluster.kernel.steps - steps > spec.limit.steps ? [`took ${cluster.kernel.steps - steps} steps`] : []),
      ];
    }),
    attempt('the solution twice gives the same trace', () => {
      const again = playing(folder.solution).cluster.kernel.traceHash();
      return solved?.cluster.kernel.traceHash() === again ? [] : ['two hashes'];
    }),
    ...Object.entries(folder.alsoOk).map(([file, lines]) =>
      attempt(`also right: ${file}`, () => {
        const open = playing(lines).run.state().tasks.find((t) => t.status !== 'done');
        return open ? [`task ${open.id} is still ${open.status}`] : [];
      }),
    ),
    ...Object.entries(folder.notOk).map(([file, lines]) =>
      attempt(`not enough: ${file}`, () => {
        const player = playing(lines);
        const expected = file.replace(/\.txt$/, '');
        const declared = spec.mistakes.some((m) => m.id === expected);
        return [
          ...(player.run.state().done ? ['it passes'] : []),
          ...(declared && !player.mistakes.has(expected) ? [`the mistake ${expected} is not noticed`] : []),
        ];
      }),
    ),
    attempt('every mistake has a way that shows it', () => spec.mistakes.filter((m) => !(`${m.id}.txt` in folder.notOk)).map((m) => `not-ok/${m.id}.txt is missing`)),
    attempt('every goal decides something', () => deadGoals(lesson, folder, fresh)),
    attempt('every answer is one of the options', () => strayAnswers(solved, lesson)),
  ];
  return { checks, transcript: `${solved?.transcript.join('\n') ?? ''}\n` };
}

/** A goal is dead when the lesson would go the same way without it: it holds from the moment its task begins. */
function deadGoals(lesson: LessonPackage, folder: LessonFolder, fresh: () => Cluster): string[] {
  const problems: string[] = [];
  for (const task of lesson.spec.tasks) {
    if (!task.goal) continue;
    const { goal: _, ...without } = task;
    const open = { ...without, ...(task.predict ? {} : { goal: 'true' }) };
    const changed: LessonPackage = { ...lesson, spec: { ...lesson.spec, tasks: lesson.spec.tasks.map((t) => (t === task ? open : t)) } };
    const transcriptOf = (l: LessonPackage): string => {
      const player = new LessonPlayer(l, fresh());
      try {
        player.play(folder.solution);
      } catch (error) {
        player.transcript.push(String(error));
      }
      return player.transcript.join('\n');
    };
    if (transcriptOf(changed) === transcriptOf(lesson)) problems.push(`the goal of ${task.id} can be left out`);
  }
  return problems;
}

function strayAnswers(solved: LessonPlayer | undefined, lesson: LessonPackage): string[] {
  const state = solved?.run.state();
  return lesson.spec.tasks.flatMap((task) => {
    const answer = state?.tasks.find((t) => t.id === task.id)?.answer;
    if (!task.predict || !answer) return [];
    const parts = task.predict.multi ? answer.right.split(',') : [answer.right];
    return parts.filter((part) => !task.predict!.options.includes(part)).map((part) => `${task.id}: the answer ${part} is not among the options`);
  });
}

/** Anchors, code blocks and options must be the same in both languages, and match lesson.yaml. */
function sameWords(folder: LessonFolder, { spec }: LessonPackage): string[] {
  const problems: string[] = [];
  const wanted = ['story', 'why', 'takeaway', ...spec.mistakes.map((m) => `mistake:${m.id}`)];
  for (const task of spec.tasks) {
    wanted.push(`task:${task.id}`, `hint:${task.id}:1`, `hint:${task.id}:2`, `hint:${task.id}:3`);
    if (task.predict) wanted.push(`predict:${task.id}`);
  }
  // A prediction may do without hints of its own.
  const optional = new Set(spec.tasks.filter((t) => t.predict).flatMap((t) => [1, 2, 3].map((n) => `hint:${t.id}:${n}`)));
  for (const lang of ['ko', 'en'] as const) {
    const { title, sections } = readProse(folder[lang]);
    if (!title) problems.push(`${lang}.md has no title`);
    for (const anchor of wanted) if (!(anchor in sections) && !optional.has(anchor)) problems.push(`${lang}.md lacks ## ${anchor}`);
    for (const anchor of Object.keys(sections)) if (!wanted.includes(anchor)) problems.push(`${lang}.md has ## ${anchor}, which nothing asks for`);
    for (const task of spec.tasks) {
      if ((task.kind === 'click' || task.kind === 'number') && !readTask(sections[`task:${task.id}`] ?? '').button) problems.push(`${lang}.md: task ${task.id} has no button words (> …)`);
      if (task.predict?.ask !== 'value') continue;
      const { options, reveal } = readPredict(sections[`predict:${task.id}`] ?? '');
      if (!reveal) problems.push(`${lang}.md: predict:${task.id} explains nothing after ---`);
      for (const option of task.predict.options) if (!options[option]) problems.push(`${lang}.md: predict:${task.id} has no words for ${option}`);
    }
  }
  const code = (markdown: string): string => [...markdown.matchAll(/```[\s\S]*?```/g)].map((m) => m[0]).join('\n');
  if (code(folder.ko) !== code(folder.en)) problems.push('code blocks differ between the languages');
  return problems;
}
