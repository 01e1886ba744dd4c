import type { ActorId, Context, EntryId } from '../../kernel/types.ts';
import type { Message } from '../../messages.ts';
import { answer, runMachine } from '../shell/machine.ts';
import { pruneFiles, type Machine } from '../shell/state.ts';
import { answerHttp, networkFailure } from './container.ts';
import { addWork, askedCores, coresOf, loadAt } from './load.ts';
import { ownFiles } from './places.ts';
import { changedRun } from './run.ts';
import { worldOf, type ContainerRun, type RuntimeState } from './state.ts';
import { readTarget, type Target } from './target.ts';

/*
 * Requests a shell sends to a Service. The first of each piece of a few seconds is asked for its answer; those the shell
 * would send after it within the piece get the same one, and travel together as one batch to each endpoint. So a loop
 * that never ends costs a few messages every few seconds, and every request is counted all the same.
 * Simplified: no connections, no DNS of its own (kube-proxy's rules say where a name leads), answers do not change within
 * a piece, requests go to all endpoints in equal shares instead of by chance.
 */

/** A piece of a shell's run, in ms. */
const pieceMs = 5_000;
/** What one request costs the shell and the network besides the answer: time, and CPU of the client, in ms. */
const requestMs = 5;
const clientCpuMs = 3;
/** CPU of a request whose image says nothing about it, in ms of one core. */
const defaultCpuMs = 0.2;

/** A question of a container's shell that is under way. Frozen. */
export interface Talk {
  readonly id: string;
  readonly plan: number;
  readonly target: Target;
  /** Where the requests go; undefined while that is being asked. */
  readonly endpoints?: readonly Endpoint[];
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
}

/** What a shell knows of the servers it talks to. Frozen. */
export interface Client {
  /** Whose turn it is when requests cannot be shared out evenly. */
  readonly turn: number;
  /** How much longer than its CPU time an answer took lately: servers at their limit are slow. */
  readonly slowness: number;
}

const newClient: Client = Object.freeze({ turn: 0, slowness: 1 });

/** A shell wants something from the network: asks where that is. False: nothing this model has a network for. */
export function askRoute(state: RuntimeState, run: ContainerRun, ctx: Context): boolean {
  const target = readTarget(run.machine!.blocked!);
  if (!target) return false;
  const { host, port } = target;
  const namespace = state.sandboxes.get(run.podUid)?.namespace ?? 'default';
  const id = ctx.send(`kube-proxy@${state.node}`, { kind: 'route', host, namespace, port }, { quiet: true });
  state.talks.set(id, Object.freeze({ id: run.id, plan: run.plan, target }));
  return true;
}

/** The container a question came from, if it still waits for the answer. */
function asker(state: RuntimeState, re: EntryId): { talk: Talk; run: ContainerRun } | undefined {
  const talk = state.talks.get(re);
  if (!talk) return undefined;
  state.talks.delete(re);
  const run = state.containers.get(talk.id);
  return run?.state === 'running' && run.plan === talk.plan && run.machine?.blocked ? { talk, run } : undefined;
}

/** Lets a shell go on after an answer. */
export type GoOn = (run: ContainerRun) => void;

/** Where the name leads. */
export function routed(
  state: RuntimeState,
  message: Extract<Message, { kind: 'route-reply' }>,
  ctx: Context,
  goOn: GoOn,
): void {
  const asked = asker(state, message.re);
  if (!asked) return;
  const { talk, run } = asked;
  const { endpoints, address } = message;
  const { tool, host, port, path } = talk.target;
  const first = endpoints[0];
  if (!first) {
    const failure =
      address === undefined ? networkFailure(run.machine!.blocked!) : unreachable(tool, host, address, port);
    return goOn(answered(run, failure.output, failure.status, 0));
  }
  const { turn } = state.clients.get(run.id) ?? newClient;
  const to = endpoints[turn % endpoints.length]!;
  const message1: Message = { kind: 'traffic', ip: to.ip, port: to.port, path, requests: 0, spanMs: 0 };
  const id = ctx.send(`runtime@${to.node}`, message1, { quiet: true });
  state.talks.set(id, Object.freeze({ ...talk, endpoints }));
}

const unreachable = (
  tool: Target['tool'],
  host: string,
  address: string,
  port: number,
): { output: string; status: number } =>
  tool === 'wget'
    ? { output: `wget: can't connect to remote host (${address}): Connection refused\n`, status: 1 }
    : { output: `curl: (7) Failed to connect to ${host} port ${port}: Connection refused\n`, status: 7 };

/** What a server answers to requests, and what they cost it. */
export function serveTraffic(
  state: RuntimeState,
  from: ActorId,
  re: EntryId,
  message: Extract<Message, { kind: 'traffic' }>,
  ctx: Context,
): void {
  const { ip, port, path, requests, spanMs } = message;
  const { now } = ctx;
  const reply = (code: number, body: string, tookMs: number, slowness: number): void =>
    void ctx.send(from, { kind: 'traffic-reply', re, code, body, tookMs, slowness }, { quiet: true });
  for (const run of state.containers.values()) {
    if (run.state !== 'running' || state.sandboxes.get(run.podUid)?.ip !== ip) continue;
    const answer = answerHttp(state, run, port, path, now);
    if (answer.refused) continue;
    const cpuMs = run.program.behaviour.requestCpuMs ?? defaultCpuMs;
    const coreMs = cpuMs * requests;
    const wanted = spanMs > 0 ? coreMs / spanMs : 0;
    const slowness = Math.max(1, (askedCores(loadAt(state, run, now), now) + wanted) / coresOf(state, run));
    addWork(state, run, now, now, now + spanMs, coreMs);
    return reply(answer.code, answer.body, Math.max(answer.delayMs, cpuMs), slowness);
  }
  reply(0, '', 0, 1);
}

