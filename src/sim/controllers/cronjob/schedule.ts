import type { CronSchedule } from '../../../api/batch/cron.ts';
import type { CronJob } from '../../../api/types.ts';
import { offsetAt } from './zone.ts';

const dayMs = 86_400_000;
/** A schedule that has not come round by then never does. Source: robfig/cron SpecSchedule.Next. */
const yearsMax = 5;

/** The first time after a moment, Unix ms; undefined: never. Models: robfig/cron/v3 Next. */
export function nextTime(schedule: CronSchedule, afterMs: number, zone?: string): number | undefined {
  if ('everySeconds' in schedule) return Math.floor(afterMs / 1000) * 1000 + schedule.everySeconds * 1000;
  const place = schedule.timeZone ?? zone;
  const local = afterMs + offsetAt(place, afterMs);
  const last = new Date(local).getUTCFullYear() + yearsMax;
  for (let day = Math.floor(local / dayMs) * dayMs; ; day += dayMs) {
    const date = new Date(day);
    if (date.getUTCFullYear() > last) return undefined;
    if (!isDay(schedule, date)) continue;
    for (const hour of schedule.hour.values)
      for (const minute of schedule.minute.values) {
        const wall = day + (hour * 60 + minute) * 60_000;
        if (wall < local - 2 * 3_600_000) continue;
        const at = wall - offsetAt(place, wall - offsetAt(place, wall));
        // A time the clocks skip in spring does not come that day.
        if (at > afterMs && at + offsetAt(place, at) === wall) return at;
      }
  }
}

/** When both kinds of days are named, either is enough. */
function isDay({ month, dayOfMonth, dayOfWeek }: Exclude<CronSchedule, { everySeconds: number }>, date: Date): boolean {
  if (!month.values.includes(date.getUTCMonth() + 1)) return false;
  const inMonth = dayOfMonth.values.includes(date.getUTCDate());
  const inWeek = dayOfWeek.values.includes(date.getUTCDay());
  return dayOfMonth.star || dayOfWeek.star ? inMonth && inWeek : inMonth || inWeek;
}

export interface Recent {
  readonly earliestMs: number;
  /** The last start that is due and was not made. */
  readonly recentMs?: number;
  readonly missed: 'none' | 'few' | 'many';
}

/** Models: pkg/controller/cronjob/utils.go mostRecentScheduleTime. undefined: the schedule has no times. */
export function mostRecent(
  cronJob: CronJob,
  schedule: CronSchedule,
  nowMs: number,
  withDeadline: boolean,
): Recent | undefined {
  const { startingDeadlineSeconds, timeZone } = cronJob.spec;
  let earliestMs = Date.parse(cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp);
  if (withDeadline && startingDeadlineSeconds !== undefined)
    earliestMs = Math.max(earliestMs, nowMs - startingDeadlineSeconds * 1000);
  const next = (after: number): number | undefined => nextTime(schedule, after, timeZone);
  const first = next(earliestMs);
  const second = first === undefined ? undefined : next(first);
  if (first === undefined || second === undefined) return undefined;
  if (nowMs < first) return { earliestMs, missed: 'none' };
  if (nowMs < second) return { earliestMs, recentMs: first, missed: 'none' };
  const between = Math.round((second - first) / 1000);
  if (between < 1) return undefined;
  const missed = Math.floor(Math.floor((nowMs - first) / 1000) / between) + 1;
  let recentMs: number | undefined;
  for (let at = next(first + (missed - 2) * between * 1000); at !== undefined && at <= nowMs; at = next(at))
    recentMs = at;
  return {
    earliestMs,
    ...(recentMs === undefined ? {} : { recentMs }),
    missed: missed > 100 ? 'many' : missed > 0 ? 'few' : 'none',
  };
}

/** In how many ms to look again: at the next start, and a moment later. Models: nextScheduleTimeDuration. */
export function untilNextMs(cronJob: CronJob, schedule: CronSchedule, nowMs: number): number | undefined {
  const recent = mostRecent(cronJob, schedule, nowMs, false);
  const next = nextTime(schedule, recent ? (recent.recentMs ?? recent.earliestMs) : nowMs, cronJob.spec.timeZone);
  return next === undefined ? undefined : next + 100 - nowMs;
}
