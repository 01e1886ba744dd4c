import type { Condition, Deployment, IntOrString, ReplicaSet } from '../api/types.ts';
import { epochMs, timestamp } from '../sim/time.ts';
import { cleanUp, startDraft } from '../sim/controllers/deployment/draft.ts';
import { countFrom, withReplicas } from '../sim/controllers/deployment/revision.ts';
import {
  activeOf,
  actualReplicas,
  byAge,
  cleanUpUnhealthy,
  fenceposts,
  fraction,
  isSaturated,
  maxUnavailable,
  minAvailable,
  newReplicas,
  onlyActive,
  scaleProportionally,
  shrinkAvailable,
  shrinkOld,
  specReplicas,
} from '../sim/controllers/deployment/rollout.ts';
import { isComplete, isProgressing, put, rolloutStatus, without } from '../sim/controllers/deployment/status.ts';
import { templateText } from '../sim/controllers/deployment/template.ts';
import { viewWith } from '../sim/controllers/testing.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, type Outcome } from './table.ts';

type Check = (c: Case) => Outcome | undefined;

const noDeadline = 2_147_483_647;
const num = (value: unknown): number => (value as number | null | undefined) ?? 0;

/** A Deployment of the case, with what the API server would have filled in. */
function deployment(given: unknown, spec: Partial<Deployment['spec']> = {}): Deployment {
  const d = (given ?? {}) as Partial<Deployment>;
  return {
    ...d,
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'd',
      namespace: 'default',
      uid: 'd',
      resourceVersion: '1',
      creationTimestamp: timestamp(0),
      ...d.metadata,
    },
    spec: {
      replicas: 0,
      selector: {},
      template: { metadata: {}, spec: { containers: [] } as never },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: noDeadline,
      ...dropNull(d.spec),
      ...spec,
    },
    status: d.status ?? {},
  };
}

const dropNull = <T extends object>(object: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => value !== null)) as Partial<T>;

const rolling = (maxSurge: unknown, maxUnavailable: unknown): Deployment['spec']['strategy'] => ({
  type: 'RollingUpdate',
  rollingUpdate: {
    maxSurge: (maxSurge ?? undefined) as IntOrString,
    maxUnavailable: (maxUnavailable ?? undefined) as IntOrString,
  },
});

/** ReplicaSets of a case; without a uid their name has to do. */
const replicaSets = (given: unknown): ReplicaSet[] =>
  ((given ?? []) as (ReplicaSet | null)[])
    .filter((rs) => rs !== null)
    .map((rs) => ({
      ...rs,
      metadata: {
        ...rs.metadata,
        uid: rs.metadata.uid ?? rs.metadata.name,
        creationTimestamp: rs.metadata.creationTimestamp ?? timestamp(0),
      },
    }));

function sized(name: string, replicas: unknown, available: unknown = 0, annotations?: unknown): ReplicaSet {
  const metadata = { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: timestamp(0) };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { ...metadata, ...(annotations ? { annotations: annotations as Record<string, string> } : {}) },
    spec: { replicas: num(replicas), selector: {}, template: { metadata: {}, spec: { containers: [] } as never } },
    status: { replicas: num(replicas), availableReplicas: num(available) },
  };
}

const rollingTests: Readonly<Record<string, Check>> = {
  TestDeploymentController_reconcileNewReplicaSet(c) {
    const d = deployment({}, { replicas: num(c['deploymentReplicas']), strategy: rolling(c['maxSurge'], 0) });
    const have = num(c['newReplicas']);
    const size = have > d.spec.replicas ? d.spec.replicas : newReplicas(d, num(c['oldReplicas']) + have, have);
    return [
      [size !== have, size],
      [c['scaleExpected'], c['scaleExpected'] ? num(c['expectedNewReplicas']) : have],
    ];
  },
  TestDeploymentController_reconcileOldReplicaSets(c) {
    const d = deployment({}, { replicas: num(c['deploymentReplicas']), strategy: rolling(0, c['maxUnavailable']) });
    const old = sized('old', c['oldReplicas'], c['readyPodsFromOldRS']);
    const size = shrinkOld(d, [old], sized('new', c['newReplicas'], c['readyPodsFromNewRS'])).get(old);
    return [
      [size !== undefined, size],
      [c['scaleExpected'], c['scaleExpected'] ? num(c['expectedOldReplicas']) : undefined],
    ];
  },
  TestDeploymentController_cleanupUnhealthyReplicas(c) {
    const old = sized('old', c['oldReplicas'], c['readyPods']);
    const sizes = new Map<ReplicaSet, number>();
    cleanUpUnhealthy([old], num(c['maxCleanupCount']), sizes);
    return [old.spec.replicas - (sizes.get(old) ?? old.spec.replicas), num(c['cleanupCountExpected'])];
  },
  TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate(c) {
    const d = deployment({}, { replicas: num(c['deploymentReplicas']), strategy: rolling(0, c['maxUnavailable']) });
    const old = sized('old', c['oldReplicas'], c['readyPods']);
    const sizes = new Map<ReplicaSet, number>();
    shrinkAvailable([old], num(c['readyPods']) - (d.spec.replicas - maxUnavailable(d)), sizes);
    return [
      [sizes.has(old), sizes.get(old)],
      [c['scaleExpected'], c['scaleExpected'] ? num(c['expectedOldReplicas']) : undefined],
    ];
  },
};

