import { runProgram } from './harness.ts';

interface Scrub {
  readonly writes: number;
  readonly p95: number;
}
export interface TimeTravel {
  readonly short: Scrub;
  readonly long: Scrub;
  readonly branch: { readonly p95: number; readonly equal: number; readonly of: number };
}

/** Every row is a bundle of its own, so what they share lies on the process. */
const shared = globalThis as { timeTravel?: Promise<TimeTravel> };

/** 100 nodes, 3,000 Pods rolled out four times (about 100,000 writes); measured once for all rows that need it. */
export const timeTravel = (): Promise<TimeTravel> => (shared.timeTravel ??= runProgram<TimeTravel>('time-travel', [100, 3000, 4], ['--max-old-space-size=8192']));
