import type { Browser, Page } from 'playwright-core';
import { percentile } from './harness.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** In µs: when it began, wall time and CPU time of the thread. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

export interface MainThread {
  /** CPU of each task, in ms, in order. Wall time would measure the machine's other work. */
  readonly tasks: readonly number[];
  /** CPU between the begin of one animation frame and of the next, in ms. */
  readonly perFrame: readonly number[];
}

/** What the page's main thread spends while `go` runs. The page must draw now and then: that is how its thread is found. */
export async function mainThread<T>(
  browser: Browser,
  page: Page,
  go: () => Promise<T>,
): Promise<readonly [MainThread, T]> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  const value = await go();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = (event: TraceEvent): string => `${event.pid}:${event.tid}`;
  const fired = new Map<string, number[]>();
  for (const event of traceEvents) {
    if (event.name !== 'FireAnimationFrame') continue;
    const times = fired.get(thread(event));
    if (times) times.push(event.ts);
    else fired.set(thread(event), [event.ts]);
  }
  const [main, starts] = [...fired].sort((a, b) => b[1].length - a[1].length)[0] ?? ['', []];
  starts.sort((a, b) => a - b);
  const events = traceEvents
    .filter((event) => event.ph === 'X' && event.dur !== undefined && thread(event) === main)
    .sort((a, b) => a.ts - b.ts || b.dur! - a.dur!);
  const tasks: number[] = [];
  const perFrame: number[] = [];
  let [end, next, frame] = [-1, 0, -1];
  for (const { ts, dur, tdur } of events) {
    if (ts < end) continue; // Nested in another: counted with it.
    end = ts + dur!;
    tasks.push((tdur ?? 0) / 1000);
    // A frame is the task that runs animation callbacks, however many of them, and what follows until the next such.
    if (next < starts.length && starts[next]! < end) {
      while (next < starts.length && starts[next]! < end) next++;
      frame = perFrame.push(0) - 1;
    }
    if (frame >= 0) perFrame[frame]! += (tdur ?? 0) / 1000;
  }
  return [{ tasks, perFrame }, value];
}

export interface FrameCost {
  readonly frames: number;
  /** CPU of the page's main thread per animation frame, in ms: mean and 95th percentile. */
  readonly mean: number;
  readonly p95: number;
}

/** Main-thread CPU per animation frame of a page that draws all the time. */
export async function frameCost(browser: Browser, page: Page, seconds: number): Promise<FrameCost> {
  const [{ perFrame }] = await mainThread(browser, page, () => page.waitForTimeout(seconds * 1000));
  return {
    frames: perFrame.length,
    mean: perFrame.reduce((a, b) => a + b, 0) / perFrame.length,
    p95: percentile(perFrame, 95),
  };
}
