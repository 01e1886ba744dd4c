/** How a Job waits after failures. Models: pkg/controller/job/backoff_utils.go. Times in ms. */
export const defaultBackoffMs = 10_000;
export const maxBackoffMs = 600_000;

export interface Backoff {
  /** In a row, since the last success. */
  readonly failures: number;
  readonly lastFailureMs: number | undefined;
}

export const noBackoff: Backoff = { failures: 0, lastFailureMs: undefined };

/** A success wipes out the failures before it. */
export function backoffAfter(before: Backoff, failedMs: readonly number[], succeededMs: readonly number[]): Backoff {
  const lastSuccess = succeededMs.length > 0 ? Math.max(...succeededMs) : undefined;
  const start = lastSuccess === undefined ? before : noBackoff;
  const counted = failedMs.filter((at) => lastSuccess === undefined || at > lastSuccess);
  if (counted.length === 0) return start;
  return {
    failures: start.failures + counted.length,
    lastFailureMs: Math.max(start.lastFailureMs ?? -Infinity, ...counted),
  };
}

/** How long to wait still: doubled with each failure. */
export function remainingMs(
  { failures, lastFailureMs }: Backoff,
  nowMs: number,
  baseMs = defaultBackoffMs,
  mostMs = maxBackoffMs,
): number {
  if (failures === 0 || lastFailureMs === undefined) return 0;
  let wait = baseMs;
  for (let i = 1; i < failures && wait < mostMs; i++) wait *= 2;
  return Math.max(0, lastFailureMs + Math.min(wait, mostMs) - nowMs);
}
