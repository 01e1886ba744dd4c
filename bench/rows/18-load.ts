import type { Browser } from 'playwright-core';
import { benchPages, builtPage, openBrowser, served } from '../browser.ts';
import { interleave, runProgram, type Result } from '../harness.ts';

export const row = 18;
export const name = 'cold load to a graph with a Running Pod';

const repeats = 4;

/** Wall time until a selector is there, on a 1.6 Mbit/s line with 150 ms latency, nothing cached. */
async function load(browser: Browser, url: string, selector: string): Promise<number> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    await client.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 150,
      downloadThroughput: 1.6e6 / 8,
      uploadThroughput: 750e3 / 8,
    });
    const begun = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector(selector, { timeout: 60_000, state: 'attached' });
    return performance.now() - begun;
  } finally {
    await context.close();
  }
}

export async function run(): Promise<Result> {
  const [product, pages] = [await builtPage(), await benchPages()];
  const { link } = await runProgram<{ link: string }>('first-pod');
  const browser = await openBrowser();
  try {
    return await served(product, (ours) =>
      served(pages, async (theirs) => {
        const runs = await interleave(repeats, {
          ours: () => load(browser, `${ours}#s=${link}`, 'li button[aria-label*="Running"]'),
          floor: () => load(browser, `${theirs}bench/pages/floor.html`, '.react-flow__edge:nth-of-type(1)'),
        });
        const [page, floor] = [Math.min(...runs['ours']!), Math.min(...runs['floor']!)];
        return {
          lines: [
            {
              what: 'against the smallest React Flow page',
              ours: page,
              unit: 'ms',
              theirs: floor,
              ratio: page / floor,
              goal: '≤ 1.3',
              ok: page <= 1.3 * floor,
            },
          ],
        };
      }),
    );
  } finally {
    await browser.close();
  }
}