const miscTests: Readonly<Record<string, Check>> = {
  TestMaxUnavailable: (c) => [maxUnavailable(deployment(c['deployment'])), num(c['expected'])],
  TestMinAvailable: (c) => [minAvailable(deployment(c['deployment'])), num(c['expected'])],
  TestDeploymentComplete: (c) => [isComplete(deployment(c['d']), deployment(c['d']).status), c['expected']],
  TestDeploymentProgressing: (c) => [
    isProgressing(deployment(c['d']).status, (c['newStatus'] ?? {}) as Deployment['status']),
    c['expected'],
  ],
  TestDeploymentTimedOut: () => undefined,
  TestGetReplicaCountForReplicaSets(c) {
    const sets = replicaSets(c['sets']);
    return [
      [specReplicas(sets), actualReplicas(sets)],
      [num(c['expectedCount']), num(c['expectedActual'])],
    ];
  },
  TestEqualIgnoreHash(c) {
    const text = (template: unknown): string => templateText({ metadata: {}, ...(template as object) } as never);
    return [text(c['former']) === text(c['latter']), c['expected']];
  },
  TestFindNewReplicaSet(c) {
    const { newRs } = startDraft(deployment(c['deployment']), replicaSets(c['rsList']), viewWith({}));
    return [newRs?.metadata.name, (c['expected'] as ReplicaSet | null)?.metadata.name];
  },
  TestFindOldReplicaSets(c) {
    const { old } = startDraft(deployment(c['deployment']), replicaSets(c['rsList']), viewWith({}));
    return [
      old.map((rs) => rs.metadata.name).sort(),
      replicaSets(c['expected'])
        .map((rs) => rs.metadata.name)
        .sort(),
    ];
  },
  TestSetCondition: (c) => [put(conditionsIn(c['status']), c['cond'] as Condition), conditionsIn(c['expectedStatus'])],
  TestRemoveCondition: (c) => [
    without(conditionsIn(c['status']), c['condType'] as string),
    conditionsIn(c['expectedStatus']),
  ],
  TestGetCondition: (c) => [
    conditionsIn(c['status']).some((condition) => condition.type === c['condType']),
    c['expected'],
  ],
  TestGetNonNegativeInt32FromAnnotation(c) {
    const count = countFrom((c['annotations'] ?? {}) as Record<string, string>, 'test');
    return [
      [count !== undefined, count ?? 0],
      [c['expectedValid'], num(c['expectedValue'])],
    ];
  },
  // The test wants 10 replicas of at most 20.
  TestReplicasAnnotationsNeedUpdate(c) {
    const { annotations } = (c['replicaSet'] as ReplicaSet).metadata;
    return [withReplicas(annotations, 10, 20) !== annotations, c['expected']];
  },
};

const conditionsIn = (status: unknown): readonly Condition[] =>
  ((status ?? {}) as Deployment['status']).conditions ?? [];

/** Table → how to run one of its cases on our own functions. */
/** Upstream's own tests of the Deployment controller's arithmetic. */
export const deploymentTables = (corpus: Corpus): Score[] =>
  Object.entries(checks)
    .filter(([name]) => corpus.has(`upstream/${name}.json`))
    .map(([name, check]) => table(corpus, name, (c) => check(c) ?? String(c['upstreamTest'])));

