import type { ActorId, ActorKind, Context, EntryId, MessageEntry, VirtualMs } from '../kernel/types.ts';
import type { CriCall, CriReply } from '../messages.ts';
import { lookUp } from './catalogue/index.ts';
import { exec, logOf, nextLineAt, onTerm, plan } from './container.ts';
import { parseImage } from './image-ref.ts';
import { probe, type ProbeHandler } from './probe.ts';
import { programOf, type Program, type ProgramConfig } from './program.ts';
import { answer } from './shell/machine.ts';
import type { ContainerRun, RuntimeState, Sandbox } from './runtime-state.ts';
import { digestOf } from './registry.ts';

/** Times containerd and runc take, in ms. */
const pauseMs = 100;
const createMs = 30;
const startMs = 50;
/** An end that is nearer than this is part of the story; a later one is waited for quietly. */
const storyMs = 60_000;

/** The container runtime of one node. Models: containerd 2 with runc behind the CRI. Left out: runtime classes, image garbage collection, snapshots. */
export const runtimeKind: ActorKind<RuntimeState> = {
  kind: 'runtime',
  create(_id, options) {
    return { node: (options as { name: string }).name, images: new Map(), sandboxes: new Map(), containers: new Map(), waiting: new Map() };
  },
  receive(state, entry, ctx) {
    const { message } = entry;
    switch (message.kind) {
      case 'cri':
        return handleCall(state, entry, message.call, ctx);
      case 'cni-reply':
        return sandboxNetworkReady(state, message, ctx);
      case 'pull-reply': {
        const waiting = take(state, message.re);
        if (!waiting) return;
        if (message.error !== undefined) return fail(ctx, waiting.to, waiting.re, 'PullImage', '', message.error);
        const ref = parseImage(message.image);
        if ('error' in ref) return;
        const found = lookUp(ref);
        const uid = 'found' in found ? (found.found.uid ?? 0) : 0;
        const image = Object.freeze({ name: ref.canonical, id: `${ref.repository}@${message.digest ?? ''}`, sizeBytes: message.sizeBytes ?? 0, uid });
        state.images.set(ref.canonical, image);
        return reply(ctx, waiting.to, waiting.re, 'PullImage', image);
      }
      case 'timer':
        return handleTimer(state, message.name, message.data as TimerData, ctx);
      case 'probe':
        return handleProbe(state, entry, message.podUid, message.container, message.handler as ProbeHandler, ctx);
      case 'cancel':
        for (const run of state.containers.values()) {
          if (run.followers.some((f) => f.stream === message.stream)) put(state, { ...run, followers: run.followers.filter((f) => f.stream !== message.stream) });
        }
        return;
    }
  },
};

interface TimerData {
  readonly id: string;
  readonly plan: number;
  readonly exit?: { readonly code: number; readonly reason: 'OOMKilled' | undefined };
  readonly stream?: EntryId;
  readonly fromMs?: VirtualMs;
}

const put = (state: RuntimeState, run: ContainerRun): ContainerRun => {
  state.containers.set(run.id, Object.freeze(run));
  return run;
};

function take(state: RuntimeState, re: EntryId): { to: ActorId; re: EntryId; call: CriCall } | undefined {
  const waiting = state.waiting.get(re);
  if (waiting) state.waiting.delete(re);
  return waiting;
}

function reply(ctx: Context, to: ActorId, re: EntryId, call: CriCall['call'], value: unknown, delayMs = 1): void {
  ctx.send(to, { kind: 'cri-reply', re, call, reply: { ok: true, value } }, { delayMs });
}

function fail(ctx: Context, to: ActorId, re: EntryId, call: CriCall['call'], code: string, error: string, delayMs = 1): void {
  const body: CriReply = { ok: false, code, error };
  ctx.send(to, { kind: 'cri-reply', re, call, reply: body }, { delayMs });
}

