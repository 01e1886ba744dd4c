import type { Node } from '../../../api/types.ts';
import { serviceUnavailable } from '../../../api/status.ts';
import { informerReceive, startInformer, type InformerSpec } from '../../client/informer.ts';
import { errorText, isOk, type Identity } from '../../client/requests.ts';
import { apiserver, type ApiResponse } from '../../messages.ts';
import type { Context, MessageEntry } from '../../kernel/types.ts';
import { microTimestamp } from '../../time.ts';
import type { Program } from '../runtime/program.ts';
import { changedRun } from '../runtime/run.ts';
import { putRun, type ContainerRun, type RuntimeState } from '../runtime/state.ts';
import type { NodeUsage } from '../runtime/stats.ts';
import { serve } from './serve.ts';
import { createMetricsServer, nodeSpec, podSpec, type MetricsServer } from './state.ts';
import { addReading, storeRound } from './store.ts';

const agent = 'metrics-server';
const timerName = 'metrics-server';

/** Timer of the program in a container. */
interface Tick {
  readonly id: string;
  readonly step: 'start' | 'scrape';
}

/** The container has been started: the program is up a moment later. */
export function launchMetricsServer(id: string, { behaviour }: Program, ctx: Context): void {
  const data: Tick = Object.freeze({ id, step: 'start' });
  ctx.timer(behaviour.startMs, { kind: 'timer', name: timerName, data }, { agent, quiet: true });
}

/** The container has ended: nobody reads its streams any more. */
export function stopMetricsServer(state: RuntimeState, id: string, ctx: Context): void {
  const server = state.metricsServers.get(id);
  if (!server) return;
  state.metricsServers.delete(id);
  for (const { stream } of [server.nodes, server.pods])
    if (stream > 0) ctx.send(apiserver, { kind: 'cancel', stream }, { agent, quiet: true });
}

const flag = (args: readonly string[], name: string): string | undefined =>
  args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);

/** `15s`, `1m` in ms. */
function resolutionOf(args: readonly string[]): number {
  const [, amount = '60', unit = 's'] = /^(\d+)(s|m)$/.exec(flag(args, 'metric-resolution') ?? '') ?? [];
  return Number(amount) * (unit === 'm' ? 60_000 : 1000);
}

const identityOf = (account: string): Identity =>
  Object.freeze({
    credential: Object.freeze({ type: 'token', token: `system:serviceaccount:kube-system:${account}` }),
    userAgent: 'metrics-server/v0.7.2 (linux/amd64) kubernetes/98de4ca',
  });

/**
 * Messages for the metrics-servers on this machine. Every round it asks each kubelet what its containers use; what they
 * used between two rounds is what it tells.
 * Models: metrics-server v0.7 pkg/server, pkg/scraper, pkg/storage. Left out: the spread of the questions over a few ms,
 * node selectors, an account in another namespace than kube-system; two of them on one machine share their retries.
 */
export function metricsServerReceives(state: RuntimeState, entry: MessageEntry, ctx: Context): void {
  const { message } = entry;
  switch (message.kind) {
    case 'timer':
      if (message.name === timerName) return tick(state, message.data as Tick, ctx);
      break;
    case 'request': {
      const server = serverAt(state, message.request.headers?.['host'] ?? '');
      const response = server
        ? serve(server, message.request, ctx.now)
        : Object.freeze({ code: 503, body: Object.freeze(serviceUnavailable('connection refused')) });
      ctx.send(entry.from, { kind: 'response', re: entry.id, response }, { agent });
      return;
    }
    case 'response':
      for (const [id, server] of state.metricsServers)
        if (server.asked.has(message.re)) return answered(state, id, server, message.re, message.response, ctx);
      break;
  }
  for (const [id, server] of state.metricsServers) {
    const known =
      informerReceive(ctx, server.identity, nodeSpec, server.nodes, message) ??
      informerReceive(ctx, server.identity, podSpec, server.pods, message);
    if (!known) continue;
    begin(server, id, ctx);
    if (message.kind !== 'timer') return;
  }
}

/** Which program an address leads to. */
function serverAt(state: RuntimeState, host: string): MetricsServer | undefined {
  const [ip, port] = host.split(':');
  for (const [id, server] of state.metricsServers) {
    const run = state.containers.get(id);
    if (run && state.sandboxes.get(run.podUid)?.ip === ip && run.program.behaviour.ports.includes(Number(port)))
      return server;
  }
  return undefined;
}

