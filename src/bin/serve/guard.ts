import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Access {
  /** An origin whose pages may read the answers; undefined: none. */
  readonly cors?: string | undefined;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request may not come in: a page on another site must not reach this port, neither by a name that resolves to
 * loopback (DNS rebinding) nor by a form, a script or a WebSocket of its own.
 */
export function hostProblem(incoming: IncomingMessage, { cors }: Access): string | undefined {
  const { host = '', origin } = incoming.headers;
  if (!loopback.has(host.replace(/:\d+$/, '').toLowerCase())) return 'Host not allowed';
  const own = 'encrypted' in incoming.socket ? `https://${host}` : `http://${host}`;
  if (origin !== undefined && origin !== own && origin !== cors) return 'Origin not allowed';
  return undefined;
}

/** Refuses strangers, answers a browser's preflight question. True: the request has its answer. */
export function guard(incoming: IncomingMessage, response: ServerResponse, access: Access): boolean {
  const problem = hostProblem(incoming, access);
  if (problem) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${problem}\n`);
    return true;
  }
  const { origin } = incoming.headers;
  if (origin === undefined || origin !== access.cors) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'audit-id, warning');
  response.setHeader('vary', 'origin');
  if (incoming.method !== 'OPTIONS') return false;
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'accept, authorization, content-type, impersonate-user, impersonate-group',
      'access-control-max-age': '600',
    })
    .end();
  return true;
}
