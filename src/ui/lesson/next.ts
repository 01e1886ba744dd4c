import type { TaskSpec } from '../../lessons/types.ts';
import { giveLine } from '../actions.ts';
import { openLesson } from '../boot.ts';
import { playhead } from '../playhead.ts';
import { usePage, type PageState } from '../store.ts';
import { nextLessonId, useLesson, type LessonOnScreen } from './current.ts';

/**
 * What the one big button does now. The learner always has exactly one next thing: go on with the story, give the
 * task's command, answer, do the task by themselves, or go to the next lesson.
 */
export type Next =
  | { readonly kind: 'step' }
  | { readonly kind: 'run'; readonly task: TaskSpec }
  | { readonly kind: 'answer'; readonly task: TaskSpec }
  | { readonly kind: 'do'; readonly task: TaskSpec | undefined }
  | { readonly kind: 'lesson'; readonly id: string | undefined }
  | { readonly kind: 'wait' };

export function nextOf(page: Pick<PageState, 'lesson' | 'life' | 'settled' | 'at' | 'lastStep'>, { pack }: Pick<LessonOnScreen, 'pack'>): Next {
  if (page.life !== 'ready') return { kind: 'wait' };
  const { lesson } = page;
  const atEnd = page.settled && page.at.step >= page.lastStep;
  const open = lesson?.tasks.find((task) => task.status === 'open');
  const task = open && pack?.spec.tasks.find((spec) => spec.id === open.id);
  if (lesson?.paused && task) return { kind: 'answer', task };
  if (!atEnd) return { kind: 'step' };
  if (lesson?.done) return { kind: 'lesson', id: nextLessonId() };
  if (task && open?.question) return { kind: 'answer', task };
  if (task?.command) return { kind: 'run', task };
  return { kind: 'do', task };
}

export function useNext(): Next['kind'] {
  const pack = useLesson((l) => l.pack);
  return usePage((page) => nextOf(page, { pack }).kind);
}

/** The number the learner has set on a stepper, by task. */
const numbers = new Map<string, number>();
export const setNumber = (task: string, n: number): void => void numbers.set(task, n);

export function giveTask(task: TaskSpec, then: 'play' | 'step' = 'play'): void {
  if (!task.command) return;
  giveLine(task.command.replaceAll('{n}', String(numbers.get(task.id) ?? task.number?.from ?? '')), then);
}

/** Presses the big button. */
export function pressNext(): void {
  const next = nextOf(usePage.getState(), useLesson.getState());
  switch (next.kind) {
    case 'step':
      return playhead.step(1);
    case 'run':
      // A stepper is set by hand first; → must not send its first number unseen.
      return giveTask(next.task, 'step');
    case 'lesson':
      if (next.id) void openLesson(next.id);
      return undefined;
    default:
      document.querySelector<HTMLElement>('[data-next="focus"]')?.focus();
  }
}
