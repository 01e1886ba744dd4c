/** One HTTP/1 request as it came over a connection. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  /** The client wants to ask more on the same connection. */
  readonly keepAlive: boolean;
}

/** Bytes of a request's head, and of its body. */
const headBytesMax = 64 * 1024;
const bodyBytesMax = 3 * 1024 * 1024;

/**
 * Cuts a stream of bytes into HTTP/1 requests: feed it pieces, take what is whole. `false`: what comes is not HTTP, or is
 * too much of it.
 */
export class HttpRequests {
  private bytes: Buffer = Buffer.alloc(0);

  feed(piece: Buffer): void {
    this.bytes = this.bytes.length === 0 ? Buffer.from(piece) : Buffer.concat([this.bytes, piece]);
  }

  take(): HttpRequest | undefined | false {
    const end = this.bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      const looksLikeHttp = /^[A-Z]{0,10}$|^[A-Z]{1,10} /.test(this.bytes.toString('latin1', 0, 11).split('\r')[0]!);
      return looksLikeHttp && this.bytes.length <= headBytesMax ? undefined : false;
    }
    const [first = '', ...lines] = this.bytes.toString('latin1', 0, end).split('\r\n');
    const [, method, path, minor] = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(first) ?? [];
    if (method === undefined || path === undefined) return false;
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const rest = this.bytes.subarray(end + 4);
    const read =
      headers.get('transfer-encoding')?.toLowerCase() === 'chunked'
        ? chunked(rest)
        : sized(rest, Number(headers.get('content-length') ?? 0));
    if (!read) return read;
    this.bytes = rest.subarray(read.size);
    const connection = headers.get('connection')?.toLowerCase();
    return {
      method,
      // A proxy's form of the address has the host in it.
      path: path.replace(/^https?:\/\/[^/]*/, '') || '/',
      body: read.body,
      keepAlive: minor === '1' ? connection !== 'close' : connection === 'keep-alive',
    };
  }
}

type Read = { readonly body: Buffer; readonly size: number } | undefined | false;

function sized(bytes: Buffer, length: number): Read {
  if (!Number.isInteger(length) || length < 0 || length > bodyBytesMax) return false;
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), size: length };
}

function chunked(bytes: Buffer): Read {
  const parts: Buffer[] = [];
  let total = 0;
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = /^([0-9a-f]+)(?:;.*)?$/i.exec(bytes.toString('latin1', at, end))?.[1];
    if (size === undefined) return false;
    const length = parseInt(size, 16);
    total += length;
    if (total > bodyBytesMax) return false;
    const next = end + 2 + length + 2;
    if (bytes.length < next) return undefined;
    if (length === 0) return { body: Buffer.concat(parts), size: next };
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = next;
  }
}