function handleCall(state: RuntimeState, entry: MessageEntry, call: CriCall, ctx: Context): void {
  const { from, id: re } = entry;
  switch (call.call) {
    case 'RunPodSandbox':
      return runPodSandbox(state, from, re, call, ctx);
    case 'ImageStatus': {
      const ref = parseImage(call.image);
      return reply(ctx, from, re, call.call, 'error' in ref ? undefined : state.images.get(ref.canonical));
    }
    case 'PullImage': {
      const ref = parseImage(call.image);
      const have = !('error' in ref) && state.images.has(ref.canonical);
      const id = ctx.send('registry', { kind: 'pull', image: call.image, ...(have ? { have } : {}) });
      state.waiting.set(id, { to: from, re, call });
      return;
    }
    case 'CreateContainer':
      return createContainer(state, from, re, call, ctx);
    case 'StartContainer':
      return startContainer(state, from, re, call.containerId, ctx);
    case 'StopContainer':
      return stopContainer(state, from, re, call.containerId, call.timeoutMs, ctx);
    case 'RemoveContainer':
      state.containers.delete(call.containerId);
      forget(state, call.podUid, call.containerId);
      return reply(ctx, from, re, call.call, undefined);
    case 'StopPodSandbox':
      return stopPodSandbox(state, from, re, call, ctx);
    case 'RemovePodSandbox':
      for (const id of state.sandboxes.get(call.podUid)?.containers ?? []) state.containers.delete(id);
      state.sandboxes.delete(call.podUid);
      return reply(ctx, from, re, call.call, undefined);
    case 'ListContainers':
      return reply(ctx, from, re, call.call, Object.freeze({ sandboxes: [...state.sandboxes.values()], containers: [...state.containers.values()] }));
    case 'ExecSync': {
      const run = state.containers.get(call.containerId);
      if (run?.state !== 'running') return fail(ctx, from, re, call.call, 'NotFound', `container ${call.containerId} not running`);
      const result = exec(state, run, call.command, ctx.now);
      put(state, { ...run, files: result.files });
      if (result.error !== undefined) return fail(ctx, from, re, call.call, 'Unknown', result.error);
      const tookMs = Math.min(Math.max(1, result.tookMs), call.timeoutMs || Infinity);
      return reply(ctx, from, re, call.call, { exitCode: result.code, output: result.output }, tookMs);
    }
    case 'ReadLog':
      return readLog(state, from, re, call, ctx);
    case 'WriteFiles': {
      const run = state.containers.get(call.containerId);
      if (run) put(state, { ...run, mounted: call.files });
      return reply(ctx, from, re, call.call, undefined);
    }
  }
}

// ---------------------------------------------------------------- sandboxes

function runPodSandbox(state: RuntimeState, from: ActorId, re: EntryId, call: CriCall & { call: 'RunPodSandbox' }, ctx: Context): void {
  const sandbox: Sandbox = {
    id: containerId(ctx),
    podUid: call.podUid,
    namespace: call.namespace,
    name: call.name,
    hostname: call.hostname ?? call.name,
    ip: '',
    state: 'starting',
    containers: state.sandboxes.get(call.podUid)?.containers ?? [],
  };
  state.sandboxes.set(call.podUid, Object.freeze(sandbox));
  if (call.hostNetwork) {
    state.sandboxes.set(call.podUid, Object.freeze({ ...sandbox, state: 'ready' }));
    return reply(ctx, from, re, call.call, { ip: '' }, pauseMs);
  }
  const id = ctx.send(`cni@${state.node}`, { kind: 'cni', command: 'ADD', podUid: call.podUid }, { delayMs: pauseMs });
  state.waiting.set(id, { to: from, re, call });
}

function sandboxNetworkReady(state: RuntimeState, message: { re: EntryId; ip?: string; error?: string }, ctx: Context): void {
  const waiting = take(state, message.re);
  if (!waiting || !('podUid' in waiting.call)) return;
  const { call, to, re } = waiting;
  const sandbox = state.sandboxes.get(call.podUid);
  if (call.call === 'StopPodSandbox') return reply(ctx, to, re, call.call, undefined);
  if (!sandbox) return;
  if (message.error !== undefined) {
    state.sandboxes.delete(call.podUid);
    return fail(ctx, to, re, call.call, 'Unknown', `rpc error: code = Unknown desc = failed to setup network for sandbox "${sandbox.id}": ${message.error}`);
  }
  state.sandboxes.set(call.podUid, Object.freeze({ ...sandbox, ip: message.ip ?? '', state: 'ready' }));
  reply(ctx, to, re, call.call, { ip: message.ip });
}

