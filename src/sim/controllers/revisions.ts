import { deepEqual } from '../../api/equal.ts';
import type { KubeObject, PodTemplateSpec } from '../../api/types.ts';
import type { View } from './controller.ts';
import { templateHash } from './deployment/template.ts';
import { controllerRef } from './owners.ts';

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
