import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Cluster } from '../../sim/cluster.ts';
import type { ApiRequest } from '../../sim/messages.ts';
import { epochMs } from '../../sim/time.ts';
import { version } from '../../sim/apiserver/paths.ts';
import { add, open, plainStatus, send, watchLine } from './answer.ts';
import { bodyBytesMax, decodeBody, readBody, type Body } from './body.ts';
import { Control } from './control.ts';
import { guard, hostProblem, type Access } from './guard.ts';
import { Hub } from './hub.ts';
import { negotiate, notAcceptable, type Negotiated } from './negotiate.ts';
import { emptyOpenApiV2, openApiV2Accept, openApiV2Type } from './openapi-v2.ts';
import type { ClusterAuthority } from './pki/authority.ts';
import { peerReader } from './pki/peer.ts';
import { withSchemas } from './openapi.ts';
import { Pace, type Speed } from './pace.ts';
import { credentialOf, headersOf, methods, queryOf, type Identity } from './request.ts';
import { refuseUpgrade, streamPath, Streams } from './streams.ts';

export interface FrontOptions extends Partial<Identity>, Access {
  readonly speed: Speed;
  /** Speak TLS, with a certificate of this authority, and take client certificates of it. */
  readonly authority?: ClusterAuthority | undefined;
}

/**
 * The simulated API server on real HTTP. A request becomes a message to the API server; the cluster is run until the
 * answer is there. Streams stay open and are fed as virtual time goes on. `/sim/v1` is for whoever steers the cluster.
 */
export class HttpFront {
  readonly server: Server;
  private readonly hub: Hub;
  private readonly pace: Pace;
  private readonly control: Control;
  private readonly streams: Streams;
  private readonly identity: Identity;

