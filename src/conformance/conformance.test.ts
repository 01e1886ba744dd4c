import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { allSets, barOf, Corpus, isBelow, KnownDifferences, share } from './index.ts';
import { Score } from './corpus.ts';

/** The recordings are not part of the project; what is proved here is that the checks can fail and can be explained. */
describe('conformance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('a right case passes, a wrong one fails, and known.yaml explains it by name', () => {
    mkdirSync(join(folder, 'upstream'), { recursive: true });
    const quantity = (id: string, canonical: string): object => ({
      id,
      input: id,
      canonical,
      format: 'DecimalSI',
      plus1500m: '1600m',
      cmpTo1Gi: -1,
      value: '1',
      milliValue: '100',
    });
    writeFileSync(
      join(folder, 'upstream/quantity.json'),
      JSON.stringify({ cases: [quantity('0.1', '100m'), quantity('100m', '0.1')] }),
    );
    const [score] = allSets['parsers']!(new Corpus(folder));
    expect([score!.name, score!.passed, score!.misses.map(({ id }) => id)]).toEqual(['quantity', 1, ['100m']]);

    const known = (text: string): KnownDifferences => {
      const file = join(folder, 'known.yaml');
      writeFileSync(file, text);
      return new KnownDifferences(file);
    };
    expect(known('').unexplained(score!)).toHaveLength(1);
    expect(known('- { set: quantity, cases: 10*, reason: planted }').unexplained(score!)).toEqual([]);
    expect(known('- { set: names, reason: another set }').unexplained(score!)).toHaveLength(1);
    expect(known('- { set: quan*, figure: other, reason: another figure }').unexplained(score!)).toHaveLength(1);
  });

  it('a folder without recordings has nothing to say', () => {
    const scores = Object.values(allSets).flatMap((run) => run(new Corpus(join(folder, 'nothing'))));
    expect(scores.filter(({ passed, misses }) => passed + misses.length > 0).map(({ name }) => name)).toEqual([]);
  });

  it('a recording that cannot be read is one failure; one nobody plays is named', () => {
    mkdirSync(join(folder, 'upstream'), { recursive: true });
    writeFileSync(join(folder, 'upstream/quantity.json'), '{');
    writeFileSync(join(folder, 'upstream/from-the-future.json'), '{}');
    const corpus = new Corpus(folder);
    const scores = Object.values(allSets).flatMap((run) => run(corpus));
    expect(scores.flatMap(({ misses }) => misses.map(({ id }) => id))).toEqual(['the whole set']);
    expect(corpus.unplayed).toEqual(['upstream/from-the-future.json']);
    expect(corpus.missing).toContain('upstream/names.json');
  });

  it('a figure is below its bar by its share, whatever known.yaml explains', () => {
    const score = new Score('quantity', 'cases');
    score.add('a', 1, 1);
    expect(isBelow(score)).toBe(false);
    score.add('b', 1, 2);
    expect([isBelow(score), barOf(score), share(score)]).toEqual([true, 100, 50]);
  });
});
