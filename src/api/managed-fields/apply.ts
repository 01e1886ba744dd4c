import { deepEqual } from '../equal.ts';
import { compare, fieldSetOf, removeFields, withNamedParents, without, written } from './compare.ts';
import {
  difference,
  hasPath,
  intersection,
  noFields,
  pathsOf,
  recursiveDifference,
  union,
  type FieldSet,
} from './field-set.ts';
import { identityOf, type Owner, type Owners, type Writer } from './managers.ts';
import { merge } from './merge.ts';
import type { PathElement } from './path-element.ts';
import type { Place } from './schema.ts';
import { dispossessed, owned } from './update.ts';

/** A field that somebody else owns with another value. */
export interface Conflict {
  readonly owner: Owner;
  readonly path: readonly PathElement[];
}

export interface ApplyRequest {
  readonly owners: Owners;
  readonly live: unknown;
  readonly applied: unknown;
  readonly place: Place;
  readonly writer: Writer;
  readonly time: string;
  readonly force: boolean;
  /** Fields the strategy puts back: nobody comes to own them. */
  readonly ignored: FieldSet;
}

/** `value` is the live one itself when the apply changes nothing but perhaps who owns it. */
export type ApplyResult =
  { readonly value: unknown; readonly owners: Owners } | { readonly conflicts: readonly Conflict[] };

/**
 * Server-side apply: lays the applied value over the live one, takes out what its writer applied last time and neither
 * it nor anybody else wants any more, and says who owns what then.
 * Models: structured-merge-diff merge/update.go Apply. Left out: owners in other versions of the kind are compared in this one.
 */
export function apply(request: ApplyRequest): ApplyResult {
  const { owners, live, applied, place, writer, time, force, ignored } = request;
  const identity = identityOf(writer);
  const last = owners.get(identity);
  const fields = recursiveDifference(fieldSetOf(applied, place), ignored);
  const claimed = new Map(owners).set(identity, { ...writer, time: last?.time, fields });
  const value = prune(merge(live, applied, place), claimed, last?.fields ?? noFields, place);
  const comparison = without(compare(live, value, place), ignored);
  if (!force) {
    const conflicts = conflictsOf(claimed, identity, written(comparison));
    if (conflicts.length > 0) return { conflicts };
  }
  const next = new Map(dispossessed(claimed, comparison, identity));
  const mine = owned(fields);
  const isSame = deepEqual(live, value);
  if (mine.size === 0) next.delete(identity);
  else next.set(identity, { ...writer, time: isSame ? last?.time : time, fields: mine });
  return { value: isSame ? live : value, owners: next };
}

function conflictsOf(owners: Owners, self: string, changed: FieldSet): Conflict[] {
  return [...owners]
    .filter(([identity]) => identity !== self)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, owner]) => pathsOf(intersection(owner.fields, changed)).map((path) => ({ owner, path })));
}

export const withoutConflicts = (conflicts: readonly Conflict[], allowed: FieldSet): readonly Conflict[] =>
  conflicts.filter(({ path }) => !hasPath(allowed, path));

/** Takes out of the merged value what its writer owned and nobody claims now. */
function prune(merged: unknown, owners: Owners, last: FieldSet, place: Place): unknown {
  if (last.size === 0) return merged;
  const named = (set: FieldSet): FieldSet => withNamedParents(set, place);
  const mergedSet = named(fieldSetOf(merged, place));
  let claimed: FieldSet = noFields;
  for (const { fields } of owners.values()) claimed = union(claimed, fields);
  // What the others (and the new configuration) own comes back, …
  const gone = named(fieldSetOf(removeFields(merged, named(last), place), place));
  const kept = removeFields(merged, difference(mergedSet, union(gone, named(claimed))), place);
  // … and so does what nobody owned.
  const keptSet = named(fieldSetOf(kept, place));
  return removeFields(merged, intersection(difference(mergedSet, keptSet), named(last)), place);
}