function stopPodSandbox(state: RuntimeState, from: ActorId, re: EntryId, call: CriCall & { call: 'StopPodSandbox' }, ctx: Context): void {
  const sandbox = state.sandboxes.get(call.podUid);
  if (!sandbox || sandbox.state === 'stopped') return reply(ctx, from, re, call.call, undefined);
  for (const id of sandbox.containers) {
    const run = state.containers.get(id);
    if (run?.state === 'running') ended(state, run, ctx.now, 137, undefined, ctx);
  }
  state.sandboxes.set(call.podUid, Object.freeze({ ...sandbox, state: 'stopped' }));
  if (sandbox.ip === '') return reply(ctx, from, re, call.call, undefined);
  const id = ctx.send(`cni@${state.node}`, { kind: 'cni', command: 'DEL', podUid: call.podUid });
  state.waiting.set(id, { to: from, re, call });
}

function forget(state: RuntimeState, podUid: string, id: string): void {
  const sandbox = state.sandboxes.get(podUid);
  if (sandbox) state.sandboxes.set(podUid, Object.freeze({ ...sandbox, containers: sandbox.containers.filter((c) => c !== id) }));
}

const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, i) => (i + 256).toString(16).slice(1));

/** 64 hex digits. */
function containerId(ctx: Context): string {
  let id = '';
  for (let word = 0; word < 8; word++) {
    const bits = ctx.randomInt(0x1_0000_0000);
    id += hexPairs[bits >>> 24]! + hexPairs[(bits >>> 16) & 255]! + hexPairs[(bits >>> 8) & 255]! + hexPairs[bits & 255]!;
  }
  return id;
}

// ---------------------------------------------------------------- containers

