import { deepEqual } from '../equal.ts';
import { BadPatch, directive, isFields } from './directives.ts';

export const badOrder = 'invalid patch format of setElementOrder list';

export const sameKey = (a: unknown, b: unknown): boolean => deepEqual(a, b);

const sameItem = (a: unknown, b: unknown, mergeKey: string): boolean =>
  mergeKey === '' ? deepEqual(a, b) : isFields(a) && isFields(b) && sameKey(a[mergeKey], b[mergeKey]);

/** Every item of the patch must stand in the order list, in the same sequence. Models: validatePatchWithSetOrderList. */
export function checkOrder(change: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  const listed = change.filter(
    (item) => !(isFields(item) && (item[directive] === 'delete' || item[directive] === 'replace')),
  );
  let at = 0;
  for (const item of order) {
    if (at < listed.length && sameItem(listed[at], item, mergeKey)) at++;
  }
  if (at < listed.length) {
    const names = (list: readonly unknown[]): string => JSON.stringify(list);
    throw new BadPatch(
      `The order in patch list:\n${names(listed)}\n doesn't match $setElementOrder list:\n${names(order)}\n`,
    );
  }
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
): unknown[] {
  const within = (list: readonly unknown[], item: unknown): boolean =>
    list.some((other) => sameItem(other, item, mergeKey));
  const deleted = change.filter((item) => isFields(item) && item[directive] === 'delete');
  if (deleted.length === 0) return [...old];
  const kept = old.filter((item) => !within(deleted, item));
  const added = change.filter((item) => !within(deleted, item) && within(merged, item) && !within(old, item));
  return [...kept, ...added].slice(0, old.length);
}

/** Items named in `order` in that order, the others where the server had them. Models: normalizeElementOrder. */
export function inOrder(
  merged: readonly unknown[],
  order: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const indexIn = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) => sameItem(other, item, mergeKey));
  const named = merged.filter((item) => indexIn(order, item) >= 0);
  const others = merged.filter((item) => indexIn(order, item) < 0);
  named.sort((a, b) => indexIn(order, a) - indexIn(order, b));
  others.sort((a, b) => indexIn(serverOrder, a) - indexIn(serverOrder, b));
  const result: unknown[] = [];
  let [i, j] = [0, 0];
  while (i < others.length || j < named.length) {
    if (i >= others.length) result.push(named[j++]);
    else if (j >= named.length) result.push(others[i++]);
    else {
      const [left, right] = [indexIn(serverOrder, others[i]), indexIn(serverOrder, named[j])];
      if (left >= 0 && right >= 0 && left < right) result.push(others[i++]);
      else result.push(named[j++]);
    }
  }
  return result;
}
