import { upperBound } from '../readings/story.ts';
import { stepAtTime } from '../sim/kernel/trace.ts';
import type { VirtualMs } from '../sim/kernel/types.ts';
import { endOf, traceOf, type Branch } from './history.ts';
import type { ToWorker } from './protocol.ts';

export type Unit = Extract<ToWorker, { type: 'step' }>['unit'];

/** Steps at which a unit of the story begins or happens, as far as simulated; ascending. */
function stopsOf(branch: Branch, unit: Unit): readonly number[] {
  switch (unit) {
    case 'story':
      return branch.story.beats;
    case 'message':
      return branch.story.messages;
    case 'phase':
      return branch.story.phases.map(({ step }) => step);
  }
}

/** The next stop after a step, if it has been simulated already. */
export function nextStop(branch: Branch, unit: Unit, step: number): number | undefined {
  if (unit === 'phase') return branch.story.phases.find((phase) => phase.step > step)?.step;
  const stops = stopsOf(branch, unit);
  return stops[upperBound(stops, step)];
}

/** The stop before a step; the beginning of the story when there is none. */
export function previousStop(branch: Branch, unit: Unit, step: number, firstStep: number): number {
  const stops = stopsOf(branch, unit);
  return stops[upperBound(stops, step - 1) - 1] ?? firstStep;
}

/** The last step at or before a moment. */
export function stepAt(branch: Branch, atMs: VirtualMs, firstStep: number): number {
  if (atMs >= branch.cluster.now) return endOf(branch);
  return Math.max(firstStep, stepAtTime(traceOf(branch), atMs));
}
