import { describe, expect, it } from 'vitest';
import type { Beat } from '../../worker/protocol.ts';
import { formatMs } from './format.ts';
import { beatIndexAt, lanesFor, spanFor } from './lanes.ts';

const beat = (step: number, from: string, to: string): Beat => ({
  entry: step,
  step,
  kind: 'request',
  from,
  to,
  agent: undefined,
  label: '',
  ok: true,
  sentMs: 0,
  atMs: 0,
  object: undefined,
  say: { key: '', values: {} },
  phase: 1,
  weight: 'story',
});

describe('lanes', () => {
  it('the control plane is always there, machines and the registry when they take part', () => {
    const names = (beats: readonly Beat[]): string[] => lanesFor(beats).lanes.map((lane) => lane.id);
    expect(names([])).toEqual(['user', 'apiserver', 'etcd', 'controller-manager', 'scheduler']);
    expect(names([beat(1, 'apiserver', 'kubelet@w10-k8s'), beat(2, 'runtime@w2-k8s', 'registry')]).slice(5)).toEqual([
      'w2-k8s',
      'w10-k8s',
      'registry',
    ]);
  });

  it('everything on one machine shares its lane; many machines share one', () => {
    const one = lanesFor([beat(1, 'kubelet@w1-k8s', 'runtime@w1-k8s')]);
    expect(one.of('kubelet@w1-k8s')).toBe(one.of('kube-proxy@w1-k8s'));
    const many = lanesFor(Array.from({ length: 9 }, (_, i) => beat(i + 1, 'apiserver', `kubelet@w${i}-k8s`)));
    expect(many.lanes).toHaveLength(6);
    expect(many.of('kubelet@w3-k8s')).toBe(5);
  });

  it.each([
    ['before the first', 0, -1],
    ['on a beat', 20, 1],
    ['between two', 25, 1],
    ['after the last', 99, 2],
  ])('the beat at a step: %s', (_, step, index) => {
    expect(beatIndexAt([beat(10, 'a', 'b'), beat(20, 'a', 'b'), beat(30, 'a', 'b')], step)).toBe(index);
  });

  it('the part in view stays while the play-head moves inside it, and follows it out', () => {
    const first = spanFor(500, 550, 0, undefined);
    expect(first).toMatchObject({ first: 0, count: 50 });
    expect(spanFor(500, 550, 30, first)).toEqual(first);
    const next = spanFor(500, 550, 48, first);
    expect(next.first).toBeGreaterThan(0);
    expect(48 - next.first).toBeLessThan(next.count);
    expect(spanFor(500, 550, 499, next).first).toBe(450);
  });
});

describe('virtual time', () => {
  it.each([
    [0, '+0.000 s'],
    [1284, '+1.284 s'],
    [-5, '+0.000 s'],
    [125_000, '+2 m 05 s'],
    [3_720_000, '+1 h 02 m'],
  ])('%i ms', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});
