import { create } from 'zustand';
import type { CourseTrack } from '../../lessons/content.ts';
import type { Prose } from '../../lessons/prose.ts';
import type { LessonPackage } from '../../lessons/types.ts';
import type { Lang } from '../../i18n/core.ts';

export interface LessonOnScreen {
  /** undefined: free practice, or nothing chosen yet. */
  readonly id: string | undefined;
  readonly pack: LessonPackage | undefined;
  readonly prose: Readonly<Partial<Record<Lang, Prose>>>;
  readonly course: readonly CourseTrack[];
  /** Lessons finished at least once. */
  readonly finished: ReadonlySet<string>;
  /** True until it is known what the page opens with. */
  readonly opening: boolean;
}

export const useLesson = create<LessonOnScreen>(() => ({
  id: undefined,
  pack: undefined,
  prose: {},
  course: [],
  finished: new Set<string>(),
  opening: true,
}));

export const lessonsInOrder = (course: readonly CourseTrack[]): readonly string[] =>
  course.flatMap((track) => track.lessons);

export function nextLessonId(): string | undefined {
  const { course, id } = useLesson.getState();
  const all = lessonsInOrder(course);
  return id === undefined ? undefined : all[all.indexOf(id) + 1];
}

/** One part of the prose in the language on screen; in the other one while a translation is missing. */
export function section(prose: LessonOnScreen['prose'], lang: Lang, anchor: string): string {
  return prose[lang]?.sections[anchor] ?? prose[lang === 'ko' ? 'en' : 'ko']?.sections[anchor] ?? '';
}

export const titleOf = (prose: LessonOnScreen['prose'], lang: Lang): string =>
  prose[lang]?.title ?? prose[lang === 'ko' ? 'en' : 'ko']?.title ?? '';
