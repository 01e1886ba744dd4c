import type { RawData, WebSocket } from 'ws';
import { bytesOf } from '../../sim/node/shell/bytes.ts';
import { plainStatus } from './answer.ts';

/** Spoken versions, best first. Since v4 the outcome is a Status; since v5 a client can say that its input has ended. */
export const protocols: readonly string[] = ['v5', 'v4', 'v3', 'v2', ''].map((version) =>
  version === '' ? 'channel.k8s.io' : `${version}.channel.k8s.io`,
);

/** First byte of each frame. Source: apimachinery/pkg/util/remotecommand/constants.go. */
const stdin = 0;
const stdout = 1;
const stderr = 2;
const status = 3;
const close = 255;
/** Bytes a client may leave unread, and bytes of input it may send in one session. */
const unreadBytesMax = 16 * 1024 * 1024;
const inputBytesMax = 3 * 1024 * 1024;

/** The streams of a remote command, however they travel. */
export interface RemoteChannels {
  readonly isOpen: boolean;
  /** The client says when its input has ended. */
  readonly tellsEnd: boolean;
  onInput(input: (bytes: Buffer) => void, end: () => void): void;
  onClose(closed: () => void): void;
  write(text: string): void;
  /** To standard error. */
  complain(text: string): void;
  succeed(): void;
  exit(code: number): void;
  /** The command could not be run: the server's Status. */
  fail(body: unknown): void;
}

export const successful: Record<string, unknown> = { metadata: {}, status: 'Success' };

/** Models: client-go/tools/remotecommand errorstream.go: how an exit code travels. */
export const outcomeOf = (code: number): Record<string, unknown> & { readonly message?: string } =>
  code === 0
    ? successful
    : {
        metadata: {},
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: `command terminated with non-zero exit code: exit status ${code}`,
        details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
      };

export const refusedOutcome = (body: unknown): unknown => body ?? plainStatus(500, 'InternalError', '');

/** One WebSocket as the channels of a remote command. */
export class Channels implements RemoteChannels {
  private input: (bytes: Buffer) => void = () => undefined;
  private inputEnd: () => void = () => undefined;
  private bytes = 0;

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: RawData, isBinary: boolean) => this.heard(data, isBinary));
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  get tellsEnd(): boolean {
    return this.socket.protocol === protocols[0];
  }

  onInput(input: (bytes: Buffer) => void, end: () => void): void {
    this.input = input;
    this.inputEnd = end;
  }

  onClose(closed: () => void): void {
    this.socket.on('close', closed);
  }

  write(text: string): void {
    if (text !== '') this.frame(stdout, text);
  }

  complain(text: string): void {
    if (text !== '') this.frame(stderr, text);
  }

  succeed(): void {
    this.finish(successful, '');
  }

  exit(code: number): void {
    const outcome = outcomeOf(code);
    this.finish(outcome, outcome.message ?? '');
  }

  fail(body: unknown): void {
    const { message = '' } = (body ?? {}) as { message?: string };
    this.finish(refusedOutcome(body), message);
  }

  private finish(outcome: unknown, words: string): void {
    if (!this.isOpen) return;
    const knowsStatus = ['v5.channel.k8s.io', 'v4.channel.k8s.io'].includes(this.socket.protocol);
    if (knowsStatus || words !== '') this.frame(status, knowsStatus ? JSON.stringify(outcome) : words);
    this.socket.close(1000);
  }

  private frame(channel: number, text: string): void {
    if (!this.isOpen) return;
    this.socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(bytesOf(text))]), { binary: true });
    if (this.socket.bufferedAmount > unreadBytesMax) this.socket.terminate();
  }

  private heard(data: RawData, isBinary: boolean): void {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
    if (!isBinary || bytes.length === 0) return;
    const channel = bytes[0];
    if (channel === stdin) {
      this.bytes += bytes.length;
      if (this.bytes > inputBytesMax) this.socket.close(1009);
      else this.input(bytes.subarray(1));
    } else if (channel === close && bytes[1] === stdin) this.inputEnd();
    // Channel 4 tells the terminal's new size, which changes nothing here.
  }
}
