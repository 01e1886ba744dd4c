import { deepEqual } from '../../api/equal.ts';
import { selectorMatches } from '../../api/selectors.ts';
import type { KubeObject, LabelSelector, PodTemplateSpec } from '../../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { strategicPatch } from '../client/requests.ts';
import { say, type Answer, type Plan, type View, type Write } from './controller.ts';
import { templateHash } from './deployment/template.ts';
import { adoptPatch, controllerRef } from './owners.ts';
import { patch, updateStatus } from './writes.ts';

/** A template of the past, by which a DaemonSet or a StatefulSet can tell its Pods apart and be rolled back. */
export interface ControllerRevision extends KubeObject {
  data?: unknown;
  revision: number;
}

/** On Pods and revisions: which template made them. */
export const revisionLabel = 'controller-revision-hash';

/** What a revision keeps: a patch that puts the template back. Models: getPatch. */
export const revisionData = (template: PodTemplateSpec): unknown => ({
  spec: { template: { ...template, $patch: 'replace' } },
});

/** Its revisions, oldest first. */
export const revisionsOf = (owner: KubeObject, view: View): ControllerRevision[] =>
  view
    .controlledBy<ControllerRevision>('controllerrevisions', owner.metadata.uid)
    .sort((a, b) => a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1));

export interface Revisions {
  readonly current: ControllerRevision;
  /** All others, oldest first. */
  readonly old: readonly ControllerRevision[];
  /** The current one is not in the cluster yet (`new`), or its number is (`moved`: an old template is wanted again). */
  readonly missing?: 'new' | 'moved';
}

/** The revision of a template; the next one when no template was like it. Models: daemon/update.go constructHistory. */
export function revisionFor(
  owner: KubeObject,
  template: PodTemplateSpec,
  all: readonly ControllerRevision[],
  collisionCount: number,
  hashes: { readonly label: string },
): Revisions {
  const data = revisionData(template);
  const known = [...all].reverse().find((revision) => deepEqual(revision.data, data));
  const old = all.filter((revision) => revision !== known);
  const next = old.reduce((most, { revision }) => Math.max(most, revision), 0) + 1;
  if (known)
    return known.revision >= next
      ? { current: known, old }
      : { current: { ...known, revision: next }, old, missing: 'moved' };
  const hash = templateHash(template, collisionCount);
  const { name, namespace, annotations } = owner.metadata;
  const metadata = {
    name: `${name}-${hash}`,
    namespace,
    labels: { ...template.metadata.labels, [hashes.label]: hash },
    ...(annotations ? { annotations } : {}),
    ownerReferences: [controllerRef(owner)],
  } as KubeObject['metadata'];
  const current = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision: next };
  return { current, old, missing: 'new' };
}

type Revised = KubeObject & {
  spec: { selector?: LabelSelector | null };
  status: { collisionCount?: number };
};

/** Adopts revisions nobody owns: a workload was deleted with --cascade=orphan and made anew. Models: ClaimControllerRevisions. */
export function orphanRevisions(owner: Revised, view: View): Write[] {
  const { selector } = owner.spec;
  return owner.metadata.deletionTimestamp || !selector
    ? []
    : view
        .orphansIn<ControllerRevision>('controllerrevisions', owner.metadata.namespace!)
        .filter(({ metadata }) => !metadata.deletionTimestamp && selectorMatches(selector, metadata.labels))
        .map((revision) =>
          patch('controllerrevisions', revision, strategicPatch, adoptPatch(owner, revision), { accept: [404] }),
        );
}

/** The name of a new revision is taken by another template: the hash must be another one next time. */
export function collided(
  plural: 'daemonsets' | 'statefulsets',
  owner: Revised | undefined,
  answers: readonly Answer[],
  view: View,
): Plan | undefined {
  const refused = answers.find(
    ({ write, response }) =>
      write.resource === 'controllerrevisions' && write.method === 'POST' && response.code === 409,
  );
  if (!refused || !owner) return undefined;
  const wanted = refused.write.body as ControllerRevision;
  const taken = view.get<ControllerRevision>('controllerrevisions', keyOf(wanted));
  if (!taken || deepEqual(taken.data, wanted.data)) return undefined;
  const status = { ...owner.status, collisionCount: (owner.status.collisionCount ?? 0) + 1 };
  return {
    requests: [updateStatus(plural, { ...owner, status } as KubeObject)],
    because: say('revision.collision', { name: wanted.metadata.name }),
  };
}
