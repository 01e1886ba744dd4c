import { describe, expect, it } from 'vitest';
import { chaosCluster } from './chaos.ts';

/** A few of the seeds `npm run -s chaos` goes through; `npm run -s chaos -- SEED` tells what one of them does. */
const first = Array.from({ length: 30 }, (_, i) => i + 1);
/** Seeds that once found something: a broken revision that became current, Pods deleted before they had a node, a rollback. */
const found = [483, 552, 562, 574, 604];

describe('a cluster that is beaten', () => {
  it.each([...first, ...found])('keeps its invariants and comes to what was wanted: seed %i', (seed) => {
    const { broken, done } = chaosCluster(seed, 30);
    expect({ broken, done }).toEqual({ broken: [], done });
  });
});
