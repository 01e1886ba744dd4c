import { parseCron } from '../api/batch/cron.ts';
import { nextTime } from '../sim/controllers/cronjob/schedule.ts';
import { rfc3339 } from '../sim/time.ts';
import { Score, type Corpus } from './corpus.ts';

interface Run {
  readonly after: string;
  readonly next: readonly string[];
}

/** Schedules of CronJobs: what is wrong with them, and their next runs. */
export function cronTable(corpus: Corpus): Score[] {
  const score = new Score('cron', 'cases');
  for (const c of corpus.cases('cron')) {
    const schedule = parseCron(c['schedule'] as string);
    if (typeof schedule === 'string' || c['error'] !== undefined) {
      score.add(c.id, schedule, c['error']);
      continue;
    }
    const runs = (c['runs'] as Run[]).map(({ after, next }) => {
      const got: string[] = [];
      let at: number | undefined = Date.parse(after);
      while (got.length < next.length) {
        at = nextTime(schedule, at);
        got.push(at === undefined ? 'never' : rfc3339(at));
        if (at === undefined) break;
      }
      return { after, next: got };
    });
    score.add(c.id, runs, c['runs']);
  }
  return [score];
}