function createContainer(state: RuntimeState, from: ActorId, re: EntryId, call: CriCall & { call: 'CreateContainer' }, ctx: Context): void {
  const sandbox = state.sandboxes.get(call.podUid);
  const ref = parseImage(call.image);
  const image = 'error' in ref ? undefined : state.images.get(ref.canonical);
  if (!sandbox || sandbox.state !== 'ready') return fail(ctx, from, re, call.call, 'NotFound', `failed to find sandbox id "${call.podUid}": not found`);
  if ('error' in ref || !image) return fail(ctx, from, re, call.call, 'NotFound', `failed to get image from containerd "${call.image}": image "${call.image}": not found`);
  const run: ContainerRun = {
    id: containerId(ctx),
    podUid: call.podUid,
    name: call.container,
    attempt: call.attempt,
    image,
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
    env: call.env,
    mounted: call.files ?? noFiles,
    memoryLimitBytes: call.memoryLimitBytes ?? 0,
    state: 'created',
    createdMs: ctx.now,
    startedMs: 0,
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
  put(state, run);
  state.sandboxes.set(call.podUid, Object.freeze({ ...sandbox, containers: [...sandbox.containers, run.id] }));
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
  servers: [],
  shell: 'sh',
  hasShell: false,
};

function programFor(canonical: string, config: ProgramConfig): Program {
  const plain = config.command.length === 0 && config.args.length === 0 && config.ports.length <= 1;
  const key = plain ? `${canonical} ${config.image} ${config.memoryLimitBytes} ${config.ports[0] ?? 0} ${JSON.stringify(config.env)}` : '';
  const known = plain ? programs.get(key) : undefined;
  if (known) return known;
  const ref = parseImage(canonical);
  const found = 'error' in ref ? undefined : lookUp(ref);
  if (!found || 'missing' in found) return goneProgram;
  const program = programOf(found.found, { ...config, generic: found.generic });
  if (plain && programs.size < 5_000) programs.set(key, program);
  return program;
}

function startContainer(state: RuntimeState, from: ActorId, re: EntryId, id: string, ctx: Context): void {
  const run = state.containers.get(id);
  if (!run) return fail(ctx, from, re, 'StartContainer', 'NotFound', `an error occurred when try to find container "${id}": not found`);
  const atMs = ctx.now + startMs;
  if (run.program.startError !== undefined) {
    put(state, { ...run, state: 'exited', startedMs: 0, finishedMs: atMs, exitCode: 128 });
    return fail(ctx, from, re, 'StartContainer', 'StartError', run.program.startError, startMs);
  }
  follow(state, { ...run, state: 'running', startedMs: atMs }, ctx);
  reply(ctx, from, re, 'StartContainer', undefined, startMs);
}

/** Lets a container run on and sets the timer for what comes next. */
function follow(state: RuntimeState, run: ContainerRun, ctx: Context): void {
  const planned = plan(state, run, Math.max(ctx.now, run.startedMs));
  const number = run.plan + 1;
  put(state, { ...planned.run, plan: number });
  if (!planned.next) return;
  const { atMs, exit } = planned.next;
  const delayMs = Math.max(0, atMs - ctx.now);
  // Only an end in sight is worth waiting for.
  ctx.timer(delayMs, { kind: 'timer', name: 'container', data: Object.freeze({ id: run.id, plan: number, exit }) }, { quiet: !exit || delayMs > storyMs });
}

function handleTimer(state: RuntimeState, name: string, data: TimerData, ctx: Context): void {
  const run = state.containers.get(data.id);
  if (!run) return;
  if (name === 'follow-log') return sendNewLines(state, run, data.stream!, data.fromMs!, ctx);
  if (name !== 'container' || run.plan !== data.plan || run.state !== 'running') return;
  if (data.exit && ctx.entry.quiet) {
    // The end itself is news: say it loudly.
    ctx.timer(0, { kind: 'timer', name, data }, { quiet: false });
    return;
  }
  if (data.exit) return ended(state, run, ctx.now, data.exit.code, data.exit.reason, ctx);
  if (run.machine?.blocked) {
    const machine = { ...run.machine, vars: { ...run.machine.vars }, lines: [] };
    const failure = networkFailure(run.machine.blocked);
    answer(machine, failure.output, failure.status);
    return follow(state, { ...run, machine, output: machine.lines.length > 0 ? [...run.output, Object.freeze(machine.lines)] : run.output }, ctx);
  }
  follow(state, run, ctx);
}

/** What a network tool says when it finds nobody: the model's containers cannot reach the network by themselves. */
function networkFailure(command: readonly string[]): { output: string; status: number } {
  const [name = '', ...args] = command;
  const target = args.filter((a) => !a.startsWith('-')).at(-1) ?? '';
  const host = target.replace(/^\w+:\/\//, '').split(/[/:]/)[0] ?? '';
  if (name === 'wget') return { output: `wget: bad address '${host}'\n`, status: 1 };
  if (name === 'curl') return { output: `curl: (6) Could not resolve host: ${host}\n`, status: 6 };
  if (name === 'nslookup') return { output: `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find ${host}: NXDOMAIN\n\n`, status: 1 };
  return { output: `${name}: bad address '${host}'\n`, status: 1 };
}

/** A container has ended: remember how, tell the kubelet and whoever waits. */
function ended(state: RuntimeState, run: ContainerRun, atMs: VirtualMs, code: number, reason: 'OOMKilled' | undefined, ctx: Context): void {
  put(state, { ...run, state: 'exited', finishedMs: atMs, exitCode: code, reason, plan: run.plan + 1, stops: [], followers: [] });
  ctx.send(`kubelet@${state.node}`, { kind: 'container-event', podUid: run.podUid, containerId: run.id, event: 'died', exitCode: code, ...(reason ? { reason } : {}) });
  for (const stop of run.stops) reply(ctx, stop.to, stop.re, 'StopContainer', undefined, 2);
  for (const follower of run.followers) sendRest(state, run.id, follower, ctx);
}

function stopContainer(state: RuntimeState, from: ActorId, re: EntryId, id: string, timeoutMs: number, ctx: Context): void {
  const run = state.containers.get(id);
  if (run?.state !== 'running') return reply(ctx, from, re, 'StopContainer', undefined);
  const term = timeoutMs > 0 ? onTerm(state, run, ctx.now) : undefined;
  const killMs = ctx.now + timeoutMs;
  const atMs = term === undefined ? killMs : Math.min(killMs, run.startedMs + term.atMs);
  const exit = term !== undefined && atMs === run.startedMs + term.atMs ? { code: term.code, reason: undefined } : { code: 137, reason: undefined };
  const number = run.plan + 1;
  put(state, { ...run, plan: number, stops: [...run.stops, { to: from, re }] });
  ctx.timer(Math.max(0, atMs - ctx.now), { kind: 'timer', name: 'container', data: Object.freeze({ id, plan: number, exit }) });
}

// ---------------------------------------------------------------- probes and logs

function handleProbe(state: RuntimeState, entry: MessageEntry, podUid: string, container: string, handler: ProbeHandler, ctx: Context): void {
  const sandbox = state.sandboxes.get(podUid);
  let run: ContainerRun | undefined;
  for (const id of sandbox?.containers ?? []) {
    const candidate = state.containers.get(id);
    if (candidate?.name === container && candidate.state === 'running') run = candidate;
  }
  if (!run) return;
  const result = probe(state, run, handler, ctx.now);
  if (result.files && result.files !== run.files) put(state, { ...run, files: result.files });
  ctx.send(entry.from, { kind: 'probe-reply', re: entry.id, ok: result.ok, output: result.output }, { delayMs: result.tookMs });
}

function readLog(state: RuntimeState, from: ActorId, re: EntryId, call: CriCall & { call: 'ReadLog' }, ctx: Context): void {
  const run = state.containers.get(call.containerId);
  if (!run) return fail(ctx, from, re, call.call, 'NotFound', `container "${call.containerId}" not found`);
  const follows = call.follow && run.state === 'running';
  reply(ctx, from, re, call.call, { lines: logOf(state, run, ctx.now), follows });
  if (!follows) return;
  const next = put(state, { ...run, followers: [...run.followers, { to: from, stream: re }] });
  waitForLine(next, re, ctx.now, ctx);
}

function waitForLine(run: ContainerRun, stream: EntryId, fromMs: VirtualMs, ctx: Context): void {
  const atMs = nextLineAt(run, fromMs);
  if (atMs === undefined && !run.machine) return;
  // Nothing certain yet: look again when the shell has run on.
  const delayMs = Math.max(1, (atMs ?? fromMs + 1000) - ctx.now);
  ctx.timer(delayMs, { kind: 'timer', name: 'follow-log', data: Object.freeze({ id: run.id, plan: 0, stream, fromMs }) }, { quiet: true });
}

function sendNewLines(state: RuntimeState, run: ContainerRun, stream: EntryId, fromMs: VirtualMs, ctx: Context): void {
  const follower = run.followers.find((f) => f.stream === stream);
  if (!follower) return;
  const lines = logOf(state, run, ctx.now).filter((line) => line.atMs > fromMs);
  if (lines.length > 0) ctx.send(follower.to, { kind: 'chunk', stream, text: JSON.stringify(lines) });
  waitForLine(run, stream, ctx.now, ctx);
}

function sendRest(state: RuntimeState, id: string, follower: { to: ActorId; stream: EntryId }, ctx: Context): void {
  const run = state.containers.get(id)!;
  const lines = logOf(state, run, ctx.now).filter((line) => line.atMs === ctx.now);
  if (lines.length > 0) ctx.send(follower.to, { kind: 'chunk', stream: follower.stream, text: JSON.stringify(lines) });
  ctx.send(follower.to, { kind: 'stream-end', stream: follower.stream }, { delayMs: 2 });
}

/** An image every node has from the start, as the node's own image is made: no pull is needed for it. */
export function preloadImage(state: RuntimeState, name: string, sizeBytes: number): void {
  const ref = parseImage(name);
  if ('error' in ref) return;
  state.images.set(ref.canonical, Object.freeze({ name: ref.canonical, id: `${ref.repository}@${digestOf(ref)}`, sizeBytes, uid: 0 }));
}
