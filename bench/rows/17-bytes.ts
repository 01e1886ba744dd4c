import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtPage } from '../browser.ts';
import { root, type Result } from '../harness.ts';

export const row = 17;
export const name = 'bytes, gzip';

export async function run(): Promise<Result> {
  await builtPage();
  const { measure } = (await import(pathToFileURL(join(root, 'scripts/budget.mjs')).href)) as {
    measure(): { first: number; worker: number };
  };
  const { first, worker } = measure();
  const line = (what: string, ours: number, limit: number): Result['lines'][number] => ({
    what,
    ours,
    unit: 'KiB',
    theirs: limit,
    ratio: ours / limit,
    goal: `≤ ${limit} KiB`,
    ok: ours > 0 && ours <= limit,
  });
  return { lines: [line('first load (JS + CSS)', first, 185), line('simulation worker', worker, 120)] };
}
