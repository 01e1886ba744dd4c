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

/** Characters of a UUID; every object gets one, so its text is made in one piece. */
const codes: number[] = Array.from({ length: 36 }, () => 45);

/** Writes `digits` hexadecimal digits of the low bits of `n` to `codes` from `at` on. */
function putHex(n: number, digits: number, at: number): void {
  for (let i = at + digits - 1; i >= at; i--) {
    const digit = n & 15;
    codes[i] = digit + (digit < 10 ? 48 : 87);
    n >>>= 4;
  }
}

/** A version 4 UUID. */
export function nextUuid(s: PrngState): string {
  putHex(nextUint32(s), 8, 0);
  const version = (nextUint32(s) & 0xffff0fff) | 0x00004000;
  putHex(version >>> 16, 4, 9);
  putHex(version, 4, 14);
  const variant = (nextUint32(s) & 0x3fffffff) | 0x80000000;
  putHex(variant >>> 16, 4, 19);
  putHex(variant, 4, 24);
  putHex(nextUint32(s), 8, 28);
  return String.fromCharCode.apply(null, codes);
}
