/**
 * How kubectl writes ages: about two significant units, `5m30s`, `47h`, `3d4h`, `2y15d`.
 * Models: apimachinery/pkg/util/duration/duration.go HumanDuration.
 */
export function humanDuration(durationMs: number): string {
  // -2 s still counts as now: clocks of two machines differ a little.
  const seconds = Math.trunc(durationMs / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return two(days, 'd', hours % 24, 'h');
  if (hours < 365 * 24 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  return hours < 365 * 24 * 8 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

/** One unit only, as events' `(x3 over 5m)` and `kubectl top` print. Models: duration.go ShortHumanDuration. */
export function shortHumanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 24) return `${hours}h`;
  return hours < 24 * 365 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24 / 365)}y`;
}

const two = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;

/** Age column: time since `timestamp` (RFC 3339), `<unknown>` when there is none. `nowMs` is Unix time. */
export function ageText(timestamp: string | null | undefined, nowMs: number): string {
  return timestamp ? humanDuration(nowMs - Date.parse(timestamp)) : '<unknown>';
}
