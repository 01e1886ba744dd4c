import { firstLesson } from './first.ts';
import { readLesson } from './package.ts';
import { readProse, type Prose } from './prose.ts';
import type { Loaded, Shelf } from './shelf.ts';
import type { LessonPackage, LessonSpec } from './types.ts';

/**
 * The lessons as the build ships them: the list at once, a lesson's machine part and prose when it is opened.
 * YAML is turned into values by the build (vite.config.ts), so that the page needs no parser.
 */
export interface CourseTrack {
  readonly id: string;
  readonly ko: string;
  readonly en: string;
  readonly lessons: readonly string[];
}

export interface GlossaryTerm {
  readonly ko: string;
  readonly en: string;
  readonly say: string;
  readonly about: { readonly ko: string; readonly en: string };
}

const courses = import.meta.glob('/lessons/course.yaml', { import: 'default' }) as Loaded<{ tracks: CourseTrack[] }>;
const glossaries = import.meta.glob('/lessons/glossary.yaml', { import: 'default' }) as Loaded<Record<string, GlossaryTerm>>;

export const loadCourse = async (): Promise<readonly CourseTrack[]> => (await courses['/lessons/course.yaml']!()).tracks;
export const loadGlossary = (): Promise<Readonly<Record<string, GlossaryTerm>>> => glossaries['/lessons/glossary.yaml']!();

/** Where the first lesson's files are is known at once; where all the others are, when one is asked for. */
const firstShelf = {
  machines: import.meta.glob('/lessons/first-five-minutes/lesson.yaml', { import: 'default' }),
  proses: import.meta.glob('/lessons/first-five-minutes/*.md', { import: 'default', query: '?raw' }),
  starts: {},
  files: {},
  solutions: import.meta.glob('/lessons/first-five-minutes/solution.txt', { import: 'default', query: '?raw' }),
} as Shelf;
const shelfOf = async (id: string): Promise<Shelf> =>
  id === firstLesson ? firstShelf : (await import('./shelf.ts')).shelf;

async function folder(all: Loaded<string>, prefix: string): Promise<Record<string, string>> {
  const names = Object.keys(all).filter((path) => path.startsWith(prefix));
  const texts = await Promise.all(names.map((path) => all[path]!()));
  return Object.fromEntries(names.map((path, i) => [path.slice(prefix.length), texts[i]!]));
}

/** Everything of a lesson the worker needs. Undefined when there is no such lesson. */
export async function loadLesson(id: string): Promise<LessonPackage | undefined> {
  const { machines, starts, files, solutions } = await shelfOf(id);
  const load = machines[`/lessons/${id}/lesson.yaml`];
  if (!load) return undefined;
  const [machine, start, given, solution] = await Promise.all([
    load(),
    folder(starts, `/lessons/${id}/start/`),
    folder(files, `/lessons/${id}/files/`),
    solutions[`/lessons/${id}/solution.txt`]!(),
  ]);
  const read = readLesson(id, machine);
  if ('problems' in read) throw new Error(`lesson ${id}: ${read.problems.join('; ')}`);
  return { spec: read.spec, start, files: given, solution };
}

export async function loadProse(id: string, lang: 'ko' | 'en'): Promise<Prose | undefined> {
  const { proses } = await shelfOf(id);
  const load = proses[`/lessons/${id}/${lang}.md`];
  return load && readProse(await load());
}

export type { LessonSpec };
