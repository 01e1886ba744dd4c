import { formatRequirements, matches, type ParsedSelector } from '../../api/selectors.ts';
import type { Pod } from '../../api/types.ts';
import type { Placed } from './cache.ts';

/** How many Pods of one namespace that a selector selects are on each node. */
export interface Counter {
  namespace: string;
  selector: ParsedSelector;
  /** Pods being deleted count too. */
  withTerminating: boolean;
  perSlot: Int32Array;
  /** Number of the last use, so that the longest unused one makes room. */
  used: number;
}

/** All counters somebody asked for; each Pod that comes or goes touches only those one of its labels leads to. */
export interface Counters {
  byKey: Map<string, Counter>;
  /** `namespace\nkey=value` → how many placed Pods carry the label, and the counters whose selector demands it. */
  labels: Map<string, { pods: number; counters: string[] }>;
  /** Namespace → counters whose selector demands no label value. */
  loose: Map<string, string[]>;
  uses: number;
}

/** More selectors than this at a time are counted again when they come back. */
const counterCountMax = 256;

export const createCounters = (): Counters => ({ byKey: new Map(), labels: new Map(), loose: new Map(), uses: 0 });

interface Owner {
  readonly counters: Counters;
  readonly pods: ReadonlyMap<string, Placed>;
  readonly capacity: number;
}

/** Counts by slot of the Pods in `namespace` that `selector` selects; kept up to date from the first call on. */
export function counterOf(
  cache: Owner,
  namespace: string,
  selector: ParsedSelector,
  withTerminating = false,
): Int32Array {
  const { counters } = cache;
  const key = `${namespace}\n${withTerminating ? '+' : ''}${textOf(selector)}`;
  const known = counters.byKey.get(key);
  if (known) {
    known.used = ++counters.uses;
    return known.perSlot;
  }
  if (counters.byKey.size >= counterCountMax) dropOldest(counters);
  const counter: Counter = {
    namespace,
    selector,
    withTerminating,
    perSlot: new Int32Array(cache.capacity),
    used: ++counters.uses,
  };
  const anchor = anchorOf(counter);
  if (anchor === undefined || (counters.labels.get(anchor)?.pods ?? 0) > 0) {
    for (const { info, slot } of cache.pods.values()) if (counts(counter, info.pod)) counter.perSlot[slot]!++;
  }
  counters.byKey.set(key, counter);
  if (anchor === undefined) push(counters.loose, namespace, key);
  else {
    const entry = counters.labels.get(anchor);
    if (entry) entry.counters.push(key);
    else counters.labels.set(anchor, { pods: 0, counters: [key] });
  }
  return counter.perSlot;
}

const texts = new WeakMap<ParsedSelector, string>();

/** Parsed selectors are never changed and often the same one. */
function textOf(selector: ParsedSelector): string {
  let text = texts.get(selector);
  if (text === undefined) texts.set(selector, (text = formatRequirements(selector)));
  return text;
}

/** A Pod has come (+1) or gone (-1). */
export function countPod(counters: Counters, pod: Pod, slot: number, sign: 1 | -1): void {
  const namespace = pod.metadata.namespace ?? '';
  const { labels } = pod.metadata;
  for (const name in labels) {
    const key = `${namespace}\n${name}=${labels[name]}`;
    let entry = counters.labels.get(key);
    if (!entry) counters.labels.set(key, (entry = { pods: 0, counters: [] }));
    entry.pods += sign;
    for (const counterKey of entry.counters) touch(counters.byKey.get(counterKey)!, pod, slot, sign);
    if (entry.pods === 0 && entry.counters.length === 0) counters.labels.delete(key);
  }
  const loose = counters.loose.get(namespace);
  if (loose) for (const counterKey of loose) touch(counters.byKey.get(counterKey)!, pod, slot, sign);
}

export function growCounters(counters: Counters, capacity: number): void {
  for (const counter of counters.byKey.values()) {
    const wider = new Int32Array(capacity);
    wider.set(counter.perSlot);
    counter.perSlot = wider;
  }
}

function touch(counter: Counter, pod: Pod, slot: number, sign: 1 | -1): void {
  if (counts(counter, pod)) counter.perSlot[slot]! += sign;
}

const counts = (counter: Counter, pod: Pod): boolean =>
  (counter.withTerminating || !pod.metadata.deletionTimestamp) &&
  (pod.metadata.namespace ?? '') === counter.namespace &&
  matches(counter.selector, pod.metadata.labels);

/** The most telling label a selector demands: the last by name among those with one value, a template hash before all. */
function anchorOf({ namespace, selector }: Counter): string | undefined {
  let best: string | undefined;
  for (const { key, operator, values } of selector) {
    if ((operator !== '=' && operator !== '==' && operator !== 'in') || values.length !== 1) continue;
    best = `${namespace}\n${key}=${values[0]}`;
    if (key === 'pod-template-hash') break;
  }
  return best;
}

function dropOldest(counters: Counters): void {
  let oldest: string | undefined;
  let used = Infinity;
  for (const [key, counter] of counters.byKey) {
    if (counter.used < used) [oldest, used] = [key, counter.used];
  }
  const counter = counters.byKey.get(oldest!)!;
  counters.byKey.delete(oldest!);
  const anchor = anchorOf(counter);
  if (anchor === undefined) {
    pull(counters.loose.get(counter.namespace)!, oldest!);
    return;
  }
  const entry = counters.labels.get(anchor)!;
  pull(entry.counters, oldest!);
  if (entry.pods === 0 && entry.counters.length === 0) counters.labels.delete(anchor);
}

const pull = (list: string[], item: string): void => void list.splice(list.indexOf(item), 1);

function push(lists: Map<string, string[]>, at: string, item: string): void {
  const list = lists.get(at);
  if (list) list.push(item);
  else lists.set(at, [item]);
}
