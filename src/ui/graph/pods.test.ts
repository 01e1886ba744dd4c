import { describe, expect, it } from 'vitest';
import { podStates, type PodDelta, type PodState } from '../../worker/protocol.ts';
import { PodTable, trayIndex } from './pods.ts';

const delta = (rows: readonly (readonly [id: number, node: number, state?: PodState])[], reset = false): PodDelta => ({
  reset,
  id: Int32Array.from(rows, (r) => r[0]),
  node: Int16Array.from(rows, (r) => r[1]),
  state: Uint8Array.from(rows, (r) => podStates.indexOf(r[2] ?? 'Running')),
  texts: rows.map(([id]) => ({ id, uid: `u${id}`, namespace: 'default', name: `pod-${id}`, owner: undefined })),
  details: [],
});

const places = (table: PodTable): string =>
  [...table.pods.values()].map((p) => `${p.id}@${p.node}:${p.slot}`).join(' ');

describe('places of pods', () => {
  it('a Pod takes the lowest free place of its node', () => {
    const table = new PodTable();
    table.apply(
      delta([
        [1, 1],
        [2, 1],
        [3, 2],
      ]),
    );
    expect(places(table)).toBe('1@1:0 2@1:1 3@2:0');
  });

  it('who stays keeps the place; who comes takes the gap', () => {
    const table = new PodTable();
    table.apply(
      delta([
        [1, 1],
        [2, 1],
        [3, 1],
      ]),
    );
    table.apply(delta([[2, -2]]));
    table.apply(delta([[4, 1]]));
    expect(places(table)).toBe('1@1:0 3@1:2 4@1:1');
  });

  it('a Pod that gets its node leaves the tray', () => {
    const table = new PodTable();
    table.apply(
      delta([
        [1, trayIndex, 'Pending'],
        [2, trayIndex, 'Pending'],
      ]),
    );
    table.apply(delta([[1, 3]]));
    expect(places(table)).toBe('1@3:0 2@-1:1');
    expect(table.countOn(trayIndex)).toBe(1);
  });

  it('after a jump everybody stands where they stood', () => {
    const table = new PodTable();
    table.apply(
      delta([
        [1, 1],
        [2, 1],
        [3, 1],
      ]),
    );
    table.apply(delta([[2, -2]]));
    table.apply(
      delta(
        [
          [3, 1],
          [1, 1],
        ],
        true,
      ),
    );
    expect(places(table)).toBe('3@1:2 1@1:0');
    table.apply(
      delta(
        [
          [1, 1],
          [2, 1],
          [3, 1],
        ],
        true,
      ),
    );
    expect(places(table)).toBe('1@1:0 2@1:1 3@1:2');
  });

  it('tells the ids that changed, or that all did', () => {
    const table = new PodTable();
    const heard: (string | readonly number[])[] = [];
    table.listen((changed) => heard.push(changed === 'all' ? changed : [...changed]));
    table.apply(delta([[1, 1]]));
    table.apply(delta([]));
    table.apply(delta([[1, 1]], true));
    expect(heard).toEqual([[1], 'all']);
  });

  it('the fullest node counts places, gaps included', () => {
    const table = new PodTable();
    table.apply(
      delta([
        [1, 1],
        [2, 1],
        [3, 1],
        [4, trayIndex],
      ]),
    );
    table.apply(delta([[1, -2]]));
    expect(table.mostOnOneNode()).toBe(3);
    table.apply(delta([[3, -2]]));
    expect(table.mostOnOneNode()).toBe(2);
  });
});
