import { copyWith } from '../../../api/copy.ts';
import { changedRun } from './run.ts';
import type { ActorId, Context, EntryId, VirtualMs } from '../../kernel/types.ts';
import type { CriCall, Message } from '../../messages.ts';
import { lookUp } from '../catalogue/index.ts';
import { parseImage } from '../image-ref.ts';
import { answer } from '../shell/machine.ts';
import { lineText } from '../shell/state.ts';
import { fileAt, logOf, networkFailure, onTerm, plan } from './container.ts';
import { launchMetricsServer, stopMetricsServer } from '../metrics-server/index.ts';
import { addWork, loadAt } from './load.ts';
import { sendRest } from './logs.ts';
import { memoryFreed, memoryTaken } from './memory.ts';
import { keepWritten, openPlaces } from './places.ts';
import { programOf, type Program, type ProgramConfig } from './program.ts';
import { withPortsOf } from './ports.ts';
import { askRoute, routed, trafficAnswered } from './traffic.ts';
import { fail, newId, reply } from './reply.ts';
import { putRun, type ContainerRun, type RuntimeState } from './state.ts';

/** Times containerd and runc take, in ms. */
const createMs = 30;
const startMs = 50;
/** An end that is nearer than this is part of the story; a later one is waited for quietly. */
const storyMs = 60_000;

/** Timer of a running container; `plan` tells an outdated one. */
export interface ContainerTimer {
  readonly id: string;
  readonly plan: number;
  readonly exit: { readonly code: number; readonly reason: 'OOMKilled' | undefined } | undefined;
}

export function createContainer(
  state: RuntimeState,
  from: ActorId,
  re: EntryId,
  call: CriCall & { call: 'CreateContainer' },
  ctx: Context,
): void {
  const sandbox = state.sandboxes.get(call.podUid);
  const ref = parseImage(call.image);
  const image = 'error' in ref ? undefined : state.images.get(ref.canonical);
  if (!sandbox || sandbox.state !== 'ready')
    return fail(ctx, from, re, call.call, 'NotFound', `failed to find sandbox id "${call.podUid}": not found`);
  if ('error' in ref || !image)
    return fail(
      ctx,
      from,
      re,
      call.call,
      'NotFound',
      `failed to get image from containerd "${call.image}": image "${call.image}": not found`,
    );
  const run: ContainerRun = {
    // What every probe reads stands together, in front.
    state: 'created',
    startedMs: 0,
    program: programFor(ref.canonical, {
      image: call.image,
      tag: ref.tag,
      generic: false,
      command: call.command,
      args: call.args,
      env: call.env,
      ports: call.ports ?? [],
      memoryLimitBytes: call.memoryLimitBytes ?? 0,
    }),
    kept: call.kept,
    mounted: call.files ?? noFiles,
    id: newId(ctx),
    podUid: call.podUid,
    name: call.container,
    attempt: call.attempt,
    image,
    env: call.env,
    terminationMessagePath: call.terminationMessagePath ?? '/dev/termination-log',
    logAsMessage: call.logAsMessage ?? false,
    memoryLimitBytes: call.memoryLimitBytes ?? 0,
    cpuLimitMilli: call.cpuLimitMilli ?? 0,
    serviceAccount: call.serviceAccount ?? 'default',
    oomScoreAdj: call.oomScoreAdj ?? 0,
    createdMs: ctx.now,
    finishedMs: 0,
    exitCode: 0,
    reason: undefined,
    machine: undefined,
    files: [],
    output: [],
    plan: 0,
    stops: [],
    followers: [],
  };
  putRun(state, run);
  if (run.kept) openPlaces(state, run.kept, ctx);
  state.sandboxes.set(call.podUid, Object.freeze(copyWith(sandbox, { containers: [...sandbox.containers, run.id] })));
  reply(ctx, from, re, call.call, run.id, createMs);
}

const noFiles: Readonly<Record<string, string>> = Object.freeze({});

/** Programs by everything they depend on: a pure function's results, so they may be shared by all runs. */
const programs = new Map<string, Program>();

const goneProgram: Program = {
  image: '',
  behaviour: { startMs: 0, ports: [], onTerm: 'ignored', memoryBytes: 0, cpuMilli: 0 },
  script: undefined,
  startError: 'no command specified',
  text: '',
  executables: [],
  args: [],
  servers: [],
  shell: 'sh',
  hasShell: false,
};