const checks: Readonly<Record<string, Check>> = {
  'deploy-resolve-fenceposts'(c) {
    const { surge, unavailable, error } = fenceposts(
      (c['maxSurge'] ?? undefined) as IntOrString,
      (c['maxUnavailable'] ?? undefined) as IntOrString,
      num(c['desired']),
    );
    return [
      [error !== undefined, surge, unavailable],
      [c['expectError'], num(c['expectSurge']), num(c['expectUnavailable'])],
    ];
  },
  'deploy-newrs-newreplicas'(c) {
    const strategy = c['strategyType'] === 'Recreate' ? { type: 'Recreate' as const } : rolling(c['maxSurge'], 1);
    return [
      newReplicas(deployment({}, { replicas: num(c['depReplicas']), strategy }), 5, num(c['newRSReplicas'])),
      num(c['expected']),
    ];
  },
  'deploy-proportional-fraction'(c) {
    if (c['enableDeploymentReplicaSetTerminatingReplicas']) return undefined; // A later release's feature.
    const d = deployment(
      { status: { replicas: num(c['deploymentStatusReplicas']) } },
      { replicas: num(c['deploymentReplicas']), strategy: rolling(c['deploymentMaxSurge'], 0) },
    );
    return [fraction(sized('rs', c['rsReplicas'], 0, c['rsAnnotations']), d), num(c['expectedFraction'])];
  },
  'deploy-scale-proportional': scaleCase,
  'deploy-rolling': (c) => rollingTests[c['upstreamTest'] as string]?.(c),
  'deploy-cleanup-history'(c) {
    const d = deployment({}, { revisionHistoryLimit: num(c['revisionHistoryLimit']) });
    const old = replicaSets(c['oldRSs']).sort(byAge);
    const draft = { ...startDraft(d, [], viewWith({})), old };
    const count = cleanUp(draft);
    const names = draft.writes.map((write) => write.name).sort();
    return c['expectedDeletedRSs']
      ? [names, [...(c['expectedDeletedRSs'] as string[])].sort()]
      : [count, num(c['expectedDeletions'])];
  },
  'deploy-progress-conditions'(c) {
    const d = deployment(c['d']);
    const newRs = replicaSets([c['newRS'] ?? null])[0];
    const all = replicaSets(c['allRSs']);
    const status = rolloutStatus(d, newRs ? [...all, newRs] : all, newRs, Date.parse(c['now'] as string) - epochMs);
    const found = conditionsIn(status).find((condition) => condition.type === 'Progressing');
    return [
      [found?.status ?? '', found?.reason ?? ''],
      [c['conditionStatus'], c['conditionReason']],
    ];
  },
  'deploy-util-misc': (c) => miscTests[c['upstreamTest'] as string]?.(c),
};

function scaleCase(c: Case): readonly [unknown, unknown] {
  const d = deployment(c['deployment']);
  const before = deployment(c['oldDeployment']);
  const { strategy, replicas } = before.spec;
  const surge =
    strategy.type === 'RollingUpdate'
      ? fenceposts(strategy.rollingUpdate?.maxSurge, strategy.rollingUpdate?.maxUnavailable, replicas).surge
      : 0;
  const desiredOf = (c['desiredReplicasAnnotations'] ?? {}) as Record<string, number>;
  const annotated = (rs: ReplicaSet): ReplicaSet => {
    const desired = desiredOf[rs.metadata.name] ?? replicas;
    return { ...rs, metadata: { ...rs.metadata, annotations: withReplicas({}, desired, desired + surge) } };
  };
  const newRs = replicaSets([c['newRS'] ?? null]).map(annotated)[0];
  const old = replicaSets(c['oldRSs']).map(annotated);
  const all = newRs ? [newRs, ...old] : old;
  const sizes = new Map(all.map((rs) => [rs.metadata.name, rs.spec.replicas]));
  const only = onlyActive(newRs, old);
  if (only) sizes.set(only.metadata.name, d.spec.replicas);
  else if (isSaturated(d, newRs)) for (const rs of activeOf(old)) sizes.set(rs.metadata.name, 0);
  else for (const [rs, size] of scaleProportionally(d, all)) sizes.set(rs.metadata.name, size);
  const wanted = [...replicaSets([c['expectedNew'] ?? null]), ...replicaSets(c['expectedOld'])];
  return [
    wanted.map((rs) => [rs.metadata.name, sizes.get(rs.metadata.name)]),
    wanted.map((rs) => [rs.metadata.name, rs.spec.replicas]),
  ];
}
