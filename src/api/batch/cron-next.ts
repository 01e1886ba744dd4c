import type { CronField, CronSchedule } from './cron.ts';

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
/** A schedule that fits nothing for so long never fits. */
const searchYears = 5;

/**
 * The first time a schedule names after `afterMs` (Unix time, UTC); undefined when there is none.
 * Models: github.com/robfig/cron/v3 SpecSchedule.Next, ConstantDelaySchedule.Next. Left out: time zones other than UTC.
 */
export function nextRun(schedule: CronSchedule, afterMs: number): number | undefined {
  if ('everySeconds' in schedule) return Math.floor(afterMs / 1000) * 1000 + schedule.everySeconds * 1000;
  const { minute, hour, month } = schedule;
  // Runs begin at whole minutes.
  const from = (Math.floor(afterMs / minuteMs) + 1) * minuteMs;
  const last = new Date(from).getUTCFullYear() + searchYears;
  let at = from;
  for (;;) {
    const date = new Date(at);
    if (date.getUTCFullYear() > last) return undefined;
    if (!month.values.includes(date.getUTCMonth() + 1)) at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    else if (!isDay(schedule, date)) at = (Math.floor(at / dayMs) + 1) * dayMs;
    else if (!hour.values.includes(date.getUTCHours())) at = (Math.floor(at / hourMs) + 1) * hourMs;
    else if (!minute.values.includes(date.getUTCMinutes())) at += minuteMs;
    else return at;
  }
}

/** A day of the month and a day of the week: either does, unless one of them is a star. */
function isDay({ dayOfMonth, dayOfWeek }: { dayOfMonth: CronField; dayOfWeek: CronField }, date: Date): boolean {
  const ofMonth = dayOfMonth.values.includes(date.getUTCDate());
  const ofWeek = dayOfWeek.values.includes(date.getUTCDay());
  return dayOfMonth.star || dayOfWeek.star ? ofMonth && ofWeek : ofMonth || ofWeek;
}
