import { MiB } from '../catalogue/types.ts';
import { behaviourOf, type Behaviour, type Family, type HttpRule, type LogLine } from '../catalogue/index.ts';
import { compile, type Script } from '../shell/compile.ts';
import { baseName, isTool, networkTools } from '../shell/tools.ts';
import { parseMemory, piDigits } from '../arithmetic.ts';

/** What a container runs, as plain frozen data: the catalogue's behaviour of its image under the command it was given. */
export interface Program {
  /** Image name as the Pod spells it. */
  readonly image: string;
  readonly behaviour: Behaviour;
  /** Set when a shell (or one of its tools) is what runs. */
  readonly script: Script | undefined;
  /** Why the runtime could not start it: the OCI runtime's words. */
  readonly startError: string | undefined;
  /** What the program answers where a rule says `{text}`. */
  readonly text: string;
  readonly executables: readonly string[];
  /** What it was given besides its name. */
  readonly args: readonly string[];
  /** Its programs that serve until they are stopped. */
  readonly servers: readonly string[];
  readonly shell: string;
  readonly hasShell: boolean;
}

/** What the kubelet asked for. Ports are those the Pod declares; an unknown image is taken to listen on them. */
export interface ProgramConfig {
  readonly image: string;
  readonly tag: string;
  readonly generic: boolean;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** 0 = no limit. */
  readonly memoryLimitBytes: number;
}

const servers = new Set([
  'nginx',
  'httpd',
  'httpd-foreground',
  'apache2-foreground',
  'mysqld',
  'mariadbd',
  'postgres',
  'redis-server',
  'mongod',
  'memcached',
  'rabbitmq-server',
  'docker-entrypoint.sh',
  'ghost',
]);

/** Decides what a container will do. Models: OCI image config (Entrypoint, Cmd) under command and args of the Pod. */
export function programOf(family: Family, config: ProgramConfig): Program {
  const words =
    config.command.length > 0
      ? [...config.command, ...config.args]
      : [...family.entrypoint, ...(config.args.length > 0 ? config.args : family.cmd)];
  const byDefault = config.command.length === 0 && config.args.length === 0;
  const behaviour = limited(
    withRequirements(byDefault ? generic(family, config) : commanded(family, config, words), config.env),
    config.memoryLimitBytes,
  );
  const own = [...family.entrypoint, ...family.cmd]
    .map(baseName)
    .filter((name) => !isTool(name) && !name.startsWith('-'));
  const base = {
    image: config.image,
    behaviour,
    script: undefined as Script | undefined,
    startError: undefined as string | undefined,
    text: behaviour.textFlag ? (flagValue(words, behaviour.textFlag) ?? '') : '',
    executables: family.executables ?? [],
    args: words.slice(1),
    servers: [...(family.executables ?? []).filter((name) => servers.has(name)), ...own],
    shell: 'sh',
    hasShell: family.hasShell,
  };
  if (byDefault) {
    if (words.length === 0) return Object.freeze({ ...base, startError: 'no command specified' });
    return Object.freeze(base);
  }
  return Object.freeze({ ...base, ...startOf(family, config.generic, skipEntrypoint(words), base.servers) });
}

/** `docker-entrypoint.sh sh -c …`: such an entrypoint runs its arguments. */
const skipEntrypoint = (words: readonly string[]): readonly string[] =>
  words.length > 1 && words[0]!.endsWith('entrypoint.sh') ? words.slice(1) : words;

function startOf(
  family: Family,
  anyCommand: boolean,
  words: readonly string[],
  own: readonly string[],
): Partial<Program> {
  const [path = '', ...rest] = words;
  const name = baseName(path);
  const shell = name === 'sh' || name === 'ash' || name === 'bash';
  const executables = family.executables ?? [];
  const known =
    (family.hasShell && (isTool(name) || (networkTools.has(name) && executables.includes(name)))) ||
    executables.includes(name) ||
    own.includes(name) ||
    executables.includes(path) ||
    family.entrypoint[0] === path;
  if (!known && !(anyCommand && !path.startsWith('/bin/'))) return { startError: notFound(path) };
  if (name === 'bash' && !executables.includes('bash') && !anyCommand) return { startError: notFound(path) };
  if (shell) {
    const at = rest.findIndex((word) => /^-\w*c$/.test(word));
    if (at < 0) return { script: { code: [] } };
    const script = compile(rest[at + 1] ?? '');
    if ('error' in script) return { script: says(`${name}: ${script.error}`, 2), shell: name };
    return { script, shell: name };
  }
  if (family.hasShell && (isTool(name) || networkTools.has(name))) return { script: oneCommand(words) };
  const pi = name === 'perl' ? /bpi\((\d+)\)/.exec(rest.join(' ')) : null;
  if (pi) return { script: says(piDigits(Number(pi[1])), 0, 4_000) };
  if (
    /^(?:python3?|node|perl|ruby|php|go)$/.test(name) &&
    rest.some((word) => word === '-c' || word === '-e' || word === '-wle')
  )
    return { script: says('', 0, 500) };
  return {};
}

