import { difference, hasPath, setOf } from './field-set.ts';
import { identityOf, type Owner, type Owners } from './managers.ts';

/**
 * A Scale shows one field of an object, so the owners of that field are its owners, and come back as owners of the object.
 * Models: apimachinery/pkg/util/managedfields/scalehandler.go. All kinds served have their size in `spec.replicas`.
 */
const replicas = ['f:spec', 'f:replicas'];
const size = setOf(['spec', 'replicas']);
const scaleVersion = 'autoscaling/v1';

export function toScale(parents: Owners): Owners {
  const out = new Map<string, Owner>();
  for (const [identity, owner] of parents)
    if (hasPath(owner.fields, replicas)) out.set(identity, { ...owner, apiVersion: scaleVersion, fields: size });
  return out;
}

/** `version`: of the object that is scaled. */
export function toParent(parents: Owners, scale: Owners, version: string): Owners {
  const left = new Map(scale);
  const out = new Map<string, Owner>();
  for (const [identity, owner] of parents) {
    if (hasPath(owner.fields, replicas) && !left.delete(identity)) {
      const fields = difference(owner.fields, size);
      if (fields.size > 0) out.set(identity, { ...owner, fields });
    } else out.set(identity, owner);
  }
  for (const [identity, owner] of left)
    if (hasPath(owner.fields, replicas)) {
      // As upstream: a new owner's time is looked up where it is not yet.
      const next = { ...owner, apiVersion: version, fields: size, time: parents.get(identity)?.time };
      out.set(identityOf(next), next);
    }
  return out;
}
