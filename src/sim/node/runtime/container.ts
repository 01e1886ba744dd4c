import { changedRun } from './run.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { epochMs, rfc3339, timestamp } from '../../time.ts';
import { httpAnswer, isOom, linesOf, oneCommand, refused, type HttpAnswer, type Sent } from './program.ts';
import { ownFiles } from './places.ts';
import { elapsed, environmentOf, worldOf, type ContainerRun, type RuntimeState } from './state.ts';
import { hasMetrics } from '../metrics-server/state.ts';
import { compile, type Script } from '../shell/compile.ts';
import { answer, runMachine } from '../shell/machine.ts';
import { createMachine, lineText, pruneFiles, readFile, type Machine } from '../shell/state.ts';
import { baseName, isTool, networkTools } from '../shell/tools.ts';

/** How far a shell may run ahead of the cluster's clock, and how much it may write meanwhile. */
const aheadMs = 600_000;
const aheadLines = 200;
/** And how long it may be busy: a loop that never rests costs as much to run ahead of as to run. */
const aheadBusyMs = 5_000;
/** Pieces of `aheadLines` kept of a shell's output: a container log is rotated at 10 Mi. */
const outputPieces = 40;
/** Ten years: nobody waits for it. */
const never = 315_360_000_000;

export interface Plan {
  readonly run: ContainerRun;
  /** When the runtime has to look again, and whether the container ends then; undefined = never by itself. */
  readonly next:
    | {
        readonly atMs: VirtualMs;
        readonly exit: { readonly code: number; readonly reason: 'OOMKilled' | undefined } | undefined;
      }
    | undefined;
}

/** Lets a started container run on: what happens to it next, if nobody interferes. */
export function plan(state: RuntimeState, run: ContainerRun, now: VirtualMs): Plan {
  const { program } = run;
  if (!program.script) {
    const { exit } = program.behaviour;
    if (!exit) return { run, next: undefined };
    const reason = isOom(program, run.memoryLimitBytes) ? 'OOMKilled' : undefined;
    return { run, next: { atMs: run.startedMs + exit.atMs, exit: { code: exit.code, reason } } };
  }
  const since = now - run.startedMs;
  const m: Machine = run.machine
    ? {
        ...run.machine,
        vars: { ...run.machine.vars },
        loops: copyLoops(run.machine),
        lines: [],
        files: pruneFiles(ownFiles(state, run, now), since),
      }
    : createMachine(environmentOf(state, run));
  runMachine(program.script, m, worldOf(state, run, now), since + aheadMs, aheadLines, aheadBusyMs);
  const output = m.lines.length > 0 ? [...run.output.slice(1 - outputPieces), Object.freeze(m.lines)] : run.output;
  const machine = Object.freeze({ ...m, lines: [], files: [] });
  const after: ContainerRun = Object.freeze(changedRun(run, { machine, output, files: m.files }));
  if (m.exitCode !== undefined)
    return {
      run: after,
      next: { atMs: run.startedMs + Math.max(m.atMs, 1), exit: { code: m.exitCode, reason: undefined } },
    };
  return {
    run: after,
    next: m.atMs > never ? undefined : { atMs: run.startedMs + Math.max(m.atMs, since + 1), exit: undefined },
  };
}

const copyLoops = (m: Machine): Machine['loops'] => {
  const out: Machine['loops'] = {};
  for (const [slot, loop] of Object.entries(m.loops)) out[Number(slot)] = { ...loop };
  return out;
};

/** When the image's own program began to listen-up, in ms since the container's start; undefined = it does not run. */
export function servingSince(run: ContainerRun): number | undefined {
  if (run.state !== 'running') return undefined;
  if (!run.program.script) return 0;
  return run.machine?.servingAtMs;
}

/**
 * How a running container takes SIGTERM: when it ends (ms since its start) and with which code; undefined = it does
 * not. The kernel ignores a signal that PID 1 has no handler for, which is true of a plain shell or `sleep`.
 */
export function onTerm(
  state: RuntimeState,
  run: ContainerRun,
  now: VirtualMs,
): { atMs: number; code: number } | undefined {
  const since = now - run.startedMs;
  const { program } = run;
  const serving = servingSince(run);
  if (serving !== undefined && serving <= since) {
    const how = program.behaviour.onTerm;
    return how === 'ignored' ? undefined : { atMs: since + how.afterMs, code: how.code };
  }
  return program.script ? trapped(state, run, program.script, since) : undefined;
}

