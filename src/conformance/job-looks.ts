import type { Job, Pod } from '../api/types.ts';
import type { ApiResponse } from '../sim/messages.ts';
import type { Answer, Write } from '../sim/controllers/controller.ts';
import { isReady, meta, ownedBy, viewWith } from '../sim/controllers/testing.ts';
import { jobController } from '../sim/controllers/job.ts';
import { timestamp } from '../sim/time.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, type Outcome } from './table.ts';

/** One look of the Job controller at a Job and its Pods against upstream's own unit tests of it. */
export const jobLookTables = (corpus: Corpus): Score[] => [
  table(corpus, 'job-sync', sync),
  table(corpus, 'job-policies', policies),
];

const name = 'foobar';
const labels = { foo: 'bar' };
const tracking = 'batch.kubernetes.io/job-tracking';
const indexKey = 'batch.kubernetes.io/job-completion-index';
/** The moment of the look, in ms. Upstream's tests look at the real time. */
const now = 10_000_000;

interface Short {
  readonly index: string;
  readonly phase: Pod['status']['phase'];
}
interface Shown {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}
const number = (of: unknown): number => (of as number | null | undefined) ?? 0;
const maybe = (key: string, value: unknown): object =>
  typeof value === 'number' && value >= 0 ? { [key]: value } : {};
const times = <T>(count: unknown, make: (i: number) => T): T[] =>
  Array.from({ length: number(count) }, (_, i) => make(i));

function podOf(
  id: string,
  phase: Pod['status']['phase'],
  more: Partial<Pod['metadata']> = {},
  status: object = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...meta(id, { labels, finalizers: [tracking], ...ownedBy('Job', name) }), ...more },
    spec: { containers: [] },
    status: { phase, ...status },
  } as unknown as Pod;
}

/** The Pods a case counts by what became of them. */
function podsOf(c: Case): Pod[] {
  return [
    ...times(c['pendingPods'], (i) => podOf(`pending-${i}`, 'Pending')),
    ...times(c['activePods'], (i) =>
      podOf(`active-${i}`, 'Running', {}, i < number(c['readyPods']) ? { conditions: isReady('True') } : {}),
    ),
    ...times(c['succeededPods'], (i) => podOf(`succeeded-${i}`, 'Succeeded')),
    ...times(c['failedPods'], (i) => podOf(`failed-${i}`, 'Failed')),
    ...times(c['terminatingPods'], (i) => podOf(`going-${i}`, 'Running', { deletionTimestamp: timestamp(now) })),
    ...((c['podsWithIndexes'] ?? []) as Short[]).map(({ index, phase }, i) =>
      podOf(`index-${i}`, phase, { annotations: { [indexKey]: index } }),
    ),
  ];
}

function jobOf(c: Case): Job {
  const before = (c['initialStatus'] ?? {}) as { active?: number; failed?: number; succeed?: number };
  const suspended = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: meta(name, c['deleting'] ? { deletionTimestamp: timestamp(now) } : {}),
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [] } },
      backoffLimit: c['backoffLimit'],
      ...maybe('parallelism', c['parallelism']),
      ...maybe('completions', c['completions']),
      ...maybe('activeDeadlineSeconds', c['activeDeadlineSeconds']),
      ...(c['completionMode'] ? { completionMode: c['completionMode'] } : {}),
      ...(c['podReplacementPolicy'] ? { podReplacementPolicy: c['podReplacementPolicy'] } : {}),
      suspend: c['suspend'],
    },
    status: {
      ...(before.active ? { active: before.active } : {}),
      ...(before.failed ? { failed: before.failed } : {}),
      ...(c['wasSuspended'] ? { conditions: [suspended] } : {}),
      ...(c['startTime'] ? { startTime: timestamp(now - number(c['startTime']) * 1000) } : {}),
    },
  } as unknown as Job;
}

const answerTo = (write: Write): ApiResponse => ({ code: write.method === 'POST' ? 201 : 200, body: write.body ?? {} });

interface Looked {
  readonly status: Job['status'];
  readonly writes: readonly Write[];
}

/** What comes of one look, when every request is granted. */
function lookAt(job: Job, pods: readonly Pod[]): Looked {
  const view = viewWith({ jobs: [job], pods }, { now });
  const key = `default/${name}`;
  const first = jobController.reconcile(key, view);
  const answers: Answer[] = (first.requests ?? []).map((write) => ({ write, response: answerTo(write) }));
  const second = jobController.conclude?.(key, view, answers);
  const writes = [...(first.requests ?? []), ...(second?.requests ?? [])];
  const put = writes.findLast(({ method, resource }) => method === 'PUT' && resource === 'jobs');
  return { writes, status: (put?.body as Job | undefined)?.status ?? job.status };
}

const shown = (conditions: unknown): string[] =>
  ((conditions ?? []) as Shown[]).map(({ type, status, reason, message }) =>
    [type, status, ...(type === 'Complete' || type === 'SuccessCriteriaMet' ? [] : [reason, message])].join(' '),
  );
const isOver = (conditions: unknown): boolean =>
  ((conditions ?? []) as Shown[]).some(({ type }) => type === 'Failed' || type === 'Complete');

/** Before JobManagedBy and JobPodReplacementPolicy a Job was over at once; v1.33 tells first that it will be. */
const atOnce = (conditions: unknown): unknown => {
  const final = ((conditions ?? []) as Shown[]).map((condition) => {
    const { type } = condition;
    return {
      ...condition,
      type: type === 'FailureTarget' ? 'Failed' : type === 'SuccessCriteriaMet' ? 'Complete' : type,
    };
  });
  return final.filter(({ type }, i) => final.findIndex((other) => other.type === type) === i);
};
/** The conditions we show, in the way of a case that was recorded without these gates. */
const told = (c: Case, got: unknown, want: unknown): string[] => {
  const gates = ['jobManagedBy', 'enableJobManagedBy', 'jobPodReplacementPolicy', 'enableJobPodReplacementPolicy'];
  const isOff = gates.some((gate) => c[gate] === false) && !gates.some((gate) => c[gate] === true);
  const isTold = ((want ?? []) as Shown[]).some(
    ({ type }) => type === 'FailureTarget' || type === 'SuccessCriteriaMet',
  );
  return shown(isOff && isOver(want) && !isTold ? atOnce(got) : got);
};

