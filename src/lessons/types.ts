import type { Because } from '../sim/notes.ts';

/** The machine part of a lesson, from lesson.yaml. How to write one: README, "Write a lesson". */
export interface LessonSpec {
  readonly id: string;
  readonly minutes: number;
  readonly requires: readonly string[];
  /** Terms of the glossary this lesson is the first to use; at most three. */
  readonly introduces: readonly string[];
  readonly cluster: { readonly profile: 'lab' | 'solo'; readonly seed: number };
  /** Panes the learner sees; the others stay hidden until a later lesson. */
  readonly show: readonly Pane[];
  readonly tasks: readonly TaskSpec[];
  readonly mistakes: readonly { readonly id: string; readonly when: string }[];
  readonly limit: { readonly virtualMs: number; readonly steps: number };
}

export type Pane = 'graph' | 'timeline' | 'editor' | 'terminal' | 'inspector';

export type TaskKind = 'click' | 'number' | 'yaml' | 'kubectl' | 'predict' | 'chaos' | 'watch' | 'diagnose';

export interface TaskSpec {
  readonly id: string;
  readonly kind: TaskKind;
  /** CEL; true = done. A predict task without one is done when it is answered rightly. */
  readonly goal?: string;
  /** click, number: the kubectl line the button gives; number puts the chosen number at `{n}`. */
  readonly command?: string;
  /** number: what the stepper starts with and may be set to. */
  readonly number?: { readonly from: number; readonly min: number; readonly max: number };
  /** yaml: the file to edit. */
  readonly file?: string;
  readonly predict?: PredictSpec;
}

/** A question whose answer the simulation itself gives. */
export interface PredictSpec {
  /** `next-actor`: who acts next? `value`: what is `of`? */
  readonly ask: 'next-actor' | 'value';
  /** CEL; the play stops and asks when it first holds. Absent: asks at once. */
  readonly pauseAt?: string;
  /** next-actor: how many times in a row, once per story beat. */
  readonly count?: number;
  /** value: CEL evaluated on a copy of the cluster. */
  readonly of?: string;
  /** value: a command given to the copy first. */
  readonly whatIf?: string;
  /** value: when to look at the copy: `now`, `settled`, or a time like `10s`. */
  readonly when?: string;
  readonly options: readonly string[];
  /** Several options are right at once. */
  readonly multi?: boolean;
}

/** A lesson as the worker gets it: everything but the prose. */
export interface LessonPackage {
  readonly spec: LessonSpec;
  /** Manifests applied before the learner comes in, by file name. */
  readonly start: Readonly<Record<string, string>>;
  /** Files in the editor, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly solution: string;
  /** What the learner had reached before, when a session is opened again. */
  readonly progress?: LessonProgress;
}

/** What of a lesson outlives a reload. */
export interface LessonProgress {
  readonly done: readonly string[];
  readonly answers: Readonly<Record<string, Answer>>;
  readonly hints: Readonly<Record<string, number>>;
}

export interface Answer {
  readonly given: string;
  readonly right: string;
  readonly correct: boolean;
  /** Whether the very first answer was right (of a series: how many were). */
  readonly firstTry: number;
  readonly asked: number;
}

export interface Question {
  readonly ask: 'next-actor' | 'value';
  /** Of a series: which question this is, from 1. */
  readonly number: number;
  readonly of: number;
  readonly multi: boolean;
  readonly options: readonly string[];
}

export interface TaskState {
  readonly id: string;
  readonly status: 'locked' | 'open' | 'done';
  /** predict: set while the story is stopped and waits for an answer. */
  readonly question: Question | undefined;
  readonly answer: Answer | undefined;
  readonly hints: number;
}

export interface LessonState {
  readonly id: string;
  readonly tasks: readonly TaskState[];
  /** Ids of the mistakes that are true right now. */
  readonly mistakes: readonly string[];
  /** True while a question waits: playing and stepping forward stop. */
  readonly paused: boolean;
  readonly done: boolean;
  /** A goal the engine could not evaluate; a broken lesson says so. */
  readonly problem?: Because;
}
