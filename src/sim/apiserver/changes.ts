import { copyState } from '../kernel/copy.ts';
import type { KubeObject } from '../../api/types.ts';
import type { FieldChange } from '../notes.ts';

/** At most this many differences are told: a note is read by people. */
const changesMax = 40;

/** What a stage did to an object: fields that are new or different in `after`, with their paths (`spec.containers[0].imagePullPolicy`). */
export function changesIn(before: unknown, after: unknown): FieldChange[] {
  const out: FieldChange[] = [];
  compare(before, after, '', out);
  // Cut to size: a list built by pushing has room for 17, and notes stay.
  return out.slice();
}

function compare(before: unknown, after: unknown, path: string, out: FieldChange[]): void {
  if (before === after || out.length >= changesMax) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < after.length; i++) compare(before[i], after[i], `${path}[${i}]`, out);
    return;
  }
  if (isRecord(before) && isRecord(after)) {
    for (const key in after) {
      if (after[key] === undefined || before[key] === after[key]) continue;
      compare(before[key], after[key], path === '' ? key : `${path}.${key}`, out);
    }
    return;
  }
  if (after === undefined) return;
  // A copy: later stages go on changing the object.
  out.push({ path, value: copyState(after) });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same value as `next`, built from the parts of `old` that are equal; `old` itself when nothing differs. Versions of
 * an object in the store so share what did not change, and "nothing changed" is one comparison.
 */
export function shareWith<T>(old: T | undefined, next: T): T {
  if (old === next || typeof next !== 'object' || next === null || typeof old !== 'object' || old === null) return next;
  if (Array.isArray(next)) {
    if (!Array.isArray(old)) return next;
    let same = old.length === next.length;
    for (let i = 0; i < next.length; i++) {
      const shared = i < old.length ? shareWith(old[i] as unknown, next[i] as unknown) : next[i];
      if (shared !== old[i]) same = false;
      next[i] = shared;
    }
    // A list built by pushing has room for 17: the copy that stays is cut to size.
    return same ? old : (next.slice() as T);
  }
  if (Array.isArray(old)) return next;
  const a = old as Record<string, unknown>;
  const b = next as Record<string, unknown>;
  let same = true;
  for (const key in b) {
    const value = b[key];
    const shared = shareWith(a[key], value);
    if (shared !== a[key]) same = false;
    if (shared !== value) b[key] = shared;
  }
  if (same) for (const key in a) if (a[key] !== undefined && b[key] === undefined) return next;
  return same ? old : next;
}

/** Freezes a value and everything in it: for constants that many objects share. */
export function deepFreeze<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) deepFreeze(item as object);
  return Object.freeze(value);
}

/** Lets a new object share with another what is equal in both: Pods of one template differ in little more than their names. */
export function shareParts(sibling: KubeObject, draft: KubeObject): void {
  for (const field of ['spec', 'status'] as const) draft[field] = shareWith(sibling[field], draft[field]);
  const theirs = sibling.metadata;
  const own = draft.metadata;
  if (own.labels) own.labels = shareWith(theirs.labels, own.labels);
  if (own.annotations) own.annotations = shareWith(theirs.annotations, own.annotations);
  if (own.ownerReferences) own.ownerReferences = shareWith(theirs.ownerReferences, own.ownerReferences);
}
