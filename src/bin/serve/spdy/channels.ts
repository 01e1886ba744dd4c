import type { Duplex } from 'node:stream';
import { bytesOf } from '../../../sim/node/shell/bytes.ts';
import { outcomeOf, refusedOutcome, successful, type RemoteChannels } from '../channels.ts';
import { SpdyConnection, type SpdyStream } from './connection.ts';

/** Bytes of input one session may have. */
const inputBytesMax = 3 * 1024 * 1024;

/**
 * A remote command's streams over SPDY: one each for input, output and the outcome, told apart by a header. `opened`
 * is called when those in `wanted` are there.
 * Models: apimachinery/pkg/util/remotecommand and kubelet's remotecommand streams, protocol v4.
 */
export function spdyChannels(
  socket: Duplex,
  head: Buffer,
  wanted: readonly string[],
  opened: (channels: RemoteChannels) => void,
): void {
  const streams = new Map<string, SpdyStream>();
  const connection = new SpdyConnection(socket, head, (stream) => {
    streams.set(stream.headers.get('streamtype') ?? '', stream);
    if (wanted.every((name) => streams.has(name)) && !isOpen) {
      isOpen = true;
      opened(channels);
    }
  });
  let isOpen = false;
  const finish = (outcome: unknown): void => {
    if (!connection.isOpen) return;
    streams.get('stdout')?.end();
    streams.get('stderr')?.end();
    streams.get('error')?.end(Buffer.from(JSON.stringify(outcome), 'utf8'));
    connection.close();
  };
  const channels: RemoteChannels = {
    tellsEnd: true,
    get isOpen() {
      return connection.isOpen;
    },
    onInput(input, end) {
      let bytes = 0;
      streams.get('stdin')?.listen((data) => {
        bytes += data.length;
        if (bytes > inputBytesMax) connection.close();
        else input(data);
      }, end);
    },
    onClose: (closed) => void socket.on('close', closed),
    write(text) {
      if (text !== '') streams.get('stdout')?.write(Buffer.from(bytesOf(text)));
    },
    complain(text) {
      if (text !== '') streams.get('stderr')?.write(Buffer.from(bytesOf(text)));
    },
    succeed: () => finish(successful),
    exit: (code) => finish(outcomeOf(code)),
    fail: (body) => finish(refusedOutcome(body)),
  };
}
