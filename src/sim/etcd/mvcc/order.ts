import type { KeyHistory } from './store.ts';

/**
 * Keys of one directory in etcd's byte order. New keys wait in `added` until somebody reads, then one merge puts
 * them in place: a write costs O(1), a read what it returns anyway.
 */
export interface KeyOrder {
  sorted: KeyHistory[];
  added: KeyHistory[];
}

export const emptyOrder = (): KeyOrder => ({ sorted: [], added: [] });

const byKey = (a: KeyHistory, b: KeyHistory): number => (a.key < b.key ? -1 : 1);

/** All keys in order. The array belongs to the order: do not change it, do not keep it over a write. */
export function keysInOrder(order: KeyOrder): readonly KeyHistory[] {
  const { sorted, added } = order;
  if (added.length === 0) return sorted;
  added.sort(byKey);
  order.added = [];
  const last = sorted[sorted.length - 1];
  if (last === undefined || last.key < added[0]!.key) {
    for (const entry of added) sorted.push(entry);
    return sorted;
  }
  const merged: KeyHistory[] = [];
  let i = 0;
  for (const entry of added) {
    while (i < sorted.length && sorted[i]!.key < entry.key) merged.push(sorted[i++]!);
    merged.push(entry);
  }
  while (i < sorted.length) merged.push(sorted[i++]!);
  order.sorted = merged;
  return merged;
}

/** Index of the first key greater than `after`. */
export function firstAfter(keys: readonly KeyHistory[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (keys[mid]!.key <= after) low = mid + 1;
    else high = mid;
  }
  return low;
}
