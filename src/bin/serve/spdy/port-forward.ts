import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse } from '../../../sim/messages.ts';
import type { Hub } from '../hub.ts';
import { SpdyConnection, type SpdyStream } from './connection.ts';

/** The version of port forwarding that there is. */
export const portForwardProtocol = 'portforward.k8s.io';
/** Bytes of a request's head. */
const headBytesMax = 64 * 1024;

/**
 * Forwarded ports: for each connection of the client two streams, for errors and for data. The programs of the model
 * answer HTTP requests, so that is what is understood on a data stream; each is answered and the stream ends.
 * Models: kubelet pkg/kubelet/server/portforward/httpstream.go. Left out: other protocols, bodies of requests.
 */
export function portForward(hub: Hub, request: ApiRequest, name: string, socket: Duplex, head: Buffer): void {
  const errors = new Map<string, SpdyStream>();
  new SpdyConnection(socket, head, (stream) => {
    const id = stream.headers.get('requestid') ?? '';
    if (stream.headers.get('streamtype') === 'error') errors.set(id, stream);
    else {
      converse(hub, request, name, stream, errors.get(id));
      errors.delete(id);
    }
  });
}

function converse(hub: Hub, request: ApiRequest, name: string, data: SpdyStream, error: SpdyStream | undefined): void {
  const port = data.headers.get('port') ?? '';
  let text = '';
  let asked = false;
  const answered = (answer: ApiResponse): void => {
    if (answer.code === 503 && typeof answer.body === 'object') error?.end(Buffer.from(refusal(port, name), 'utf8'));
    else {
      data.write(httpAnswer(answer));
      error?.end();
    }
    data.end();
  };
  data.listen(
    (bytes) => {
      text += bytes.toString('latin1');
      if (asked) return;
      const path = /^[A-Z]+ (\S+) HTTP\/1\.[01]\r\n/.exec(text)?.[1];
      if (path !== undefined && text.includes('\r\n\r\n')) {
        asked = true;
        const query = { port, path };
        hub.ask({ ...request, query }, { answered, lost: () => data.end() });
      } else if (text.length > headBytesMax) data.end();
    },
    () => {
      if (asked) return;
      error?.end();
      data.end();
    },
  );
}

const refusal = (port: string, name: string): string =>
  `error forwarding port ${port} to pod ${name}, uid : failed to execute portforward in network namespace: failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found`;

function httpAnswer({ code, body, headers = {} }: ApiResponse): Buffer {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
  const type = headers['content-type'] ?? 'text/plain';
  const lines = [
    `HTTP/1.1 ${code} ${words[code] ?? 'Error'}`,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

const words: Readonly<Record<number, string>> = { 200: 'OK', 404: 'Not Found', 500: 'Internal Server Error' };
