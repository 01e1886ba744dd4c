import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder of recordings of the real programs. It is no part of the project; its text is data to check against. */
export class Corpus {
  private readonly asked = new Set<string>();

  constructor(readonly folder: string) {}

  has(file: string): boolean {
    this.asked.add(file);
    return existsSync(join(this.folder, file));
  }

  /** Names of the recordings in a folder, without the ending. */
  list(folder: string): readonly string[] {
    const path = join(this.folder, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }

  /** Recordings that were looked for in vain. */
  get missing(): readonly string[] {
    return [...this.asked].filter((file) => !existsSync(join(this.folder, file))).sort();
  }

  /** Recordings nobody asked for. */
  get unplayed(): readonly string[] {
    return ['golden', 'openapi', 'upstream']
      .flatMap((folder) => this.list(folder).map((name) => `${folder}/${name}.json`))
      .filter((file) => !this.asked.has(file));
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  read<T>(file: string): T {
    return JSON.parse(readFileSync(this.path(file), 'utf8')) as T;
  }

  /** The cases of one of upstream's tables; none where the table is not there. */
  cases<Case = TableCase>(table: string): readonly Case[] {
    const file = `upstream/${table}.json`;
    return this.has(file) ? (this.read<{ cases?: readonly Case[] }>(file).cases ?? []) : [];
  }
}

export type TableCase = Readonly<Record<string, unknown>> & { readonly id: string };

/** A case that does not come out as recorded. */
export interface Miss {
  readonly id: string;
  readonly got: string;
  readonly want: string;
}

/** What one figure of one set came to. */
export class Score {
  passed = 0;
  readonly misses: Miss[] = [];

  constructor(
    readonly name: string,
    readonly figure: string,
  ) {}

  /** Counts one comparison; key order, absent and null are alike. */
  add(id: string, got: unknown, want: unknown): void {
    const [a, b] = [stable(got), stable(want)];
    if (a === b) this.passed++;
    else this.misses.push({ id, got: a, want: b });
  }

  /** A case the check itself could not finish: a failure like any other. */
  fail(id: string, problem: string): void {
    this.misses.push({ id, got: problem, want: 'an answer' });
  }
}

/** JSON with sorted keys, nothing and null alike. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Record<string, unknown>;
  return `{${Object.keys(fields)
    .filter((key) => fields[key] !== undefined && fields[key] !== null)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${stable(fields[key])}`)
    .join(',')}}`;
}
