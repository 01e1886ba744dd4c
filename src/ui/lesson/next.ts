import { create } from 'zustand';
import { readTask } from '../../lessons/prose.ts';
import type { TaskSpec } from '../../lessons/types.ts';
import { giveLine, onRun } from '../actions.ts';
import { openLesson } from '../boot.ts';
import { usePanels } from '../panels.ts';
import { playhead } from '../playhead.ts';
import { usePage, type PageState } from '../store.ts';
import { useLang, useText } from '../text.ts';
import { nextLessonId, section, useLesson, type LessonOnScreen } from './current.ts';

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

export function nextOf(
  page: Pick<PageState, 'lesson' | 'life' | 'settled' | 'at' | 'lastStep'>,
  { pack }: Pick<LessonOnScreen, 'pack'>,
  given: string | undefined,
): Next {
  if (page.life !== 'ready') return { kind: 'wait' };
  const { lesson } = page;
  const atEnd = page.at.step >= page.lastStep;
  const open = lesson?.tasks.find((task) => task.status === 'open');
  const task = open && pack?.spec.tasks.find((spec) => spec.id === open.id);
  if (lesson?.paused && task) return { kind: 'answer', task };
  // A new task may begin while the last ripples of the one before still run out.
  const asksForCommand = task?.command !== undefined && given !== task.id;
  if (!atEnd || !(page.settled || asksForCommand)) return { kind: 'step' };
  if (lesson?.done) return { kind: 'lesson', id: nextLessonId() };
  if (task && open?.question) return { kind: 'answer', task };
  if (task?.command) return { kind: 'run', task };
  return { kind: 'do', task };
}

export function useNext(): Next['kind'] {
  const pack = useLesson((l) => l.pack);
  const given = useGiven((g) => g.task);
  return usePage((page) => nextOf(page, { pack }, given).kind);
}

/** The open task whose command was given, by its button or by any other way: from then on “next” means “go on”. */
const useGiven = create<{ readonly task: string | undefined }>(() => ({ task: undefined }));
onRun((_, answer) => {
  if (answer === 'sent')
    useGiven.setState({ task: usePage.getState().lesson?.tasks.find((task) => task.status === 'open')?.id });
});

/** The number the learner has set on a stepper, by task. */
const numbers = new Map<string, number>();
export const setNumber = (task: string, n: number): void => void numbers.set(task, n);

/** What the open task's button is called: by the lesson (`다음`), or by us where the lesson gives a command line, which is no name. */
export function useTaskButton(): string {
  const text = useText();
  const { prose, pack } = useLesson();
  const lang = useLang();
  const open = usePage((page) => page.lesson?.tasks.find((task) => task.status === 'open')?.id);
  const spec = pack?.spec.tasks.find((task) => task.id === open);
  const words = spec ? section(prose, lang, `task:${spec.id}`) : '';
  // The words come a moment after the task: a button must not be renamed under the reader's eyes.
  if (!spec || words === '') return text('next.step');
  const { button } = readTask(words);
  return button === undefined || button === spec.command ? text('next.run') : button.replace(/\s*▶$/, '');
}

export function giveTask(task: TaskSpec, then: 'play' | 'step' = 'play'): void {
  if (!task.command) return;
  giveLine(task.command.replaceAll('{n}', String(numbers.get(task.id) ?? task.number?.from ?? '')), then);
}

/** Presses the big button. */
export function pressNext(): void {
  const next = nextOf(usePage.getState(), useLesson.getState(), useGiven.getState().task);
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
      // On a phone the task may lie behind another tab.
      usePanels.setState({ phone: 'lesson' });
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-next="focus"]')?.focus());
  }
}
