import { compare, without, written, type Comparison } from './compare.ts';
import { difference, FieldSetBuilder, union, type FieldSet } from './field-set.ts';
import { capUpdaters, identityOf, unowned, type Owner, type Owners, type Writer } from './managers.ts';
import type { Place } from './schema.ts';

const unownedFields: FieldSet = (() => {
  const builder = new FieldSetBuilder();
  for (const path of unowned) builder.insert(path);
  return builder.build();
})();

export const owned = (fields: FieldSet): FieldSet => difference(fields, unownedFields);

/**
 * Who owns what after a write that is no apply: the writer has what it changed, the others lose that and what is gone.
 * `ignored`: fields the write's strategy puts back. `time`: when, if anything changed.
 * Models: structured-merge-diff merge/update.go Update, apimachinery managedfields/internal/managedfieldsupdater.go.
 */
export function ownersAfterUpdate(
  owners: Owners,
  before: unknown,
  after: unknown,
  place: Place,
  writer: Writer,
  time: string,
  ignored: FieldSet,
): Owners {
  const comparison = without(compare(before, after, place), ignored);
  const next = new Map(dispossessed(owners, comparison, undefined));
  const fields = owned(written(comparison));
  if (fields.size > 0) {
    const identity = identityOf(writer);
    const known = next.get(identity);
    next.set(identity, { ...writer, time, fields: known ? union(fields, known.fields) : fields });
  }
  return capUpdaters(next);
}

/** Takes from everybody but one what a write changed or removed. Who has nothing left is gone. */
export function dispossessed(owners: Owners, comparison: Comparison, except: string | undefined): Owners {
  const changed = written(comparison);
  if (changed.size === 0 && comparison.removed.size === 0) return owners;
  const next = new Map<string, Owner>();
  for (const [identity, owner] of owners) {
    if (identity === except) next.set(identity, owner);
    else {
      const fields = difference(difference(owner.fields, changed), comparison.removed);
      if (fields.size > 0) next.set(identity, { ...owner, fields });
    }
  }
  return next;
}
