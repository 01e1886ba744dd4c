import { formatSelector } from '../api/selectors.ts';
import type { LabelSelector } from '../api/types.ts';
import { at, demand, itemsOf, mapAt, numberAt, query, type Obj, type Session } from './client.ts';
import { goJson } from './text/go.ts';
import type { JsonObject, Run } from './types.ts';

/** ReplicaSets a Deployment controls. Models: kubectl/pkg/util/deployment GetAllReplicaSets. */
export function* replicaSetsOf(session: Session, deployment: Obj): Run<Obj[]> {
  const list = yield* demand(session, {
    method: 'GET',
    path: `/apis/apps/v1/namespaces/${deployment.metadata?.namespace ?? ''}/replicasets`,
    query: query({ labelSelector: formatSelector(at(deployment, 'spec', 'selector') as LabelSelector | undefined) }),
  });
  return itemsOf(list).filter((rs) =>
    rs.metadata?.ownerReferences?.some((o) => o.controller && o.uid === deployment.metadata?.uid),
  );
}

const hashLabel = 'pod-template-hash';

/** A template without the label that only ReplicaSets carry. */
export function bareTemplate(template: unknown): JsonObject {
  const { [hashLabel]: _hash, ...rest } = mapAt(template, 'metadata', 'labels') as Record<string, string>;
  return { ...(template as JsonObject), metadata: { ...(at(template, 'metadata') as JsonObject), labels: rest } };
}

/** The ReplicaSet of the present template (the oldest of several), and the others. */
export function newAndOld(
  deployment: Obj,
  sets: readonly Obj[],
): { readonly current: Obj | undefined; readonly old: readonly Obj[] } {
  const wanted = goJson(bareTemplate(at(deployment, 'spec', 'template')));
  const byAge = [...sets].sort(
    (a, b) => Date.parse(a.metadata?.creationTimestamp ?? '') - Date.parse(b.metadata?.creationTimestamp ?? ''),
  );
  const current = byAge.find((rs) => goJson(bareTemplate(at(rs, 'spec', 'template'))) === wanted);
  return { current, old: sets.filter((rs) => rs !== current) };
}

const revisionOf = (rs: Obj): number => Number(rs.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? '0');

/** What an owner of Pods was like once: oldest first. */
export interface Past {
  readonly revision: number;
  readonly template: unknown;
  /** The ReplicaSet or ControllerRevision that keeps it. */
  readonly object: Obj;
}

/** The past of a Deployment, DaemonSet or StatefulSet; undefined for what has none. Models: polymorphichelpers/history.go. */
export function* pastOf(session: Session, owner: Obj): Run<Past[] | undefined> {
  if (owner.kind === 'Deployment')
    return (yield* replicaSetsOf(session, owner))
      .map((object) => ({ revision: revisionOf(object), template: at(object, 'spec', 'template'), object }))
      .filter(({ revision }) => revision > 0)
      .sort((a, b) => a.revision - b.revision);
  if (owner.kind !== 'DaemonSet' && owner.kind !== 'StatefulSet') return undefined;
  const list = yield* demand(session, {
    method: 'GET',
    path: `/apis/apps/v1/namespaces/${owner.metadata?.namespace ?? ''}/controllerrevisions`,
    query: query({ labelSelector: formatSelector(at(owner, 'spec', 'selector') as LabelSelector | undefined) }),
  });
  return itemsOf(list)
    .filter((one) => one.metadata?.ownerReferences?.some((o) => o.controller && o.uid === owner.metadata?.uid))
    .map((object) => {
      const { $patch: _patch, ...template } = at(object, 'data', 'spec', 'template') as JsonObject;
      return { revision: numberAt(object, 'revision'), template, object };
    })
    .sort((a, b) => a.revision - b.revision);
}
