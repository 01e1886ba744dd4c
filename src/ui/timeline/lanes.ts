import type { Beat } from '../../worker/protocol.ts';
import { kindOf, type ComponentKind } from '../shapes.ts';

/** A line of the sequence diagram: one component, or one machine with everything that runs on it. */
export interface Lane {
  readonly id: string;
  readonly kind: ComponentKind;
  /** A machine's name; undefined for a component. */
  readonly node: string | undefined;
}

const order = ['user', 'apiserver', 'etcd', 'controller-manager', 'scheduler'];
const always = ['user', 'apiserver', 'etcd', 'controller-manager', 'scheduler'];
/** More machines than this share one lane. */
const machineLanesMax = 5;
const allMachines = 'machines';

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Position of an actor's lane. */
  readonly of: (actor: string) => number;
}

/** Lanes for the beats of a window: the control plane always, machines and the registry once they take part. */
export function lanesFor(beats: readonly Beat[]): Lanes {
  const machines = new Set<string>();
  let registry = false;
  for (const beat of beats) {
    for (const actor of [beat.from, beat.to]) {
      const at = actor.indexOf('@');
      if (at > 0) machines.add(actor.slice(at + 1));
      else if (actor === 'registry') registry = true;
    }
  }
  const merged = machines.size > machineLanesMax;
  const names = merged ? [allMachines] : [...machines].sort(byNumber);
  const lanes: Lane[] = [
    ...order.filter((id) => always.includes(id)).map((id): Lane => ({ id, kind: kindOf(id), node: undefined })),
    ...names.map((node): Lane => ({ id: node, kind: 'kubelet', node })),
    ...(registry ? [{ id: 'registry', kind: 'registry' as const, node: undefined }] : []),
  ];
  const index = new Map(lanes.map((lane, i) => [lane.id, i]));
  return {
    lanes,
    of: (actor) => {
      const at = actor.indexOf('@');
      return index.get(at < 0 ? actor : merged ? allMachines : actor.slice(at + 1)) ?? 0;
    },
  };
}

/** w2 before w10. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Position of the last beat at or before a step; -1 before the first. Beats are in the order of their steps. */
export function beatIndexAt(beats: readonly Beat[], step: number): number {
  let low = 0;
  let high = beats.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beats[middle]!.step <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Which beats are in view: as many as fit, the play-head never near an edge unless it is the end. */
export interface Span {
  readonly first: number;
  readonly count: number;
  readonly column: number;
}

const columnMin = 11;
const columnMax = 40;

export const columnFor = (total: number, width: number): number =>
  Math.max(columnMin, Math.min(columnMax, width / Math.max(1, total)));

export function spanFor(total: number, width: number, at: number, before: Span | undefined): Span {
  const column = columnFor(total, width);
  const count = Math.max(1, Math.floor(width / column));
  const last = Math.max(0, total - count);
  const kept = before && before.column === column && before.count === count ? Math.min(before.first, last) : undefined;
  const margin = Math.min(4, Math.floor(count / 4));
  if (kept !== undefined && at >= kept + (kept === 0 ? 0 : margin) && at < kept + count - (kept === last ? 0 : margin))
    return { first: kept, count, column };
  return { first: Math.max(0, Math.min(last, at - Math.floor(count * 0.45))), count, column };
}
