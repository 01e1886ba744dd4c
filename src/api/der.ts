/** One value of DER-encoded ASN.1: class and number in one byte, as they stand. Source: ITU-T X.690. */
export interface DerValue {
  readonly tag: number;
  /** Where the contents begin and end in the bytes. */
  readonly start: number;
  readonly end: number;
}

export const derTag = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;

/** The bytes are no DER; `message` is Go's. */
export class DerError extends Error {}

/** The value at `at`, which must end by `limit`. Models: Go encoding/asn1 parseTagAndLength. */
export function readDer(bytes: readonly number[], at: number, limit: number): DerValue {
  const truncated = (): never => {
    throw new DerError('asn1: syntax error: truncated tag or length');
  };
  if (at + 2 > limit) truncated();
  const tag = bytes[at]!;
  let length = bytes[at + 1]!;
  let start = at + 2;
  if (length === 0x80) throw new DerError('asn1: structure error: indefinite length found (not DER)');
  if (length > 0x80) {
    const size = length & 0x7f;
    if (size > 4) throw new DerError('asn1: structure error: length too large');
    if (start + size > limit) truncated();
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + bytes[start + i]!;
    start += size;
    if (length < 0x80) throw new DerError('asn1: structure error: non-minimal length');
  }
  if (start + length > limit) throw new DerError('asn1: syntax error: data truncated');
  return { tag, start, end: start + length };
}

/** The values inside one. */
export function derChildren(bytes: readonly number[], { start, end }: DerValue): DerValue[] {
  const out: DerValue[] = [];
  for (let at = start; at < end;) {
    const value = readDer(bytes, at, end);
    out.push(value);
    at = value.end;
  }
  return out;
}

/** An object identifier in dots. */
export function derOid(bytes: readonly number[], { start, end }: DerValue): string {
  const parts: number[] = [];
  let part = 0;
  for (let i = start; i < end; i++) {
    part = part * 128 + (bytes[i]! & 0x7f);
    if (bytes[i]! >= 0x80) continue;
    if (parts.length === 0)
      parts.push(Math.min(2, Math.floor(part / 40)), part - 40 * Math.min(2, Math.floor(part / 40)));
    else parts.push(part);
    part = 0;
  }
  return parts.join('.');
}
