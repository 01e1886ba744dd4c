import { openBrowser } from './browser.ts';
import { frameCost, type FrameCost } from './trace.ts';

/** How long frames are counted, in seconds. */
export const frameSeconds = 4;

/** Main-thread cost per frame of one of our benchmark pages; `begin`: it is set in motion first. */
export async function pageCost(url: string, begin: boolean): Promise<FrameCost> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await page.waitForSelector('.react-flow__node', { timeout: 60_000 });
    await page.waitForTimeout(2000);
    if (begin) await page.evaluate('bench.start()');
    await page.waitForTimeout(1500);
    return await frameCost(browser, page, frameSeconds);
  } finally {
    await browser.close();
  }
}
