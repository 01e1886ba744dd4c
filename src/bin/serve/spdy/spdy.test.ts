import { connect, type Socket } from 'node:net';
import { deflateSync, constants } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveLab, type Served } from '../testing.ts';
import { dictionary } from './dictionary.ts';
import { controlFrame, dataFrame, fin, HeaderReader, ping, readFrame, synStream, word, type Frame } from './frames.ts';

/** A header block as a client writes it: the first of a connection. */
function block(headers: Readonly<Record<string, string>>): Buffer {
  const text = (value: string): Buffer => Buffer.concat([word(value.length), Buffer.from(value)]);
  const pairs = Object.entries(headers).flatMap(([name, value]) => [text(name), text(value)]);
  return deflateSync(Buffer.concat([word(pairs.length / 2), ...pairs]), {
    dictionary,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
}

describe('SPDY frames', () => {
  it('are read once they are whole', () => {
    const bytes = dataFrame(5, fin, Buffer.from('hello'));
    expect(readFrame(bytes.subarray(0, 12))).toBeUndefined();
    const read = readFrame(Buffer.concat([bytes, Buffer.from('next')]));
    expect(read).toEqual({ frame: { type: 'data', stream: 5, flags: fin, payload: Buffer.from('hello') }, size: 13 });
  });
  it('carry headers, packed with what both sides know', () => {
    const packed = block({ streamtype: 'stdout', 'content-type': 'text/plain' });
    expect(packed.readUInt32BE(2).toString(16)).toBe('e3c6a7c2');
    expect([...new HeaderReader().read(packed)]).toEqual([
      ['streamtype', 'stdout'],
      ['content-type', 'text/plain'],
    ]);
  });
  it('of nonsense are refused', () => {
    expect(() => new HeaderReader().read(Buffer.from('no headers'))).toThrow('incorrect header check');
  });
});

describe('a SPDY client', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveLab();
    const body = JSON.stringify({
      metadata: { name: 'box' },
      spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'] }] },
    });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${served.url}/api/v1/namespaces/default/pods`, { method: 'POST', body, headers });
    await fetch(`${served.url}/sim/v1/settle`, { method: 'POST' });
  });
  afterAll(() => served.front.close());

  const upgrade = (query: string, protocol: string): Promise<{ head: string; frames: Frame[]; socket: Socket }> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
      const frames: Frame[] = [];
      let bytes: Buffer = Buffer.alloc(0);
      let head = '';
      socket.on('data', (data: Buffer) => {
        bytes = Buffer.concat([bytes, data]);
        const end = bytes.indexOf('\r\n\r\n');
        if (head === '' && end >= 0) {
          head = bytes.toString('latin1', 0, end);
          bytes = bytes.subarray(end + 4);
          resolve({ head, frames, socket });
        }
        for (let read = readFrame(bytes); head !== '' && read; read = readFrame(bytes)) {
          frames.push(read.frame);
          bytes = bytes.subarray(read.size);
        }
      });
      socket.write(
        `POST /api/v1/namespaces/default/pods/box/exec?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\nContent-Length: 0\r\n\r\n`,
      );
    });

  it('runs a command: output and outcome on streams of their own', async () => {
    const { head, frames, socket } = await upgrade('command=echo&command=hi&stdout=true', 'v4.channel.k8s.io');
    expect(head).toContain('101 Switching Protocols');
    const open = (id: number, packed: Buffer): boolean =>
      socket.write(controlFrame(synStream, 0, Buffer.concat([word(id), word(0), Buffer.alloc(2), packed])));
    socket.write(controlFrame(ping, 0, word(1)));
    open(1, block({ streamtype: 'error' }));
    // The second block goes on where the first ended: here it is stored as it stands.
    const rest = Buffer.concat([word(1), word(10), Buffer.from('streamtype'), word(6), Buffer.from('stdout')]);
    const stored = Buffer.from([0, rest.length, 0, 255 - rest.length, 255]);
    open(3, Buffer.concat([stored, rest, Buffer.from([0, 0, 0, 255, 255])]));
    await new Promise((resolve) => socket.on('close', resolve));
    const said = (stream: number): string =>
      frames
        .flatMap((each) => (each.type === 'data' && each.stream === stream ? each.payload.toString() : []))
        .join('');
    expect([said(3), said(1)]).toEqual(['hi\n', '{"metadata":{},"status":"Success"}']);
    expect(frames.filter((each) => each.type === 'control').map(({ kind }) => kind)).toEqual([ping, 2, 2, 7]);
  });

  it('that speaks no version known here is told so', async () => {
    const { head, socket } = await upgrade('command=echo&stdout=true', 'v9.channel.k8s.io');
    expect(head).toContain('403');
    socket.destroy();
  });
});