/** A script that prints one text and ends. */
const says = (text: string, code: number, afterMs = 20): Script => ({
  code: [
    ...oneCommand(['sleep', String(afterMs / 1000)]).code,
    ...(text === '' ? [] : oneCommand(['echo', text]).code),
    ...oneCommand(['exit', String(code)]).code,
  ],
});

export const oneCommand = (words: readonly string[]): Script => ({
  code: [
    {
      op: 'run',
      commands: [{ assigns: [], words: words.map((text) => [{ kind: 'text', text, quoted: true }]), redirects: [] }],
      background: false,
    },
  ],
});

/** runc's words when a program cannot be executed. */
const notFound = (path: string): string =>
  `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${
    path.includes('/')
      ? `exec: "${path}": stat ${path}: no such file or directory`
      : `exec: "${path}": executable file not found in $PATH`
  }: unknown`;

function generic(family: Family, config: ProgramConfig): Behaviour {
  const behaviour = behaviourOf(family, config.tag);
  if (config.generic && config.ports.length > 0) return { ...behaviour, ports: config.ports };
  return withPort(behaviour, [], config.env);
}

/** The image's program under other arguments: another port, memory to fill, a subcommand. */
function commanded(family: Family, config: ProgramConfig, words: readonly string[]): Behaviour {
  const behaviour = generic(family, config);
  const name = baseName(skipEntrypoint(words)[0] ?? '');
  if (name === 'stress' || name === 'stress-ng' || words.some((w) => w === '--vm-bytes' || w === '-mem-total'))
    return stressed(behaviour, words);
  if (words.some((word) => baseName(word) === 'agnhost')) return agnhost(behaviour, words);
  if (/^python3?$/.test(name) && words.includes('http.server')) {
    const port = words.map(Number).find((n) => n > 0) ?? 8000;
    return {
      startMs: 200,
      ports: [port],
      http: [{ path: '/*', code: 200, body: 'Directory listing for {path}\n' }],
      onTerm: 'ignored',
      memoryBytes: 16 * 1024 * 1024,
      cpuMilli: 1,
    };
  }
  if (behaviour.exit && /^(?:python3?|node|java|go|ruby|php)$/.test(name)) {
    // A program of the user's: it serves on the ports its Pod declares.
    const { exit: _, ...running } = behaviour;
    return {
      ...running,
      startMs: 500,
      ports: config.ports,
      http: [{ path: '/*', code: 200, body: '{image} on {hostname}\n' }],
      memoryBytes: 32 * 1024 * 1024,
      cpuMilli: 1,
    };
  }
  return withPort(behaviour, words, config.env);
}

function withPort(behaviour: Behaviour, words: readonly string[], env: Readonly<Record<string, string>>): Behaviour {
  const text =
    (behaviour.portFlag ? flagValue(words, behaviour.portFlag) : undefined) ??
    (behaviour.portEnv ? env[behaviour.portEnv] : undefined);
  const port = Number(/(\d+)$/.exec(text ?? '')?.[1]);
  if (!port) return behaviour;
  const old = String(behaviour.ports[0]);
  return {
    ...behaviour,
    ports: [port],
    lines: behaviour.lines?.map((line) => ({ ...line, text: line.text.replace(old, String(port)) })) ?? [],
  };
}

/** `-text=hi`, `--text hi`, `-text hi`. */
function flagValue(words: readonly string[], flag: string): string | undefined {
  const bare = flag.replace(/^-+/, '');
  for (const [i, word] of words.entries()) {
    const match = /^--?([\w-]+)(?:=(.*))?$/s.exec(word);
    if (match?.[1] === bare) return match[2] ?? words[i + 1];
  }
  return undefined;
}

function stressed(behaviour: Behaviour, words: readonly string[]): Behaviour {
  const bytes = parseMemory(flagValue(words, 'vm-bytes') ?? flagValue(words, 'mem-total') ?? '0');
  const stepBytes = parseMemory(flagValue(words, 'mem-alloc-size') ?? '0');
  const everyMs = 1000 * Number.parseFloat(flagValue(words, 'mem-alloc-sleep') ?? '0');
  const cpus = Number(flagValue(words, 'cpu') ?? flagValue(words, 'cpus') ?? 0) || 0;
  return {
    ...behaviour,
    startMs: 600,
    memoryBytes: behaviour.memoryBytes + bytes * Math.max(1, Number(flagValue(words, 'vm') ?? 1)),
    cpuMilli: Math.max(1, cpus * 1000),
    ...(stepBytes > 0 && everyMs > 0 ? { growth: { stepBytes, everyMs } } : {}),
  };
}

