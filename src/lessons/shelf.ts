export type Loaded<T> = Readonly<Record<string, () => Promise<T>>>;

/** Where the build has put the files of lessons, by their path in the project. */
export interface Shelf {
  readonly machines: Loaded<unknown>;
  readonly proses: Loaded<string>;
  readonly starts: Loaded<string>;
  readonly files: Loaded<string>;
  readonly solutions: Loaded<string>;
}

/** Every lesson's files. A list this long is fetched with the first lesson that needs it. */
export const shelf = {
  machines: import.meta.glob('/lessons/*/lesson.yaml', { import: 'default' }),
  proses: import.meta.glob('/lessons/*/*.md', { import: 'default', query: '?raw' }),
  starts: import.meta.glob('/lessons/*/start/*.yaml', { import: 'default', query: '?raw' }),
  files: import.meta.glob('/lessons/*/files/*.yaml', { import: 'default', query: '?raw' }),
  solutions: import.meta.glob('/lessons/*/solution.txt', { import: 'default', query: '?raw' }),
} as Shelf;
