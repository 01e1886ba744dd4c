import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { keyOf, type Change } from '../client/informer.ts';
import { mergePatch, strategicPatch } from '../client/requests.ts';
import {
  say,
  settled,
  type Answer,
  type Controller,
  type Plan,
  type Plural,
  type Told,
  type View,
  type Write,
} from './controller.ts';
import { watched } from './informers.ts';
import { patch, read, remove } from './writes.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/**
 * Deletes what has lost all its owners, and carries out foreground and orphan deletion.
 * Models: kubernetes pkg/controller/garbagecollector. The graph of uids is the informers' owner index. Left out: owners
 * of kinds outside namespaces that nobody watches (they count as present), reading every object anew before it is deleted (its uid is a
 * precondition of the DELETE instead).
 */
export const garbageCollectorController: Controller = {
  name: 'garbage-collector-controller',
  account: 'generic-garbage-collector',
  workers: 20,
  watches: Object.fromEntries(
    watched.map((plural) => [plural, (change: Change, view: View) => concerned(plural, change, view)]),
  ),
  watchesDiscovered: concerned,
  reconcile(key, view) {
    const { plural, object } = objectOf(key, view);
    if (!object) return settled(say('gc.gone'));
    if (object.metadata.deletionTimestamp) return finishDeletion(plural, object, view);
    const unsure = ownersOf(object).filter((ref) => presence(object, ref, view) === 'unknown');
    if (unsure.length > 0) {
      const reads = unsure.map((ref) =>
        read(view.kindOf(ref.apiVersion, ref.kind)!.name, namespaceOf(object, ref, view), ref.name, { accept: [404] }),
      );
      return { requests: reads, because: say('gc.check', { owner: unsure[0]!.name, kind: unsure[0]!.kind }) };
    }
    return attemptToDelete(plural, object, view, []);
  },
  /** The owners the cache did not know: the server's word counts. */
  conclude(key, view, answers) {
    const { plural, object } = objectOf(key, view);
    const reads = answers.filter(({ write }) => write.method === 'GET');
    return object && reads.length > 0 ? attemptToDelete(plural, object, view, reads) : undefined;
  },
};

/** `replicasets/default/web-1`. */
const gcKey = (plural: Plural, object: KubeObject): string => `${plural}/${keyOf(object)}`;

function objectOf(key: string, view: View): { plural: Plural; object: KubeObject | undefined } {
  const at = key.indexOf('/');
  const plural = key.slice(0, at) as Plural;
  return { plural, object: view.get(plural, key.slice(at + 1)) };
}

const ownersOf = (object: KubeObject): readonly OwnerReference[] => object.metadata.ownerReferences ?? [];

const isDeleting = (object: KubeObject | undefined, finalizer: string): boolean =>
  object?.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers?.includes(finalizer) ?? false);

/** Owners of a namespaced object are in its namespace or in none. */
const namespaceOf = (object: KubeObject, ref: OwnerReference, view: View): string =>
  view.kindOf(ref.apiVersion, ref.kind)?.namespaced ? (object.metadata.namespace ?? '') : '';

function ownerIn(view: View, object: KubeObject, ref: OwnerReference): KubeObject | undefined {
  const kind = view.kindOf(ref.apiVersion, ref.kind);
  if (!kind) return undefined;
  const namespace = namespaceOf(object, ref, view);
  const owner = view.get(kind.name, namespace ? `${namespace}/${ref.name}` : ref.name);
  return owner?.metadata.uid === ref.uid ? owner : undefined;
}

/** An owner the cache lacks may be too new for it, unless it was seen going. */
function presence(object: KubeObject, ref: OwnerReference, view: View): 'present' | 'absent' | 'unknown' {
  const kind = view.kindOf(ref.apiVersion, ref.kind);
  if (!kind || !view.cached.includes(kind.name) || ownerIn(view, object, ref)) return 'present';
  return view.isAbsent(ref.uid) ? 'absent' : 'unknown';
}

function dependentsOf(uid: string, view: View): { plural: Plural; object: KubeObject }[] {
  return view.cached.flatMap((plural) => view.ownedBy(plural, uid).map((object) => ({ plural, object })));
}

/** Keys a change makes worth a look. Most changes are of objects that neither go nor change owners: none. */
function concerned(plural: Plural, { type, object, old }: Change, view: View): string[] | undefined {
  const { ownerReferences, deletionTimestamp } = object.metadata;
  if (type === 'deleted') {
    const keys = dependentsOf(object.metadata.uid, view).map((d) => gcKey(d.plural, d.object));
    for (const ref of ownerReferences ?? []) {
      const owner = ownerIn(view, object, ref);
      if (isDeleting(owner, foreground)) keys.push(gcKey(view.kindOf(ref.apiVersion, ref.kind)!.name, owner!));
    }
    return keys;
  }
  if (deletionTimestamp) {
    if (old?.metadata.deletionTimestamp && old.metadata.finalizers?.length === object.metadata.finalizers?.length)
      return undefined;
    if (isDeleting(object, orphan)) return [gcKey(plural, object)];
    if (!isDeleting(object, foreground)) return undefined;
    return [...dependentsOf(object.metadata.uid, view).map((d) => gcKey(d.plural, d.object)), gcKey(plural, object)];
  }
  if (!ownerReferences || (old && sameOwners(old.metadata.ownerReferences, ownerReferences))) return undefined;
  const fine = ownerReferences.every(
    (ref) => presence(object, ref, view) === 'present' && !isDeleting(ownerIn(view, object, ref), foreground),
  );
  return fine ? undefined : [gcKey(plural, object)];
}