function programFor(canonical: string, config: ProgramConfig): Program {
  const plain = config.command.length === 0 && config.args.length === 0 && config.ports.length <= 1;
  const key = plain
    ? `${canonical} ${config.image} ${config.memoryLimitBytes} ${config.ports[0] ?? 0} ${JSON.stringify(config.env)}`
    : '';
  const known = plain ? programs.get(key) : undefined;
  if (known) return known;
  const ref = parseImage(canonical);
  const found = 'error' in ref ? undefined : lookUp(ref);
  if (!found || 'missing' in found) return goneProgram;
  const program = programOf(found.found, { ...config, generic: found.generic });
  if (plain && programs.size < 5_000) programs.set(key, program);
  return program;
}

export function startContainer(state: RuntimeState, from: ActorId, re: EntryId, id: string, ctx: Context): void {
  const run = state.containers.get(id);
  if (!run)
    return fail(
      ctx,
      from,
      re,
      'StartContainer',
      'NotFound',
      `an error occurred when try to find container "${id}": not found`,
    );
  const atMs = ctx.now + startMs;
  if (run.program.startError !== undefined) {
    putRun(state, changedRun(run, { state: 'exited', startedMs: 0, finishedMs: atMs, exitCode: 128 }));
    return fail(ctx, from, re, 'StartContainer', 'StartError', run.program.startError, startMs);
  }
  const program = withPortsOf(state, run, state.sandboxes.get(run.podUid)?.containers ?? []);
  const started = changedRun(run, { program, state: 'running', startedMs: atMs });
  follow(state, started, ctx);
  memoryTaken(state, started, ctx);
  if (program.behaviour.daemon === 'metrics-server' && !program.script) launchMetricsServer(id, program, ctx);
  reply(ctx, from, re, 'StartContainer', undefined, startMs);
}

/** A shell's question on the network was answered, wholly or in part. */
export function networkSaid(
  state: RuntimeState,
  message: Extract<Message, { kind: 'route-reply' | 'traffic-reply' }>,
  ctx: Context,
): void {
  const goOn = (run: ContainerRun): void => follow(state, run, ctx);
  if (message.kind === 'route-reply') routed(state, message, ctx, goOn);
  else trafficAnswered(state, message, ctx, goOn);
}

/** Lets a container run on and sets the timer for what comes next. */
function follow(state: RuntimeState, run: ContainerRun, ctx: Context): void {
  const planned = plan(state, run, Math.max(ctx.now, run.startedMs));
  const number = run.plan + 1;
  countBusy(state, run, planned.run, ctx);
  keepWritten(state, putRun(state, changedRun(planned.run, { plan: number })), ctx);
  if (!planned.next) return;
  const { atMs, exit } = planned.next;
  const delayMs = Math.max(0, atMs - ctx.now);
  // Only an end in sight is worth waiting for.
  ctx.timer(
    delayMs,
    { kind: 'timer', name: 'container', data: Object.freeze({ id: run.id, plan: number, exit }) },
    { quiet: !exit || delayMs > storyMs },
  );
}

/** A shell that never rests keeps a core busy as far as it has run ahead. */
function countBusy(state: RuntimeState, { machine: before }: ContainerRun, after: ContainerRun, ctx: Context): void {
  const { machine, startedMs } = after;
  const busyMs = (machine?.busyMs ?? 0) - (before?.busyMs ?? 0);
  if (busyMs > 0) addWork(state, after, ctx.now, startedMs + (before?.atMs ?? 0), startedMs + machine!.atMs, busyMs);
}

/** A container's next moment has come: its end, the network's answer to its shell, or time for the shell to run on. */
export function containerTimer(state: RuntimeState, data: ContainerTimer, ctx: Context): void {
  const run = state.containers.get(data.id);
  if (!run || run.plan !== data.plan || run.state !== 'running') return;
  if (data.exit && ctx.entry.quiet) {
    // The end itself is news: say it loudly.
    ctx.timer(0, { kind: 'timer', name: 'container', data }, { quiet: false });
    return;
  }
  if (data.exit) return ended(state, run, ctx.now, data.exit.code, data.exit.reason, ctx);
  if (!run.machine?.blocked) return follow(state, run, ctx);
  if (askRoute(state, run, ctx)) return;
  const machine = { ...run.machine, lines: [], files: [] };
  const failure = networkFailure(run.machine.blocked);
  answer(machine, failure.output, failure.status);
  const output = machine.lines.length > 0 ? [...run.output, Object.freeze(machine.lines)] : run.output;
  follow(state, changedRun(run, { machine: Object.freeze({ ...machine, lines: [] }), output }), ctx);
}

