import { nextFloat, seedPrng } from '../../sim/kernel/prng.ts';

/** The chances of one chaotic run. */
export interface Random {
  /** Uniform whole number in [0, n). */
  below(n: number): number;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  pick<T>(of: readonly T[]): T;
}

export function randomFrom(seed: number): Random {
  const state = seedPrng(seed);
  const below = (n: number): number => Math.floor(nextFloat(state) * n);
  return { below, chance: (percent) => below(100) < percent, pick: (of) => of[below(of.length)]! };
}
