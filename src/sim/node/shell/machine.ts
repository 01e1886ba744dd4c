import type { Command, Script, Word } from './compile.ts';
import { runTool, type ToolResult } from './tools.ts';

/** A line of output, `atMs` after the start of the container. */
export interface OutputLine {
  readonly atMs: number;
  readonly text: string;
  /** Written without a line end (yet): what follows stands on the same line. */
  readonly partial?: true;
}

export const lineText = (line: { readonly text: string; readonly partial?: true }): string => (line.partial ? line.text : `${line.text}\n`);

/** What a file held from a moment on; undefined = removed. */
export interface FileChange {
  readonly atMs: number;
  readonly path: string;
  readonly text: string | undefined;
}

/** A running shell: plain data. `atMs` is its own clock since the start of the container; it may be ahead of the cluster's. */
export interface Machine {
  pc: number;
  atMs: number;
  status: number;
  vars: Record<string, string>;
  loops: Record<number, { items: readonly string[]; index: number }>;
  lines: OutputLine[];
  files: FileChange[];
  /** Handler of `trap '…' TERM`. */
  trap: string | undefined;
  exitCode: number | undefined;
  /** A command that needs the network: it waits for an answer. */
  blocked: readonly string[] | undefined;
  /** When the image's own server was started in the foreground. */
  servingAtMs: number | undefined;
  /** Until when something started with `&` runs: what `wait` waits for. */
  backgroundUntilMs: number;
}

/** The world around the shell: nothing in it changes while it runs. */
export interface World {
  readonly hostname: string;
  readonly ip: string;
  /** Virtual time of the container's start. */
  readonly startedAtMs: number;
  /** What is in the image and in the volumes. */
  readonly files: Readonly<Record<string, string>>;
  readonly executables: readonly string[];
  /** Programs of the image that serve until they are stopped. */
  readonly servers: readonly string[];
  readonly shell: string;
}

export const createMachine = (env: Readonly<Record<string, string>>): Machine => ({
  pc: 0,
  atMs: 0,
  status: 0,
  vars: { ...env },
  loops: {},
  lines: [],
  files: [],
  trap: undefined,
  exitCode: undefined,
  blocked: undefined,
  servingAtMs: undefined,
  backgroundUntilMs: 0,
});

/** Commands between two moments of rest. A loop that never sleeps is stopped here: it is taken to be busy for 100 ms. */
const burstMax = 2_000;

/** File changes kept before the clock has to catch up. */
const filesMax = 400;

/** Runs until the shell ends, waits for the network, has written `linesMax` lines, or its clock has passed `untilMs`. Changes `m`. */
export function runMachine(script: Script, m: Machine, world: World, untilMs: number, linesMax: number): void {
  let burst = 0;
  let burstAtMs = m.atMs;
  while (m.exitCode === undefined && !m.blocked && m.atMs <= untilMs && m.lines.length < linesMax && m.files.length < filesMax) {
    if (m.atMs !== burstAtMs) {
      burst = 0;
      burstAtMs = m.atMs;
    }
    if (++burst > burstMax) m.atMs += 100;
    if (m.pc >= script.code.length) {
      m.exitCode = m.status;
      break;
    }
    step(script, m, world);
  }
}

function step(script: Script, m: Machine, world: World): void {
  const instruction = script.code[m.pc]!;
  switch (instruction.op) {
    case 'jump':
      m.pc = instruction.to;
      return;
    case 'jump-if':
      m.pc = (m.status === 0) === instruction.ok ? instruction.to : m.pc + 1;
      return;
    case 'not':
      m.status = m.status === 0 ? 1 : 0;
      break;
    case 'ok':
      m.status = 0;
      break;
    case 'for':
      m.loops[instruction.slot] = { items: instruction.words.flatMap((word) => expand(word, m, world)), index: 0 };
      break;
    case 'next': {
      const loop = m.loops[instruction.slot]!;
      if (loop.index >= loop.items.length) {
        m.pc = instruction.done;
        return;
      }
      m.vars[instruction.name] = loop.items[loop.index++]!;
      break;
    }
    case 'run': {
      const atMs = m.atMs;
      runPipeline(instruction.commands, m, world);
      if (instruction.background) {
        m.backgroundUntilMs = Math.max(m.backgroundUntilMs, m.atMs);
        m.atMs = atMs;
      }
      // A blocked command is finished by `answer`.
      break;
    }
  }
  m.pc++;
}

/** Gives a blocked machine the result of its network command. */
export function answer(m: Machine, output: string, status: number): void {
  m.blocked = undefined;
  m.status = status;
  write(m, output);
}

function runPipeline(commands: readonly Command[], m: Machine, world: World): void {
  let input = '';
  commands.forEach((command, i) => {
    const last = i === commands.length - 1;
    const result = runCommand(command, m, world, input);
    input = '';
    let output = result.output;
    for (const redirect of command.redirects) {
      const path = expandOne(redirect.to, m, world);
      const isDevice = path === '/dev/null' || path === '/proc/1/fd/1' || path === '/dev/stdout' || path === '/dev/stderr';
      if (redirect.fd === 1) {
        if (!isDevice) writeFile(m, world, path, redirect.append, output);
        if (path === '/dev/null' || !isDevice) output = '';
      }
    }
    if (last) write(m, output);
    else input = output;
    m.status = result.status;
  });
}

