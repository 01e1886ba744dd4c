import { copyWith } from './copy.ts';
import { semanticEqual } from './equal.ts';
import type { KubeObject } from './types.ts';

/** Pieces of upstream's registry strategies that most kinds share. All change `object`, a private copy. */

/** A new object of a kind with a generation: it starts at 1 and its status is the server's. */
export function prepareCreate(object: KubeObject): void {
  object.metadata.generation = 1;
  object['status'] = {};
}

/** A write to the main resource: status stays, generation counts changes of the spec. */
export function prepareUpdate(object: KubeObject, old: KubeObject): void {
  object['status'] = old['status'];
  countSpecChanges(object, old);
}

/**
 * A write to /status of Deployment and ReplicaSet: the spec stays, and so do labels; annotations may change, which is
 * how the deployment controller writes the revision. Models: pkg/registry/apps/deployment/strategy.go.
 */
export function prepareStatusUpdate(object: KubeObject, old: KubeObject): void {
  const { annotations } = object.metadata;
  object['spec'] = old['spec'];
  keepMetadata(object, old);
  if (annotations) object.metadata.annotations = annotations;
}

/** A write to /status of most kinds: the spec stays. */
export function keepSpec(object: KubeObject, old: KubeObject): void {
  if (old['spec'] === undefined) delete object['spec'];
  else object['spec'] = old['spec'];
}

/** A change of what is wished for counts; there is no status to keep. */
export function countSpecChanges(object: KubeObject, old: KubeObject): void {
  const generation = old.metadata.generation ?? 0;
  object.metadata.generation = semanticEqual(object['spec'], old['spec']) ? generation : generation + 1;
}

/** Kinds without a generation: a new object's status is the server's, an old one's stays. */
export function clearStatus(object: KubeObject): void {
  object['status'] = {};
}
export function keepStatus(object: KubeObject, old: KubeObject): void {
  object['status'] = old['status'];
}

/** Metadata a status writer may not touch. */
export function keepMetadata(object: KubeObject, old: KubeObject): void {
  const { resourceVersion, managedFields } = object.metadata;
  object.metadata = copyWith(old.metadata, { resourceVersion });
  if (managedFields) object.metadata.managedFields = managedFields;
}

/** Verbs of an ordinary resource, in discovery's order. */
export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
export const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update'] as const;
export const statusVerbs = ['get', 'patch', 'update'] as const;
