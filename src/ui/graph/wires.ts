import type { ActorId } from '../../sim/kernel/types.ts';
import type { Layout, MachineBox, Rect } from './layout.ts';

/** A way along which messages travel, from `a` to `b`, sampled so that a place on it is found without the DOM. */
export interface Wire {
  /** The two ends: `apiserver` ↔ anything, or kubelet ↔ runtime ↔ registry on one machine. */
  readonly a: ActorId;
  readonly b: ActorId;
  readonly d: string;
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly length: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const samples = 33;

/** `w1-k8s` of `kubelet@w1-k8s`. */
export const nodeOf = (actor: ActorId): string | undefined => actor.split('@')[1];
export const roleOf = (actor: ActorId): string => actor.split('@')[0]!;

export class Wires {
  /** By sender, then by receiver: asked for every message of every picture, so no key is glued together. */
  private readonly cache = new Map<ActorId, Map<ActorId, Wire | undefined>>();

  constructor(
    readonly layout: Layout,
    private readonly machineIndex: ReadonlyMap<string, number>,
  ) {}

  /** The way from one actor to another, in its own direction; undefined when one of them is not drawn. */
  between(from: ActorId, to: ActorId): Wire | undefined {
    let ways = this.cache.get(from);
    if (!ways) this.cache.set(from, (ways = new Map()));
    if (!ways.has(to)) ways.set(to, this.build(from, to));
    return ways.get(to);
  }

  names(): ReadonlyMap<number, string> {
    return new Map([...this.machineIndex].map(([name, index]) => [index, name]));
  }

  machine(node: string | undefined): MachineBox | undefined {
    const index = node === undefined ? undefined : this.machineIndex.get(node);
    return index === undefined ? undefined : this.layout.machines.find((m) => m.index === index);
  }

  /** The box an actor is drawn as. */
  box(actor: ActorId): Rect | undefined {
    const { layout } = this;
    switch (roleOf(actor)) {
      case 'user':
        return layout.user;
      case 'apiserver':
        return layout.bus;
      case 'etcd':
        return layout.etcd;
      case 'scheduler':
        return layout.scheduler;
      case 'controller-manager':
        return layout.controllers;
      case 'registry':
        return layout.registry;
      default: {
        const machine = this.machine(nodeOf(actor));
        if (!machine)
          return this.isOnFrame(actor) ? { x: layout.frame.x, y: layout.frame.y, w: layout.frame.w, h: 30 } : undefined;
        if (roleOf(actor) === 'kubelet') return machine.kubelet ?? machine;
        if (roleOf(actor) === 'kube-proxy') return machine.proxy ?? machine;
        return machine.pods;
      }
    }
  }

  private isOnFrame(actor: ActorId): boolean {
    const index = this.machineIndex.get(nodeOf(actor) ?? '');
    return index !== undefined && index === this.layout.frameIndex && !this.layout.compact;
  }

  private build(from: ActorId, to: ActorId): Wire | undefined {
    if (from === to) return undefined;
    if (to === 'apiserver' || roleOf(to) === 'registry' || roleOf(from) === 'kubelet') {
      const points = this.route(from, to);
      return points && sample(from, to, points);
    }
    const points = this.route(to, from);
    return points && sample(from, to, points.toReversed());
  }

  /** Corner points of the way from `from` up or down to `to`. */
  private route(from: ActorId, to: ActorId): Point[] | undefined {
    const { layout } = this;
    const a = this.box(from);
    const b = this.box(to);
    if (!a || !b) return undefined;
    if (to === 'apiserver') {
      const x = middle(a);
      if (a.y + a.h <= layout.bus.y)
        return [
          { x, y: a.y + a.h },
          { x, y: layout.bus.y },
        ];
      const machine = this.machine(nodeOf(from));
      if (!machine)
        return [
          { x, y: a.y },
          { x, y: layout.bus.y + layout.bus.h },
        ];
      return this.upFrom(machine, a, roleOf(from));
    }
    if (roleOf(to) === 'registry') {
      const machine = this.machine(nodeOf(from));
      const bottom = machine ? machine.y + machine.h : a.y + a.h;
      const x = machine ? middle(machine) : middle(a);
      const y = b.y + b.h / 2;
      return x > b.x - 14
        ? [
            { x: Math.max(b.x + 18, x), y: bottom },
            { x: Math.max(b.x + 18, x), y: b.y },
          ]
        : [
            { x, y: bottom },
            { x, y },
            { x: b.x, y },
          ];
    }
    if (a === b) {
      // The runtime at the left and its network plugin at the right of their one room.
      const ends = [0.2, 0.8].map((share) => ({ x: a.x + a.w * share, y: a.y + a.h / 2 }));
      return roleOf(from) === 'cni' ? ends.toReversed() : ends;
    }
    // Inside one machine: kubelet and its runtime, or the probe of a container.
    const x = middle(a);
    const lane = (a.y + a.h + b.y) / 2;
    return [
      { x, y: a.y + a.h },
      { x, y: lane },
      { x: b.x + b.w * 0.82, y: lane },
      { x: b.x + b.w * 0.82, y: b.y },
    ];
  }