/** Models: registry.k8s.io/e2e-test-images/agnhost. Left out: its other subcommands, which then only run. */
function agnhost(behaviour: Behaviour, words: readonly string[]): Behaviour {
  const has = (word: string): boolean => words.includes(word);
  const port = Number(flagValue(words, 'http-port') ?? flagValue(words, 'port') ?? 0);
  const name: HttpRule = { path: '/*', code: 200, body: '{hostname}' };
  if (has('netexec'))
    return {
      ...behaviour,
      ports: [port || 8080],
      http: [
        { path: '/hostname', code: 200, body: '{hostname}' },
        { path: '/healthz', code: 200, body: '' },
        { path: '/*', code: 200, body: 'NOW: {date}' },
      ],
    };
  if (has('serve-hostname')) return { ...behaviour, ports: [port || 9376], http: [name] };
  if (has('liveness')) {
    return {
      ...behaviour,
      ports: [8080],
      http: [
        { path: '/healthz', code: 500, body: 'error: 10.0', fromMs: 10_000 },
        { path: '/healthz', code: 200, body: 'ok' },
        { path: '/*', code: 404, body: '404 page not found\n' },
      ],
    };
  }
  return behaviour;
}

function withRequirements(behaviour: Behaviour, env: Readonly<Record<string, string>>): Behaviour {
  const unmet = behaviour.requires?.find((need) => !need.anyOf.some((wanted) => meets(wanted, env)));
  if (!unmet) return behaviour;
  return { ...behaviour, ports: [], lines: unmet.lines, exit: { atMs: unmet.atMs, code: unmet.code } };
}

function meets(wanted: string, env: Readonly<Record<string, string>>): boolean {
  const at = wanted.indexOf('=');
  return at < 0 ? (env[wanted] ?? '') !== '' : env[wanted.slice(0, at)] === wanted.slice(at + 1);
}

/** Exit code the runtime reports for a process the kernel killed for its memory. */
const oomExitCode = 137;

function limited(behaviour: Behaviour, limitBytes: number): Behaviour {
  if (limitBytes === 0 || behaviour.memoryBytes <= limitBytes) return behaviour;
  const { growth } = behaviour;
  // What grows lives until the step that is too much.
  const steps = growth ? Math.ceil((limitBytes - 2 * MiB + 1) / growth.stepBytes) : 0;
  const atMs = Math.max(200, behaviour.startMs + steps * (growth?.everyMs ?? 0));
  return { ...behaviour, ...(growth ? {} : { ports: [], lines: [] }), exit: { atMs, code: oomExitCode } };
}

/** True when it was the memory limit that ended the program. */
export const isOom = (program: Program, limitBytes: number): boolean =>
  limitBytes > 0 && program.behaviour.memoryBytes > limitBytes;

export type HttpAnswer =
  | { readonly refused: true }
  | { readonly refused: false; readonly code: number; readonly body: string; readonly delayMs: number };

/** What an HTTP request brings besides its path. */
export interface Sent {
  readonly method: string;
  readonly body: string;
}

const reading: Sent = Object.freeze({ method: 'GET', body: '' });

export const refused: HttpAnswer = Object.freeze({ refused: true });

/** Whether something listens on a port, `sinceMs` after the program began to serve. */
export const listens = (program: Program, port: number, sinceMs: number): boolean =>
  sinceMs >= program.behaviour.startMs && program.behaviour.ports.includes(port);

/** The answer to one HTTP request; the body's places are not filled yet, and it is left out for who does not read it. */
export function httpAnswer(
  program: Program,
  port: number,
  path: string,
  sinceMs: number,
  readsBody: boolean,
  hasFile: (path: string) => boolean,
  sent: Sent = reading,
): HttpAnswer {
  if (!listens(program, port, sinceMs)) return refused;
  const { readOnly } = program.behaviour;
  if (readOnly && sent !== reading && !['GET', 'HEAD'].includes(sent.method))
    return { refused: false, ...readOnly, delayMs: 1 };
  const query = path.indexOf('?');
  const plain = query < 0 ? path : path.slice(0, query);
  let rule: HttpRule | undefined;
  for (const candidate of program.behaviour.http ?? []) {
    if (!ruleFits(candidate, plain, sinceMs)) continue;
    if (candidate.whileFile !== undefined && !hasFile(candidate.whileFile)) continue;
    rule = candidate;
    break;
  }
  if (!rule) return { refused: false, code: 404, body: '404 page not found\n', delayMs: 1 };
  if (!readsBody) return { refused: false, code: rule.code, body: '', delayMs: rule.delayMs ?? 1 };
  const body = rule.body.includes('{')
    ? rule.body
        .replace('{text}', () => program.text)
        .replace('{image}', () => program.image)
        .replace('{path}', () => path)
        .replace('{method}', () => sent.method)
        .replace('{body}', () => sent.body || '-no body in request-')
    : rule.body;
  return { refused: false, code: rule.code, body, delayMs: rule.delayMs ?? 1 };
}

function ruleFits(rule: HttpRule, path: string, sinceMs: number): boolean {
  if (rule.fromMs !== undefined && sinceMs < rule.fromMs) return false;
  if (rule.window) {
    const at = sinceMs % rule.window.everyMs;
    if (at < rule.window.fromMs || at >= rule.window.untilMs) return false;
  }
  return rule.path.endsWith('*') ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path;
}

export const linesOf = (program: Program): readonly LogLine[] => program.behaviour.lines ?? [];
