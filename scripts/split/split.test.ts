import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTwoParts } from './plugin.ts';
import { readModule } from './module.ts';
import { fetchLate, longStory as longStoryFromSources } from './testing-story.ts';

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
    plugins: [
      inTwoParts(
        root,
        [entry, join(root, 'scripts/split/first-minute.ts')],
        [join(root, 'src/kubectl/commands/rare.ts')],
      ),
    ],
  });
  folder = mkdtempSync(join(root, '.cache/two-parts-'));
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'first.mjs', chunkFileNames: '[name].mjs' });
  await bundle.close();
  built = (await import(pathToFileURL(join(folder, 'first.mjs')).href)) as Built;
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the worker in two parts', () => {
  it('opens the first minute without the second part, says when it is missed, and tells the same story as the sources', async () => {
    await built.firstMinute();
    expect(built.wasMissed()).toBe(false);

    expect(() => built.longStory()).toThrow('second part');
    expect(built.wasMissed()).toBe(true);
    expect(built.wasMissed()).toBe(false);

    await built.fetchSecond();
    await Promise.all([built.fetchLate(), fetchLate()]);
    const told = built.longStory();
    expect(built.wasMissed()).toBe(false);
    expect(told.length).toBeGreaterThan(100_000);
    expect(told === longStoryFromSources()).toBe(true);
  }, 120_000);
});

describe('what may move', () => {
  const moved = (code: string, ...called: string[]): (string | undefined)[] =>
    readModule('/x.ts', code, new Set(called)).items.flatMap((item) => item.moved.map(({ name }) => name));
  const long = '0;'.repeat(80);

  it('a function that was not called, but not one that assigns to its module', () => {
    expect(moved('let a = 0; function f() { return a; } function g() { a = 1; }')).toEqual(['f']);
  });
  it('a method, but not one that is tied to its class', () => {
    expect(
      moved(`class A { #x = 0; f() { ${long} } g() { ${long} return this.#x; } constructor() { ${long} } }`),
    ).toHaveLength(1);
  });
  it('no function that takes a name from the function around it', () => {
    const around = (inner: string): string => `export const o = { f: (k: number) => () => { ${inner} } }`;
    // The one around moves, with everything in it.
    expect(moved(around(`${long} return k;`))).toHaveLength(1);
    expect(moved(`{ const k = 1; globalThis.f = () => { ${long} return k; }; }`)).toEqual([]);
  });

  describe('a branch of a function that was called', () => {
    const inF = (code: string): number => moved(`function f(a, b) { ${code} }`, '/x.ts#0').length;

    it('when it was not taken, as an expression, as statements, and as what follows an early return', () => {
      expect(inF(`return a ? 1 : '${long}' + b;`)).toBe(1);
      expect(inF(`const c = a && '${long}'; return c;`)).toBe(1);
      expect(inF(`if (a) { ${long} }`)).toBe(1);
      expect(inF(`for (const x of a) { ${long} }`)).toBe(1);
      expect(inF(`if (a) return 1; ${long} return b;`)).toBe(1);
      expect(inF(`switch (a) { case 1: { ${long} break; } }`)).toBe(1);
    });
    it('but not when it is short', () => {
      expect(inF('if (a) { b(); }')).toBe(0);
    });
    it('but not when it gives a variable around it a value, or reads one that gets another', () => {
      expect(inF(`let c = 0; if (a) { ${long} c = 1; } return c;`)).toBe(0);
      expect(inF(`let c = 0; const g = () => { c++; }; if (a) { ${long} g(); b(c); }`)).toBe(0);
      expect(moved(`let c = 0; function f(a) { if (a) { ${long} c = 1; } }`, '/x.ts#0')).toEqual([]);
    });
    it('but not when it jumps out, or returns on one way and goes on upon another', () => {
      expect(inF(`for (;;) { if (a) { ${long} if (b) break; } b(); }`)).toBe(0);
      expect(inF(`if (a) { ${long} if (b) return 1; } b();`)).toBe(0);
      expect(moved(`function* f(a) { if (a) { ${long} yield 1; } }`, '/x.ts#0')).toEqual([]);
    });
    it('though it returns on every way, and though it leaves a loop at its end', () => {
      expect(inF(`if (a) { ${long} if (b) return 1; return 2; } b();`)).toBe(1);
      expect(inF(`for (;;) { if (a) { ${long} continue; } b(); }`)).toBe(1);
    });
    it('but not when a name it declares is read before it', () => {
      expect(inF(`if (a) return () => c; const c = '${long}'; return c;`)).toBe(0);
    });
  });
});
