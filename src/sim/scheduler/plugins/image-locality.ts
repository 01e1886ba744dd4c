import type { Pod } from '../../../api/types.ts';
import { nodeOrder } from '../cache.ts';
import type { Plugin } from './types.ts';

const mebibyte = 1024 * 1024;
/** Sum of image sizes that begins to count, and the sum per container that counts in full. */
const sizeMin = 23 * mebibyte;
const sizeMaxPerContainer = 1000 * mebibyte;

interface Wanted {
  readonly images: readonly { readonly slots: ReadonlySet<number>; readonly scaled: number }[];
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
    for (const name of names) {
      const known = cache.images.get(normalizedImageName(name));
      if (known) images.push({ slots: known.slots, scaled: Math.floor(known.sizeBytes * (known.slots.size / total)) });
    }
    return { images, sizeMax: sizeMaxPerContainer * names.length };
  },
  score(_, { images, sizeMax }, feasible, out) {
    for (let i = 0; i < feasible.length; i++) {
      let sum = 0;
      for (const { slots, scaled } of images) if (slots.has(feasible[i]!)) sum += scaled;
      const clamped = Math.min(Math.max(sum, sizeMin), sizeMax);
      out[i] = Math.floor((100 * (clamped - sizeMin)) / (sizeMax - sizeMin));
    }
  },
};

function imagesOf({ spec }: Pod): string[] {
  const names = spec.containers.map(({ image }) => image);
  if (spec.initContainers) names.unshift(...spec.initContainers.map(({ image }) => image));
  return names;
}

/** `nginx` is `nginx:latest`; a digest stays. */
export const normalizedImageName = (name: string): string => (name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name);
