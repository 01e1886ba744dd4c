import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';
import type { ApiRequest, ApiResponse } from '../../sim/messages.ts';
import { plainStatus } from './answer.ts';
import { Channels, protocols, type RemoteChannels } from './channels.ts';
import type { Hub } from './hub.ts';
import { credentialOf, headersOf, queryOf, type Identity } from './request.ts';
import { runSession } from './session.ts';
import { spdyChannels } from './spdy/channels.ts';
import { portForward, portForwardProtocol, tunneledProtocol } from './spdy/port-forward.ts';

/** Streams of a Pod that need more than an HTTP answer. */
export const streamPath = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(exec|attach|portforward)$/;
/** Largest message on a WebSocket, in bytes. */
const frameBytesMax = 1024 * 1024;

/**
 * exec and attach over WebSocket, as kubectl 1.30 and newer speak them, and over SPDY, as the older ones do.
 * Models: apiserver/pkg/util/proxy streamtranslator.go, kubelet pkg/kubelet/cri/streaming/remotecommand.
 */
export class Streams {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...protocols, tunneledProtocol].find((protocol) => offered.has(protocol)) ?? false,
  });

  /** Connections taken out of HTTP: the server no longer knows them. */
  private readonly upgraded = new Set<Duplex>();

  constructor(private readonly hub: Hub) {}

  /** Ends what is open; what does not end within half a second is cut. */
  close(): void {
    setTimeout(() => {
      for (const socket of this.upgraded) socket.destroy();
    }, 500).unref();
    for (const socket of this.sockets.clients) socket.close(1001);
    this.sockets.close();
  }

  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, identity: Identity): void {
    this.upgraded.add(socket);
    socket.on('close', () => this.upgraded.delete(socket));
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const what = streamPath.exec(url.pathname)?.[1];
    if (!what) return refuseUpgrade(socket, 404, 'NotFound', 'the server could not find the requested resource');
    const offered = (incoming.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const isWebSocket = incoming.headers.upgrade?.toLowerCase() === 'websocket';
    const spoken = what === 'portforward' ? [tunneledProtocol] : protocols;
    if (isWebSocket && offered.some((name) => name !== '') && !offered.some((name) => spoken.includes(name)))
      return refuseUpgrade(socket, 400, 'BadRequest', `unable to upgrade: ${spoken[0]} is spoken here`);
    const isSpdy = incoming.headers.upgrade?.toLowerCase() === 'spdy/3.1';
    if (!isWebSocket && !isSpdy)
      return refuseUpgrade(
        socket,
        400,
        'BadRequest',
        'unable to upgrade: unable to upgrade: missing upgrade headers in request',
      );
    const version = what === 'portforward' ? portForwardProtocol : spdyProtocol;
    if (isSpdy && !offersOf(incoming).includes(version))
      return refuseUpgrade(socket, 403, 'Forbidden', `unable to upgrade: ${version} is spoken here`);
    const { command: _, ...query } = queryOf(url);
    const request: ApiRequest = {
      method: incoming.method === 'POST' ? 'POST' : 'GET',
      path: url.pathname,
      query,
      headers: headersOf(incoming.headersDistinct, 'application/json', ''),
      credential: credentialOf(incoming, identity),
    };
    if (!this.hub.hasRoom())
      return refuseUpgrade(socket, 429, 'TooManyRequests', 'Too many requests, please try again later.');
    const accept = (opened: (channels: RemoteChannels) => void): void => {
      if (isSpdy) {
        socket.write(switching(spdyProtocol));
        return spdyChannels(socket, head, wantedStreams(url.searchParams), opened);
      }
      this.sockets.handleUpgrade(incoming, socket, head, (client: WebSocket) => opened(new Channels(client)));
    };
    if (what === 'portforward')
      this.portForward(request, socket, (opened) => {
        if (isSpdy) {
          socket.write(switching(portForwardProtocol));
          return opened(socket, head);
        }
        // kubectl 1.31 and newer: SPDY within a WebSocket.
        this.sockets.handleUpgrade(incoming, socket, head, (client: WebSocket) => {
          const tunnel = createWebSocketStream(client);
          tunnel.on('error', () => client.terminate());
          opened(tunnel, Buffer.alloc(0));
        });
      });
    else if (what === 'attach') this.attach(request, socket, accept);
    else this.exec(request, url, socket, accept);
  }

  /**
   * Asks with no command first: everything a real server finds out before it upgrades the connection (who may, which
   * Pod, which container) is answered in HTTP, and only the missing command is left to complain about.
   */
  private exec(
    request: ApiRequest,
    url: URL,
    socket: Duplex,
    accept: (opened: (channels: RemoteChannels) => void) => void,
  ): void {
    const command = url.searchParams.getAll('command');
    const flag = (name: string): boolean => ['1', 'true'].includes(url.searchParams.get(name) ?? '');
    this.hub.ask(
      { ...request, body: { command: [] } },
      {
        answered: (answer) => {
          if (!isMissingCommand(answer) || command.length === 0) return refuseWith(socket, answer);
          // Not inside the step that brought the answer.
          setImmediate(() =>
            accept((channels) => runSession(this.hub, request, command, flag('stdin'), flag('tty'), channels)),
          );
        },
        lost: () => socket.destroy(),
      },
    );
  }

  /** Asks for nothing but whether it may: the answer to that is the upgrade. */
  private portForward(
    request: ApiRequest,
    socket: Duplex,
    accept: (opened: (connection: Duplex, head: Buffer) => void) => void,
  ): void {
    const name = request.path.split('/')[6] ?? '';
    this.hub.ask(
      { ...request, query: { port: '0' } },
      {
        answered: (answer) => {
          if (answer.code !== 200 && answer.code !== 503) return refuseWith(socket, answer);
          setImmediate(() => accept((connection, head) => portForward(this.hub, request, name, connection, head)));
        },
        lost: () => socket.destroy(),
      },
    );
  }

  /** What the container prints from now on. */
  private attach(
    request: ApiRequest,
    socket: Duplex,
    accept: (opened: (channels: RemoteChannels) => void) => void,
  ): void {
    let channels: RemoteChannels | undefined;
    let ended = false;
    const early: string[] = [];
    const hangUp = this.hub.ask(request, {
      answered: (answer) => {
        if (!answer.streaming) return refuseWith(socket, answer);
        setImmediate(() =>
          accept((opened) => {
            channels = opened;
            opened.onClose(hangUp);
            for (const text of early) opened.write(text);
            if (ended) opened.succeed();
          }),
        );
      },
      chunk: (text) => void (channels ? channels.write(text) : early.push(text)),
      ended: () => {
        ended = true;
        channels?.succeed();
      },
      lost: () => socket.destroy(),
    });
  }
}

