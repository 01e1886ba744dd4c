import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTwoParts } from './plugin.ts';
import { readModule } from './module.ts';
import { longStory as longStoryFromSources } from './testing-story.ts';

const root = join(import.meta.dirname, '../..');
type Built = typeof import('./testing-story.ts');
let folder: string;
let built: Built;

beforeAll(async () => {
  const entry = join(root, 'scripts/split/testing-story.ts');
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    plugins: [inTwoParts(root, [entry])],
  });
  folder = mkdtempSync(join(root, '.cache/two-parts-'));
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'first.mjs', chunkFileNames: '[name].mjs' });
  await bundle.close();
  built = (await import(pathToFileURL(join(folder, 'first.mjs')).href)) as Built;
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the worker in two parts', () => {
  it('opens the first minute without the second part, says when it is missed, and tells the same story as the sources', async () => {
    built.firstMinute();
    expect(built.wasMissed()).toBe(false);

    expect(() => built.longStory()).toThrow('second part');
    expect(built.wasMissed()).toBe(true);
    expect(built.wasMissed()).toBe(false);

    await built.fetchSecond();
    const told = built.longStory();
    expect(built.wasMissed()).toBe(false);
    expect(told.length).toBeGreaterThan(100_000);
    expect(told === longStoryFromSources()).toBe(true);
  }, 120_000);
});

describe('what may move', () => {
  const moved = (code: string): string[] =>
    readModule('/x.ts', code, new Set()).items.flatMap((item) => item.moved.map(({ name }) => name));
  const long = '0;'.repeat(80);

  it('a function that was not called, but not one that assigns to its module', () => {
    expect(moved('let a = 0; function f() { return a; } function g() { a = 1; }')).toEqual(['f']);
  });
  it('a method, but not one that is tied to its class', () => {
    expect(
      moved(`class A { #x = 0; f() { ${long} } g() { ${long} return this.#x; } constructor() { ${long} } }`),
    ).toEqual([expect.stringMatching(/^A\$/)]);
  });
  it('no function that takes a name from the function around it', () => {
    const around = (inner: string): string => `export const o = { f: (k: number) => () => { ${inner} } }`;
    // The one around moves, with everything in it.
    expect(moved(around(`${long} return k;`))).toHaveLength(1);
    expect(moved(`for (const k of [1]) { globalThis.f = () => { ${long} return k; }; }`)).toEqual([]);
  });
});
