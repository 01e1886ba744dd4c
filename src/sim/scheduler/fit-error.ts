import { refusalCounts, type Attempt } from './attempt.ts';

/** When there is not one node. Source: schedule_one.go ErrNoNodesAvailable. */
export const noNodesText = 'no nodes available to schedule pods';

/** `3 Insufficient cpu, …`: reasons with their counts, sorted as texts. */
export function countReasons(counts: Iterable<readonly [string, number]>): string {
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(', ');
}

/**
 * Why no node was found, in upstream's words. `postFilter` is what preemption had to say ('' = nothing).
 * Models: framework/types.go FitError.Error.
 */
export function fitError(attempt: Attempt, postFilter: string): string {
  if (attempt.all === 0) return noNodesText;
  const reasons = attempt.refusedAtOnce
    ? attempt.refusedAtOnce.rejection.reasons.join(', ')
    : countReasons(reasonCounts(attempt));
  return nodesAvailable(attempt.all, reasons) + (postFilter ? ` ${postFilter}` : '');
}

export const nodesAvailable = (all: number, reasons: string): string =>
  `0/${all} nodes are available:${reasons ? ` ${reasons}.` : ''}`;

function reasonCounts(attempt: Attempt): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [{ rejection }, count] of refusalCounts(attempt)) {
    for (const reason of rejection.reasons) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return counts;
}

/** Longest message an Event may carry, in characters. Source: pkg/apis/core/validation NoteLengthLimit. */
const noteLengthMax = 1024;

export const truncateMessage = (message: string): string =>
  message.length <= noteLengthMax ? message : `${message.slice(0, noteLengthMax - 4)} ...`;
