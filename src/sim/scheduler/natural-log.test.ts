import { describe, expect, it } from 'vitest';
import { ln } from './natural-log.ts';

describe('ln', () => {
  it.each([
    ['of 1 is nothing', 1, 0],
    ['of 2', 2, 0.6931471805599453],
    ['of 3', 3, 1.0986122886681098],
    ['of 10', 10, 2.302585092994046],
    ['of 5,002: as many nodes as Kubernetes supports', 5_002, 8.517593111437565],
  ])('%s', (_, x, want) => expect(ln(x)).toBeCloseTo(want, 12));

  it('is within one unit in the last place of the engine for every size a cluster can have', () => {
    const off = Array.from({ length: 20_000 }, (_, i) => i + 2).filter(
      (x) => Math.abs(ln(x) - Math.log(x)) > Number.EPSILON * 8,
    );
    expect(off).toEqual([]);
  });
});
