import { parseCron } from '../api/batch/cron.ts';
import type { CronJob, Job, JobSpec, Pod } from '../api/types.ts';
import { mostRecent, untilNextMs } from '../sim/controllers/cronjob/schedule.ts';
import { backoffAfter, noBackoff, remainingMs, type Backoff } from '../sim/controllers/job/backoff.ts';
import {
  firstPending,
  generateName,
  hasIndex,
  parseIndexes,
  total,
  withIndexes,
  type Indexes,
} from '../sim/controllers/job/indexes.ts';
import {
  activeIndexes,
  doubles,
  finishedMs,
  hasFailed,
  indexFailures,
  indexFailuresAll,
  indexOf,
  isTracked,
  nextFailures,
} from '../sim/controllers/job/pods.ts';
import { judge, successMessage } from '../sim/controllers/job/policies.ts';
import { hasIndexFailed } from '../sim/controllers/job/progress.ts';
import { rfc3339 } from '../sim/time.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, type Outcome } from './table.ts';

/** Functions of the Job and CronJob controllers against upstream's own unit tests. */
export const jobTables = (corpus: Corpus): Score[] => [
  table(corpus, 'cronjob-schedule', schedule),
  table(corpus, 'job-backoff', backoff),
  table(corpus, 'job-indexed', indexed),
  table(corpus, 'job-podfailurepolicy', failurePolicy),
  table(corpus, 'job-successpolicy', successPolicy),
];

const unix = (time: unknown): number => Date.parse(time as string);
const list = <T>(of: unknown): readonly T[] => (of ?? []) as readonly T[];
const missing = (c: Case): Outcome => String(c['upstreamTest']);

function schedule(c: Case): Outcome {
  const cronJob = c['cj'] as CronJob;
  const parsed = parseCron(cronJob.spec.schedule);
  if (typeof parsed === 'string') return [parsed, 'a schedule'];
  const now = unix(c['now']);
  if (c['upstreamTest'] === 'TestNextScheduleTimeDuration')
    return [untilNextMs(cronJob, parsed, now), (c['expectedDuration'] as { ns: number }).ns / 1e6];
  const recent = mostRecent(cronJob, parsed, now, c['includeSDS'] as boolean);
  const text = (ms: number | undefined): string | null => (ms === undefined ? null : rfc3339(ms));
  const wanted = [c['expectedEarliestTime'], c['expectedRecentTime'], c['expectedTooManyMissed'], c['wantErr']];
  return [[text(recent?.earliestMs), text(recent?.recentMs), recent?.missed ?? 'none', !recent], wanted];
}

function recordOf(of: unknown): Backoff {
  const record = of as { failuresAfterLastSuccess: number; lastFailureTime: string | null } | null | undefined;
  if (!record) return noBackoff;
  const { failuresAfterLastSuccess, lastFailureTime } = record;
  return { failures: failuresAfterLastSuccess, lastFailureMs: lastFailureTime ? unix(lastFailureTime) : undefined };
}

function backoff(c: Case): Outcome {
  const ns = (key: string): number => (c[key] as { ns: number }).ns / 1e6;
  switch (c['upstreamTest']) {
    case 'TestNewBackoffRecord': {
      const times = (key: string): number[] => list<string>(c[key]).map(unix);
      // Upstream's times lie milliseconds apart; the recording keeps seconds.
      if (times('newFailedPods').some((at) => times('newSucceededPods').includes(at)))
        return 'times that the recording has made equal';
      const before = recordOf(c['storeInitializer'] ?? c['storedRecord'] ?? c['initialRecord']);
      return [
        backoffAfter(before, times('newFailedPods'), times('newSucceededPods')),
        recordOf(c['wantBackoffRecord']),
      ];
    }
    case 'TestGetRemainingBackoffTime':
      return [
        remainingMs(recordOf(c['backoffRecord']), unix(c['currentTime']), ns('defaultBackoff'), ns('maxBackoff')),
        ns('wantDuration'),
      ];
    case 'TestGetRemainingBackoffTimePerIndex': {
      const pod = c['lastFailedPod'] as Pod | null | undefined;
      const record = pod ? { failures: indexFailuresAll(pod) + 1, lastFailureMs: finishedMs(pod) } : noBackoff;
      return [remainingMs(record, unix(c['currentTime']), ns('defaultBackoff'), ns('maxBackoff')), ns('wantDuration')];
    }
    case 'TestGetFinishedTime':
      return [finishedMs(c['pod'] as Pod), unix(c['wantFinishTime'])];
    default:
      return missing(c);
  }
}

