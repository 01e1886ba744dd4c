import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyState, packState, unpackState } from './copy.ts';
import { Series, upperBound } from './series.ts';
import { SharedMap, SharedSet } from './shared.ts';

/** Many keys and few, so that bases are made and made anew. */
const change = fc.record({
  key: fc.nat(150),
  what: fc.constantFrom('set', 'set', 'set', 'delete', 'share', 'fork', 'clear?'),
});

describe('a shared map', () => {
  it('is a Map, however often it is copied; copies never see each other', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 600 }), (changes) => {
        let [map, set] = [new SharedMap<number, object>(), new SharedSet<number>()];
        let [plainMap, plainSet] = [new Map<number, object>(), new Set<number>()];
        const kept: (readonly [SharedMap<number, object>, [number, object][], SharedSet<number>, number[]])[] = [];
        changes.forEach(({ key, what }, i) => {
          const value = Object.freeze({ i });
          if (what === 'set') {
            map.set(key, value);
            plainMap.set(key, value);
            set.add(key);
            plainSet.add(key);
          } else if (what === 'delete') {
            expect(map.delete(key)).toBe(plainMap.delete(key));
            expect(set.delete(key)).toBe(plainSet.delete(key));
          } else if (what === 'clear?' && key === 0) for (const each of [map, plainMap, set, plainSet]) each.clear();
          else {
            const copies = copyState([map, set] as const);
            kept.push([copies[0], [...plainMap], copies[1], [...plainSet]]);
            // The copy goes on, the original stays.
            if (what === 'fork') [map, set] = copyState(copies);
          }
          expect([map.size, map.get(key), map.has(key)]).toEqual([plainMap.size, plainMap.get(key), plainMap.has(key)]);
          expect([set.size, set.has(key)]).toEqual([plainSet.size, plainSet.has(key)]);
        });
        kept.push([map, [...plainMap], set, [...plainSet]]);
        for (const [sharedMap, entries, sharedSet, members] of kept) {
          expect([...sharedMap]).toEqual(entries);
          expect([...sharedMap.keys()]).toEqual(entries.map(([key]) => key));
          expect([...sharedMap.values()]).toEqual(entries.map(([, value]) => value));
          const told: [number, object][] = [];
          sharedMap.forEach((value, key) => told.push([key, value]));
          expect(told).toEqual(entries);
          expect([...sharedSet]).toEqual(members);
          const heard: number[] = [];
          sharedSet.forEach((member) => heard.push(member));
          expect(heard).toEqual(members);
        }
        [plainMap, plainSet] = unpackState(packState([map, set])) as [Map<number, object>, Set<number>];
        expect([[...plainMap], [...plainSet]]).toEqual([[...map], [...set]]);
      }),
      { numRuns: 60 },
    );
  });
  it('costs a checkpoint what has changed', () => {
    const map = new SharedMap<number, object>();
    for (let i = 0; i < 10_000; i++) map.set(i, Object.freeze({ i }));
    copyState(map);
    for (let i = 0; i < 50; i++) map.set(i * 7, Object.freeze({ i }));
    const cost = { values: 0, looked: 0 };
    copyState(map, cost);
    expect(cost.values).toBe(50);
  });
});

describe('a series', () => {
  it('is a list; one that begins as another has its own end', () => {
    const numbers = Series.of(Array.from({ length: 10_000 }, (_, i) => 2 * i));
    expect([numbers.get(-1), numbers.get(10_000), numbers.at(-1), numbers.get(5_000)]).toEqual([
      undefined,
      undefined,
      19_998,
      10_000,
    ]);
    for (const length of [0, 1, 2_047, 2_048, 2_049, 9_999, 10_000, 20_000]) {
      const copy = numbers.upTo(length);
      copy.push(-1);
      expect([...copy]).toEqual([...Array.from(numbers).slice(0, length), -1]);
      expect(numbers.length).toBe(10_000);
    }
    expect([...numbers].every((value, i) => value === 2 * i)).toBe(true);
    expect([-1, 0, 1, 19_998, 20_000].map((value) => upperBound(numbers, value))).toEqual([0, 1, 1, 10_000, 10_000]);
  });
});