/** A shell handles `trap '…' TERM` when the command in its foreground has ended: run it again, up to that moment. */
function trapped(
  state: RuntimeState,
  run: ContainerRun,
  script: Script,
  since: number,
): { atMs: number; code: number } | undefined {
  if (run.machine?.trap === undefined) return undefined;
  const world = worldOf(state, run, run.startedMs + since);
  const m = createMachine(environmentOf(state, run));
  while (m.exitCode === undefined && !m.blocked && m.atMs < since) {
    runMachine(script, m, world, since - 1, aheadLines);
    m.lines = [];
    m.files = pruneFiles(m.files, since);
  }
  if (m.trap === undefined || m.exitCode !== undefined) return undefined;
  const handler = compile(m.trap);
  if ('error' in handler) return undefined;
  m.pc = 0;
  m.blocked = undefined;
  runMachine(handler, m, world, m.atMs + 60_000, aheadLines);
  return m.trap === '' || !/\bexit\b/.test(m.trap) ? undefined : { atMs: m.atMs, code: m.exitCode ?? 0 };
}

export interface ExecResult {
  readonly code: number;
  readonly output: string;
  /** What it wrote to standard error, where that is kept apart. */
  readonly errors?: string | undefined;
  readonly files: ContainerRun['files'];
  /** Time it takes, in ms. */
  readonly tookMs: number;
  /** It sent SIGTERM to the container's first process. */
  readonly terminates?: boolean;
  /** The runtime could not start it. */
  readonly error?: string;
}

/** A command in a container is followed for this long, and its output up to this many lines. */
const execLimitMs = 300_000;
const execLines = 5_000;

/** Runs a command inside a running container, at this moment. */
export function exec(
  state: RuntimeState,
  run: ContainerRun,
  command: readonly string[],
  now: VirtualMs,
  stdin?: string,
): ExecResult {
  const since = elapsed(run, now);
  const { program } = run;
  const [path = '', ...rest] = command;
  const name = baseName(path);
  const isShell = name === 'sh' || name === 'bash' || name === 'ash';
  const there = program.hasShell
    ? (isTool(name) && (name !== 'bash' || program.executables.includes('bash'))) ||
      program.executables.includes(name) ||
      networkTools.has(name)
    : program.executables.includes(path);
  if (!there) {
    const text = `OCI runtime exec failed: exec failed: unable to start container process: ${path.includes('/') ? `exec: "${path}": stat ${path}: no such file or directory` : `exec: "${path}": executable file not found in $PATH`}: unknown`;
    return { code: 126, output: '', files: run.files, tookMs: 0, error: text };
  }
  const at = isShell ? rest.findIndex((word) => /^-\w*c$/.test(word)) : -1;
  const script = isShell && at >= 0 ? compile(rest[at + 1] ?? '') : isShell ? { code: [] } : oneCommand(command);
  if ('error' in script) return { code: 2, output: `${name}: ${script.error}\n`, files: run.files, tookMs: 0 };
  const m: Machine = {
    ...createMachine(environmentOf(state, run)),
    atMs: since,
    files: [...ownFiles(state, run, now)],
  };
  if (stdin !== undefined) m.stdin = stdin;
  const world = worldOf(state, run, now);
  runMachine(script, m, world, since + execLimitMs, execLines);
  while (m.blocked) {
    const failure = networkFailure(m.blocked);
    answer(m, failure.output, failure.status);
    runMachine(script, m, world, since + execLimitMs, execLines);
  }
  return {
    code: m.exitCode ?? 0,
    output: m.lines.map(lineText).join(''),
    errors: m.errors,
    files: m.files,
    tookMs: m.atMs - since,
    terminates: m.terminates === true,
  };
}

