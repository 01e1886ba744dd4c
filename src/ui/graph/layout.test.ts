import { describe, expect, it } from 'vitest';
import { cellAt, cellGrid, slotAt } from './cells.ts';
import { layoutGraph, machineCardsMax, type Layout, type Rect } from './layout.ts';
import { pointOn, Wires } from './wires.ts';

const machines = (workers: number): { controlPlane: boolean }[] => [
  { controlPlane: true },
  ...Array.from({ length: workers }, () => ({ controlPlane: false })),
];

const layout = (
  width: number,
  height: number,
  workers: number,
  fullest = 3,
  more: { simple?: boolean; narration?: boolean } = {},
): Layout =>
  layoutGraph({
    width,
    height,
    machines: machines(workers),
    fullest,
    onFrame: 0,
    inTray: 0,
    narration: true,
    simple: false,
    ...more,
  });

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.w - 0.01 && b.x < a.x + a.w - 0.01 && a.y < b.y + b.h - 0.01 && b.y < a.y + a.h - 0.01;

const sizes: readonly (readonly [string, number, number, number])[] = [
  ['lab at 1440 × 900, all panels', 736, 640, 3],
  ['lab in the first lesson', 940, 820, 3],
  ['lab on a tablet', 714, 540, 3],
  ['lab on a phone', 390, 320, 3],
  ['lab in a narrow pane', 500, 440, 3],
  ['lab on a very wide screen', 1900, 900, 3],
  ['one machine', 736, 640, 0],
  ['eight workers', 900, 640, 8],
  ['twelve workers', 900, 640, 12],
  ['a hundred workers', 736, 640, 100],
  ['a thousand workers', 736, 640, 1000],
];

describe('layout', () => {
  it.each(sizes)('%s: nothing overlaps and nothing leaves the pane', (_, width, height, workers) => {
    const l = layout(width, height, workers, workers > 50 ? 30 : 3, { narration: width > 400 });
    const boxes = [
      l.user,
      l.etcd,
      l.scheduler,
      l.controllers,
      l.bus,
      ...l.machines,
      ...(l.registry ? [l.registry] : []),
      ...(l.compact ? [] : [l.tray]),
    ];
    const sample = boxes.length > 60 ? [...boxes.slice(0, 40), ...boxes.slice(-20)] : boxes;
    for (const [i, a] of sample.entries()) {
      expect(a.w).toBeGreaterThan(0);
      expect(a.h).toBeGreaterThan(0);
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.y).toBeGreaterThanOrEqual(0);
      expect(a.x + a.w).toBeLessThanOrEqual(l.width + 0.5);
      expect(a.y + a.h).toBeLessThanOrEqual(l.height + 0.5);
      for (const b of sample.slice(i + 1))
        expect(overlap(a, b), `${JSON.stringify(a)} on ${JSON.stringify(b)}`).toBe(false);
    }
  });

  it('the bubble has its own room above the cards', () => {
    const l = layout(736, 640, 3);
    expect(l.band.y + l.band.h).toBeLessThanOrEqual(l.frame.y);
  });

  it('one more Pod does not change the cells, twice as many may', () => {
    expect(layout(736, 640, 3, 5).grid).toEqual(layout(736, 640, 3, 6).grid);
    expect(layout(736, 640, 3, 40).grid.w).toBeLessThan(layout(736, 640, 3, 3).grid.w);
  });

  it('machines have agents as long as they are cards', () => {
    expect(layout(900, 640, machineCardsMax).machines.every((m) => m.kubelet && m.proxy)).toBe(true);
    expect(layout(900, 640, machineCardsMax + 1).machines.every((m) => m.kubelet === undefined)).toBe(true);
  });

  it('a machine that is everything stands below too', () => {
    const l = layout(736, 640, 0);
    expect(l.machines.map((m) => m.index)).toEqual([0]);
    expect(l.frameIndex).toBe(-2);
  });
});

describe('cells', () => {
  it.each([
    ['few pods are cards', 200, 100, 2, 38],
    ['more are chips', 200, 100, 6, 26],
    ['many are blocks', 200, 100, 24, 20],
  ])('%s', (_, w, h, places, least) => {
    const grid = cellGrid(w, h, places);
    expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(places);
    expect(grid.h).toBeGreaterThanOrEqual(least);
  });

  it.each([[30], [110], [500], [3000]])('%i pods have %i places inside the room', (places) => {
    const grid = cellGrid(120, 60, places);
    expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(places);
    expect(grid.columns * (grid.w + grid.gap)).toBeLessThanOrEqual(120 + grid.gap + 0.01);
    expect(grid.rows * (grid.h + grid.gap)).toBeLessThanOrEqual(60 + grid.gap + 0.01);
  });

  it('the place under a point is the place drawn there, gaps are nobody’s', () => {
    const grid = cellGrid(220, 120, 9);
    for (let slot = 0; slot < 9; slot++) {
      const { x, y } = cellAt(grid, slot);
      expect(slotAt(grid, x + grid.w / 2, y + grid.h / 2)).toBe(slot);
      expect(slotAt(grid, x + grid.w + grid.gap / 2, y + 1)).toBe(-1);
    }
    expect(slotAt(grid, -1, 4)).toBe(-1);
  });
});

describe('wires', () => {
  const l = layout(736, 640, 3);
  const wires = new Wires(
    l,
    new Map([
      ['m-k8s', 0],
      ['w1-k8s', 1],
      ['w2-k8s', 2],
      ['w3-k8s', 3],
    ]),
  );

  it.each([
    ['user', 'apiserver'],
    ['apiserver', 'etcd'],
    ['scheduler', 'apiserver'],
    ['apiserver', 'kubelet@w2-k8s'],
    ['kube-proxy@w3-k8s', 'apiserver'],
    ['kubelet@w1-k8s', 'runtime@w1-k8s'],
    ['runtime@w1-k8s', 'registry'],
    ['registry', 'runtime@w3-k8s'],
    ['cni@w1-k8s', 'runtime@w1-k8s'],
  ])('%s → %s begins at the one and ends at the other', (from, to) => {
    const wire = wires.between(from, to)!;
    const back = wires.between(to, from)!;
    expect(wire.length).toBeGreaterThan(8);
    expect(pointOn(wire, 0)).toEqual(pointOn(back, 1));
    expect(pointOn(wire, 1)).toEqual(pointOn(back, 0));
  });

  it('what is not drawn has no way', () => {
    expect(wires.between('kubelet@nowhere', 'apiserver')).toBeUndefined();
    expect(wires.between('user', 'user')).toBeUndefined();
  });
});
