/** Go's Duration.String of whole milliseconds: `5m0s`, `1.5s`, `0s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 0) return `-${goDuration(-ms)}`;
  if (ms < 1000) return `${ms}ms`;
  const h = Math.trunc(ms / 3_600_000);
  const m = Math.trunc(ms / 60_000) % 60;
  const s = (ms % 60_000) / 1000;
  return `${h > 0 ? `${h}h` : ''}${h > 0 || m > 0 ? `${m}m` : ''}${s}s`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sun, 01 Jun 2025 00:00:00 +0000` (Go's time.RFC1123Z, UTC). */
export function rfc1123z(timestamp: unknown): string {
  if (typeof timestamp !== 'string' || timestamp === '') return '<unset>';
  const d = new Date(Date.parse(timestamp));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${days[d.getUTCDay()]!}, ${two(d.getUTCDate())} ${months[d.getUTCMonth()]!} ${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} +0000`;
}

/** `2025-06-01 00:01:03 +0000 UTC`: a time as Go prints it where nobody chose a format. */
export const goTime = (timestamp: unknown): string =>
  typeof timestamp === 'string' ? `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} +0000 UTC` : '<nil>';
