/** Which summer time a zone keeps: from when to when, by what is in force in the European Union and the United States. */
type Summer = 'eu' | 'us';

/** Hours east of Greenwich. Zones that are not listed count as UTC: no time zone database is part of this cluster. */
const zones: Readonly<Record<string, readonly [hours: number, summer?: Summer]>> = {
  'Asia/Seoul': [9],
  ROK: [9],
  'Asia/Tokyo': [9],
  Japan: [9],
  'Asia/Shanghai': [8],
  'Asia/Hong_Kong': [8],
  'Asia/Taipei': [8],
  'Asia/Singapore': [8],
  'Asia/Manila': [8],
  'Australia/Perth': [8],
  'Asia/Bangkok': [7],
  'Asia/Jakarta': [7],
  'Asia/Ho_Chi_Minh': [7],
  'Asia/Dhaka': [6],
  'Asia/Kolkata': [5.5],
  'Asia/Karachi': [5],
  'Asia/Dubai': [4],
  'Europe/Moscow': [3],
  'Europe/Istanbul': [3],
  'Europe/Athens': [2, 'eu'],
  'Europe/Helsinki': [2, 'eu'],
  'Europe/Kyiv': [2, 'eu'],
  'Africa/Johannesburg': [2],
  'Europe/Amsterdam': [1, 'eu'],
  'Europe/Berlin': [1, 'eu'],
  'Europe/Madrid': [1, 'eu'],
  'Europe/Paris': [1, 'eu'],
  'Europe/Rome': [1, 'eu'],
  'Europe/Stockholm': [1, 'eu'],
  'Europe/Vienna': [1, 'eu'],
  'Europe/Warsaw': [1, 'eu'],
  'Europe/Zurich': [1, 'eu'],
  'Europe/London': [0, 'eu'],
  'Europe/Lisbon': [0, 'eu'],
  'America/Sao_Paulo': [-3],
  'America/New_York': [-5, 'us'],
  'US/Eastern': [-5, 'us'],
  'America/Toronto': [-5, 'us'],
  'America/Chicago': [-6, 'us'],
  'US/Central': [-6, 'us'],
  'America/Denver': [-7, 'us'],
  'America/Phoenix': [-7],
  'America/Los_Angeles': [-8, 'us'],
  'US/Pacific': [-8, 'us'],
  'Pacific/Honolulu': [-10],
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Midnight UTC of a month's nth Sunday; 0 = its last one. */
function sunday(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, nth === 0 ? month + 1 : month, 1);
  const weekday = new Date(first).getUTCDay();
  if (nth === 0) return first - (weekday === 0 ? 7 : weekday) * dayMs;
  return first + (((7 - weekday) % 7) + (nth - 1) * 7) * dayMs;
}

/** What to add to Unix time (ms) for the clock on a zone's walls. */
export function offsetAt(zone: string | undefined, unixMs: number): number {
  const [hours, summer] = zones[zone ?? ''] ?? [0];
  const standard = hours * hourMs;
  if (!summer) return standard;
  const year = new Date(unixMs).getUTCFullYear();
  const [from, to] =
    summer === 'eu'
      ? [sunday(year, 2, 0) + hourMs, sunday(year, 9, 0) + hourMs]
      : [sunday(year, 2, 2) + 2 * hourMs - standard, sunday(year, 10, 1) + hourMs - standard];
  return standard + (unixMs >= from && unixMs < to ? hourMs : 0);
}