/** A server has answered: the shell goes on, and what it sends in the next seconds is sent at once. */
export function trafficAnswered(
  state: RuntimeState,
  message: Extract<Message, { kind: 'traffic-reply' }>,
  ctx: Context,
  goOn: GoOn,
): void {
  const talk = state.talks.get(message.re);
  // A batch was answered: nobody waits, but how slow the server is counts for the next piece.
  if (talk && !talk.endpoints) {
    state.talks.delete(message.re);
    const client = state.clients.get(talk.id);
    if (client) state.clients.set(talk.id, Object.freeze({ ...client, slowness: message.slowness }));
    return;
  }
  const asked = asker(state, message.re);
  if (!asked) return;
  const { run } = asked;
  const { target, endpoints = [] } = asked.talk;
  const { code, body } = message;
  if (code === 0) {
    const failure = unreachable(target.tool, target.host, target.host, target.port);
    return goOn(answered(run, failure.output, failure.status, 0));
  }
  const client = state.clients.get(run.id) ?? newClient;
  const said = heard(target, code, body);
  const eachMs = Math.max(1, Math.round(message.tookMs * client.slowness)) + requestMs;
  const startMs = ctx.now - run.startedMs;
  const { run: after, sent } = runAhead(state, run, target, said, eachMs, startMs, ctx);
  const spanMs = Math.max(eachMs, after.machine!.atMs - startMs);
  addWork(state, after, ctx.now, ctx.now, ctx.now + spanMs, clientCpuMs * (sent + 1));
  const shares = shareOut(sent + 1, endpoints.length, client.turn);
  endpoints.forEach(({ ip, port, node }, i) => {
    if (shares[i] === 0) return;
    const batch: Message = { kind: 'traffic', ip, port, path: target.path, requests: shares[i]!, spanMs };
    const id = ctx.send(`runtime@${node}`, batch, { quiet: true });
    state.talks.set(id, Object.freeze({ id: run.id, plan: run.plan, target }));
  });
  state.clients.set(run.id, Object.freeze({ ...client, turn: (client.turn + 1 + sent) % 1_000_000 }));
  goOn(after);
}

/** Lets the shell run to the end of the piece, with the same answer to the same question. */
function runAhead(
  state: RuntimeState,
  run: ContainerRun,
  target: Target,
  said: Heard,
  eachMs: number,
  startMs: number,
  ctx: Context,
): { run: ContainerRun; sent: number } {
  const blocked = run.machine!.blocked!;
  const m: Machine = {
    ...run.machine!,
    vars: { ...run.machine!.vars },
    loops: Object.fromEntries(Object.entries(run.machine!.loops).map(([slot, loop]) => [slot, { ...loop }])),
    lines: [],
    files: pruneFiles(ownFiles(state, run, ctx.now), startMs),
  };
  const world = worldOf(state, run, ctx.now);
  const isSame = (words: readonly string[]): boolean =>
    words.length === blocked.length && words.every((word, i) => word === blocked[i]);
  const take = (): void => {
    m.atMs = Math.max(m.atMs, startMs) + eachMs;
    if (target.file !== undefined && said.status === 0)
      m.files.push({ atMs: m.atMs, path: target.file, text: said.body.slice(-4096) });
    answer(m, target.file === undefined || said.status !== 0 ? said.output : '', said.status);
  };
  let sent = 0;
  take();
  for (;;) {
    runMachine(run.program.script!, m, world, startMs + pieceMs, piecesLines);
    if (!m.blocked || !isSame(m.blocked) || m.atMs > startMs + pieceMs || m.lines.length >= piecesLines) break;
    sent++;
    take();
  }
  const output = m.lines.length > 0 ? [...run.output.slice(-39), Object.freeze(m.lines)] : run.output;
  const machine = Object.freeze({ ...m, lines: [], files: [] });
  return { run: changedRun(run, { machine, output, files: m.files }), sent };
}

/** Lines a shell may write within a piece. */
const piecesLines = 1_000;

interface Heard {
  readonly body: string;
  readonly output: string;
  readonly status: number;
}

/** What the tool prints and returns. Source: BusyBox wget, curl. */
function heard({ tool, failsOnError }: Target, code: number, body: string): Heard {
  if (code < 400 || !failsOnError) return { body, output: body, status: 0 };
  const words =
    code === 404 ? 'Not Found' : code === 503 ? 'Service Unavailable' : code === 403 ? 'Forbidden' : 'Error';
  return tool === 'wget'
    ? { body, output: `wget: server returned error: HTTP/1.1 ${code} ${words}\n`, status: 1 }
    : { body, output: `curl: (22) The requested URL returned error: ${code}\n`, status: 22 };
}

/** `requests` among `count`, whole numbers, the rest from `turn` on. */
function shareOut(requests: number, count: number, turn: number): number[] {
  const each = Math.floor(requests / count);
  const rest = requests - each * count;
  return Array.from({ length: count }, (_, i) => each + ((((i - turn) % count) + count) % count < rest ? 1 : 0));
}

/** The shell's network command ended with this. */
function answered(run: ContainerRun, output: string, status: number, tookMs: number): ContainerRun {
  const machine = { ...run.machine!, lines: [], files: [] } as Machine;
  machine.atMs += tookMs;
  answer(machine, output, status);
  const lines = machine.lines.length > 0 ? [...run.output, Object.freeze(machine.lines)] : run.output;
  return changedRun(run, { machine: Object.freeze({ ...machine, lines: [] }), output: lines });
}
