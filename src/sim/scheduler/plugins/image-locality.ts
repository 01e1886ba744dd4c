import type { Pod } from '../../../api/types.ts';
import { nodeOrder } from '../cache.ts';
import type { Plugin } from './types.ts';

const mebibyte = 1024 * 1024;
/** Sum of image sizes that begins to count, and the sum per container that counts in full. */
const sizeMin = 23 * mebibyte;
const sizeMaxPerContainer = 1000 * mebibyte;

interface Wanted {
  /** Images that some but not all nodes have. */
  readonly images: readonly { readonly slots: ReadonlySet<number>; readonly scaled: number }[];
  /** Sum over the images that every node has. */
  readonly everywhere: number;
  readonly sizeMax: number;
}

/**
 * Prefers nodes that have the images already; an image that few nodes have counts less, so that they do not attract everything.
 * Models: plugins/imagelocality/image_locality.go.
 */
export const imageLocality: Plugin<never, Wanted> = {
  name: 'ImageLocality',
  weight: 1,
  preScore({ cache, pod }) {
    const total = nodeOrder(cache).length;
    const names = imagesOf(pod);
    const images: Wanted['images'][number][] = [];
    let everywhere = 0;
    for (const name of names) {
      const known = cache.images.get(normalizedImageName(name));
      if (!known) continue;
      const scaled = Math.floor(known.sizeBytes * (known.slots.size / total));
      if (known.slots.size === total) everywhere += scaled;
      else images.push({ slots: known.slots, scaled });
    }
    return { images, everywhere, sizeMax: sizeMaxPerContainer * names.length };
  },
  score(_, { images, everywhere, sizeMax }, feasible, out) {
    const scale = (sum: number): number =>
      Math.floor((100 * (Math.min(Math.max(sum, sizeMin), sizeMax) - sizeMin)) / (sizeMax - sizeMin));
    if (images.length === 0) return scale(everywhere);
    out.fill(scale(everywhere), 0, feasible.length);
    for (let i = 0; i < feasible.length; i++) {
      let sum = everywhere;
      for (const { slots, scaled } of images) if (slots.has(feasible[i]!)) sum += scaled;
      if (sum > everywhere) out[i] = scale(sum);
    }
    return undefined;
  },
};

function imagesOf({ spec }: Pod): string[] {
  const names = spec.containers.map(({ image }) => image);
  if (spec.initContainers) names.unshift(...spec.initContainers.map(({ image }) => image));
  return names;
}

/** `nginx` is `nginx:latest`; a digest stays. */
export const normalizedImageName = (name: string): string =>
  name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
