import type { Because } from '../sim/notes.ts';

/** The machine part of a lesson, from lesson.yaml (format: shared lesson guide in README). */
export interface LessonSpec {
  readonly id: string;
  readonly minutes: number;
  readonly requires: readonly string[];
  readonly introduces: readonly string[];
  readonly cluster: { readonly profile: 'lab' | 'solo'; readonly seed: number };
  readonly show: readonly string[];
  readonly tasks: readonly TaskSpec[];
  readonly mistakes: readonly { readonly id: string; readonly when: string }[];
  readonly limit: { readonly virtualMs: number; readonly steps: number };
}

export interface TaskSpec {
  readonly id: string;
  readonly kind: 'yaml' | 'kubectl' | 'predict' | 'chaos' | 'traffic' | 'build' | 'diagnose' | 'watch' | 'click';
  /** CEL over cluster state, trace, output and answers. */
  readonly goal?: string;
  /** predict: CEL; the play stops when it first holds. */
  readonly pauseAt?: string;
  /** predict: what is asked; the answer is read from the trace when it is due. */
  readonly ask?: string;
  readonly options?: readonly string[];
  /** click: the command the button gives (a kubectl line). */
  readonly command?: string;
}

/** A lesson as the worker gets it: everything but the prose. */
export interface LessonPackage {
  readonly spec: LessonSpec;
  /** Manifests applied before the learner comes in, by file name. */
  readonly start: Readonly<Record<string, string>>;
  /** Files in the editor, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly solution: string;
}

export interface TaskState {
  readonly id: string;
  readonly status: 'locked' | 'open' | 'done';
  /** predict: set while the story is stopped and waits for an answer. */
  readonly question: { readonly ask: string; readonly options: readonly { readonly id: string; readonly say: Because }[] } | undefined;
  readonly answer: { readonly given: string; readonly right: string; readonly correct: boolean; readonly firstTry: boolean } | undefined;
  readonly hints: number;
}

export interface LessonState {
  readonly id: string;
  readonly tasks: readonly TaskState[];
  /** Ids of the mistakes that are true right now. */
  readonly mistakes: readonly string[];
  readonly done: boolean;
}
