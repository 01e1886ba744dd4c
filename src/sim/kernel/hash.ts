/**
 * The running hash of a trace: two 32-bit lanes fed with the numbers and texts of every entry. Cheap enough to be
 * always on; `sha256` of the final lanes gives the printed form. It proves repeatability, it is not a signature.
 */
export type HashState = [number, number];

export const startHash = (seed: number): HashState => [0x811c9dc5 ^ seed, 0x1000193 + seed];

export function hashNumber(h: HashState, value: number): void {
  h[0] = Math.imul(h[0] ^ value, 0x85ebca6b);
  h[0] ^= h[0] >>> 13;
  h[1] = (Math.imul(h[1], 31) + value) | 0;
}

/** FNV-1a over UTF-16 units: the number a text stands for. */
export function textHash(text: string): number {
  // As a 32-bit integer from the start, like every value it takes: V8 then has one kind of number to hash.
  let x = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) x = Math.imul(x ^ text.charCodeAt(i), 0x01000193);
  return x;
}

/** What identifies an entry: a text, or, cheaper, a number it has anyway. */
export type Digest = string | number;

export const hashDigest = (h: HashState, digest: Digest): void =>
  hashNumber(h, typeof digest === 'number' ? digest : textHash(digest));