type Short = { readonly index: string; readonly phase: Pod['status']['phase'] };
/** A Pod as the tables shorten it. */
const podOf = ({ index, phase }: Short, i: number): Pod =>
  ({
    metadata: {
      name: `p${i}`,
      uid: `p${i}`,
      creationTimestamp: '2025-01-01T00:00:00Z',
      ...(index === '-' ? {} : { annotations: { 'batch.kubernetes.io/job-completion-index': index } }),
      finalizers: ['batch.kubernetes.io/job-tracking'],
    },
    spec: {},
    status: { phase },
  }) as unknown as Pod;
const shorten = (pods: readonly Pod[]): string[] =>
  pods
    .map(
      (pod) => `${pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? '-'} ${pod.status.phase}`,
    )
    .sort();

function indexed(c: Case): Outcome {
  const job = c['job'] as Job;
  const pod = c['pod'] as Pod;
  const completions = c['completions'] as number;
  const pods = list<Short>(c['pods']).map(podOf);
  switch (c['upstreamTest']) {
    case 'TestCalculateSucceededIndexes': {
      const before = parseIndexes((c['prevSucceeded'] as string) || undefined, completions);
      const all = list<Short & { hasFinalizer?: boolean }>(c['pods']);
      const good = pods.filter((each, i) => each.status.phase === 'Succeeded' && all[i]!.hasFinalizer !== false);
      const now = withIndexes(
        before,
        good.flatMap((each) => indexOf(each) ?? []).filter((index) => index < completions),
      );
      return [
        [before, now],
        [list(c['wantStatusIntervals']), list(c['wantIntervals'])],
      ];
    }
    case 'TestIsIndexFailed':
      return [hasIndexFailed(job, pod), c['wantResult']];
    case 'TestCalculateFailedIndexes': {
      const { spec, status } = job;
      const before = parseIndexes(status?.failedIndexes, spec.completions!);
      const lost = list<Pod>(c['pods']).filter(
        (each) => isTracked(each) && hasFailed(each, job) && hasIndexFailed(job, each),
      );
      const now = withIndexes(
        before,
        lost.flatMap((each) => indexOf(each) ?? []),
      );
      return [now, list(c['wantFailedIndexes'])];
    }
    case 'TestGetNewIndexFailureCountValue': {
      const ignored =
        job.spec.podFailurePolicy !== undefined && judge(job.spec.podFailurePolicy, pod).action === 'Ignore';
      const got = nextFailures(pod ?? undefined, ignored);
      return [
        [got.failures, got.ignored],
        [c['wantNewIndexFailureCount'], c['wantNewIndexIgnoredFailureCount']],
      ];
    }
    case 'TestIntervalsHaveIndex':
      return [hasIndex(list(c['intervals']) as Indexes, c['index'] as number), c['wantHas']];
    case 'TestFirstPendingIndexes': {
      const busy = activeIndexes(list<Short>(c['activePods']).map(podOf));
      const done = [c['succeededIndexes'], c['failedIndexes']].map((each) => list(each) as Indexes);
      return [firstPending(c['cnt'] as number, completions, busy, ...done), list(c['want'])];
    }
    case 'TestAppendDuplicatedIndexPodsForRemoval': {
      const { remove, keep } = doubles(pods, completions, 0);
      const wanted = [c['wantRm'], c['wantLeft']].map((each) => shorten(list<Short>(each).map(podOf)));
      return [[shorten(remove), shorten(keep)], wanted];
    }
    case 'TestPodGenerateNameWithIndex':
      return [generateName(c['jobname'] as string, c['index'] as number), c['wantPodGenerateName']];
    case 'TestGetIndexFailureCount':
      return [indexFailures(pod), c['wantResult']];
    default:
      return missing(c);
  }
}

function failurePolicy(c: Case): Outcome {
  const { rules = [] } = c['podFailurePolicy'] as { rules?: { action: string }[] };
  // Without its gate this action counts as none.
  if (c['enableJobBackoffLimitPerIndex'] === false && rules.some(({ action }) => action === 'FailIndex'))
    return 'a feature gate off';
  const { message, counts, action } = judge(
    c['podFailurePolicy'] as JobSpec['podFailurePolicy'],
    c['failedPod'] as Pod,
  );
  return [
    [message ?? null, counts, action ?? null],
    [c['wantJobFailureMessage'] ?? null, c['wantCountFailed'], c['wantAction'] ?? null],
  ];
}

function successPolicy(c: Case): Outcome {
  const succeeded = list(c['succeededIndexes']) as Indexes;
  const policy = c['successPolicy'] as JobSpec['successPolicy'];
  const message =
    c['enableJobSuccessPolicy'] === false ? undefined : successMessage(policy, c['completions'] as number, succeeded);
  return [
    [message ?? '', message !== undefined, total(succeeded)],
    [c['wantMessage'] ?? '', c['wantMetSuccessPolicy'], total(succeeded)],
  ];
}
