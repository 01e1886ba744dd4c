import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One measured figure beside what it is held against. */
export interface Line {
  /** What was measured, in a few words; the row's own name when left out. */
  readonly what?: string;
  readonly ours: number;
  readonly unit: string;
  /** The peer's figure or the limit; undefined when the goal is a plain number. */
  readonly theirs: number | undefined;
  /** The figure the goal speaks of: ours/theirs, or theirs/ours where more is better. */
  readonly ratio?: number;
  readonly goal: string;
  readonly ok: boolean;
  /** What a reader must know: a recorded figure, a part that was not measured. */
  readonly note?: string;
}

export interface Result {
  readonly lines: readonly Line[];
}

/** One benchmark; `bench/rows/<nn>-<name>.ts` exports `row`, `name` and `run`. */
export interface Row {
  readonly row: number;
  readonly name: string;
  run(): Promise<Result>;
}

/** The project's folder; scripts/bench.mjs runs everything there. */
export const root = process.cwd();
export const cacheFolder = join(root, '.cache');

/** CPU time of this process so far, all threads (garbage collector and compiler included), in ms. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Wall time in ms without the time this process's main thread waited for a CPU: what a quiet machine's clock shows. */
export function ownMs(): number {
  const waited = existsSync(schedulerStatistics) ? Number(readFileSync(schedulerStatistics, 'utf8').split(' ')[1]) : 0;
  return performance.now() - waited / 1e6;
}
const schedulerStatistics = '/proc/self/schedstat';

/** CPU time of a call, in ms, with what it returned. */
export function timed<T>(go: () => T): readonly [number, T] {
  const before = cpuMs();
  const value = go();
  return [cpuMs() - before, value];
}

export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? NaN;
};

/** Smallest of each figure over the repeats: noise only ever adds. */
export function minima<K extends string>(runs: readonly Readonly<Record<K, number>>[]): Record<K, number> {
  const out = { ...runs[0]! } as Record<K, number>;
  for (const run of runs) for (const key of Object.keys(out) as K[]) out[key] = Math.min(out[key], run[key]);
  return out;
}

/** What the API server does per second, and the ms in which its watchers hear of a change. */
export interface ApiFigures {
  readonly create: number;
  readonly get: number;
  readonly list: number;
  readonly alone: number;
  readonly many: number;
  readonly services: number;
}

/** The most operations per second and the shortest delays of several runs. */
export function bestFigures(runs: readonly ApiFigures[]): ApiFigures {
  const most = (key: keyof ApiFigures): number => Math.max(...runs.map((run) => run[key]));
  const { alone, many, services } = minima(runs.map(({ alone, many, services }) => ({ alone, many, services })));
  return { create: most('create'), get: most('get'), list: most('list'), alone, many, services };
}

/** Repeats are the outer loop and variants the inner one, so that a slow minute hits all variants alike. */
export async function interleave<T>(
  repeats: number,
  variants: Readonly<Record<string, () => T | Promise<T>>>,
): Promise<Record<string, T[]>> {
  const out: Record<string, T[]> = {};
  for (const name of Object.keys(variants)) out[name] = [];
  for (let i = 0; i < repeats; i++) for (const [name, go] of Object.entries(variants)) out[name]!.push(await go());
  return out;
}

/** Bundles a program of ours (path from the project's folder) and returns the file to run. */
export async function bundled(file: string): Promise<string> {
  const { bundle } = (await import(pathToFileURL(join(root, 'scripts/run-ts.mjs')).href)) as {
    bundle(file: string): Promise<string>;
  };
  return bundle(file);
}

/** Garbage collection on demand; the program must have been started with --expose-gc. */
export function heapBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('start this program with --expose-gc');
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/** Runs a bundled file in a Node process of its own (a cold start) and reads the JSON of its last line. */
export function runFile<T>(
  file: string,
  args: readonly (string | number)[] = [],
  flags: readonly string[] = [],
): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, file, ...args.map(String)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text.trim().split('\n').at(-1)!) as T);
      else reject(new Error(`${file} ended with ${code}`));
    });
  });
}

/** The same for a program of bench/programs. */
export const runProgram = async <T>(
  name: string,
  args: readonly (string | number)[] = [],
  flags: readonly string[] = [],
): Promise<T> => runFile<T>(await bundled(`bench/programs/${name}.ts`), args, flags);