  /** From an agent in a machine to the API server: out of the machine's top, then straight to the bus. */
  private upFrom(machine: MachineBox, agent: Rect, role: string): Point[] {
    const { layout } = this;
    const bottom = layout.bus.y + layout.bus.h;
    const x = role === 'kube-proxy' ? machine.x + machine.w * 0.72 : machine.x + machine.w * 0.5;
    if (machine.kubelet === undefined)
      return [
        { x, y: machine.y },
        { x, y: bottom },
      ];
    const above = layout.machines.some((m) => m.y < machine.y - 4);
    if (above) {
      // Second row: along the gutter between the columns.
      const gutter = machine.x - 7;
      return [
        { x: middle(agent), y: agent.y },
        { x: middle(agent), y: machine.y - 8 },
        { x: gutter, y: machine.y - 8 },
        { x: gutter, y: bottom },
      ];
    }
    return [
      { x, y: machine.y },
      { x, y: bottom },
    ];
  }
}

const middle = (r: Rect): number => r.x + r.w / 2;

function sample(a: ActorId, b: ActorId, points: readonly Point[]): Wire {
  const rounded = roundCorners(points, 10);
  const lengths: number[] = [0];
  for (let i = 1; i < rounded.length; i++)
    lengths.push(lengths[i - 1]! + Math.hypot(rounded[i]!.x - rounded[i - 1]!.x, rounded[i]!.y - rounded[i - 1]!.y));
  const length = lengths.at(-1)!;
  const xs = new Float32Array(samples);
  const ys = new Float32Array(samples);
  let segment = 1;
  for (let i = 0; i < samples; i++) {
    const at = (length * i) / (samples - 1);
    while (segment < rounded.length - 1 && lengths[segment]! < at) segment++;
    const p = rounded[segment - 1]!;
    const q = rounded[segment] ?? p;
    const span = (lengths[segment] ?? 0) - lengths[segment - 1]!;
    const t = span > 0 ? (at - lengths[segment - 1]!) / span : 0;
    xs[i] = p.x + (q.x - p.x) * t;
    ys[i] = p.y + (q.y - p.y) * t;
  }
  const d = rounded.map((p, i) => `${i === 0 ? 'M' : 'L'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join('');
  return { a, b, d, xs, ys, length };
}

/** Replaces each corner by a few points of a quarter circle. */
function roundCorners(points: readonly Point[], radius: number): Point[] {
  const out: Point[] = [points[0]!];
  for (let i = 1; i < points.length - 1; i++) {
    const [p, c, q] = [points[i - 1]!, points[i]!, points[i + 1]!];
    const before = Math.hypot(c.x - p.x, c.y - p.y);
    const after = Math.hypot(q.x - c.x, q.y - c.y);
    const r = Math.min(radius, before / 2, after / 2);
    if (r < 0.5) {
      out.push(c);
      continue;
    }
    const start = { x: c.x + ((p.x - c.x) * r) / before, y: c.y + ((p.y - c.y) * r) / before };
    const end = { x: c.x + ((q.x - c.x) * r) / after, y: c.y + ((q.y - c.y) * r) / after };
    for (let s = 0; s <= 4; s++) {
      const t = s / 4;
      const u = 1 - t;
      out.push({
        x: u * u * start.x + 2 * u * t * c.x + t * t * end.x,
        y: u * u * start.y + 2 * u * t * c.y + t * t * end.y,
      });
    }
  }
  if (points.length > 1) out.push(points.at(-1)!);
  return out;
}

/** The place after the share `t` of the way. */
export function pointOn(wire: Wire, t: number): Point {
  const at = Math.max(0, Math.min(1, t)) * (samples - 1);
  const i = Math.min(samples - 2, Math.floor(at));
  const f = at - i;
  return { x: wire.xs[i]! + (wire.xs[i + 1]! - wire.xs[i]!) * f, y: wire.ys[i]! + (wire.ys[i + 1]! - wire.ys[i]!) * f };
}
