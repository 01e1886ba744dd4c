import { digestMessage } from '../messages.ts';
import { digestNote } from '../notes.ts';
import type { TraceEntry } from './types.ts';

/**
 * The hash of a trace: two 32-bit lanes fed with the numbers and texts of every entry, in order. What is in the trace
 * never changes, so entries are added when a hash is wanted, not while the cluster runs; `sha256` of the final lanes gives
 * the printed form. It proves repeatability, it is not a signature.
 */
export type HashState = [number, number];

export const startHash = (seed: number): HashState => [0x811c9dc5 ^ seed, 0x1000193 + seed];

function hashNumber(h: HashState, value: number): void {
  h[0] = Math.imul(h[0] ^ value, 0x85ebca6b);
  h[0] ^= h[0] >>> 13;
  h[1] = (Math.imul(h[1], 31) + value) | 0;
}

/** FNV-1a over UTF-16 units: the number a text stands for. */
function textHash(text: string): number {
  // As a 32-bit integer from the start, like every value it takes: V8 then has one kind of number to hash.
  let x = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) x = Math.imul(x ^ text.charCodeAt(i), 0x01000193);
  return x;
}

/** What identifies an entry: a text, or, cheaper, a number it has anyway. */
const hashDigest = (h: HashState, digest: string | number): void =>
  hashNumber(h, typeof digest === 'number' ? digest : textHash(digest));

export function hashEntry(h: HashState, entry: TraceEntry): void {
  if (entry.type === 'message') {
    hashNumber(h, entry.at);
    hashNumber(h, entry.cause);
    hashDigest(h, entry.to);
    hashDigest(h, digestMessage(entry.message));
  } else {
    hashNumber(h, entry.id);
    hashDigest(h, digestNote(entry.note));
  }
}
