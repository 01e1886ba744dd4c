import { constants, inflateSync } from 'node:zlib';
import { dictionary } from './dictionary.ts';

/** Kinds of control frames. Source: SPDY protocol draft 3.1, 2.6. */
export const synStream = 1;
export const synReply = 2;
export const rstStream = 3;
export const ping = 6;
export const goAway = 7;
/** Flag: the sender has nothing more to say on this stream. */
export const fin = 1;

export type Frame =
  | { readonly type: 'data'; readonly stream: number; readonly flags: number; readonly payload: Buffer }
  | { readonly type: 'control'; readonly kind: number; readonly flags: number; readonly payload: Buffer };

const headBytes = 8;

/** The first frame of what has come, and how many bytes it takes; undefined while it is not whole. */
export function readFrame(bytes: Buffer): { readonly frame: Frame; readonly size: number } | undefined {
  if (bytes.length < headBytes) return undefined;
  const size = headBytes + bytes.readUIntBE(5, 3);
  if (bytes.length < size) return undefined;
  const first = bytes.readUInt32BE(0);
  const flags = bytes[4]!;
  const payload = bytes.subarray(headBytes, size);
  const isControl = first >= 0x80000000;
  return {
    frame: isControl
      ? { type: 'control', kind: first & 0xffff, flags, payload }
      : { type: 'data', stream: first, flags, payload },
    size,
  };
}

function frameOf(first: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(first >>> 0, 0);
  head[4] = flags;
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

export const controlFrame = (kind: number, flags: number, payload: Buffer): Buffer =>
  frameOf(0x80030000 + kind, flags, payload);
export const dataFrame = (stream: number, flags: number, payload: Buffer): Buffer => frameOf(stream, flags, payload);

export const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** Bytes of compressed headers one connection may send in all. */
const headersBytesMax = 1024 * 1024;

/**
 * Reads header blocks, which are one compressed text for the whole connection. It is read from its beginning each
 * time: there are few streams, and so every frame is dealt with in its turn.
 */
export class HeaderReader {
  private compressed: Buffer = Buffer.alloc(0);
  private seen = 0;

  read(block: Buffer): Map<string, string> {
    this.compressed = Buffer.concat([this.compressed, block]);
    if (this.compressed.length > headersBytesMax) throw new Error('too many headers');
    const text = inflateSync(this.compressed, { dictionary, finishFlush: constants.Z_SYNC_FLUSH });
    const headers = new Map<string, string>();
    let at = this.seen;
    const next = (): string => {
      const length = text.readUInt32BE(at);
      at += 4 + length;
      return text.toString('utf8', at - length, at);
    };
    const count = text.readUInt32BE(at);
    at += 4;
    for (let i = 0; i < count; i++) {
      const name = next();
      headers.set(name.toLowerCase(), next());
    }
    this.seen = text.length;
    return headers;
  }
}

/**
 * Header blocks without headers, "compressed" as they stand: the beginning of a zlib text, then a stored block and an
 * empty one, which is what makes a reader hand out what it has.
 */
export class HeaderWriter {
  private isFirst = true;

  empty(): Buffer {
    const block = Buffer.from([0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
    const out = this.isFirst ? Buffer.concat([Buffer.from([0x78, 0x01]), block]) : block;
    this.isFirst = false;
    return out;
  }
}
