import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyState, packState, unpackState } from './copy.ts';
import { Kernel } from './kernel.ts';
import { emptyQueue, pop, push } from './queue.ts';
import { seedPrng, nextUint32, nextUuid } from './prng.ts';
import { sha256 } from '../../api/sha256.ts';
import { causesOf, deliveredAt, dropBefore, endAt, stepAtTime, traceGet, truncated } from './trace.ts';
import type { ActorKind, MessageEntry } from './types.ts';

/** Actors that send each other balls for ever, with chance in who and when: enough to show any loss of state. */
const juggler: ActorKind<{ caught: number; seen: Map<string, number>; frozen: { readonly n: number } }> = {
  kind: 'juggler',
  create: () => ({ caught: 0, seen: new Map(), frozen: Object.freeze({ n: 0 }) }),
  receive(state, entry, ctx) {
    state.caught++;
    state.seen.set(entry.from, (state.seen.get(entry.from) ?? 0) + 1);
    if (state.caught % 7 === 0) state.frozen = Object.freeze({ n: ctx.randomInt(1000) });
    const cause = ctx.note({ kind: 'hold', controller: 'juggler', key: String(state.frozen.n) });
    ctx.send(`j${ctx.randomInt(4)}`, { kind: 'timer', name: ctx.uuid() }, { delayMs: 1 + ctx.randomInt(5), cause });
  },
};
const silent: ActorKind<object> = { kind: 'silent', create: () => ({}), receive: () => undefined };

function jugglers(seed: number): Kernel {
  const kernel = new Kernel([juggler], seed);
  for (const id of ['j0', 'j1', 'j2', 'j3']) kernel.addActor(id, 'juggler');
  return kernel;
}

const steps = (kernel: Kernel, n: number): Kernel => {
  for (let i = 0; i < n; i++) kernel.step();
  return kernel;
};

describe('a run can be stopped, copied, written down and gone on with', () => {
  it('n steps, restore, n steps: the same hash as never stopping', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(60), fc.nat(60), (seed, before, after) => {
        const straight = steps(jugglers(seed), before + after).traceHash();
        const kernel = steps(jugglers(seed), before);
        const snapshot = kernel.snapshot();
        steps(kernel, after + 3);
        kernel.restore(snapshot, truncated(kernel.trace, before));
        expect(steps(kernel, after).traceHash()).toBe(straight);
        kernel.restore(snapshot, truncated(kernel.trace, before));
        expect(steps(kernel, after).traceHash()).toBe(straight);
      }),
      { numRuns: 200 },
    );
  });
  it('when the hash is asked for, and what of the trace is kept, makes no difference', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(60), fc.nat(60), (seed, before, after) => {
        const straight = steps(jugglers(seed), before + after).traceHash();
        const asked = steps(jugglers(seed), before);
        asked.traceHash();
        expect(steps(asked, after).traceHash()).toBe(straight);
        const forgetful = steps(jugglers(seed), before);
        forgetful.forgetBefore(forgetful.trace.firstId + forgetful.trace.entries.length);
        expect(steps(forgetful, after).traceHash()).toBe(straight);
      }),
      { numRuns: 50 },
    );
  });
  it('serialise, restore elsewhere, continue: the same hash', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(60), fc.nat(60), (seed, before, after) => {
        const straight = steps(jugglers(seed), before + after).traceHash();
        const kernel = steps(jugglers(seed), before);
        const text = kernel.packSnapshot(kernel.snapshot());
        const other = new Kernel([juggler], 0);
        other.restore(other.unpackSnapshot(text), truncated(kernel.trace, before));
        expect(steps(other, after).traceHash()).toBe(straight);
      }),
      { numRuns: 200 },
    );
  });
  it('another seed gives another hash', () =>
    expect(steps(jugglers(1), 50).traceHash()).not.toBe(steps(jugglers(2), 50).traceHash()));
});

describe('processes', () => {
  it('a stopped one loses its messages and its timers, and starts afresh', () => {
    const kernel = steps(jugglers(3), 40);
    kernel.stopActor('j1');
    expect(kernel.pending().some((e) => e.from === 'j1' && e.to === 'j1')).toBe(false);
    kernel.startActor('j1');
    expect(kernel.stateOf<{ caught: number }>('j1')!.caught).toBe(0);
  });
  it('the network answers what reaches nobody', () => {
    const kernel = new Kernel([silent], 1, (e) => (e.message.kind === 'timer' ? { kind: 'start' } : undefined));
    kernel.addActor('a', 'silent');
    kernel.inject('nobody', { kind: 'timer', name: 'x' }, { from: 'a' });
    steps(kernel, 2);
    expect(kernel.step()).toMatchObject({ from: 'nobody', to: 'a', message: { kind: 'start' } });
  });
  it('settled means only quiet messages are pending', () => {
    const kernel = new Kernel([silent], 1);
    kernel.addActor('a', 'silent');
    expect(kernel.isSettled()).toBe(false);
    kernel.inject('a', { kind: 'timer', name: 'housekeeping' }, { quiet: true, delayMs: 5000 });
    expect(kernel.settle(1000)).toBe(true);
    expect(kernel.pending()).toHaveLength(1);
  });
});

