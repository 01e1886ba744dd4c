import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse } from '../../../sim/messages.ts';
import type { Hub } from '../hub.ts';
import { SpdyConnection, type SpdyStream } from './connection.ts';
import { HttpRequests, type HttpRequest } from './http-requests.ts';

/** The version of port forwarding that there is. */
export const portForwardProtocol = 'portforward.k8s.io';
/** The same as messages of a WebSocket. Source: apimachinery/pkg/util/portforward/constants.go. */
export const tunneledProtocol = `SPDY/3.1+${portForwardProtocol}`;
/**
 * Forwarded ports: for each connection of the client two streams, for errors and for data. The programs of the model
 * answer HTTP requests, so that is what is understood on a data stream: one request after another, with their bodies. Anything else ends it.
 * Models: kubelet pkg/kubelet/server/portforward/httpstream.go. Left out: other protocols.
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
  const requests = new HttpRequests();
  let isOpen = true;
  let isBusy = false;
  let hasEnded = false;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    error?.end();
    data.end();
  };
  const answered = (asked: HttpRequest, answer: ApiResponse): void => {
    if (!isOpen) return;
    isBusy = false;
    // Nobody listens at the port: that is told beside the data, and the connection is over.
    if (answer.code === 503 && typeof answer.body === 'object') {
      error?.write(Buffer.from(refusal(port, name), 'utf8'));
      return close();
    }
    data.write(httpAnswer(answer, asked));
    if (asked.keepAlive) next();
    else close();
  };
  const next = (): void => {
    if (isBusy || !isOpen) return;
    const asked = requests.take();
    if (asked === false) return close();
    if (!asked) return void (hasEnded && close());
    isBusy = true;
    const query = { port, path: asked.path };
    const body = { method: asked.method, text: asked.body.toString('utf8') };
    hub.ask({ ...request, query, body }, { answered: (answer) => answered(asked, answer), lost: close });
  };
  data.listen(
    (bytes) => {
      requests.feed(bytes);
      next();
    },
    () => {
      hasEnded = true;
      next();
    },
  );
}

const refusal = (port: string, name: string): string =>
  `error forwarding port ${port} to pod ${name}, uid : failed to execute portforward in network namespace: failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found`;

function httpAnswer({ code, body, headers = {} }: ApiResponse, { method, keepAlive }: HttpRequest): Buffer {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
  const type = headers['content-type'] ?? 'text/plain';
  const lines = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? 'Unknown'}`,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
    `Connection: ${keepAlive ? 'keep-alive' : 'close'}`,
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return method === 'HEAD' ? head : Buffer.concat([head, bytes]);
}
