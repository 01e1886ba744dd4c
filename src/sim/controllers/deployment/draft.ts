import type { Deployment, ReplicaSet } from '../../../api/types.ts';
import type { Told, View, Write } from '../controller.ts';
import { controllerRef } from '../owners.ts';
import { create, remove, update, updateStatus } from '../writes.ts';
import { maxRevision, newAnnotations, revisionAnnotation, revisionOf, withReplicas } from './revision.ts';
import { byAge, maxSurge, newReplicas, specReplicas } from './rollout.ts';
import { condition, hasDeadline, put, sameStatus, type Status } from './status.ts';
import { hashLabel, templateHash, templateText } from './template.ts';

/**
 * What one look at a Deployment wants changed. Several changes of one ReplicaSet become one PUT, and only the first
 * status is written: a second one in the same look would be refused as outdated, as upstream's often is.
 */
export interface Draft {
  readonly d: Deployment;
  readonly view: View;
  /** As the cache has them, oldest first. */
  readonly old: readonly ReplicaSet[];
  readonly newRs: ReplicaSet | undefined;
  /** The new ReplicaSet is not in the cluster yet. */
  readonly creates: boolean;
  readonly changed: Map<string, { rs: ReplicaSet; told: Told | undefined }>;
  readonly writes: Write[];
  statusWritten: boolean;
}

/** ReplicaSets of a Deployment, told apart: the new one has the Deployment's template, oldest first when several have. */
export function startDraft(d: Deployment, all: readonly ReplicaSet[], view: View): Draft {
  const text = templateText(d.spec.template);
  const sorted = [...all].sort(byAge);
  const newRs = sorted.find((rs) => templateText(rs.spec.template) === text);
  return {
    d,
    view,
    old: sorted.filter((rs) => rs !== newRs),
    newRs,
    creates: false,
    changed: new Map(),
    writes: [],
    statusWritten: false,
  };
}

export const allOf = (draft: Draft): ReplicaSet[] => (draft.newRs ? [...draft.old, draft.newRs] : [...draft.old]);

const latest = (draft: Draft, rs: ReplicaSet): ReplicaSet => draft.changed.get(rs.metadata.name)?.rs ?? rs;

/** Brings revision and annotations of an existing new ReplicaSet, and then of the Deployment, up to date. */
export function syncRevision(draft: Draft): void {
  const { d, newRs, view } = draft;
  if (!newRs) return;
  const annotations = newAnnotations(d, newRs.metadata.annotations, maxRevision(draft.old) + 1);
  if (
    annotations !== newRs.metadata.annotations ||
    (newRs.spec.minReadySeconds ?? 0) !== (d.spec.minReadySeconds ?? 0)
  ) {
    const rs: ReplicaSet = {
      ...newRs,
      metadata: { ...newRs.metadata, annotations },
      spec: { ...newRs.spec, minReadySeconds: d.spec.minReadySeconds ?? 0 },
    };
    draft.changed.set(rs.metadata.name, { rs, told: undefined });
    return;
  }
  const found = hasDeadline(d) && !d.status.conditions?.some((c) => c.type === 'Progressing');
  const conditions = found
    ? put(
        d.status.conditions ?? [],
        condition(
          'Progressing',
          'True',
          'FoundNewReplicaSet',
          `Found new replica set "${newRs.metadata.name}"`,
          view.now,
        ),
      )
    : (d.status.conditions ?? []);
  const revision = String(revisionOf(newRs));
  if (found || d.metadata.annotations?.[revisionAnnotation] !== revision)
    writeStatus(draft, { ...d.status, conditions: [...conditions] }, revision);
}