/** The version of remote commands spoken over SPDY: kubectl 1.29 and older know no better one. */
const spdyProtocol = 'v4.channel.k8s.io';

const offersOf = ({ headers }: IncomingMessage): string[] =>
  [headers['x-stream-protocol-version'] ?? []].flat().flatMap((line) => line.split(',').map((name) => name.trim()));

const switching = (protocol: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`;

/** Streams a client opens for what it asked. Models: kubelet's remotecommand createStreams. */
function wantedStreams(query: URLSearchParams): string[] {
  const asks = (name: string): boolean => ['1', 'true'].includes(query.get(name) ?? '');
  const terminal = asks('tty') ? ['resize'] : asks('stderr') ? ['stderr'] : [];
  return ['error', ...['stdin', 'stdout'].filter(asks), ...terminal];
}

const isMissingCommand = ({ code, body }: ApiResponse): boolean =>
  code === 400 && (body as { message?: string }).message === 'you must specify at least 1 command for the container';

function refuseWith(socket: Duplex, { code, body }: ApiResponse): void {
  if (code === 0) socket.destroy();
  else writeRefusal(socket, code, body);
}

/** An HTTP answer in place of an upgrade. */
export function refuseUpgrade(socket: Duplex, code: number, reason: string, text: string): void {
  writeRefusal(socket, code, plainStatus(code, reason, text));
}

function writeRefusal(socket: Duplex, code: number, body: unknown): void {
  const payload = Buffer.from(`${JSON.stringify(body)}\n`, 'utf8');
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${code} Refused\r\nContent-Type: application/json\r\nContent-Length: ${payload.length}\r\nConnection: close\r\n\r\n`,
      ),
      payload,
    ]),
  );
}
