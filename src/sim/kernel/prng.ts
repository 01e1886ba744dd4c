/** Seeded generator sfc32 (Chris Doty-Humphrey, public domain): four 32-bit words of state, plain data. */
export type PrngState = [number, number, number, number];

export function seedPrng(seed: number): PrngState {
  const state: PrngState = [0x9e3779b9, 0x243f6a88, 0xb7e15162 ^ (seed | 0), 1];
  for (let i = 0; i < 15; i++) nextUint32(state);
  return state;
}

/** Uniform in [0, 2^32). Changes `s` in place. */
export function nextUint32(s: PrngState): number {
  const t = (((s[0] + s[1]) | 0) + s[3]) | 0;
  s[3] = (s[3] + 1) | 0;
  s[0] = s[1] ^ (s[1] >>> 9);
  s[1] = (s[2] + (s[2] << 3)) | 0;
  s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
  s[2] |= 0;
  return t >>> 0;
}

/** Uniform in [0, 1) with 32 bits. */
export const nextFloat = (s: PrngState): number => nextUint32(s) / 4294967296;

const hex = (n: number): string => n.toString(16).padStart(8, '0');

/** A version 4 UUID. */
export function nextUuid(s: PrngState): string {
  const a = hex(nextUint32(s));
  const b = hex(((nextUint32(s) & 0xffff0fff) | 0x00004000) >>> 0);
  const c = hex(((nextUint32(s) & 0x3fffffff) | 0x80000000) >>> 0);
  const d = hex(nextUint32(s));
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