/** Creates the new ReplicaSet with as many replicas as it may have at once. */
export function createNew(draft: Draft): Draft {
  const { d, old, view } = draft;
  const hash = templateHash(d.spec.template, d.status.collisionCount ?? 0);
  const labels = { ...d.spec.template.metadata.labels, [hashLabel]: hash };
  const revision = maxRevision(old) + 1;
  const replicas = newReplicas(d, specReplicas(old), 0);
  const annotations = withReplicas(
    newAnnotations(d, undefined, revision),
    d.spec.replicas,
    d.spec.replicas + maxSurge(d),
  );
  const rs: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${d.metadata.name}-${hash}`,
      namespace: d.metadata.namespace!,
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels,
      annotations,
      ownerReferences: [controllerRef(d)],
    },
    spec: {
      replicas,
      ...(d.spec.minReadySeconds ? { minReadySeconds: d.spec.minReadySeconds } : {}),
      selector: { ...d.spec.selector, matchLabels: { ...d.spec.selector.matchLabels, [hashLabel]: hash } },
      template: { ...d.spec.template, metadata: { ...d.spec.template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _at, ...metadata } = rs.metadata;
  draft.writes.push(
    create(
      'replicasets',
      d.metadata.namespace!,
      { ...rs, metadata },
      replicas > 0 ? { ifDone: scaled(d, rs, 0, replicas) } : {},
    ),
  );
  const created = { ...draft, newRs: rs, creates: true };
  const conditions = hasDeadline(d)
    ? put(
        d.status.conditions ?? [],
        condition(
          'Progressing',
          'True',
          'NewReplicaSetCreated',
          `Created new replica set "${rs.metadata.name}"`,
          view.now,
        ),
      )
    : (d.status.conditions ?? []);
  writeStatus(created, { ...d.status, conditions: [...conditions] }, String(revision));
  return created;
}

const scaled = (d: Deployment, rs: ReplicaSet, from: number, to: number): Told => ({
  about: d,
  type: 'Normal',
  reason: 'ScalingReplicaSet',
  message: `Scaled ${to > from ? 'up' : 'down'} replica set ${rs.metadata.name} from ${from} to ${to}`,
});

/** Gives a ReplicaSet a size. True when that changes it. */
export function scale(draft: Draft, rs: ReplicaSet, size: number): boolean {
  const { d } = draft;
  const current = latest(draft, rs);
  const annotations = withReplicas(current.metadata.annotations, d.spec.replicas, d.spec.replicas + maxSurge(d));
  const grows = rs.spec.replicas !== size;
  if (!grows && annotations === current.metadata.annotations) return false;
  const next: ReplicaSet = {
    ...current,
    metadata: { ...current.metadata, annotations },
    spec: { ...current.spec, replicas: size },
  };
  draft.changed.set(rs.metadata.name, { rs: next, told: grows ? scaled(d, rs, rs.spec.replicas, size) : undefined });
  return grows;
}

/** Deletes the oldest revisions beyond the history limit, if nothing of them runs any more. The number of them. */
export function cleanUp(draft: Draft): number {
  const alive = draft.old.filter((rs) => !rs.metadata.deletionTimestamp);
  const surplus = alive.length - draft.d.spec.revisionHistoryLimit;
  if (surplus <= 0) return 0;
  const going = alive
    .sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b))
    .slice(0, surplus)
    .filter(
      (rs) =>
        rs.status.replicas === 0 &&
        rs.spec.replicas === 0 &&
        (rs.metadata.generation ?? 0) <= (rs.status.observedGeneration ?? 0),
    );
  for (const rs of going) draft.writes.push(remove('replicasets', rs));
  return going.length;
}

/** Writes the status if it differs and none was written in this look. True when it is written. */
export function writeStatus(draft: Draft, status: Status, revision?: string): boolean {
  const { d } = draft;
  if (draft.statusWritten) return true;
  const same = revision === undefined || d.metadata.annotations?.[revisionAnnotation] === revision;
  if (same && sameStatus(status, d.status)) return false;
  const metadata = same
    ? d.metadata
    : { ...d.metadata, annotations: { ...d.metadata.annotations, [revisionAnnotation]: revision } };
  draft.writes.push(updateStatus('deployments', { ...d, metadata, status }));
  draft.statusWritten = true;
  return true;
}

/** All writes in order: ReplicaSets first, the Deployment's status after what it tells of. */
export function writesOf(draft: Draft): Write[] {
  const changes = [...draft.changed.values()].map(({ rs, told }) =>
    update('replicasets', rs, told ? { ifDone: told } : {}),
  );
  const at = draft.creates ? draft.writes.length : 0;
  return [...draft.writes.slice(0, at), ...changes, ...draft.writes.slice(at)];
}
