import { epochMs } from '../../time.ts';
import { dateText } from './date.ts';
import { arithmetic } from './expression.ts';
import { isDirectory, listDirectory, makeDirectory, test } from './files.ts';
import { kill } from './signals.ts';
import { resolve, tar } from './tar.ts';
import { readFile, type Machine, type World } from './state.ts';

export interface ToolResult {
  readonly status: number;
  readonly output: string;
  /** Standard error, of tools whose output is no text to read. */
  readonly errors?: string;
  /** Time it takes, in ms. */
  readonly waitMs?: number;
}

type Tool = (args: readonly string[], m: Machine, world: World, input: string) => ToolResult;

const ok = (output = ''): ToolResult => ({ status: 0, output });
const fail = (output: string, status = 1): ToolResult => ({ status, output });

/** `10`, `0.5`, `1m`, `2h`, `infinity` → ms; undefined when it is no duration. */
function sleepMs(text: string): number | undefined {
  if (/^inf(?:inity)?$/.test(text)) return 100 * 365 * 86_400_000;
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (!match) return undefined;
  return Math.round(
    Number(match[1]) * { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as '' | 's' | 'm' | 'h' | 'd'] * 1000,
  );
}

/** Programs every image with a shell has. What changes files keeps a history, so that a probe sees the file of its moment. */
const tools: Readonly<Record<string, Tool>> = {
  ':': () => ok(),
  true: () => ok(),
  false: () => fail(''),
  echo: (args) => {
    const newline = args[0] !== '-n';
    let words = args[0] === '-n' || args[0] === '-e' || args[0] === '-ne' ? args.slice(1) : args;
    if (args[0]?.includes('e') && args[0].startsWith('-')) words = words.map(unescape);
    return ok(words.join(' ') + (newline && args[0] !== '-ne' ? '\n' : ''));
  },
  printf: (args) => {
    let next = 1;
    return ok(unescape(args[0] ?? '').replace(/%[sd]/g, () => args[next++] ?? ''));
  },
  sleep: (args) => {
    let total = 0;
    for (const arg of args) {
      const ms = sleepMs(arg);
      if (ms === undefined) return fail(`sleep: invalid number '${arg}'\n`);
      total += ms;
    }
    return args.length === 0
      ? fail('BusyBox v1.36.1 () multi-call binary.\n\nUsage: sleep [N]...\n')
      : { status: 0, output: '', waitMs: total };
  },
  usleep: (args) => ({ status: 0, output: '', waitMs: Math.round(Number(args[0] ?? 0) / 1000) }),
  exit: (args, m) => {
    m.exitCode = (Number(args[0] ?? m.status) || 0) & 255;
    return { status: m.exitCode, output: '' };
  },
  exec: (args, m, world, input) => {
    if (args.length === 0) return ok();
    const result = runTool(args, m, world, input);
    if (!m.blocked && m.exitCode === undefined) {
      m.exitCode = result.status;
    }
    return result;
  },
  cd: () => ok(),
  pwd: () => ok('/\n'),
  set: () => ok(),
  wait: (_args, m) => ({ status: 0, output: '', waitMs: Math.max(0, m.backgroundUntilMs - m.atMs) }),
  umask: () => ok(),
  ulimit: () => ok(),
  trap: (args, m) => {
    if (args.slice(1).some((s) => /^(?:SIG)?TERM$|^15$/.test(s))) m.trap = args[0];
    return ok();
  },
  export: (args, m) => {
    for (const arg of args) {
      const at = arg.indexOf('=');
      if (at > 0) m.vars[arg.slice(0, at)] = arg.slice(at + 1);
    }
    return ok();
  },
  unset: (args, m) => {
    for (const arg of args) delete m.vars[arg];
    return ok();
  },
  let: (args, m) => {
    for (const arg of args) {
      const match =
        /^(\w+)\s*([-+*/%]?)=\s*(.*)$/.exec(arg) ??
        (/^(\w+)(\+\+|--)$/.test(arg) ? [arg, arg.slice(0, -2), arg.at(-1)!, '1'] : null);
      if (match)
        m.vars[match[1]!] = String(arithmetic(match[2] ? `${match[1]} ${match[2]} (${match[3]})` : match[3]!, m.vars));
    }
    return ok();
  },
  read: (args, m, _world, input) => {
    const line = input.split('\n')[0] ?? '';
    if (args.at(-1)) m.vars[args.at(-1)!] = line;
    return line === '' ? fail('') : ok();
  },
  env: (args, m) => (args.length === 0 ? ok(environment(m)) : ok()),
  printenv: (args, m) => {
    if (args.length === 0) return ok(environment(m));
    const value = m.vars[args[0]!];
    return value === undefined ? fail('') : ok(`${value}\n`);
  },
  hostname: (args, _m, world) => ok(`${args[0] === '-i' || args[0] === '-I' ? world.ip : world.hostname}\n`),
  date: (args, m, world) =>
    ok(
      `${dateText(
        args.find((a) => a.startsWith('+')),
        epochMs + world.startedAtMs + m.atMs,
      )}\n`,
    ),
  whoami: () => ok('root\n'),
  id: () => ok('uid=0(root) gid=0(root) groups=0(root)\n'),
  uname: (args, _m, world) =>
    ok(
      args[0] === '-a'
        ? `Linux ${world.hostname} 6.8.0 #1 SMP x86_64 GNU/Linux\n`
        : args[0] === '-n'
          ? `${world.hostname}\n`
          : args[0] === '-m'
            ? 'x86_64\n'
            : 'Linux\n',
    ),
  nproc: () => ok('4\n'),
  ps: () => ok('PID   USER     TIME  COMMAND\n    1 root      0:00 {entrypoint}\n'),
  seq: (args) => {
    const numbers = args.map(Number);
    const [from, step, to] =
      numbers.length === 1
        ? [1, 1, numbers[0]!]
        : numbers.length === 2
          ? [numbers[0]!, 1, numbers[1]!]
          : [numbers[0]!, numbers[1]!, numbers[2]!];
    let out = '';
    for (let i = from, n = 0; step > 0 ? i <= to : i >= to; i += step) {
      out += `${i}\n`;
      if (step === 0 || ++n >= 10_000) break;
    }
    return ok(out);
  },
  expr: (args, m) => ok(`${arithmetic(args.join(' ').replaceAll('\\', ''), m.vars)}\n`),
  cat: (args, m, world, input) => {
    if (args.length === 0) return ok(input);
    let out = '';
    let status = 0;
    for (const path of args) {
      const text = readFile(m, world, path, m.atMs);
      if (text === undefined) {
        out += `cat: can't open '${path}': No such file or directory\n`;
        status = 1;
      } else {
        out += text;
      }
    }
    return { status, output: out };
  },
  tail: (args, m, world, input) => {
    // `tail -f /dev/null` is how people keep a container alive.
    if (args.includes('-f') || args.includes('-F')) return { status: 0, output: '', waitMs: sleepMs('infinity')! };
    const lines = textOf(args, m, world, input).split('\n');
    const count = Number(/\d+/.exec(args.join(' '))?.[0] ?? 10);
    return ok(lines.slice(-count - 1).join('\n'));
  },
  head: (args, m, world, input) => {
    const count = Number(/\d+/.exec(args.filter((a) => a.startsWith('-') || /^\d+$/.test(a)).join(' '))?.[0] ?? 10);
    return ok(
      textOf(
        args.filter((a) => !/^\d+$/.test(a)),
        m,
        world,
        input,
      )
        .split('\n')
        .slice(0, count)
        .join('\n') + '\n',
    );
  },
  grep: (args, m, world, input) => {
    const flags = args.filter((a) => a.startsWith('-')).join('');
    const [pattern = '', ...files] = args.filter((a) => !a.startsWith('-'));
    const expression = regExp(pattern, flags.includes('i'));
    const wanted = (line: string): boolean =>
      (expression ? expression.test(line) : line.includes(pattern)) !== flags.includes('v');
    const found = textOf(files, m, world, input)
      .split('\n')
      .filter((line) => line !== '' && wanted(line));
    if (found.length === 0) return fail('');
    return ok(
      flags.includes('q') ? '' : flags.includes('c') ? `${found.length}\n` : found.map((line) => `${line}\n`).join(''),
    );
  },
  wc: (args, m, world, input) => {
    const text = textOf(args, m, world, input);
    return ok(
      args.includes('-l')
        ? `${text.split('\n').length - 1}\n`
        : args.includes('-c')
          ? `${text.length}\n`
          : `${text.split(/\s+/).filter(Boolean).length}\n`,
    );
  },
  tee: (args, m, _world, input) => {
    for (const path of args.filter((a) => !a.startsWith('-'))) m.files.push({ atMs: m.atMs, path, text: input });
    return ok(input);
  },
  ls: (args, m, world) => {
    const path = (args.find((a) => !a.startsWith('-')) ?? '/').replace(/(.)\/$/, '$1');
    const names = listDirectory(path, m, world);
    if (names.length > 0) return ok(names.map((n) => `${n}\n`).join(''));
    if (readFile(m, world, path, m.atMs) !== undefined) return ok(`${path}\n`);
    if (path !== '/' && isDirectory(path, m, world)) return ok();
    if (path === '/') return ok('bin\ndev\netc\nhome\nlib\nproc\nroot\nsys\ntmp\nusr\nvar\n');
    return fail(`ls: ${path}: No such file or directory\n`);
  },
  touch: (args, m, world) => {
    for (const path of args)
      if (readFile(m, world, path, m.atMs) === undefined) m.files.push({ atMs: m.atMs, path, text: '' });
    return ok();
  },
  rm: (args, m, world) => {
    const force = args.some((a) => a.startsWith('-') && a.includes('f'));
    for (const path of args.filter((a) => !a.startsWith('-'))) {
      if (readFile(m, world, path, m.atMs) === undefined && !force)
        return fail(`rm: can't remove '${path}': No such file or directory\n`);
      m.files.push({ atMs: m.atMs, path, text: undefined });
    }
    return ok();
  },
  tar,
  mkdir: (args, m, world) => {
    for (const path of args.filter((a) => !a.startsWith('-'))) makeDirectory(resolve('/', path), m, world);
    return ok();
  },
  chmod: () => ok(),
  chown: () => ok(),
  sync: () => ok(),
  kill: (args, m) => {
    const problem = kill(args, m);
    return problem === undefined ? ok() : fail(problem);
  },
  test: (args, m, world) => ({ status: test(args, m, world) ? 0 : 1, output: '' }),
  '[': (args, m, world) =>
    args.at(-1) === ']'
      ? { status: test(args.slice(0, -1), m, world) ? 0 : 1, output: '' }
      : fail('sh: missing ]\n', 2),
  '[[': (args, m, world) => ({ status: test(args.slice(0, -1), m, world) ? 0 : 1, output: '' }),
  cp: (args, m, world) => copyFile(args, m, world, false),
  mv: (args, m, world) => copyFile(args, m, world, true),
};