/** What a network tool says when it finds nobody: the model's containers cannot reach the network by themselves. */
export function networkFailure(command: readonly string[]): { output: string; status: number } {
  const [name = '', ...args] = command;
  const target = args.filter((a) => !a.startsWith('-')).at(-1) ?? '';
  const host = target.replace(/^\w+:\/\//, '').split(/[/:]/)[0] ?? '';
  if (name === 'wget') return { output: `wget: bad address '${host}'\n`, status: 1 };
  if (name === 'curl') return { output: `curl: (6) Could not resolve host: ${host}\n`, status: 6 };
  if (name === 'nslookup')
    return {
      output: `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find ${host}: NXDOMAIN\n\n`,
      status: 1,
    };
  return { output: `${name}: bad address '${host}'\n`, status: 1 };
}

/** One line of a container's log with the moment it was written. */
export interface TimedLine {
  readonly atMs: VirtualMs;
  readonly text: string;
  readonly partial?: true;
}

/** Everything a container has written up to now, oldest first. */
export function logOf(state: RuntimeState, run: ContainerRun, now: VirtualMs): TimedLine[] {
  if (run.state === 'created') return [];
  const life = elapsed(run, now);
  const out: TimedLine[] = [];
  const world = worldOf(state, run, now);
  const serving = run.program.script ? run.machine?.servingAtMs : 0;
  for (const piece of run.output) {
    for (const line of piece) if (line.atMs <= life) out.push({ ...line, atMs: run.startedMs + line.atMs });
  }
  if (serving !== undefined) {
    for (const line of linesOf(run.program)) {
      const since = serving + line.atMs;
      if (since <= life)
        out.push({
          atMs: run.startedMs + since,
          text: place(line.text, world.hostname, world.ip, run.startedMs + since),
        });
    }
  }
  return out;
}

/** Moment of the first line after `afterMs` that is already certain; undefined when none is. */
export function nextLineAt(run: ContainerRun, afterMs: VirtualMs): VirtualMs | undefined {
  const since = afterMs - run.startedMs;
  let next: number | undefined;
  const offer = (atMs: number): void => {
    if (atMs > since && (next === undefined || atMs < next)) next = atMs;
  };
  for (const piece of run.output) for (const line of piece) offer(line.atMs);
  const serving = run.program.script ? run.machine?.servingAtMs : 0;
  if (serving !== undefined) for (const line of linesOf(run.program)) offer(serving + line.atMs);
  return next === undefined ? undefined : run.startedMs + next;
}

/** Fills the places of a catalogue text. */
function place(text: string, hostname: string, ip: string, now: VirtualMs): string {
  if (!text.includes('{')) return text;
  return text
    .replaceAll('{hostname}', hostname)
    .replaceAll('{ip}', ip)
    .replaceAll('{date}', () => timestamp(now))
    .replaceAll('{logdate}', () =>
      rfc3339(epochMs + now)
        .replace('T', ' ')
        .replace('Z', '')
        .replaceAll('-', '/'),
    );
}

/** What the program answers to one HTTP request: the one door for probes (who do not read the body) and for traffic. */
export function answerHttp(
  state: RuntimeState,
  run: ContainerRun,
  port: number,
  path: string,
  now: VirtualMs,
  readsBody = true,
  sent?: Sent,
): HttpAnswer {
  const serving = servingSince(run);
  const since = serving === undefined ? -1 : now - run.startedMs - serving;
  const answered =
    serving === undefined
      ? refused
      : httpAnswer(run.program, port, path, since, readsBody, filesOf(state, run, now), sent);
  if (answered.refused) return answered;
  if (run.program.behaviour.daemon === 'metrics-server' && path === '/readyz') {
    const server = state.metricsServers.get(run.id);
    if (!server || !hasMetrics(server)) return { ...answered, code: 500, body: notReady };
  }
  const { docRoot, readOnly } = run.program.behaviour;
  const isRefusal = readOnly !== undefined && answered.code === readOnly.code;
  if (docRoot !== undefined && run.files.length > 0 && !isRefusal) {
    // What somebody has put there lies over what the image brings.
    const page = fileAt(state, run, pageOf(docRoot, path), now);
    if (page !== undefined) return { refused: false, code: 200, body: page, delayMs: 1 };
  }
  if (docRoot !== undefined && !isRefusal && hasMountAt(run, docRoot))
    return fromDisk(state, run, docRoot, path.split('?')[0]!, now);
  if (!readsBody) return answered;
  const sandbox = state.sandboxes.get(run.podUid);
  return { ...answered, body: place(answered.body, sandbox?.hostname ?? '', sandbox?.ip ?? '', now) };
}

const notReady = '[+]ping ok\n[-]metric-storage-ready failed: reason withheld\nreadyz check failed\n';

const noFile = (): boolean => false;

/** Whether a file is there. Most containers have never written anything, and every probe comes by here. */
const filesOf = (state: RuntimeState, run: ContainerRun, now: VirtualMs): ((path: string) => boolean) =>
  run.files.length === 0 ? noFile : (path) => fileAt(state, run, path, now) !== undefined;

const pageOf = (root: string, path: string): string => {
  const plain = path.split('?')[0]!;
  return root + (plain.endsWith('/') ? `${plain}index.html` : plain);
};

function hasMountAt(run: ContainerRun, root: string): boolean {
  if (run.kept?.[root] !== undefined) return true;
  // No list of the names: most containers have no files mounted, and every probe comes by here.
  for (const path in run.mounted) if (path.startsWith(`${root}/`)) return true;
  return false;
}

function fromDisk(state: RuntimeState, run: ContainerRun, root: string, path: string, now: VirtualMs): HttpAnswer {
  const page = fileAt(state, run, pageOf(root, path), now);
  if (page !== undefined) return { refused: false, code: 200, body: page, delayMs: 1 };
  return {
    refused: false,
    code: path.endsWith('/') ? 403 : 404,
    body: path.endsWith('/') ? '403 Forbidden\n' : '404 Not Found\n',
    delayMs: 1,
  };
}

/** A file inside a container at this moment. */
export const fileAt = (state: RuntimeState, run: ContainerRun, path: string, now: VirtualMs): string | undefined =>
  readFile({ files: [...ownFiles(state, run, now)] }, worldOf(state, run, now), path, elapsed(run, now));
