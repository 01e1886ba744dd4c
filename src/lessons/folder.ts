/** The files of one lesson folder, as text: what the proof reads from disk and the page from the build. */
export interface LessonFolder {
  readonly id: string;
  /** lesson.yaml, parsed to a value. */
  readonly machine: unknown;
  readonly ko: string;
  readonly en: string;
  readonly start: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly solution: string;
  readonly alsoOk: Readonly<Record<string, string>>;
  readonly notOk: Readonly<Record<string, string>>;
}