const sameOwners = (a: readonly OwnerReference[] | undefined, b: readonly OwnerReference[]): boolean =>
  a === b || (a?.length === b.length && a.every((ref, i) => ref.uid === b[i]!.uid));

/** Deletes an object without a living owner; drops references to dead ones when another lives. */
function attemptToDelete(plural: Plural, object: KubeObject, view: View, reads: readonly Answer[]): Plan {
  const read = (ref: OwnerReference): boolean =>
    reads.some(
      ({ write, response }) => write.name === ref.name && (response.body as KubeObject).metadata?.uid === ref.uid,
    );
  const gone: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  const living: OwnerReference[] = [];
  for (const ref of ownersOf(object)) {
    const known = presence(object, ref, view);
    if (known !== 'present' && !(known === 'unknown' && read(ref))) gone.push(ref);
    else if (isDeleting(ownerIn(view, object, ref), foreground)) waiting.push(ref);
    else living.push(ref);
  }
  const { name } = object.metadata;
  if (gone.length + waiting.length === 0) return settled(say('gc.owned', { name }));
  if (living.length > 0) {
    const drop = withoutOwners(plural, object, [...gone, ...waiting], view, [404]);
    return { requests: [drop], because: say('gc.unlink', { name, owner: [...gone, ...waiting][0]!.name }) };
  }
  const nested = waiting.length > 0 && dependentsOf(object.metadata.uid, view).length > 0;
  const finalizers = object.metadata.finalizers ?? [];
  const propagationPolicy =
    nested || finalizers.includes(foreground) ? 'Foreground' : finalizers.includes(orphan) ? 'Orphan' : 'Background';
  const owner = [...gone, ...waiting][0]!;
  return {
    events: gone.flatMap((ref) => elsewhere(object, ref, view)),
    requests: [remove(plural, object, { propagationPolicy, ifUid: true }, { accept: [404, 409] })],
    because: say(waiting.length > 0 ? 'gc.foreground' : 'gc.collect', {
      name,
      kind: object.kind,
      owner: owner.name,
      ownerKind: owner.kind,
    }),
  };
}

/** An owner that exists, but in another namespace, owns nothing here. Models: graph_builder.go reportInvalidNamespaceOwnerRef. */
function elsewhere(object: KubeObject, ref: OwnerReference, view: View): Told[] {
  const kind = view.kindOf(ref.apiVersion, ref.kind);
  if (!kind?.namespaced) return [];
  const { namespace = '' } = object.metadata;
  const exists = view
    .all(kind.name)
    .some(({ metadata }) => metadata.uid === ref.uid && metadata.namespace !== namespace);
  const owner = `[${ref.apiVersion}/${ref.kind}, namespace: ${namespace}, name: ${ref.name}, uid: ${ref.uid}]`;
  const message = `ownerRef ${owner} does not exist in namespace "${namespace}"`;
  return exists ? [{ about: object, type: 'Warning', reason: 'OwnerRefInvalidNamespace', message }] : [];
}

/** An object that waits for the collector before it may go. */
function finishDeletion(plural: Plural, object: KubeObject, view: View): Plan {
  const { name, uid } = object.metadata;
  const dependents = dependentsOf(uid, view);
  if (isDeleting(object, orphan)) {
    const releases = dependents.map((d) =>
      withoutOwners(
        d.plural,
        d.object,
        ownersOf(d.object).filter((ref) => ref.uid === uid),
        view,
        [404, 422],
      ),
    );
    return {
      requests: [...releases, withoutFinalizer(plural, object, orphan)],
      because: say('gc.orphan', { name, count: dependents.length }),
    };
  }
  if (!isDeleting(object, foreground)) return settled(say('gc.deleting', { name }));
  const blocking = dependents.filter((d) =>
    ownersOf(d.object).some((ref) => ref.uid === uid && ref.blockOwnerDeletion),
  );
  if (blocking.length > 0) return settled(say('gc.waiting', { name, count: blocking.length }));
  return { requests: [withoutFinalizer(plural, object, foreground)], because: say('gc.release', { name }) };
}

/** Takes references off an object. Custom resources have no strategic patch: upstream is told so and sends the list that is left. */
function withoutOwners(
  plural: Plural,
  object: KubeObject,
  refs: readonly OwnerReference[],
  view: View,
  accept: readonly number[],
): Write {
  const { uid, resourceVersion } = object.metadata;
  if (view.isCustom(plural)) {
    const ownerReferences = ownersOf(object).filter((ref) => !refs.includes(ref));
    return patch(plural, object, mergePatch, { metadata: { uid, resourceVersion, ownerReferences } }, { accept });
  }
  const ownerReferences = refs.map((ref) => ({ $patch: 'delete', uid: ref.uid }));
  return patch(plural, object, strategicPatch, { metadata: { ownerReferences, uid } }, { accept });
}

function withoutFinalizer(plural: Plural, object: KubeObject, finalizer: string): Write {
  const { uid, resourceVersion, finalizers = [] } = object.metadata;
  const body = { metadata: { uid, resourceVersion, finalizers: finalizers.filter((f) => f !== finalizer) } };
  return patch(plural, object, mergePatch, body, { accept: [404] });
}
