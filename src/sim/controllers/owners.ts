import type { KubeObject, OwnerReference } from '../../api/types.ts';
import type { Plural, View } from './controller.ts';

/** The reference to the controller that manages an object, if any. */
export function controllerOf(object: KubeObject | undefined): OwnerReference | undefined {
  const refs = object?.metadata.ownerReferences;
  if (refs) for (let i = 0; i < refs.length; i++) if (refs[i]!.controller) return refs[i];
  return undefined;
}

/** As metav1.NewControllerRef writes it. */
export const controllerRef = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
});

/** The object a reference means, when it is in the cache and still the same one. */
export function resolveOwner<T extends KubeObject>(
  view: View,
  plural: Plural,
  kind: string,
  object: KubeObject,
  ref = controllerOf(object),
): T | undefined {
  if (ref?.kind !== kind) return undefined;
  const { namespace } = object.metadata;
  const owner = view.get<T>(plural, namespace ? `${namespace}/${ref.name}` : ref.name);
  return owner?.metadata.uid === ref.uid ? owner : undefined;
}

/** Patch that makes an orphan one's own. Models: pkg/controller/controller_ref_manager.go. */
export const adoptPatch = (owner: KubeObject, orphan: KubeObject): unknown => ({
  metadata: { ownerReferences: [controllerRef(owner)], uid: orphan.metadata.uid },
});

/** Patch (strategic merge) that gives a dependent away. */
export const releasePatch = (owner: KubeObject, dependent: KubeObject): unknown => ({
  metadata: { ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }], uid: dependent.metadata.uid },
});
