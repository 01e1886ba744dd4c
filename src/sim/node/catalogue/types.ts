/** One line of a container's log, `atMs` after its start. Places: `{hostname}`, `{ip}`, `{date}` (RFC 3339 seconds), `{logdate}` (`2025/06/01 00:00:00`), and `{env:NAME}`. */
export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}

/** How a program answers HTTP. The first rule whose path fits and whose time has come answers; places as in log lines, `{path}`, `{method}` and `{body}`. */
export interface HttpRule {
  /** Exact path, or a prefix when it ends in `*`. */
  readonly path: string;
  readonly code: number;
  readonly body: string;
  readonly contentType?: string;
  /** Only within the repeating window [fromMs, untilMs) of every `everyMs` since the start. */
  readonly window?: { readonly everyMs: number; readonly fromMs: number; readonly untilMs: number };
  /** Only from this long after the start. */
  readonly fromMs?: number;
  /** Only while this file is in the container. */
  readonly whileFile?: string;
  /** Time the answer takes, in ms. */
  readonly delayMs?: number;
}

/** The program must find these variables, else it ends with `code` after `atMs` and these last words. */
interface Requirement {
  /** One of these being set to a non-empty value is enough. `NAME=value` asks for that value. */
  readonly anyOf: readonly string[];
  readonly lines: readonly LogLine[];
  readonly atMs: number;
  readonly code: number;
}

/** What a process does on its own: everything Kubernetes does not decide. Times in ms since the start of the container. */
export interface Behaviour {
  /** Time until it listens. */
  readonly startMs: number;
  readonly ports: readonly number[];
  readonly http?: readonly HttpRule[];
  /** A mounted file here is served instead of the rules: `/usr/share/nginx/html`. */
  readonly docRoot?: string;
  /** The answer to whoever does more than read. Absent: methods are all the same to the program. */
  readonly readOnly?: { readonly code: number; readonly body: string };
  readonly lines?: readonly LogLine[];
  readonly requires?: readonly Requirement[];
  /** It ends by itself. */
  readonly exit?: { readonly atMs: number; readonly code: number };
  /** What it says (`{port}` is a place here, too) and when it ends, with 1, because another container of its Pod listens on its port. */
  readonly portTaken?: { readonly lines: readonly LogLine[]; readonly exitMs: number };
  /** SIGTERM: how long it takes to end and with what code; `ignored` = PID 1 without a handler. */
  readonly onTerm: { readonly afterMs: number; readonly code: number } | 'ignored';
  /** Working set once it has started, in bytes. A lower memory limit kills it. */
  readonly memoryBytes: number;
  /** It takes its memory bit by bit: so many bytes every so many ms, up to `memoryBytes`. */
  readonly growth?: { readonly stepBytes: number; readonly everyMs: number };
  /** Idle CPU, in thousandths of a core. */
  readonly cpuMilli: number;
  /** CPU one HTTP request costs, in ms of one core. */
  readonly requestCpuMs?: number;
  /** The program is more than these rows say: the model has it whole. */
  readonly daemon?: 'metrics-server';
  /** Where the program listens instead: a variable holding the port, or a flag `-listen=:PORT`. */
  readonly portEnv?: string;
  readonly portFlag?: string;
  /** A flag whose value is the answer's body (`-text` of http-echo). */
  readonly textFlag?: string;
}

/** One image repository: its tags, and what a container of it does. */
export interface Family {
  /** Normalised names, `docker.io/library/nginx`. */
  readonly repositories: readonly string[];
  /** Tags that exist, besides those `tagPattern` fits. */
  readonly tags: readonly string[];
  readonly tagPattern?: RegExp;
  /** Compressed size the registry sends, in bytes. */
  readonly sizeBytes: number;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Variables the image sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** `sh` and the usual small tools are in the image. False for images built from scratch. */
  readonly hasShell: boolean;
  /** Further programs in $PATH. */
  readonly executables?: readonly string[];
  /** The user it runs as; 0 = root. */
  readonly uid?: number;
  readonly behaviour: Behaviour;
  /** What is different under a tag. */
  readonly byTag?: Readonly<Record<string, { readonly sizeBytes?: number; readonly behaviour: Partial<Behaviour> }>>;
}

export const MiB = 1024 * 1024;
