import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Recordings of the real programs, used where they exist: CONFORMANCE_DIR names their folder. They are not part of the
 * project, so without it these tests skip, and say so.
 */
const folder = process.env['CONFORMANCE_DIR'] ?? '';
export const hasRecordings = folder !== '' && existsSync(join(folder, 'upstream'));

export interface Recording<Case> {
  readonly cases: readonly Case[];
  readonly bases?: Readonly<Record<string, unknown>>;
}

export const readRecording = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;

export const casesOf = <Case = Record<string, unknown>>(table: string): readonly Case[] =>
  readRecording<Recording<Case>>(`upstream/${table}.json`).cases;

/** Counts what agrees; prints the first few that do not when CONFORMANCE_SHOW names the table. */
export class Tally {
  right = 0;
  total = 0;
  readonly #name: string;
  readonly #wrong: string[] = [];
  constructor(name: string) {
    this.#name = name;
  }
  add(id: string, got: unknown, want: unknown): void {
    this.total++;
    const [a, b] = [stable(got), stable(want)];
    if (a === b) this.right++;
    else this.#wrong.push(`${id}\n    got  ${a}\n    want ${b}`);
  }
  /** The share that agrees. */
  report(): number {
    const rate = this.total === 0 ? 1 : this.right / this.total;
    console.log(`${this.#name}: ${this.right} of ${this.total} (${(rate * 100).toFixed(1)} %)`);
    const { CONFORMANCE_SHOW: show, CONFORMANCE_LIMIT: limit } = process.env;
    if (show && this.#name.includes(show)) console.log(this.#wrong.slice(0, Number(limit ?? 20)).join('\n'));
    return rate;
  }
}

/** JSON with sorted keys, nothing and null alike. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Record<string, unknown>;
  return `{${Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${stable(fields[key])}`)
    .join(',')}}`;
}
