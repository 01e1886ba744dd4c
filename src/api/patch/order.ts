import { deepEqual } from '../equal.ts';
import { BadPatch, directive, isFields, type Fields } from './directives.ts';

export const badOrder = 'invalid patch format of setElementOrder list';

export const sameKey = (a: unknown, b: unknown): boolean => a === b || deepEqual(a, b);

const sameItem = (a: unknown, b: unknown, mergeKey: string): boolean =>
  mergeKey === '' ? deepEqual(a, b) : isFields(a) && isFields(b) && sameKey(a[mergeKey], b[mergeKey]);

export function indexIn(list: readonly unknown[], item: unknown, mergeKey: string): number {
  const key = mergeKey !== '' && isFields(item) ? item[mergeKey] : undefined;
  // Keys are texts or numbers: one comparison each.
  if (typeof key === 'string' || typeof key === 'number') {
    for (let i = 0; i < list.length; i++) {
      const other = list[i] as Fields | null;
      if (other !== null && typeof other === 'object' && other[mergeKey] === key) return i;
    }
    return -1;
  }
  for (let i = 0; i < list.length; i++) if (sameItem(list[i], item, mergeKey)) return i;
  return -1;
}

/** Every item of the patch must stand in the order list, in the same sequence. Models: validatePatchWithSetOrderList. */
export function checkOrder(change: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  let at = nextListed(change, 0);
  for (let i = 0; i < order.length && at < change.length; i++) {
    const item = order[i];
    if (sameItem(change[at], item, mergeKey)) at = nextListed(change, at + 1);
  }
  if (at < change.length) {
    const listed = change.filter((_, i) => nextListed(change, i) === i);
    throw new BadPatch(
      `The order in patch list:\n${JSON.stringify(listed)}\n doesn't match $setElementOrder list:\n${JSON.stringify(order)}\n`,
    );
  }
}

/** The first item from `at` on that is content: those with a directive need not stand in the order list. */
function nextListed(change: readonly unknown[], at: number): number {
  let i = at;
  for (; i < change.length; i++) {
    const item = change[i];
    const verb = isFields(item) ? item[directive] : undefined;
    if (verb !== 'delete' && verb !== 'replace') break;
  }
  return i;
}

/**
 * Upstream deletes and appends in the memory of the list it later takes as the server's order: items that were added
 * then stand where deleted ones stood. Orders of real clusters come from there, so it is repeated here.
 */
export function reusedOrder(
  old: readonly unknown[],
  change: readonly unknown[],
  merged: readonly unknown[],
  mergeKey: string,
): readonly unknown[] {
  if (!change.some(isDeleted)) return old;
  const deleted = change.filter(isDeleted);
  const within = (list: readonly unknown[], item: unknown): boolean => indexIn(list, item, mergeKey) >= 0;
  const kept = old.filter((item) => !within(deleted, item));
  const added = change.filter((item) => !within(deleted, item) && within(merged, item) && !within(old, item));
  return [...kept, ...added].slice(0, old.length);
}

const isDeleted = (item: unknown): boolean => isFields(item) && item[directive] === 'delete';

/** Items named in `order` in that order, the others where the server had them. Models: normalizeElementOrder. */
export function inOrder(
  merged: unknown[],
  order: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  if (isInOrder(merged, order, mergeKey)) return merged;
  const named: Placed[] = [];
  const others: Placed[] = [];
  for (const item of merged) {
    const at = indexIn(order, item, mergeKey);
    (at < 0 ? others : named).push({ item, at, serverAt: indexIn(serverOrder, item, mergeKey) });
  }
  named.sort((a, b) => a.at - b.at);
  others.sort((a, b) => a.serverAt - b.serverAt);
  const result: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < others.length || j < named.length) {
    const [left, right] = [others[i], named[j]];
    const leftFirst = left && (!right || (left.serverAt >= 0 && right.serverAt >= 0 && left.serverAt < right.serverAt));
    result.push(leftFirst ? left.item : right!.item);
    if (leftFirst) i++;
    else j++;
  }
  return result;
}

interface Placed {
  readonly item: unknown;
  /** Place in the wanted order, and where the server had it; -1: nowhere. */
  readonly at: number;
  readonly serverAt: number;
}

/** The usual case: nobody moved anything. */
function isInOrder(merged: readonly unknown[], order: readonly unknown[], mergeKey: string): boolean {
  let last = 0;
  for (let i = 0; i < merged.length; i++) {
    const at = indexIn(order, merged[i], mergeKey);
    if (at < last) return false;
    last = at;
  }
  return true;
}