describe('trace', () => {
  const kernel = steps(jugglers(5), 100);
  it('every cause comes before its effect and every chain ends outside', () => {
    for (const entry of kernel.trace.entries) {
      expect(entry.cause).toBeLessThan(entry.id);
      expect(causesOf(kernel.trace, entry.id).at(-1)!.cause).toBe(0);
    }
  });
  it('a moment is found by its time', () => {
    const step = stepAtTime(kernel.trace, 10);
    const at = (s: number): number => (traceGet(kernel.trace, deliveredAt(kernel.trace, s)!) as MessageEntry).at;
    expect(at(step)).toBeLessThanOrEqual(10);
    expect(at(step + 1)).toBeGreaterThan(10);
  });
  it('old entries can be dropped and the rest keeps its numbers', () => {
    const copy = truncated(kernel.trace, 100);
    const id = deliveredAt(copy, 60)!;
    const end = endAt(copy, 80);
    dropBefore(copy, id);
    expect(copy.entries.get(0)!.id).toBe(id);
    expect(endAt(copy, 80)).toBe(end);
  });
});

describe('parts', () => {
  it('the queue gives entries by time, then by number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const queue = emptyQueue();
        // Every third one has waited long, as timers do.
        times.forEach((at, id) => push(queue, { at, id, sentMs: id % 3 === 0 ? at - 10_000 : at - 1 } as MessageEntry));
        const out = times.map(() => pop(queue)!);
        expect(out).toEqual([...out].sort((a, b) => a.at - b.at || a.id - b.id));
        expect(pop(queue)).toBeUndefined();
      }),
    );
  });
  it.each(['', 'abc', '조타실 ⎈', 'x'.repeat(1000)])('sha256 of %j is the standard one', (text) => {
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  });
  it('uuids are version 4', () =>
    expect(nextUuid(seedPrng(1))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
  it('the generator spreads evenly', () => {
    const s = seedPrng(9);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[nextUint32(s) >>> 30]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
  it('a copy shares what is frozen and nothing else', () => {
    const frozen = Object.freeze({ a: [1] });
    const state = { list: [1], map: new Map([['k', { n: 1 }]]), frozen, set: new Set(['x']) };
    const copy = copyState(state);
    expect(copy).toEqual(state);
    expect(copy.frozen).toBe(frozen);
    expect(copy.map.get('k')).not.toBe(state.map.get('k'));
  });
  it('a copy takes from the one before what still says the same, order included, and nothing that is frozen there', () => {
    const a = {
      map: new Map([
        ['x', { n: [1, 2] }],
        ['y', { n: [3] }],
      ]),
      set: new Set([1, 2]),
      list: [{ v: 1 }, { v: 2 }],
      still: { deep: { v: NaN } },
    };
    const before = copyState(a);
    expect(copyState(a, undefined, before)).toBe(before);

    a.map.get('y')!.n.push(4);
    a.list[1]!.v = 3;
    const cost = { values: 0, looked: 0 };
    const after = copyState(a, cost, before);
    expect(after).toEqual(a);
    expect(after.still).toBe(before.still);
    expect(after.set).toBe(before.set);
    expect(after.list[0]).toBe(before.list[0]);
    expect(after.map.get('x')).toBe(before.map.get('x'));
    expect(after.map.get('y')).not.toBe(a.map.get('y'));
    expect(before.map.get('y')!.n).toEqual([3]);
    expect(cost.values).toBeLessThan(cost.looked);

    for (const [value, old] of [
      [new Set([2, 1]), new Set([1, 2])],
      [
        new Map([
          ['b', 1],
          ['a', 2],
        ]),
        new Map([
          ['a', 2],
          ['b', 1],
        ]),
      ],
      [
        { b: 1, a: 2 },
        { a: 2, b: 1 },
      ],
      [{}, Object.freeze({})],
      [[], Object.freeze([])],
      [{}, new Set()],
      [new Map(), {}],
    ] as const) {
      const made = copyState<unknown>(value, undefined, old);
      expect(made).not.toBe(old);
      expect(made).not.toBe(value);
      expect(JSON.stringify(made instanceof Map || made instanceof Set ? [...made] : made)).toBe(
        JSON.stringify(value instanceof Map || value instanceof Set ? [...value] : value),
      );
    }
  });
  it('text form and back is the same state, sharing included', () => {
    const shared = Object.freeze({ $set: 1, deep: Object.freeze(['x']) });
    const state = {
      a: shared,
      b: shared,
      none: undefined,
      far: Infinity,
      map: new Map<unknown, unknown>([[1, new Set(['y'])]]),
      ints: Int32Array.of(1, 2),
    };
    const back = unpackState(packState(state)) as typeof state;
    expect(back).toEqual(state);
    expect(back.a).toBe(back.b);
    expect(Object.isFrozen(back.a)).toBe(true);
  });
});
