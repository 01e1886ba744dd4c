import { runProgram } from './harness.ts';

interface Scrub {
  readonly writes: number;
  readonly p95: number;
}
export interface TimeTravel {
  readonly short: Scrub;
  readonly long: Scrub;
  /** `p95` of the least of each place's repeats, `once` of them all; in ms. */
  readonly branch: { readonly p95: number; readonly once: number; readonly equal: number; readonly of: number };
}

/** Every row is a bundle of its own, so what they share lies on the process. */
const shared = globalThis as { timeTravel?: Map<string, Promise<TimeTravel>> };

function measured(nodes: number, pods: number, rollouts: number): Promise<TimeTravel> {
  const known = (shared.timeTravel ??= new Map());
  const key = `${nodes} ${pods} ${rollouts}`;
  let found = known.get(key);
  if (!found)
    known.set(
      key,
      (found = runProgram<TimeTravel>('time-travel', [nodes, pods, rollouts], ['--max-old-space-size=8192'])),
    );
  return found;
}

/** 100 nodes, 3,000 Pods rolled out four times: some 100,000 writes. Measured once for all rows that need it. */
export const longTravel = (): Promise<TimeTravel> => measured(100, 3000, 4);
/** The size of a lesson, worked on for long: 3 nodes, 60 Pods rolled out twenty times. */
export const lessonTravel = (): Promise<TimeTravel> => measured(3, 60, 20);
