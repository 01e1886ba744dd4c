import { Score, type Corpus, type TableCase as Case } from './corpus.ts';

export const text = (of: unknown): string => of as string;

/** What we say and what upstream says; or what of upstream this is about that the model has no counterpart for. */
export type Outcome = readonly [got: unknown, want: unknown] | string;

/** A table that cannot be read is one failure; its neighbours are played all the same. */
function casesOf(corpus: Corpus, name: string, score: Score): readonly Case[] {
  try {
    return corpus.cases(name);
  } catch (error) {
    score.fail('the whole set', `could not be read: ${String(error)}`);
    return [];
  }
}

export function table(corpus: Corpus, name: string, check: (c: Case) => Outcome): Score {
  const score = new Score(name, 'cases');
  for (const c of casesOf(corpus, name, score)) {
    try {
      const compared = check(c);
      if (typeof compared === 'string') score.fail(c.id, `not modelled: ${compared}`);
      else score.add(c.id, ...compared);
    } catch (error) {
      score.fail(c.id, String(error));
    }
  }
  return score;
}