/** A container has ended: remember how, tell the kubelet and whoever waits. */
export function ended(
  state: RuntimeState,
  run: ContainerRun,
  atMs: VirtualMs,
  code: number,
  reason: 'OOMKilled' | undefined,
  ctx: Context,
  systemOom?: { readonly process: string; readonly pid: number },
): void {
  memoryFreed(state, run);
  const over = putRun(
    state,
    changedRun(run, {
      state: 'exited',
      finishedMs: atMs,
      exitCode: code,
      reason,
      plan: run.plan + 1,
      stops: [],
      followers: [],
    }),
  );
  keepWritten(state, over, ctx);
  forgetLoad(state, over, ctx);
  const message = lastWords(state, run, code, atMs);
  ctx.send(`kubelet@${state.node}`, {
    kind: 'container-event',
    podUid: run.podUid,
    containerId: run.id,
    event: 'died',
    exitCode: code,
    ...(reason ? { reason } : {}),
    ...(systemOom ? { systemOom } : {}),
    ...(message ? { message } : {}),
  });
  for (const stop of run.stops) reply(ctx, stop.to, stop.re, 'StopContainer', undefined, 2);
  for (const follower of run.followers) sendRest(state, run.id, follower, ctx);
}

/** Its part of the machine's account stays, everything else about its work goes. */
function forgetLoad(state: RuntimeState, run: ContainerRun, ctx: Context): void {
  state.endedNs += Math.round(loadAt(state, run, ctx.now).coreMs * 1e6);
  state.loads.delete(run.id);
  state.clients.delete(run.id);
  stopMetricsServer(state, run.id, ctx);
}

/** Models: kuberuntime_container.go readLastStringFromContainerLogs, getTerminationMessage: 4096 bytes of the file, or 2048 bytes (80 lines) of the log. */
function lastWords(state: RuntimeState, run: ContainerRun, code: number, atMs: VirtualMs): string {
  if (!run.program.script && !run.logAsMessage) return '';
  const written = fileAt(state, run, run.terminationMessagePath, atMs) ?? '';
  if (written !== '' || !run.logAsMessage || code === 0) return written.slice(0, 4096);
  return logOf(state, run, atMs).slice(-80).map(lineText).join('').slice(-2048);
}

/** Somebody inside has sent SIGTERM to the container's first process: it ends as it would when told to stop, or not at all. */
export function terminate(state: RuntimeState, id: string, ctx: Context): void {
  const run = state.containers.get(id);
  const term = run?.state === 'running' ? onTerm(state, run, ctx.now) : undefined;
  if (!run || !term) return;
  const number = run.plan + 1;
  putRun(state, changedRun(run, { plan: number }));
  ctx.timer(Math.max(0, run.startedMs + term.atMs - ctx.now), {
    kind: 'timer',
    name: 'container',
    data: Object.freeze({ id, plan: number, exit: { code: term.code, reason: undefined } }),
  });
}

export function stopContainer(
  state: RuntimeState,
  from: ActorId,
  re: EntryId,
  id: string,
  timeoutMs: number,
  ctx: Context,
): void {
  const run = state.containers.get(id);
  if (run?.state !== 'running') return reply(ctx, from, re, 'StopContainer', undefined);
  const term = timeoutMs > 0 ? onTerm(state, run, ctx.now) : undefined;
  const killMs = ctx.now + timeoutMs;
  const atMs = term === undefined ? killMs : Math.min(killMs, run.startedMs + term.atMs);
  const exit =
    term !== undefined && atMs === run.startedMs + term.atMs
      ? { code: term.code, reason: undefined }
      : { code: 137, reason: undefined };
  const number = run.plan + 1;
  putRun(state, changedRun(run, { plan: number, stops: [...run.stops, { to: from, re }] }));
  ctx.timer(Math.max(0, atMs - ctx.now), {
    kind: 'timer',
    name: 'container',
    data: Object.freeze({ id, plan: number, exit }),
  });
}
