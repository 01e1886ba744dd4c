import { openBrowser, pageOf, served } from '../browser.ts';
import { runProgram, type Result } from '../harness.ts';

export const row = 19;
export const name = 'determinism';

const inOneProcess = 90;
const coldStarts = 9;

interface Run {
  readonly hash: string;
  readonly equal: number;
  readonly share: number;
}

async function hashInBrowser(): Promise<string> {
  const folder = await pageOf('determinism', { determinism: 'bench/programs/determinism-page.ts' });
  const browser = await openBrowser();
  try {
    return await served(folder, async (url) => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.waitForFunction(() => document.title.startsWith('sha256:'), undefined, { timeout: 60_000 });
      return page.title();
    });
  } finally {
    await browser.close();
  }
}

export async function run(): Promise<Result> {
  const first = await runProgram<Run>('determinism', [inOneProcess]);
  let equal = first.equal;
  for (let i = 0; i < coldStarts; i++) if ((await runProgram<Run>('determinism', [1])).hash === first.hash) equal++;
  if ((await hashInBrowser()) === first.hash) equal++;
  const runs = inOneProcess + coldStarts + 1;
  return {
    lines: [
      {
        what: 'equal hashes (one run in Chromium)',
        ours: equal,
        unit: '',
        theirs: runs,
        ratio: equal / runs,
        goal: '100 of 100',
        ok: equal === runs,
      },
      {
        what: 'part of the CPU spent on hashing',
        ours: 100 * first.share,
        unit: '%',
        theirs: 5,
        ratio: first.share / 0.05,
        goal: '≤ 5 %',
        ok: first.share <= 0.05,
      },
    ],
  };
}
