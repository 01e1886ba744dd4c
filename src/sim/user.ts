import type { WatchEvent } from '../api/types.ts';
import { certificate } from './client/requests.ts';
import type { ActorKind, Context, EntryId, MessageEntry, VirtualMs } from './kernel/types.ts';
import { apiserver, type ApiRequest, type ApiResponse, type Credential, type UserCommand } from './messages.ts';
import { epochMs } from './time.ts';

/**
 * The person's terminal. What runs in it is handed in, because the cluster does not know its clients: a program is a
 * generator that yields what it wants done and is resumed with what came of it.
 */
export interface Programs {
  /** Runs the text of a line (or of several pasted at once) and returns the exit code. `nowMs` is Unix time in ms. */
  shell(
    line: string,
    files: Readonly<Record<string, string>>,
    nowMs: number,
  ): Generator<ProgramEffect, number, ProgramInput | undefined>;
}

/** The first four wait for an input; after the others the program goes on at once. */
export type ProgramEffect =
  | { readonly type: 'request' | 'stream'; readonly request: Omit<ApiRequest, 'credential'> }
  | { readonly type: 'next'; readonly timeoutMs?: number }
  | { readonly type: 'sleep'; readonly ms: number }
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'write'; readonly file: string; readonly text: string }
  | { readonly type: 'cancel'; readonly stream: number };

/** `stream` counts the streams of the process from 0. `nowMs` is Unix time in ms. */
export type ProgramInput =
  | { readonly type: 'response'; readonly nowMs: number; readonly response: ApiResponse; readonly stream?: number }
  | { readonly type: 'events'; readonly nowMs: number; readonly stream: number; readonly events: readonly WatchEvent[] }
  | { readonly type: 'chunk'; readonly nowMs: number; readonly stream: number; readonly text: string }
  | { readonly type: 'end'; readonly nowMs: number; readonly stream: number; readonly status?: unknown }
  | { readonly type: 'timeout'; readonly nowMs: number };

/** A running command as plain data. Its program is its line and the inputs it has had; the generator is only a cache. */
export interface Process {
  readonly id: EntryId;
  readonly line: string;
  readonly files: Readonly<Record<string, string>>;
  readonly startMs: number;
  /** Everything it was resumed with, oldest first. */
  readonly inputs: ProgramInput[];
  /** What arrived on its streams before it asked for it. */
  readonly inbox: ProgramInput[];
  /** Entry that opened each stream; 0 when the stream has ended. */
  readonly streams: EntryId[];
  /** What it waits for: an answer to this entry, this timer, or its streams. 0 = nothing of the kind. */
  request: EntryId;
  sleep: EntryId;
  waitsForStream: boolean;
  /** Timer that ends a wait for streams; one serves all waits with the same end. */
  deadline: { readonly timer: EntryId; readonly atMs: VirtualMs } | undefined;
}

export interface UserState {
  readonly processes: Map<EntryId, Process>;
  /** Request, stream or timer entry → process. */
  readonly owner: Map<EntryId, EntryId>;
}

/** /etc/kubernetes/admin.conf, as kubeadm writes it. */
const admin = certificate(
  'kubernetes-admin',
  ['kubeadm:cluster-admins'],
  'kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0',
);
const agent = 'kubectl';

/** The administrator, unless the program says otherwise: a bearer token, or nothing at all. */
const credentialOf = (authorization: string | undefined): Credential =>
  authorization === undefined
    ? admin.credential
    : authorization === ''
      ? nobody
      : { type: 'token', token: authorization.replace(/^Bearer /, '') };
const nobody: Credential = Object.freeze({ type: 'anonymous' });
/** Shell convention: 128 + SIGINT. */
const interruptedCode = 130;

type Live = Generator<ProgramEffect, number, ProgramInput | undefined>;

/**
 * Models: a person's shell on the first control plane node. Left out: more than one person, job control.
 */
