/** Seeded generator sfc32 (Chris Doty-Humphrey, public domain): four 32-bit words of state, plain data. */
export type PrngState = [number, number, number, number];

export function seedPrng(seed: number): PrngState {
  // All within 32 bits and signed, as they stay: a number beyond would make every one of them a float.
  const state: PrngState = [0x9e3779b9 | 0, 0x243f6a88, 0xb7e15162 ^ (seed | 0), 1];
  for (let i = 0; i < 15; i++) nextUint32(state);
  return state;
}

/** Uniform in [0, 2^32). Changes `s` in place. */
export function nextUint32(s: PrngState): number {
  const t = (((s[0] + s[1]) | 0) + s[3]) | 0;
  s[3] = (s[3] + 1) | 0;
  s[0] = s[1] ^ (s[1] >>> 9);
  s[1] = (s[2] + (s[2] << 3)) | 0;
  s[2] = (((s[2] << 21) | (s[2] >>> 11)) + t) | 0;
  return t >>> 0;
}

/** Uniform in [0, 1) with 32 bits. */
export const nextFloat = (s: PrngState): number => nextUint32(s) / 4294967296;

/** Characters of a UUID; every object gets one, so its text is made in one piece. */
const codes: number[] = Array.from({ length: 36 }, () => 45);

/** Character codes of the 16 hexadecimal digits. */
const digits: readonly number[] = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Writes four hexadecimal digits to `codes` from `at` on. */
function putHex(n: number, at: number): void {
  codes[at] = digits[(n >>> 12) & 15]!;
  codes[at + 1] = digits[(n >>> 8) & 15]!;
  codes[at + 2] = digits[(n >>> 4) & 15]!;
  codes[at + 3] = digits[n & 15]!;
}

/** A version 4 UUID. */
export function nextUuid(s: PrngState): string {
  const first = nextUint32(s);
  putHex(first >>> 16, 0);
  putHex(first, 4);
  const version = (nextUint32(s) & 0xffff0fff) | 0x00004000;
  putHex(version >>> 16, 9);
  putHex(version, 14);
  const variant = (nextUint32(s) & 0x3fffffff) | 0x80000000;
  putHex(variant >>> 16, 19);
  putHex(variant, 24);
  const last = nextUint32(s);
  putHex(last >>> 16, 28);
  putHex(last, 32);
  return String.fromCharCode.apply(null, codes);
}
