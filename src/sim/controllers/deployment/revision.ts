import type { Deployment, ReplicaSet } from '../../../api/types.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas';

/** Not copied from a Deployment to its ReplicaSet. */
const kept = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
]);

/** Longest `revision-history`, in characters. Source: deployment/sync.go maxRevHistoryLengthInChars. */
const historyCharsMax = 2000;

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;

/** Number of a ReplicaSet's revision; 0 when it has none. */
export const revisionOf = (rs: ReplicaSet): number => numberOf(rs.metadata.annotations?.[revisionAnnotation]) ?? 0;

/** A count somebody may have written by hand: undefined when it is not a 32-bit number from 0. */
export function countFrom(annotations: Readonly<Record<string, string>> | undefined, key: string): number | undefined {
  const count = numberOf(annotations?.[key]);
  return count !== undefined && count >= 0 && count <= 2_147_483_647 ? count : undefined;
}

export const desiredReplicasOf = (rs: ReplicaSet): number | undefined =>
  countFrom(rs.metadata.annotations, desiredAnnotation);

export const maxReplicasOf = (rs: ReplicaSet): number | undefined => countFrom(rs.metadata.annotations, maxAnnotation);

export const maxRevision = (all: readonly ReplicaSet[]): number =>
  all.reduce((max, rs) => Math.max(max, revisionOf(rs)), 0);

/**
 * Annotations of the new ReplicaSet: the Deployment's own, and the revision when that is higher than before (then it
 * served before and is rolled back to: the old number goes to the history). The same object when nothing changes.
 * Models: deployment_util.go SetNewReplicaSetAnnotations.
 */
export function newAnnotations(
  deployment: Deployment,
  old: Record<string, string> | undefined,
  revision: number,
): Record<string, string> {
  const { annotations } = deployment.metadata;
  let next = old;
  for (const key in annotations) {
    if (kept.has(key) || next?.[key] === annotations[key]) continue;
    if (next === old) next = { ...old };
    next![key] = annotations[key]!;
  }
  const text = old?.[revisionAnnotation];
  const before = text === undefined || text === '' ? 0 : numberOf(text);
  if (before !== undefined && before < revision) {
    next = { ...next, [revisionAnnotation]: String(revision) };
    if (text) next[historyAnnotation] = history(next[historyAnnotation], text);
  }
  return next ?? {};
}

function history(before: string | undefined, revision: string): string {
  if (!before) return revision;
  const all = before.split(',');
  while (all.length > 0 && [...all, revision].join(',').length > historyCharsMax) all.shift();
  return [...all, revision].join(',');
}

/** `annotations` with the numbers proportional scaling needs later. The same object when they are right already. */
export function withReplicas(
  annotations: Record<string, string> | undefined,
  desired: number,
  max: number,
): Record<string, string> {
  if (annotations?.[desiredAnnotation] === String(desired) && annotations[maxAnnotation] === String(max))
    return annotations;
  return { ...annotations, [desiredAnnotation]: String(desired), [maxAnnotation]: String(max) };
}
