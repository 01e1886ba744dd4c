import type { Node } from '../../api/types.ts';

/** Which nodes have an image. Models: pkg/scheduler/backend/cache imageState. */
export interface ImageState {
  /** As the first node that had it reported it. */
  sizeBytes: number;
  slots: Set<number>;
}

export function addImages(images: Map<string, ImageState>, slot: number, node: Node): void {
  for (const { names, sizeBytes } of node.status?.images ?? []) {
    for (const name of names) {
      const known = images.get(name);
      if (known) known.slots.add(slot);
      else images.set(name, { sizeBytes, slots: new Set([slot]) });
    }
  }
}

export function removeImages(images: Map<string, ImageState>, slot: number, node: Node): void {
  for (const { names } of node.status?.images ?? []) {
    for (const name of names) {
      const known = images.get(name);
      known?.slots.delete(slot);
      if (known?.slots.size === 0) images.delete(name);
    }
  }
}
