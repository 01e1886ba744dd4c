import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Cluster } from '../../sim/cluster.ts';
import { traceGet } from '../../sim/kernel/trace.ts';
import { epochMs } from '../../sim/time.ts';
import { plainStatus, send } from './answer.ts';
import { fault } from './faults.ts';
import type { Hub } from './hub.ts';
import { runUntil, type Pace } from './pace.ts';

/** Real ms of work between two looks at the sockets. */
const sliceMs = 25;
/** Longest jump of the clock in one request: a week. */
const jumpMsMax = 7 * 24 * 3_600_000;

type Json = Record<string, unknown>;

/** `/sim/v1`: time, trace, snapshots and faults, for scripts that steer the cluster. It is no part of Kubernetes. */
export class Control {
  private closed = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly hub: Hub,
    private readonly pace: Pace,
  ) {}

  close(): void {
    this.closed = true;
  }

  async serve(method: string, url: URL, bytes: Buffer, response: ServerResponse): Promise<void> {
    const call = `${method} ${url.pathname.slice('/sim/v1/'.length)}`;
    const body = bodyOf(bytes);
    if (body === undefined) return refuse(response, 400, 'the body is no JSON object');
    const answer = (value: unknown): void => send(response, { code: 200, body: value });
    switch (call) {
      case 'GET clock':
        return answer(this.clock());
      case 'POST advance': {
        const ms = body['ms'];
        if (!isDuration(ms)) return refuse(response, 400, `ms: a whole number from 0 to ${jumpMsMax}`);
        await this.advance(ms);
        return answer(this.clock());
      }
      case 'POST settle': {
        const limit = body['limitMs'] ?? 600_000;
        if (!isDuration(limit)) return refuse(response, 400, `limitMs: a whole number from 0 to ${jumpMsMax}`);
        await this.settle(limit);
        return answer(this.clock());
      }
      case 'GET trace':
        return this.trace(url.searchParams, response);
      case 'GET state.hash':
        return answer({ hash: this.cluster.kernel.traceHash(), ...this.clock() });
      case 'POST snapshot':
        return answer({ id: this.hub.snapshot(), ...this.clock() });
      case 'POST restore': {
        if (!this.hub.restore(typeof body['id'] === 'string' ? body['id'] : ''))
          return refuse(response, 404, 'id: there is no such snapshot (the last 16 are kept)');
        this.pace.anchor();
        return answer(this.clock());
      }
      case 'POST fault': {
        const done = fault(this.cluster, body);
        return 'problem' in done ? refuse(response, done.code, done.problem) : answer({ ...done, ...this.clock() });
      }
      default:
        return refuse(response, 404, `there is no ${call} under /sim/v1`);
    }
  }

  private clock(): Json {
    const { kernel } = this.cluster;
    return {
      nowMs: kernel.now,
      time: new Date(epochMs + kernel.now).toISOString(),
      speed: this.pace.speed,
      steps: kernel.steps,
      settled: kernel.isSettled(),
    };
  }

  private async advance(ms: number): Promise<void> {
    const { kernel } = this.cluster;
    const end = kernel.now + ms;
    while (!this.closed && !runUntil(kernel, end, performance.now() + sliceMs)) await breath();
    this.pace.anchor();
  }

  /** Runs until nothing but periodic timers is left, at most `limitMs` of virtual time. */
  private async settle(limitMs: number): Promise<void> {
    const { kernel } = this.cluster;
    const end = kernel.now + limitMs;
    for (let slice = performance.now() + sliceMs; !kernel.isSettled() && !this.closed;) {
      if ((kernel.nextAt() ?? Infinity) > end) {
        kernel.runUntil(end);
        break;
      }
      kernel.step();
      if (performance.now() < slice) continue;
      await breath();
      slice = performance.now() + sliceMs;
    }
    this.pace.anchor();
  }

  /** Entries after `since` (at most `limit`), one JSON document per line. */
  private async trace(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const { trace } = this.cluster.kernel;
    const since = Number(query.get('since') ?? 0);
    const limit = Number(query.get('limit') ?? Infinity);
    if (!Number.isInteger(since) || since < 0 || !(limit > 0)) return refuse(response, 400, 'since: an entry number');
    if (since < trace.firstId - 1)
      return refuse(response, 410, `entries before ${trace.firstId} are forgotten; ask since=${trace.firstId - 1}`);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const last = Math.min(trace.firstId + trace.entries.length - 1, since + limit);
    for (let id = since + 1; id <= last;) {
      const lines: string[] = [];
      for (; id <= last && lines.length < 500; id++) {
        const entry = traceGet(this.cluster.kernel.trace, id);
        if (entry) lines.push(`${JSON.stringify(entry)}\n`);
      }
      if (response.destroyed) return;
      if (!response.write(lines.join(''))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  }
}

const refuse = (response: ServerResponse, code: number, text: string): void =>
  send(response, { code, body: plainStatus(code, reasons[code] ?? 'BadRequest', text) });

const reasons: Readonly<Record<number, string>> = { 404: 'NotFound', 410: 'Expired', 501: 'NotImplemented' };

const isDuration = (ms: unknown): ms is number =>
  typeof ms === 'number' && Number.isInteger(ms) && ms >= 0 && ms <= jumpMsMax;

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function bodyOf(bytes: Buffer): Json | undefined {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
