import { getCondition } from '../../api/conditions.ts';
import type { Deployment, Pod, ReplicaSet } from '../../api/types.ts';
import { errorText, isOk } from '../client/requests.ts';
import type { Because } from '../notes.ts';
import { say, settled, type Controller, type Plan, type View } from './controller.ts';
import { claim, ownersOf, recreatersOf } from './deployment/claims.ts';
import {
  allOf,
  cleanUp,
  createNew,
  scale,
  startDraft,
  syncRevision,
  writesOf,
  writeStatus,
  type Draft,
} from './deployment/draft.ts';
import { desiredReplicasOf, revisionOf } from './deployment/revision.ts';
import {
  activeOf,
  actualReplicas,
  isRolling,
  isSaturated,
  newReplicas,
  onlyActive,
  scaleProportionally,
  shrinkOld,
  specReplicas,
} from './deployment/rollout.ts';
import {
  calculateStatus,
  condition,
  deadlineCheckMs,
  hasDeadline,
  isComplete,
  put,
  rolloutStatus,
  sameStatus,
  type Status,
} from './deployment/status.ts';
import { templateText } from './deployment/template.ts';
import { controllerOf } from './owners.ts';
import { updateStatus } from './writes.ts';

/**
 * Lets ReplicaSets follow a Deployment: one per template, the newest grows while the others shrink.
 * Models: kubernetes pkg/controller/deployment (deployment_controller.go syncDeployment). Left out: the deprecated
 * server-side rollback annotation (kubectl rewrites the template itself).
 */
export const deploymentController: Controller = {
  name: 'deployment-controller',
  workers: 5,
  watches: { deployments: ({ key }) => key, replicasets: ownersOf, pods: recreatersOf },
  reconcile(key, view) {
    const d = view.get<Deployment>('deployments', key);
    if (!d) return settled(say('deployment.gone'));
    if (Object.keys(d.spec.selector).length === 0) return selectsAll(d);
    const { all, claims } = claim(d, view);
    if (claims.length > 0) return { requests: claims, because: say('deployment.adopt', { count: claims.length }) };
    const draft = startDraft(d, all, view);
    if (d.metadata.deletionTimestamp) {
      writeStatus(draft, calculateStatus(d, allOf(draft), draft.newRs, view.now));
      return planOf(draft, say('deployment.deleting'));
    }
    const paused = pausedStatus(d, view);
    if (paused) {
      writeStatus(draft, paused);
      return planOf(draft, say(d.spec.paused ? 'deployment.paused' : 'deployment.resumed'));
    }
    syncRevision(draft);
    if (d.spec.paused) return resize(draft);
    const scales = activeOf(allOf(draft)).some((rs) => (desiredReplicasOf(rs) ?? d.spec.replicas) !== d.spec.replicas);
    if (scales) return resize(draft);
    return isRolling(d) ? roll(draft) : recreate(draft);
  },
  conclude(key, view, answers) {
    const refused = answers.find(
      ({ write, response }) => !isOk(response) && write.method === 'POST' && write.resource === 'replicasets',
    );
    const d = view.get<Deployment>('deployments', key);
    if (!refused || !d) return undefined;
    const wanted = refused.write.body as ReplicaSet;
    const error = errorText(refused.response);
    if ((refused.response.body as { reason?: string }).reason === 'AlreadyExists') return collision(d, wanted, view);
    const message = `Failed to create new replica set "${wanted.metadata.name}": ${error}`;
    const conditions = put(
      d.status.conditions ?? [],
      condition('Progressing', 'False', 'ReplicaSetCreateError', message, view.now),
    );
    return {
      requests:
        hasDeadline(d) && conditions !== d.status.conditions
          ? [updateStatus('deployments', { ...d, status: { ...d.status, conditions: [...conditions] } })]
          : [],
      events: [{ about: d, type: 'Warning', reason: 'ReplicaSetCreateError', message }],
      because: say('deployment.createFailed', { name: wanted.metadata.name, error }),
    };
  },
};

/** The name is taken. By a ReplicaSet of another template: the hash must be another one next time. */
function collision(d: Deployment, wanted: ReplicaSet, view: View): Plan | undefined {
  const taken = view.get<ReplicaSet>('replicasets', `${d.metadata.namespace}/${wanted.metadata.name}`);
  if (!taken) return undefined;
  if (
    controllerOf(taken)?.uid === d.metadata.uid &&
    templateText(taken.spec.template) === templateText(d.spec.template)
  )
    return undefined;
  const status: Status = { ...d.status, collisionCount: (d.status.collisionCount ?? 0) + 1 };
  return {
    requests: [updateStatus('deployments', { ...d, status })],
    because: say('deployment.collision', { name: wanted.metadata.name }),
  };
}

function selectsAll(d: Deployment): Plan {
  const stale = (d.status.observedGeneration ?? 0) < (d.metadata.generation ?? 0);
  return {
    requests: stale
      ? [updateStatus('deployments', { ...d, status: { ...d.status, observedGeneration: d.metadata.generation! } })]
      : [],
    events: [
      {
        about: d,
        type: 'Warning',
        reason: 'SelectingAll',
        message: 'This deployment is selecting all pods. A non-empty selector is required.',
      },
    ],
    because: say('deployment.selectsAll'),
  };
}

