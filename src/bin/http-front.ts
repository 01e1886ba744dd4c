import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parse as parseYaml } from 'yaml';
import type { Cluster } from '../sim/cluster.ts';
import { gateway } from '../sim/gateway.ts';
import type { EntryId, MessageEntry } from '../sim/kernel/types.ts';
import type { ApiRequest, Credential } from '../sim/messages.ts';

/** Largest request body, in bytes; upstream's limit for a request is 3 MiB. */
const bodyBytesMax = 3 * 1024 * 1024;
/** Virtual ms a request may take before the client is told it timed out. */
const requestLimitMs = 60_000;
/** Real ms between two moves of the clock. */
const tickMs = 20;

/** Everybody on this machine is the cluster's administrator, as with `kubectl proxy`. */
const administrator: Credential = {
  type: 'certificate',
  commonName: 'kubernetes-admin',
  organizations: ['kubeadm:cluster-admins'],
};

/**
 * The simulated API server on real HTTP. A request becomes a message to the API server; the cluster is run until the
 * answer is there. Streams stay open and are fed as virtual time goes on at `speed` (virtual ms per real ms).
 */
export class HttpFront {
  readonly server: Server;
  private readonly waiting = new Map<EntryId, (entry: MessageEntry) => void>();
  private readonly streams = new Map<EntryId, ServerResponse>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly speed: number,
  ) {
    cluster.kernel.onStep = (entry) => this.heard(entry);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Resolves with the port; rejects when it is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.timer = setInterval(
          () => this.cluster.kernel.runUntil(this.cluster.now + Math.round(tickMs * this.speed)),
          tickMs,
        );
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  close(): Promise<void> {
    clearInterval(this.timer);
    for (const response of this.streams.values()) response.end();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (incoming.headers.host ?? '').replace(/:\d+$/, '');
    // A page on another site must not reach this port by a name that resolves to loopback.
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) {
      response.writeHead(403).end('Host not allowed\n');
      return;
    }
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const body = await readBody(incoming);
    if (body === undefined)
      return send(response, 413, status(413, 'RequestEntityTooLarge', `limit is ${bodyBytesMax}`));
    const type = (incoming.headers['content-type'] ?? 'application/json').split(';')[0]!;
    let value: unknown;
    if (body !== '') {
      // The components inside may name protobuf; from outside only text is read so far.
      if (!/json|yaml/.test(type)) {
        const message =
          'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml';
        return send(response, 415, status(415, 'UnsupportedMediaType', message));
      }
      try {
        value = type.endsWith('yaml') ? parseYaml(body) : JSON.parse(body);
      } catch (error) {
        return send(response, 400, status(400, 'BadRequest', error instanceof Error ? error.message : String(error)));
      }
    }
    const request: ApiRequest = {
      method: (incoming.method ?? 'GET') as ApiRequest['method'],
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {
        accept: incoming.headers.accept ?? 'application/json',
        'content-type': type,
        'user-agent': incoming.headers['user-agent'] ?? '',
      },
      credential: administrator,
      ...(value === undefined ? {} : { body: value }),
    };
    this.ask(request, response);
  }

  /** Puts the request to the cluster and answers when it does. */
  private ask(request: ApiRequest, response: ServerResponse): void {
    const { kernel } = this.cluster;
    const id = kernel.inject('apiserver', { kind: 'request', request }, { from: gateway, delayMs: 1 });
    let answered = false;
    this.waiting.set(id, ({ message }) => {
      if (message.kind !== 'response') return;
      answered = true;
      const { code, body, headers, warnings, streaming } = message.response;
      const all: Record<string, string | string[]> = {
        ...headers,
        ...(warnings?.length ? { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`) } : {}),
      };
      if (!streaming) return send(response, code, body, all);
      response.writeHead(code, { 'content-type': 'application/json', ...all });
      response.flushHeaders();
      this.streams.set(id, response);
      response.on('close', () => {
        if (this.streams.delete(id)) kernel.inject('apiserver', { kind: 'cancel', stream: id }, { from: gateway });
      });
    });
    const end = kernel.now + requestLimitMs;
    while (!answered && (kernel.nextAt() ?? end) < end) kernel.step();
    this.waiting.delete(id);
    if (!answered)
      send(response, 504, status(504, 'Timeout', 'Timeout: request did not complete within the allotted timeout'));
  }

  private heard(entry: MessageEntry): void {
    if (entry.to !== gateway) return;
    const { message } = entry;
    if (message.kind === 'response') this.waiting.get(message.re)?.(entry);
    else if (message.kind === 'watch')
      for (const event of message.events) this.streams.get(message.stream)?.write(`${JSON.stringify(event)}\n`);
    else if (message.kind === 'chunk') this.streams.get(message.stream)?.write(message.text);
    else if (message.kind === 'stream-end') {
      const response = this.streams.get(message.stream);
      this.streams.delete(message.stream);
      response?.end();
    }
  }
}

const status = (code: number, reason: string, message: string): unknown => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code,
});

function send(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
): void {
  const text = typeof body === 'string';
  response.writeHead(code || 503, { 'content-type': text ? 'text/plain' : 'application/json', ...headers });
  response.end(text ? body : `${JSON.stringify(body ?? {})}\n`);
}

/** The body as text, or undefined when it is over the limit. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bodyBytesMax) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