  constructor(
    cluster: Cluster,
    private readonly options: FrontOptions,
  ) {
    const { authority, token, anonymous = false } = options;
    const peer = authority && peerReader(authority.certificate, () => epochMs + cluster.now);
    // Over TLS everybody can prove who they are: who does not is nobody.
    this.identity = { token, anonymous: anonymous || authority !== undefined, peer };
    this.hub = new Hub(cluster, options.speed);
    this.pace = new Pace(cluster.kernel, options.speed, () => this.hub.giveUp());
    this.control = new Control(cluster, this.hub, this.pace);
    this.streams = new Streams(this.hub);
    const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
      this.serve(incoming, response).catch((error: unknown) => {
        // The model is wrong: say so to whoever asked, and go on serving the others.
        console.error(error);
        if (response.headersSent) response.destroy();
        else send(response, { code: 500, body: plainStatus(500, 'InternalError', String(error)) });
      });
    };
    this.server = authority ? createTlsServer(tlsOptions(authority), answer) : createServer(answer);
    this.server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(incoming, socket, head),
    );
    // Watches are quiet for long; a connection at rest is not a broken one.
    this.server.requestTimeout = 60_000;
    this.server.timeout = 0;
  }

  /** Resolves with the port; rejects when it is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.pace.start();
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** Ends every stream cleanly, lets answers finish, then stops listening. */
  close(): Promise<void> {
    this.pace.stop();
    this.control.close();
    this.streams.close();
    this.hub.breakAll();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeIdleConnections();
      setTimeout(() => this.server.closeAllConnections(), 500).unref();
    });
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('audit-id', randomUUID());
    response.setHeader('cache-control', 'no-cache, private');
    if (guard(incoming, response, this.options)) return;
    const bytes = await readBody(incoming);
    if (bytes === undefined) return;
    if (bytes === 'too large') {
      response.setHeader('connection', 'close');
      const text = `Request entity too large: limit is ${bodyBytesMax}`;
      return send(response, { code: 413, body: plainStatus(413, 'RequestEntityTooLarge', text) });
    }
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith('/sim/v1/')) return this.control.serve(incoming.method ?? 'GET', url, bytes, response);
    const wantsV2 = url.pathname === '/openapi/v2' && incoming.headers.accept?.includes(openApiV2Accept);
    const accepted = negotiate(wantsV2 ? undefined : incoming.headers.accept);
    if (!accepted) {
      const text = notAcceptable(incoming.method ?? 'GET', url.pathname);
      return send(response, { code: 406, body: { ...plainStatus(406, 'NotAcceptable', text), details: {} } });
    }
    if (streamPath.test(url.pathname))
      return send(response, { code: 400, body: plainStatus(400, 'BadRequest', 'Upgrade request required') });
    const request = this.requestOf(incoming, url, bytes, accepted);
    if ('code' in request) return send(response, request, accepted.encoding);
    if (!this.hub.hasRoom()) {
      response.setHeader('retry-after', '1');
      return send(response, { code: 429, body: 'Too many requests, please try again later.' });
    }
    // Whoever may read version 3 may read version 2.
    if (wantsV2) this.askOpenApiV2({ ...request, path: '/openapi/v3' }, response);
    else this.ask(request, response, accepted);
  }

  private askOpenApiV2(request: ApiRequest, response: ServerResponse): void {
    this.hub.ask(request, {
      answered(answer) {
        if (answer.code !== 200) return send(response, answer);
        response.writeHead(200, { 'content-type': openApiV2Type }).end(emptyOpenApiV2(version.gitVersion));
      },
      lost: () => void response.destroy(),
    });
  }

  /** The request as the API server reads it, or the answer it already has. */
  private requestOf(
    incoming: IncomingMessage,
    url: URL,
    bytes: Buffer,
    accepted: Negotiated,
  ): ApiRequest | { code: number; body: unknown } {
    const { pathname } = url;
    const isProxy = proxyPath.test(pathname);
    const isResource = /^\/apis?\/./.test(pathname) && !isProxy;
    // HEAD is GET without the body where something plain is asked for; resources know neither HEAD nor OPTIONS.
    const method = incoming.method === 'HEAD' && !isResource ? 'GET' : (incoming.method ?? 'GET');
    if (!methods.has(method)) {
      const text = 'the server does not allow this method on the requested resource';
      return { code: 405, body: plainStatus(405, 'MethodNotAllowed', text) };
    }
    const mediaType = (incoming.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    // What goes to a program behind a proxy is for that program to read.
    const body: Body | undefined = isProxy
      ? { type: 'value', value: bytes.toString('utf8') }
      : bytes.length > 0
        ? decodeBody(bytes, mediaType, pathname)
        : undefined;
    // Once it is a value, what it was written in no longer matters.
    const isPatch = method === 'PATCH';
    const written = !isPatch && body && body.type !== 'unsupported' ? 'application/json' : mediaType;
    return {
      method: method as ApiRequest['method'],
      path: pathname,
      query: queryOf(url),
      headers: headersOf(incoming.headersDistinct, accepted.accept, written),
      credential: credentialOf(incoming, this.identity),
      ...(body?.type === 'value' ? { body: body.value } : {}),
      ...(body?.type === 'value' && body.duplicates?.length ? { duplicates: body.duplicates } : {}),
      ...(body?.type === 'value' && body.repeated !== undefined ? { repeated: body.repeated } : {}),
      ...(body?.type === 'unreadable'
        ? {
            unreadable: {
              text: body.text,
              error:
                !isPatch && (mediaType.endsWith('json') || mediaType === '')
                  ? `${versionKind}${body.error}`
                  : body.error,
            },
          }
        : {}),
    };
  }

  /** Puts the request to the cluster and answers when it does. */
  private ask(request: ApiRequest, response: ServerResponse, { encoding }: Negotiated): void {
    const isLog = request.path.endsWith('/log');
    const hangUp = this.hub.ask(request, {
      answered(answer) {
        // Nobody listens at the port: the connection breaks, as with a dead server.
        if (answer.code === 0) response.destroy();
        else if (answer.streaming) open(response, answer, isLog ? 'text/plain' : 'application/json');
        else if (isLog && typeof answer.body === 'string')
          send(response, { ...answer, headers: { 'content-type': 'text/plain' } });
        else if (answer.code === 200 && request.path.startsWith('/openapi/v3/'))
          send(response, { ...answer, body: withSchemas(request.path, answer.body) }, encoding);
        else send(response, answer, encoding);
      },
      events: (events) => add(response, events.map(watchLine).join('')),
      chunk: (text) => add(response, text),
      ended: () => void response.end(),
      lost: () => void (response.headersSent ? response.end() : response.destroy()),
    });
    response.on('close', hangUp);
  }

  private upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const problem = hostProblem(incoming, this.options);
    if (problem) return refuseUpgrade(socket, 403, 'Forbidden', problem);
    try {
      this.streams.upgrade(incoming, socket, head, this.identity);
    } catch (error) {
      console.error(error);
      socket.destroy();
    }
  }
}

/** A certificate is asked for and looked at later: who has none, or a bad one, is to hear so in HTTP. */
function tlsOptions(authority: ClusterAuthority): ServerOptions {
  const { certificate, key } = authority.serving();
  return { key, cert: certificate, ca: authority.certificate, requestCert: true, rejectUnauthorized: false };
}

/** Requests that go on to a program: its own business. */
const proxyPath = /^\/api\/v1\/(?:namespaces\/[^/]+\/(?:pods|services)|nodes)\/[^/]+\/proxy(?:\/|$)/;

const versionKind = "couldn't get version/kind; json parse error: ";