export function createUserKind(programs: Programs): ActorKind<UserState> {
  /** Generators by process object: a restored checkpoint has new objects, whose generators are rebuilt from their inputs. */
  const cache = new WeakMap<Process, Live>();

  const start = (process: Process): Live => programs.shell(process.line, process.files, process.startMs);

  /** Runs a fresh generator up to where the recorded inputs end, without doing anything again. */
  function rebuild(process: Process): Live {
    const live = start(process);
    let used = 0;
    let step = live.next();
    for (;;) {
      if (step.done) return live;
      if (!waits(step.value)) step = live.next(undefined);
      else if (used < process.inputs.length) step = live.next(process.inputs[used++]);
      else return live;
    }
  }

  function resume(state: UserState, process: Process, input: ProgramInput, ctx: Context): void {
    let live = cache.get(process);
    if (!live) {
      live = rebuild(process);
      cache.set(process, live);
    }
    const frozen = Object.freeze(input);
    process.inputs.push(frozen);
    process.request = 0;
    process.sleep = 0;
    process.waitsForStream = false;
    go(state, process, live, live.next(frozen), ctx);
  }

  /** Carries out effects until the program waits or ends. */
  function go(
    state: UserState,
    process: Process,
    live: Live,
    first: IteratorResult<ProgramEffect, number>,
    ctx: Context,
  ): void {
    let step = first;
    while (!step.done) {
      const effect = step.value;
      switch (effect.type) {
        case 'print':
          ctx.note({ kind: 'output', process: process.id, stream: effect.stream, text: effect.text }, { agent });
          break;
        case 'write':
          ctx.note({ kind: 'file', process: process.id, name: effect.file, text: effect.text }, { agent });
          break;
        case 'cancel':
          hangUp(state, process, effect.stream, ctx);
          break;
        case 'request':
        case 'stream': {
          const { authorization, ...headers } = effect.request.headers ?? {};
          const request: ApiRequest = {
            ...effect.request,
            headers: { 'user-agent': admin.userAgent, ...headers },
            credential: credentialOf(authorization),
          };
          process.request = ctx.send(apiserver, { kind: 'request', request }, { agent });
          state.owner.set(process.request, process.id);
          return;
        }
        case 'sleep':
          process.sleep = ctx.timer(effect.ms, { kind: 'timer', name: 'sleep' }, { agent });
          state.owner.set(process.sleep, process.id);
          return;
        case 'next': {
          const waiting = process.inbox.shift();
          if (waiting) {
            resume(state, process, waiting, ctx);
            return;
          }
          process.waitsForStream = true;
          if (effect.timeoutMs !== undefined) setDeadline(state, process, effect.timeoutMs, ctx);
          return;
        }
      }
      step = live.next(undefined);
    }
    end(state, process, step.value, ctx);
  }

  function setDeadline(state: UserState, process: Process, timeoutMs: number, ctx: Context): void {
    const atMs = ctx.now + timeoutMs;
    if (process.deadline?.atMs === atMs) return;
    // Quiet: a deadline that will not be reached must not keep the cluster from counting as settled.
    const timer = ctx.timer(timeoutMs, { kind: 'timer', name: 'timeout' }, { agent, quiet: true });
    process.deadline = { timer, atMs };
    state.owner.set(timer, process.id);
  }

  function end(state: UserState, process: Process, code: number, ctx: Context): void {
    process.streams.forEach((_, stream) => hangUp(state, process, stream, ctx));
    state.owner.delete(process.request);
    state.owner.delete(process.sleep);
    if (process.deadline) state.owner.delete(process.deadline.timer);
    state.processes.delete(process.id);
    ctx.note({ kind: 'exit', process: process.id, code }, { agent });
  }

  function hangUp(state: UserState, process: Process, stream: number, ctx: Context): void {
    const entry = process.streams[stream];
    if (!entry) return;
    process.streams[stream] = 0;
    state.owner.delete(entry);
    ctx.send(apiserver, { kind: 'cancel', stream: entry }, { agent });
  }

  function processOf(state: UserState, entry: EntryId): Process | undefined {
    const id = state.owner.get(entry);
    return id === undefined ? undefined : state.processes.get(id);
  }

  function begin(state: UserState, command: Extract<UserCommand, { type: 'kubectl' }>, ctx: Context): void {
    const process: Process = {
      id: ctx.entry.id,
      line: command.line,
      files: Object.freeze({ ...command.files }),
      startMs: epochMs + ctx.now,
      inputs: [],
      inbox: [],
      streams: [],
      request: 0,
      sleep: 0,
      waitsForStream: false,
      deadline: undefined,
    };
    state.processes.set(process.id, process);
    const live = start(process);
    cache.set(process, live);
    go(state, process, live, live.next(), ctx);
  }

  function answered(state: UserState, re: EntryId, response: ApiResponse, ctx: Context): void {
    const process = processOf(state, re);
    if (!process || process.request !== re) return;
    if (!response.streaming) {
      state.owner.delete(re);
      resume(state, process, { type: 'response', nowMs: epochMs + ctx.now, response }, ctx);
      return;
    }
    process.streams.push(re);
    resume(
      state,
      process,
      { type: 'response', nowMs: epochMs + ctx.now, response, stream: process.streams.length - 1 },
      ctx,
    );
  }

  function arrived(state: UserState, entry: EntryId, inputOf: (stream: number) => ProgramInput, ctx: Context): void {
    const process = processOf(state, entry);
    if (!process) return;
    const stream = process.streams.indexOf(entry);
    if (stream < 0) return;
    const input = inputOf(stream);
    if (input.type === 'end') {
      process.streams[stream] = 0;
      state.owner.delete(entry);
    }
    if (process.waitsForStream) resume(state, process, input, ctx);
    else process.inbox.push(Object.freeze(input));
  }

  return {
    kind: 'user',
    create: () => ({ processes: new Map(), owner: new Map() }),
    receive(state: UserState, entry: MessageEntry, ctx: Context) {
      const { message } = entry;
      const nowMs = epochMs + ctx.now;
      switch (message.kind) {
        case 'command': {
          const { command } = message;
          if (command.type === 'kubectl') begin(state, command, ctx);
          else {
            const process = state.processes.get(command.process);
            if (process) end(state, process, interruptedCode, ctx);
          }
          return;
        }
        case 'response':
          answered(state, message.re, message.response, ctx);
          return;
        case 'watch':
          arrived(state, message.stream, (stream) => ({ type: 'events', nowMs, stream, events: message.events }), ctx);
          return;
        case 'chunk':
          arrived(state, message.stream, (stream) => ({ type: 'chunk', nowMs, stream, text: message.text }), ctx);
          return;
        case 'stream-end':
          arrived(
            state,
            message.stream,
            (stream) => ({
              type: 'end',
              nowMs,
              stream,
              ...(message.status === undefined ? {} : { status: message.status }),
            }),
            ctx,
          );
          return;
        case 'timer': {
          const process = processOf(state, entry.id);
          state.owner.delete(entry.id);
          if (!process) return;
          const reached = process.deadline?.timer === entry.id && process.waitsForStream;
          if (process.sleep === entry.id || reached) resume(state, process, { type: 'timeout', nowMs }, ctx);
          return;
        }
        default:
          return;
      }
    },
  };
}

const waits = (effect: ProgramEffect): boolean =>
  effect.type === 'request' || effect.type === 'stream' || effect.type === 'next' || effect.type === 'sleep';
