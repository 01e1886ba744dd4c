import { openBrowser, pageOf, served } from '../browser.ts';
import { interleave, type Line, type Result } from '../harness.ts';

export const row = 15;
export const name = 'worker to page, per frame';

const repeats = 25;

export async function run(): Promise<Result> {
  const folder = await pageOf('transfer', {
    'transfer-page': 'bench/pages/transfer-page.ts',
    transfer: 'bench/pages/transfer.ts',
  });
  const browser = await openBrowser();
  try {
    return await served(folder, async (url) => {
      const page = await browser.newPage();
      await page.goto(url);
      const receive = (mode: string, changed: number): Promise<number> =>
        page.evaluate(`receive('${mode}', ${changed})`);
      const lines: Line[] = [];
      for (const changed of [1000, 10_000]) {
        const runs = await interleave(repeats, {
          ours: () => receive('product', changed),
          plain: () => receive('objects', changed),
        });
        // The page's clock ticks in steps of 0.1 ms or 5 µs, so a single 0 says nothing: the mean without the worst fifth.
        const typical = (times: readonly number[]): number => {
          const kept = [...times].sort((a, b) => a - b).slice(0, Math.ceil(0.8 * times.length));
          return kept.reduce((a, b) => a + b, 0) / kept.length;
        };
        const [ours, plain] = [typical(runs['ours']!), typical(runs['plain']!)];
        lines.push({
          what: `${changed.toLocaleString('en-US')} changed Pods, plain objects`,
          ours,
          unit: 'ms',
          theirs: plain,
          ratio: ours / plain,
          goal: '≤ 1/10',
          ok: ours <= plain / 10,
        });
      }
      return { lines };
    });
  } finally {
    await browser.close();
  }
}
