import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Score } from './corpus.ts';

/** A difference we know of, and why it is there. */
interface Known {
  /** Name of the set; `*` at its end stands for the rest. */
  readonly set: string;
  /** One figure of the set; all without it. */
  readonly figure?: string;
  /** Beginning of the ids meant; all without it. */
  readonly cases?: string | readonly string[];
  /** What we answer; anything without it. `not modelled: …` is what a check says that has no counterpart here. */
  readonly got?: string;
  readonly reason: string;
}

const fits = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

export class KnownDifferences {
  private readonly list: readonly Known[];

  constructor(file: string) {
    this.list = existsSync(file) ? ((parse(readFileSync(file, 'utf8')) as readonly Known[] | null) ?? []) : [];
  }

  /** The misses of a figure that nothing explains. */
  unexplained(score: Score): readonly Score['misses'][number][] {
    const about = this.list.filter(
      ({ set, figure }) => fits(set, score.name) && (figure === undefined || figure === score.figure),
    );
    return score.misses.filter(
      (miss) =>
        !about.some(
          ({ cases, got }) =>
            (cases === undefined || [cases].flat().some((pattern) => fits(pattern, miss.id))) &&
            (got === undefined || fits(got, miss.got)),
        ),
    );
  }
}