/** The status with the condition that says paused or resumed; undefined when it says so already. */
function pausedStatus(d: Deployment, view: View): Status | undefined {
  const current = getCondition(d.status.conditions, 'Progressing');
  const says = current?.reason === 'DeploymentPaused';
  // A missed deadline stays visible.
  if (!hasDeadline(d) || current?.reason === 'ProgressDeadlineExceeded' || Boolean(d.spec.paused) === says)
    return undefined;
  const next = d.spec.paused
    ? condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', view.now)
    : condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', view.now);
  return { ...d.status, conditions: [...put(d.status.conditions ?? [], next)] };
}

/** spec.replicas changed, or the Deployment is paused: sizes follow, no template is rolled out. Models: sync, scale. */
function resize(draft: Draft): Plan {
  const { d, newRs, old, view } = draft;
  const only = onlyActive(newRs, old);
  if (only) {
    if (only.spec.replicas !== d.spec.replicas) scale(draft, only, d.spec.replicas);
  } else if (isSaturated(d, newRs)) {
    for (const rs of activeOf(old)) scale(draft, rs, 0);
  } else if (isRolling(d)) {
    for (const [rs, size] of scaleProportionally(d, allOf(draft))) scale(draft, rs, size);
  }
  if (d.spec.paused) cleanUp(draft);
  writeStatus(draft, calculateStatus(d, allOf(draft), newRs, view.now));
  return planOf(draft, say('deployment.resize', { want: d.spec.replicas, have: specReplicas(allOf(draft)) }));
}

/** One step of a rolling update: up if the surge allows it, else down if enough Pods are available. */
function roll(started: Draft): Plan {
  const draft = started.newRs ? started : createNew(started);
  const { d } = draft;
  const newRs = draft.newRs!;
  const name = newRs.metadata.name;
  let because: Because | undefined;
  if (draft.creates)
    because = say('deployment.create', { name, replicas: newRs.spec.replicas, revision: revisionOf(newRs) });
  const from = newRs.spec.replicas;
  const to = from > d.spec.replicas ? d.spec.replicas : newReplicas(d, specReplicas(allOf(draft)), from);
  if (from !== to && scale(draft, newRs, to)) {
    return finishRollout(
      draft,
      say(to > from ? 'deployment.scaleUp' : 'deployment.scaleDown', { name, from, to, want: d.spec.replicas }),
    );
  }
  const sizes = shrinkOld(d, draft.old, newRs);
  for (const [rs, size] of sizes) {
    scale(draft, rs, size);
    because ??= say('deployment.scaleDown', {
      name: rs.metadata.name,
      from: rs.spec.replicas,
      to: size,
      want: d.spec.replicas,
    });
  }
  if (sizes.size === 0 && isComplete(d, d.status)) cleanUp(draft);
  return finishRollout(draft, because);
}

/** All old Pods go before the first new one comes. */
function recreate(started: Draft): Plan {
  const { d, old, view } = started;
  const active = activeOf(old);
  if (active.length > 0) {
    for (const rs of active) scale(started, rs, 0);
    const first = active[0]!;
    return finishRollout(
      started,
      say('deployment.scaleDown', {
        name: first.metadata.name,
        from: first.spec.replicas,
        to: 0,
        want: d.spec.replicas,
      }),
    );
  }
  const running =
    actualReplicas(old) > 0 || old.some((rs) => view.controlledBy<Pod>('pods', rs.metadata.uid).some(isRunning));
  if (running) return finishRollout(started, say('deployment.waitOld'));
  const draft = started.newRs ? started : createNew(started);
  const newRs = draft.newRs!;
  if (draft.creates) {
    return finishRollout(
      draft,
      say('deployment.create', {
        name: newRs.metadata.name,
        replicas: newRs.spec.replicas,
        revision: revisionOf(newRs),
      }),
    );
  }
  const from = newRs.spec.replicas;
  const scales = from !== d.spec.replicas && scale(draft, newRs, d.spec.replicas);
  if (isComplete(d, d.status)) cleanUp(draft);
  return finishRollout(
    draft,
    scales
      ? say('deployment.scaleUp', { name: newRs.metadata.name, from, to: d.spec.replicas, want: d.spec.replicas })
      : undefined,
  );
}

const isRunning = (pod: Pod): boolean => pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded';

/** Adds the status of the rollout. The cache's sizes count, not the ones just decided: they are not true yet. */
function finishRollout(draft: Draft, because: Because | undefined): Plan {
  const { d, newRs, view } = draft;
  const status = rolloutStatus(d, allOf(draft), newRs, view.now);
  const differs = !sameStatus(status, d.status);
  if (!draft.creates) writeStatus(draft, status);
  const reason = getCondition(status.conditions, 'Progressing')?.reason;
  const values = {
    want: d.spec.replicas,
    updated: status.updatedReplicas ?? 0,
    available: status.availableReplicas ?? 0,
  };
  const told = isComplete(d, status)
    ? 'deployment.complete'
    : reason === 'ProgressDeadlineExceeded'
      ? 'deployment.timedOut'
      : 'deployment.progress';
  const afterMs = differs ? undefined : deadlineCheckMs(d, status, view.now);
  return {
    ...planOf(draft, because ?? say(told, values)),
    ...(afterMs === undefined ? {} : { requeueAfterMs: afterMs }),
  };
}

const planOf = (draft: Draft, because: Because): Plan => ({ requests: writesOf(draft), because });
