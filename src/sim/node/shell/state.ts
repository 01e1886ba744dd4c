/** A line of output, `atMs` after the start of the container. */
export interface OutputLine {
  readonly atMs: number;
  readonly text: string;
  /** Written without a line end (yet): what follows stands on the same line. */
  readonly partial?: true;
}

export const lineText = (line: { readonly text: string; readonly partial?: true }): string =>
  line.partial ? line.text : `${line.text}\n`;

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
  /** How long it has kept a core busy, in ms; absent: never. */
  busyMs?: number;
  /** It has sent SIGTERM to process 1. */
  terminates?: boolean;
  /** What was written to standard error by those who keep it apart; all others write it among their output. */
  errors?: string;
  /** What is waiting on its standard input; absent: nothing. */
  stdin?: string;
}

/** The world around the shell: nothing in it changes while it runs. */
export interface World {
  readonly hostname: string;
  readonly ip: string;
  /** Virtual time of the container's start. */
  readonly startedAtMs: number;
  /** What is in the image and in the volumes. */
  readonly files: Readonly<Record<string, string>>;
  /** Where volumes are mounted, and where the image's server looks for its files. */
  readonly directories: readonly string[];
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
