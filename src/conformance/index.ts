import { autoscalerTables } from './autoscaler.ts';
import { Score, type Corpus } from './corpus.ts';
import { cronTable } from './cron.ts';
import { cronJobTables } from './cronjobs.ts';
import { deploymentTables } from './deployment.ts';
import { jobLookTables } from './job-looks.ts';
import { jobTables } from './jobs.ts';
import { manifests } from './manifests.ts';
import { patches } from './patches.ts';
import { published } from './published.ts';
import { refusals, sequences } from './refusals.ts';
import { schedulerTables } from './scheduler.ts';
import { parsers } from './tables.ts';
import { behaviourTraces } from './traces.ts';

export { barOf, isBelow, share } from './bars.ts';
export { Corpus, type Score } from './corpus.ts';
export { KnownDifferences } from './known.ts';

/** Every set of checks, in the order they are told. */
const sets: Readonly<Record<string, (corpus: Corpus) => Score[]>> = {
  parsers,
  patches,
  published,
  manifests,
  refusals,
  sequences,
  cron: cronTable,
  scheduler: schedulerTables,
  deployment: deploymentTables,
  jobs: jobTables,
  cronjobs: cronJobTables,
  'job looks': jobLookTables,
  traces: behaviourTraces,
  autoscaler: autoscalerTables,
};

/** The figures of a set. A recording that cannot be read is one failure, not the end. */
export const allSets: typeof sets = Object.fromEntries(
  Object.entries(sets).map(([name, run]) => [
    name,
    (corpus: Corpus): Score[] => {
      try {
        return run(corpus);
      } catch (error) {
        const score = new Score(name, 'set');
        score.fail('the whole set', `could not be played: ${String(error)}`);
        return [score];
      }
    },
  ]),
);