/** Programs that speak to other machines: the shell waits until the network has answered. */
export const networkTools: ReadonlySet<string> = new Set([
  'wget',
  'curl',
  'nslookup',
  'nc',
  'ping',
  'dig',
  'host',
  'telnet',
  'mysql',
  'mysqladmin',
  'redis-cli',
  'psql',
  'pg_isready',
]);

const alwaysThere = new Set(['wget', 'nslookup', 'nc', 'ping']);

/** The name without a leading directory: `/bin/sleep` → `sleep`. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether a program of this name can be started in an image with a shell. */
export const isTool = (name: string): boolean =>
  Object.hasOwn(tools, name) || alwaysThere.has(name) || name === 'sh' || name === 'ash';

export function runTool(words: readonly string[], m: Machine, world: World, input: string): ToolResult {
  const [path = '', ...args] = words;
  const name = baseName(path);
  if (Object.hasOwn(tools, name)) return tools[name]!(args, m, world, input);
  if (world.servers.includes(name)) {
    m.servingAtMs ??= m.atMs;
    return { status: 0, output: '', waitMs: sleepMs('infinity')! };
  }
  if (networkTools.has(name) && (alwaysThere.has(name) || world.executables.includes(name))) {
    m.blocked = [name, ...args];
    return ok();
  }
  if (world.executables.includes(path) || world.executables.includes(name)) return ok();
  return fail(`${world.shell}: ${path}: not found\n`, 127);
}

function regExp(pattern: string, ignoreCase: boolean): RegExp | undefined {
  try {
    return new RegExp(pattern.replace(/\\([|()+?])/g, '$1'), ignoreCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

/** What the variables look like to `env`. */
const environment = (m: Machine): string =>
  Object.entries(m.vars)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const unescape = (text: string): string =>
  text.replace(/\\([nt\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\'));

function textOf(args: readonly string[], m: Machine, world: World, input: string): string {
  const path = args.find((a) => !a.startsWith('-'));
  return path === undefined ? input : (readFile(m, world, path, m.atMs) ?? '');
}

function copyFile(args: readonly string[], m: Machine, world: World, move: boolean): ToolResult {
  const [from = '', to = ''] = args.filter((a) => !a.startsWith('-'));
  const text = readFile(m, world, from, m.atMs);
  if (text === undefined) return fail(`${move ? 'mv' : 'cp'}: can't stat '${from}': No such file or directory\n`);
  m.files.push({ atMs: m.atMs, path: to.endsWith('/') ? to + baseName(from) : to, text });
  if (move) m.files.push({ atMs: m.atMs, path: from, text: undefined });
  return ok();
}