/** The first round begins when it knows the nodes. */
function begin(server: MetricsServer, id: string, ctx: Context): void {
  if (server.ticking || !server.nodes.synced || !server.pods.synced) return;
  server.ticking = true;
  ctx.timer(1, { kind: 'timer', name: timerName, data: Object.freeze({ id, step: 'scrape' }) }, { agent, quiet: true });
}

function tick(state: RuntimeState, { id, step }: Tick, ctx: Context): void {
  const run = state.containers.get(id);
  if (run?.state !== 'running') return;
  if (step === 'start') return start(state, run, ctx);
  const server = state.metricsServers.get(id);
  if (server) scrape(state, run, server, ctx);
}

function start(state: RuntimeState, run: ContainerRun, ctx: Context): void {
  const { args } = run.program;
  const server = createMetricsServer(
    identityOf(run.serviceAccount),
    resolutionOf(args),
    args.some((word) => word === '--kubelet-insecure-tls' || word === '--kubelet-insecure-tls=true'),
  );
  state.metricsServers.set(run.id, server);
  log(state, run.id, ctx, 'I', 'serving.go:374] Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)');
  log(
    state,
    run.id,
    ctx,
    'I',
    `secure_serving.go:213] Serving securely on [::]:${run.program.behaviour.ports[0] ?? 443}`,
  );
  startInformer(ctx, server.identity, nodeSpec as InformerSpec<never>, server.nodes as never);
  startInformer(ctx, server.identity, podSpec as InformerSpec<never>, server.pods as never);
}

const addressOf = ({ status }: Node): string =>
  (status?.addresses ?? []).find(({ type }) => type === 'InternalIP')?.address ?? '';

function scrape(state: RuntimeState, run: ContainerRun, server: MetricsServer, ctx: Context): void {
  const data: Tick = Object.freeze({ id: run.id, step: 'scrape' });
  ctx.timer(server.resolutionMs, { kind: 'timer', name: timerName, data }, { agent, quiet: true });
  // A round that is not answered yet is given up.
  server.asked.clear();
  for (const node of server.nodes.store.values()) {
    const { name } = node.metadata;
    const address = addressOf(node);
    if (!server.insecure) {
      const problem = `tls: failed to verify certificate: x509: cannot validate certificate for ${address} because it doesn't contain any IP SANs`;
      logFailure(state, run.id, ctx, name, address, problem);
      continue;
    }
    const request = { method: 'GET' as const, path: '/metrics/resource', credential: server.identity.credential };
    const id = ctx.send(`kubelet@${name}`, { kind: 'request', request }, { agent, quiet: true });
    server.asked.set(id, name);
  }
  if (server.asked.size === 0) storeRound(server);
}

function answered(
  state: RuntimeState,
  id: string,
  server: MetricsServer,
  re: number,
  response: ApiResponse,
  ctx: Context,
): void {
  const name = server.asked.get(re)!;
  server.asked.delete(re);
  if (isOk(response)) addReading(server.batch, name, response.body as NodeUsage);
  else {
    const node = server.nodes.store.get(name);
    const address = node ? addressOf(node) : '';
    const problem =
      response.code === 0 ? `dial tcp ${address}:10250: connect: connection refused` : errorText(response);
    logFailure(state, id, ctx, name, address, problem);
  }
  if (server.asked.size === 0) storeRound(server);
}

const logFailure = (
  state: RuntimeState,
  id: string,
  ctx: Context,
  node: string,
  address: string,
  problem: string,
): void =>
  log(
    state,
    id,
    ctx,
    'E',
    `scraper.go:149] "Failed to scrape node" err="Get \\"https://${address}:10250/metrics/resource\\": ${problem}" node="${node}"`,
  );

/** A line of klog in the container's log. */
function log(state: RuntimeState, id: string, ctx: Context, level: 'I' | 'E', text: string): void {
  const run = state.containers.get(id);
  if (!run) return;
  // `2025-06-01T00:00:00.000000Z` → `0601 00:00:00.000000`.
  const at = microTimestamp(ctx.now);
  const line = {
    atMs: ctx.now - run.startedMs,
    text: `${level}${at.slice(5, 7)}${at.slice(8, 10)} ${at.slice(11, 26)}       1 ${text}`,
  };
  putRun(state, changedRun(run, { output: [...run.output.slice(1 - logPieces), Object.freeze([line])] }));
}

/** Lines kept of its log. */
const logPieces = 40;
