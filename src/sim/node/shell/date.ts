import { rfc3339 } from '../../time.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sun Jun  1 00:00:05 UTC 2025`, or `+FORMAT`. */
export function dateText(format: string | undefined, unixMs: number): string {
  const date = new Date(unixMs);
  const iso = rfc3339(unixMs);
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)];
  if (format === undefined)
    return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, ' ')} ${time} UTC ${iso.slice(0, 4)}`;
  const fields: Record<string, string> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: day,
    T: time,
    s: String(Math.floor(unixMs / 1000)),
    a: days[date.getUTCDay()]!,
    b: months[date.getUTCMonth()]!,
    Z: 'UTC',
    N: '000000000',
  };
  return format.slice(1).replace(/%(\w)/g, (_, c: string) => fields[c] ?? '');
}