function runCommand(command: Command, m: Machine, world: World, input: string): ToolResult {
  const words = command.words.flatMap((word) => expand(word, m, world));
  for (const { name, word } of command.assigns) m.vars[name] = expandOne(word, m, world);
  if (words.length === 0) return { status: 0, output: '' };
  const result = runTool(words, m, world, input);
  if (result.waitMs) m.atMs += result.waitMs;
  return result;
}

function expand(word: Word, m: Machine, world: World): string[] {
  const fields = [''];
  let any = false;
  for (const part of word) {
    const text = partText(part, m, world);
    if (part.kind === 'text' || part.kind === 'arithmetic' || part.quoted) {
      fields[fields.length - 1] += text;
      any = any || text !== '' || part.kind !== 'text' || part.quoted;
      continue;
    }
    const pieces = text.split(/\s+/);
    pieces.forEach((piece, i) => {
      if (i > 0) fields.push('');
      fields[fields.length - 1] += piece;
      any = any || piece !== '';
    });
  }
  const out = fields.filter((field, i) => field !== '' || (any && fields.length === 1 && i === 0));
  return any ? out : [];
}

const expandOne = (word: Word, m: Machine, world: World): string => word.map((part) => partText(part, m, world)).join('');

function partText(part: Word[number], m: Machine, world: World): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable': {
      if (part.name === '?') return String(m.status);
      if (part.name === '$') return '1';
      const value = m.vars[part.name];
      return value === undefined || (value === '' && part.fallback !== undefined) ? (part.fallback ?? '') : value;
    }
    case 'arithmetic':
      return String(arithmetic(part.text, m.vars));
    case 'command': {
      // A subshell: its output is the value, its time is ours.
      const sub: Machine = { ...createMachine(m.vars), atMs: m.atMs, files: m.files };
      runMachine(part.script, sub, world, m.atMs + 60_000, 500);
      m.atMs = sub.atMs;
      m.status = sub.status;
      return sub.lines.map(lineText).join('').replace(/\n+$/, '');
    }
  }
}

/** `i + 1`, `$i * 2`, `i % 3 == 0`: one left-to-right chain with the usual precedence of two levels. */
export function arithmetic(text: string, vars: Readonly<Record<string, string>>): number {
  const tokens = text.match(/\d+|[A-Za-z_$]\w*|==|!=|<=|>=|[-+*/%<>()]/g) ?? [];
  let at = 0;
  const value = (): number => {
    const token = tokens[at++];
    if (token === undefined) return 0;
    if (token === '(') {
      const inner = compare();
      at++;
      return inner;
    }
    if (token === '-') return -value();
    if (/^\d/.test(token)) return Number(token);
    return Number(vars[token.replace('$', '')] ?? 0) || 0;
  };
  const product = (): number => {
    let left = value();
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const op = tokens[at++];
      const right = value();
      left = op === '*' ? left * right : right === 0 ? 0 : op === '/' ? Math.trunc(left / right) : left % right;
    }
    return left;
  };
  const sum = (): number => {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') left = tokens[at++] === '+' ? left + product() : left - product();
    return left;
  };
  const compare = (): number => {
    const left = sum();
    const op = tokens[at];
    if (!op || !/^(?:==|!=|<=|>=|<|>)$/.test(op)) return left;
    at++;
    const right = sum();
    return Number(op === '==' ? left === right : op === '!=' ? left !== right : op === '<' ? left < right : op === '>' ? left > right : op === '<=' ? left <= right : left >= right);
  };
  return compare();
}

function write(m: Machine, output: string): void {
  if (output === '') return;
  const parts = output.split('\n');
  const last = parts.pop()!;
  for (const text of parts) m.lines.push({ atMs: m.atMs, text });
  if (last !== '') m.lines.push({ atMs: m.atMs, text: last, partial: true });
}

function writeFile(m: Machine, world: World, path: string, append: boolean, text: string): void {
  const before = append ? (readFile(m, world, path, m.atMs) ?? '') : '';
  m.files.push({ atMs: m.atMs, path, text: (before + text).slice(-4096) });
}

/** Text of a file as it was at a moment; undefined when there is none. */
export function readFile(m: Pick<Machine, 'files'>, world: World, path: string, atMs: number): string | undefined {
  let last: FileChange | undefined;
  for (const change of m.files) {
    if (change.path === path && change.atMs <= atMs && (!last || change.atMs >= last.atMs)) last = change;
  }
  return last ? last.text : world.files[path];
}

/** Changes still needed at or after a moment: of each path the last before it, and all later ones. */
export function pruneFiles(files: readonly FileChange[], atMs: number): FileChange[] {
  const last = new Map<string, FileChange>();
  for (const change of files) if (change.atMs <= atMs) last.set(change.path, change);
  return files.filter((change) => change.atMs > atMs || last.get(change.path) === change);
}
