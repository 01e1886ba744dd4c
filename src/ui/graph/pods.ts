import type { PodDelta, PodState } from '../../worker/protocol.ts';
import { podStates } from '../../worker/protocol.ts';

/** One Pod as the graph knows it. `slot` is its place in its node (or in the tray), which it keeps while it stays. */
export interface PodCell {
  readonly id: number;
  node: number;
  state: PodState;
  slot: number;
  uid: string;
  namespace: string;
  name: string;
  owner: string | undefined;
  status: string;
  ready: string;
  restarts: number;
  ip: string | undefined;
}

/** Pods that wait for a node. */
export const trayIndex = -1;
const gone = -2;

/** Places of one node: which pod stands where. */
interface Shelf {
  readonly slots: (number | undefined)[];
  count: number;
  /** No place below this one is free. */
  lowestFree: number;
}

/**
 * All pods on screen, outside React: a delta touches only the pods it names. A pod takes the lowest free place of its
 * node and keeps it; after a jump it finds its old place again, so nothing moves that did not change.
 */
export class PodTable {
  readonly pods = new Map<number, PodCell>();
  private readonly shelves = new Map<number, Shelf>();
  private readonly texts = new Map<number, PodDelta['texts'][number]>();
  private readonly lastPlace = new Map<number, { node: number; slot: number }>();
  private readonly listeners = new Set<(changed: ReadonlySet<number> | 'all') => void>();
  /** Grows with every applied delta: lets React know without comparing pods. */
  version = 0;

  /** Called with the ids of changed pods (their old and new places need painting). */
  listen(listener: (changed: ReadonlySet<number> | 'all') => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  apply(delta: PodDelta): void {
    for (const text of delta.texts) this.texts.set(text.id, text);
    if (delta.reset) {
      this.pods.clear();
      this.shelves.clear();
    }
    const changed = new Set<number>();
    for (let i = 0; i < delta.id.length; i++) {
      const id = delta.id[i]!;
      changed.add(id);
      this.move(id, delta.node[i]!, podStates[delta.state[i]!] ?? 'Other', delta.reset);
    }
    if (delta.reset) this.placeReturning(changed);
    for (const detail of delta.details) {
      const pod = this.pods.get(detail.id);
      if (pod)
        Object.assign(pod, { status: detail.status, ready: detail.ready, restarts: detail.restarts, ip: detail.ip });
    }
    if (changed.size === 0 && !delta.reset) return;
    this.version++;
    for (const listener of this.listeners) listener(delta.reset ? 'all' : changed);
  }

  clear(): void {
    const any = this.pods.size > 0;
    this.pods.clear();
    this.shelves.clear();
    this.texts.clear();
    this.lastPlace.clear();
    if (!any) return;
    this.version++;
    for (const listener of this.listeners) listener('all');
  }

  onNode(node: number): PodCell[] {
    const cells: PodCell[] = [];
    for (const id of this.shelves.get(node)?.slots ?? []) if (id !== undefined) cells.push(this.pods.get(id)!);
    return cells;
  }

  at(node: number, slot: number): PodCell | undefined {
    const id = this.shelves.get(node)?.slots[slot];
    return id === undefined ? undefined : this.pods.get(id);
  }

  find(namespace: string | undefined, name: string): PodCell | undefined {
    for (const pod of this.pods.values())
      if (pod.name === name && (namespace === undefined || pod.namespace === namespace)) return pod;
    return undefined;
  }

  /** Places in use on the fullest node: decides how large a cell can be. */
  mostOnOneNode(): number {
    let most = 0;
    for (const [node, shelf] of this.shelves) if (node !== trayIndex) most = Math.max(most, shelf.slots.length);
    return most;
  }

  countOn(node: number): number {
    return this.shelves.get(node)?.count ?? 0;
  }

  /** Lets every listener know that all is to be painted anew (theme, size). */
  repaint(): void {
    for (const listener of this.listeners) listener('all');
  }

  private move(id: number, node: number, state: PodState, returning: boolean): void {
    const before = this.pods.get(id);
    if (node === gone) {
      if (before) this.leave(before);
      this.pods.delete(id);
      return;
    }
    if (before) {
      if (before.node !== node) {
        this.leave(before);
        before.node = node;
        before.slot = -1;
        this.stand(before, this.shelf(node).lowestFree);
      }
      if (before.state !== state) before.status = state;
      before.state = state;
      return;
    }
    const text = this.texts.get(id);
    const pod: PodCell = {
      id,
      node,
      state,
      slot: -1,
      uid: text?.uid ?? '',
      namespace: text?.namespace ?? '',
      name: text?.name ?? `pod-${id}`,
      owner: text?.owner,
      status: state,
      ready: '',
      restarts: 0,
      ip: undefined,
    };
    this.pods.set(id, pod);
    if (!returning) this.stand(pod, this.shelf(node).lowestFree);
  }

  /** After a jump: first those who stood here before, on their old places, then the others in order. */
  private placeReturning(ids: ReadonlySet<number>): void {
    const rest: PodCell[] = [];
    for (const id of ids) {
      const pod = this.pods.get(id);
      if (!pod) continue;
      const last = this.lastPlace.get(id);
      if (last && last.node === pod.node && this.shelf(pod.node).slots[last.slot] === undefined)
        this.stand(pod, last.slot);
      else rest.push(pod);
    }
    for (const pod of rest) this.stand(pod, this.shelf(pod.node).lowestFree);
  }

  private shelf(node: number): Shelf {
    let shelf = this.shelves.get(node);
    if (!shelf) this.shelves.set(node, (shelf = { slots: [], count: 0, lowestFree: 0 }));
    return shelf;
  }

  private stand(pod: PodCell, slot: number): void {
    const shelf = this.shelf(pod.node);
    while (shelf.slots.length <= slot) shelf.slots.push(undefined);
    shelf.slots[slot] = pod.id;
    shelf.count++;
    pod.slot = slot;
    while (shelf.slots[shelf.lowestFree] !== undefined) shelf.lowestFree++;
    this.lastPlace.set(pod.id, { node: pod.node, slot });
  }

  private leave(pod: PodCell): void {
    const shelf = this.shelves.get(pod.node);
    if (!shelf || shelf.slots[pod.slot] !== pod.id) return;
    shelf.slots[pod.slot] = undefined;
    shelf.count--;
    if (pod.slot < shelf.lowestFree) shelf.lowestFree = pod.slot;
    while (shelf.slots.length > 0 && shelf.slots.at(-1) === undefined) shelf.slots.pop();
  }
}

export const pods = new PodTable();
