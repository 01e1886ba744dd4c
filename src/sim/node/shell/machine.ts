import type { Command, Script, Word } from './compile.ts';
import { arithmetic } from './expression.ts';
import { createMachine, lineText, readFile, type Machine, type World } from './state.ts';
import { runTool, type ToolResult } from './tools.ts';

/** Commands between two moments of rest. A loop that never sleeps is stopped here: it is taken to be busy for 100 ms. */
const burstMax = 2_000;
const busyMs = 100;

/** File changes kept before the clock has to catch up. */
const filesMax = 400;

/** Runs until the shell ends, waits for the network, has written `linesMax` lines, its clock has passed `untilMs`, or it was busy for `busyMaxMs`. Changes `m`. */
export function runMachine(
  script: Script,
  m: Machine,
  world: World,
  untilMs: number,
  linesMax: number,
  busyMaxMs = Infinity,
): void {
  const busyUntilMs = (m.busyMs ?? 0) + busyMaxMs;
  let burst = 0;
  let burstAtMs = m.atMs;
  while (
    m.exitCode === undefined &&
    !m.blocked &&
    m.atMs <= untilMs &&
    m.lines.length < linesMax &&
    m.files.length < filesMax &&
    (m.busyMs ?? 0) < busyUntilMs
  ) {
    if (m.atMs !== burstAtMs) {
      burst = 0;
      burstAtMs = m.atMs;
    }
    if (++burst > burstMax) {
      m.atMs += busyMs;
      m.busyMs = (m.busyMs ?? 0) + busyMs;
    }
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
  let input = takeStdin(commands[0], m, world);
  commands.forEach((command, i) => {
    const last = i === commands.length - 1;
    const result = runCommand(command, m, world, input);
    input = '';
    let output = result.output;
    for (const redirect of command.redirects) {
      const path = expandOne(redirect.to, m, world);
      const isDevice =
        path === '/dev/null' || path === '/proc/1/fd/1' || path === '/dev/stdout' || path === '/dev/stderr';
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

/** The shell's own input goes to the first command that reads it, all at once. */
function takeStdin(command: Command | undefined, m: Machine, world: World): string {
  if (m.stdin === undefined || !command?.words[0]) return '';
  if (!inputReaders.has(expandOne(command.words[0], m, world))) return '';
  const { stdin } = m;
  m.stdin = undefined;
  return stdin;
}
const inputReaders = new Set(['cat', 'grep', 'head', 'sed', 'sort', 'tail', 'tar', 'tee', 'tr', 'uniq', 'wc']);

function runCommand(command: Command, m: Machine, world: World, input: string): ToolResult {
  const words = command.words.flatMap((word) => expand(word, m, world));
  for (const { name, word } of command.assigns) m.vars[name] = expandOne(word, m, world);
  if (words.length === 0) return { status: 0, output: '' };
  const result = runTool(words, m, world, input);
  if (result.waitMs) m.atMs += result.waitMs;
  if (result.errors) m.errors = (m.errors ?? '') + result.errors;
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

const expandOne = (word: Word, m: Machine, world: World): string =>
  word.map((part) => partText(part, m, world)).join('');

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
