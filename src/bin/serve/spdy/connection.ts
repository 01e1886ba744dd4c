import type { Duplex } from 'node:stream';
import {
  controlFrame,
  dataFrame,
  fin,
  goAway,
  HeaderReader,
  HeaderWriter,
  ping,
  readFrame,
  rstStream,
  synReply,
  synStream,
  word,
  type Frame,
} from './frames.ts';

/** Bytes a client may leave unread, bytes of one frame, and streams open at a time. */
const unreadBytesMax = 16 * 1024 * 1024;
const frameBytesMax = 4 * 1024 * 1024;
const streamsMax = 256;

/** One stream of a connection, opened by the client. */
export class SpdyStream {
  onData: (bytes: Buffer) => void = () => undefined;
  onEnd: () => void = () => undefined;
  private early: Buffer[] = [];
  private ended = false;

  constructor(
    private readonly connection: SpdyConnection,
    readonly id: number,
    readonly headers: ReadonlyMap<string, string>,
  ) {}

  /** What came before anybody listened comes now. */
  listen(data: (bytes: Buffer) => void, end: () => void): void {
    this.onData = data;
    this.onEnd = end;
    for (const bytes of this.early.splice(0)) data(bytes);
    if (this.ended) end();
    this.isHeard = true;
  }
  private isHeard = false;

  take(bytes: Buffer, isLast: boolean): void {
    if (bytes.length > 0) {
      if (this.isHeard) this.onData(bytes);
      else this.early.push(Buffer.from(bytes));
    }
    if (!isLast || this.ended) return;
    this.ended = true;
    if (this.isHeard) this.onEnd();
  }

  write(bytes: Buffer): void {
    this.connection.send(dataFrame(this.id, 0, bytes));
  }

  end(bytes: Buffer = Buffer.alloc(0)): void {
    this.connection.send(dataFrame(this.id, fin, bytes));
  }
}

/**
 * One SPDY/3.1 connection after the upgrade: the client opens streams, both sides write on them.
 * Models: moby/spdystream as apimachinery/pkg/util/httpstream uses it. Left out: windows, which that library ignores, too.
 */
export class SpdyConnection {
  private readonly streams = new Map<number, SpdyStream>();
  private readonly reader = new HeaderReader();
  private readonly writer = new HeaderWriter();
  private bytes: Buffer = Buffer.alloc(0);
  onClose: () => void = () => undefined;

  constructor(
    private readonly socket: Duplex,
    head: Buffer,
    private readonly opened: (stream: SpdyStream) => void,
  ) {
    socket.on('data', (data: Buffer) => this.heard(data));
    socket.on('close', () => this.onClose());
    // Sockets of an HTTP server stay half open otherwise.
    socket.on('end', () => socket.end());
    if (head.length > 0) this.heard(head);
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  send(frame: Buffer): void {
    if (!this.isOpen) return;
    this.socket.write(frame);
    if (this.socket.writableLength > unreadBytesMax) this.socket.destroy();
  }

  /** Says that all is said, then closes. */
  close(): void {
    const last = Math.max(0, ...this.streams.keys());
    this.send(controlFrame(goAway, 0, Buffer.concat([word(last), word(0)])));
    this.socket.end();
  }

  private heard(data: Buffer): void {
    this.bytes = this.bytes.length === 0 ? data : Buffer.concat([this.bytes, data]);
    try {
      for (let read = readFrame(this.bytes); read; read = readFrame(this.bytes)) {
        this.bytes = this.bytes.subarray(read.size);
        this.frame(read.frame);
      }
    } catch {
      this.socket.destroy();
    }
    if (this.bytes.length > frameBytesMax) this.socket.destroy();
  }

  private frame(frame: Frame): void {
    const { payload, flags } = frame;
    if (frame.type === 'data') {
      this.streams.get(frame.stream)?.take(payload, (flags & fin) !== 0);
      return;
    }
    switch (frame.kind) {
      case synStream: {
        const id = payload.readUInt32BE(0) & 0x7fffffff;
        const stream = new SpdyStream(this, id, this.reader.read(payload.subarray(10)));
        if (this.streams.size >= streamsMax) {
          // Refused stream.
          this.send(controlFrame(rstStream, 0, Buffer.concat([word(id), word(3)])));
          return;
        }
        this.streams.set(id, stream);
        this.send(controlFrame(synReply, 0, Buffer.concat([word(id), this.writer.empty()])));
        if ((flags & fin) !== 0) stream.take(Buffer.alloc(0), true);
        this.opened(stream);
        return;
      }
      case rstStream: {
        const id = payload.readUInt32BE(0) & 0x7fffffff;
        this.streams.get(id)?.take(Buffer.alloc(0), true);
        this.streams.delete(id);
        return;
      }
      case ping:
        // A client's pings have odd numbers.
        if (payload.readUInt32BE(0) % 2 === 1) this.send(controlFrame(ping, 0, payload.subarray(0, 4)));
        return;
      case goAway:
        this.socket.end();
        return;
      default:
    }
  }
}
