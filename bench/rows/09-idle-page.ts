import { builtPage, openBrowser, served } from '../browser.ts';
import type { Result } from '../harness.ts';

export const row = 9;
export const name = 'idle page, 10 s';

const seconds = 10;

export async function run(): Promise<Result> {
  const folder = await builtPage();
  const browser = await openBrowser();
  try {
    return await served(folder, async (url) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.addInitScript(() => {
        const ask = window.requestAnimationFrame.bind(window);
        const counted = window as unknown as { framesAsked: number };
        counted.framesAsked = 0;
        window.requestAnimationFrame = (callback) => {
          counted.framesAsked++;
          return ask(callback);
        };
      });
      await page.goto(url);
      await page.waitForSelector('.react-flow__node', { timeout: 60_000 });
      await page.waitForTimeout(4000);
      const client = await page.context().newCDPSession(page);
      await client.send('Performance.enable');
      const look = async (): Promise<{ frames: number; taskMs: number }> => {
        const { metrics } = await client.send('Performance.getMetrics');
        const taskMs = 1000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? NaN);
        return { frames: await page.evaluate('framesAsked'), taskMs };
      };
      const before = await look();
      await page.waitForTimeout(seconds * 1000);
      const after = await look();
      const frames = after.frames - before.frames;
      const busy = (after.taskMs - before.taskMs) / (10 * seconds);
      return {
        lines: [
          { what: 'animation frames asked for', ours: frames, unit: '', theirs: 0, goal: '0', ok: frames === 0 },
          { what: 'main thread', ours: busy, unit: '%', theirs: 1, ratio: busy, goal: '≤ 1 %', ok: busy <= 1 },
        ],
      };
    });
  } finally {
    await browser.close();
  }
}