function sync(c: Case): Outcome {
  if (c['fakeExpectationAtCreation']) return 'expectations: looks wait for what they wrote';
  if (c['podControllerError'] || number(c['podLimit']) > 0) return 'a Pod that is refused: the look ends there';
  if (c['podIndexLabelDisabled']) return 'a feature gate off: PodIndexLabel';
  if (number((c['backoffRecord'] as { failuresAfterLastSuccess?: number } | null)?.failuresAfterLastSuccess) > 0)
    return 'a back-off kept in memory: ours is read off the Pods';
  const { status, writes } = lookAt(jobOf(c), podsOf(c));
  const isWhole = c['expectedCreations'] !== undefined;
  const count = (method: string): number => writes.filter((write) => write.method === method).length;
  const created = writes.flatMap(({ method, body }) => (method === 'POST' ? (body as Pod) : []));
  const got = {
    active: number(status.active),
    succeeded: number(status.succeeded),
    failed: number(status.failed),
    conditions: told(c, status.conditions, c['expectedConditions']),
    deletions: count('DELETE'),
  };
  const want = {
    active: c['expectedActive'],
    succeeded: c['expectedSucceeded'],
    failed: c['expectedFailed'],
    conditions: shown(c['expectedConditions']),
    deletions: c['expectedDeletions'],
  };
  if (!isWhole) return [got, want];
  return [
    {
      ...got,
      ready: number(status.ready),
      creations: created.length,
      indexes: c['expectedCreatedIndexes']
        ? created.map((pod) => pod.metadata.annotations?.[indexKey] ?? '').sort()
        : [],
      done: status.completedIndexes ?? '',
      terminating: c['expectedTerminating'] === null ? null : number(status.terminating),
    },
    {
      ...want,
      ready: c['expectedReady'],
      creations: c['expectedCreations'],
      indexes: c['expectedCreatedIndexes'] ?? [],
      done: c['expectedCompletedIdxs'],
      terminating: c['expectedTerminating'],
    },
  ];
}

/** A case that brings its Job and Pods whole. */
function wholeOf(c: Case): [Job, Pod[]] {
  // Where a table leaves the Pods' metadata to the test, the test adds finalizer and index.
  const isBare = c['upstreamTest'] === 'TestSyncJobWithJobPodFailurePolicy';
  const given = c['job'] as Job;
  const job = {
    ...given,
    metadata: { ...meta(name), ...given.metadata, uid: name },
    status: given.status ?? {},
  } as Job;
  const pods = (c['pods'] as Pod[]).map((pod, i) => {
    const base = podOf(`mypod-${i}`, 'Running');
    return {
      ...base,
      ...pod,
      metadata: {
        ...base.metadata,
        finalizers: isBare ? [tracking] : [],
        ...(isBare && given.spec.completionMode === 'Indexed' ? { annotations: { [indexKey]: String(i) } } : {}),
        ...pod.metadata,
      },
      spec: { ...base.spec, ...pod.spec },
    } as Pod;
  });
  return [job, pods];
}

/** A case that counts restarts of Pods that stay. */
function restarting(c: Case): [Job, Pod[]] {
  const job = jobOf(c);
  const template = { ...job.spec.template, spec: { ...job.spec.template.spec, restartPolicy: 'OnFailure' } };
  const pods = (c['restartCounts'] as number[]).map((restartCount, i) => {
    const pod = podOf(
      `pod-${i}`,
      c['podPhase'] as Pod['status']['phase'],
      {},
      { containerStatuses: [{ restartCount }] },
    );
    return { ...pod, spec: { ...pod.spec, restartPolicy: 'OnFailure' } } as Pod;
  });
  return [{ ...job, spec: { ...job.spec, template } } as Job, pods];
}

function policies(c: Case): Outcome {
  const test = String(c['upstreamTest']);
  const status = c['wantStatus'] as Job['status'] | undefined;
  const conditions = status?.conditions ?? c['wantConditions'] ?? c['expectedConditions'];
  if (test === 'TestGetPodsForJob') return test;
  if (c['enableJobBackoffLimitPerIndex'] === false || c['enableJobSuccessPolicy'] === false)
    return 'a feature gate off: JobBackoffLimitPerIndex, JobSuccessPolicy';
  const [job, pods] = c['job'] ? wholeOf(c) : c['restartCounts'] ? restarting(c) : [jobOf(c), podsOf(c)];
  const got = lookAt(job, pods).status;
  const want = {
    active: number(status ? status.active : (c['wantStatusActive'] ?? c['expectedActive'])),
    succeeded: number(status ? status.succeeded : (c['wantStatusSucceeded'] ?? c['expectedSucceeded'])),
    failed: number(status ? status.failed : (c['wantStatusFailed'] ?? c['expectedFailed'])),
    conditions: shown(conditions),
    indexes: status ? [status.completedIndexes ?? '', status.failedIndexes ?? ''] : [],
  };
  return [
    {
      active: number(got.active),
      succeeded: number(got.succeeded),
      failed: number(got.failed),
      conditions: told(c, got.conditions, conditions),
      indexes: status ? [got.completedIndexes ?? '', got.failedIndexes ?? ''] : [],
    },
    want,
  ];
}
