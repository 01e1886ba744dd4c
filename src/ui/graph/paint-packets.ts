import type { Beat } from '../../worker/protocol.ts';
import { componentShapes, kindOf, podShapes } from '../shapes.ts';
import { arrival } from '../playhead.ts';
import type { Layout, Rect } from './layout.ts';
import { alpha, roundRect, type ColorName, type Palette } from './palette.ts';
import { fit, onScreen } from './paint-cells.ts';
import { cellRect, type View } from './view.ts';
import { pods } from './pods.ts';
import { pointOn, type Point, type Wire, type Wires } from './wires.ts';

export interface PacketScene {
  readonly ctx: CanvasRenderingContext2D;
  readonly layout: Layout;
  readonly wires: Wires;
  readonly view: View;
  readonly colors: Palette;
  readonly window: Rect;
  readonly pixelRatio: number;
  readonly beat: Beat | undefined;
  readonly flights: readonly Beat[];
  readonly atMs: number;
  readonly progress: number;
  /** Pods the step on screen changed; they get a halo once it has arrived. */
  readonly changed: ReadonlySet<number>;
  readonly marked: readonly { readonly id: number; readonly how: 'hover' | 'selected' | 'focus' }[];
}

/** More than this many messages under way are told as the width of their wires and a number. */
const mergeAbove = 200;
/** From here on each is a point instead of a ring. */
const crowd = 24;

const hueOf = (beat: Beat): ColorName => (beat.ok ? componentShapes[kindOf(beat.from)].hue : 'bad');

export function paintPackets(scene: PacketScene): void {
  const { ctx, window: w, beat } = scene;
  ctx.clearRect(w.x, w.y, w.w, w.h);
  paintMarks(scene);
  if (scene.flights.length > mergeAbove) paintStreams(scene);
  else for (const flight of scene.flights) if (flight.entry !== beat?.entry) paintFlight(scene, flight);
  if (beat) paintBeat(scene, beat);
}

function paintMarks(scene: PacketScene): void {
  const { ctx, colors, progress } = scene;
  for (const id of scene.changed) {
    const pod = pods.pods.get(id);
    const world = pod && cellRect(scene.layout, pod);
    if (!world) continue;
    const r = onScreen(scene, world);
    const hue = colors[podShapes[pod.state].hue];
    const fresh = progress < 1 && progress >= arrival ? 1 - (progress - arrival) / (1 - arrival) : 0;
    const grow = 2 + fresh * 7;
    if (r.w < 12) continue;
    roundRect(ctx, r.x - grow, r.y - grow, r.w + 2 * grow, r.h + 2 * grow, 8 + grow);
    ctx.lineWidth = 2 + fresh;
    ctx.strokeStyle = alpha(hue, 0.38 + 0.4 * fresh);
    ctx.stroke();
  }
  for (const { id, how } of scene.marked) {
    const pod = pods.pods.get(id);
    const world = pod && cellRect(scene.layout, pod);
    if (!world) continue;
    const r = onScreen(scene, world);
    roundRect(ctx, r.x - 2.5, r.y - 2.5, r.w + 5, r.h + 5, r.w < 12 ? 3 : 9);
    ctx.lineWidth = how === 'hover' ? 1.5 : 2;
    ctx.strokeStyle = how === 'hover' ? alpha(colors.ink, 0.6) : colors.brass;
    ctx.stroke();
  }
}

/** A wire from `from` to `to`, on the screen. */
function trace(scene: PacketScene, wire: Wire, upTo = 1): void {
  const { ctx, view } = scene;
  ctx.beginPath();
  const last = Math.max(1, Math.round((wire.xs.length - 1) * upTo));
  for (let i = 0; i <= last; i++) {
    const x = wire.xs[i]! * view.zoom + view.x;
    const y = wire.ys[i]! * view.zoom + view.y;
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
}

/** Where a message under way is on the screen. */
function placeOf({ wires, atMs, view }: PacketScene, flight: Beat): Point | undefined {
  const wire = wires.between(flight.from, flight.to);
  if (!wire) return undefined;
  const span = flight.atMs - flight.sentMs;
  const t = span > 0 ? (atMs - flight.sentMs) / span : 0.5;
  const p = pointOn(wire, Math.max(0.06, Math.min(0.94, t)));
  return { x: p.x * view.zoom + view.x, y: p.y * view.zoom + view.y };
}

function paintFlight(scene: PacketScene, flight: Beat): void {
  const at = placeOf(scene, flight);
  if (!at) return;
  const { ctx, colors } = scene;
  const color = colors[hueOf(flight)];
  ctx.beginPath();
  if (scene.flights.length > crowd) {
    ctx.arc(at.x, at.y, 2.4, 0, 2 * Math.PI);
    ctx.fillStyle = color;
    ctx.fill();
    return;
  }
  ctx.arc(at.x, at.y, 4.5, 0, 2 * Math.PI);
  ctx.fillStyle = colors.sea;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = color;
  ctx.stroke();
}

function paintStreams(scene: PacketScene): void {
  const { ctx, colors } = scene;
  const streams = new Map<string, { wire: Wire; count: number; hue: ColorName }>();
  for (const flight of scene.flights) {
    const key = `${flight.from}>${flight.to}`;
    const known = streams.get(key);
    if (known) {
      known.count++;
      continue;
    }
    const wire = scene.wires.between(flight.from, flight.to);
    if (wire) streams.set(key, { wire, count: 1, hue: hueOf(flight) });
  }
  for (const { wire, count, hue } of streams.values()) {
    trace(scene, wire);
    ctx.lineWidth = Math.min(12, 1.5 + Math.sqrt(count));
    ctx.strokeStyle = alpha(colors[hue], 0.55);
    ctx.stroke();
    if (count >= 10) paintCapsule(scene, pointOn(wire, 0.5), `× ${count}`, hue, true);
  }
}

function paintBeat(scene: PacketScene, beat: Beat): void {
  const { ctx, colors, progress } = scene;
  const hue = hueOf(beat);
  const wire = scene.wires.between(beat.from, beat.to);
  if (!wire) {
    const box = scene.wires.box(beat.to) ?? scene.wires.box(beat.from);
    if (box)
      paintCapsule(scene, { x: box.x + box.w / 2, y: box.y + box.h + 20 / scene.view.zoom }, beat.label, hue, beat.ok);
    return;
  }
  const t = travelled(progress);
  trace(scene, wire);
  ctx.lineWidth = 5;
  ctx.strokeStyle = alpha(colors[hue], 0.2);
  ctx.lineCap = 'round';
  ctx.stroke();
  trace(scene, wire, Math.max(0.04, t));
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = colors[hue];
  ctx.stroke();
  // The capsule rests just before what it was sent to, so that its words stay readable and cover nothing.
  const room = Math.min(0.46, 15 / (wire.length * scene.view.zoom));
  paintCapsule(scene, pointOn(wire, room + (1 - 2 * room) * t), beat.label, hue, beat.ok);
}

/** Share of the way a message has gone at a progress: it has arrived before the step is over. */
export function travelled(progress: number): number {
  const t = Math.min(1, progress / arrival);
  return t < 0.5 ? 2 * t * t : 1 - (-2 * t + 2) ** 2 / 2;
}

const glow = [
  [8, 0.06],
  [5, 0.09],
  [3, 0.14],
] as const;

function paintCapsule(
  scene: PacketScene,
  at: { x: number; y: number },
  label: string,
  hue: ColorName,
  ok: boolean,
): void {
  const { ctx, colors, view, layout } = scene;
  const size = layout.compact ? 10.5 : 11.5;
  ctx.font = `650 ${size}px ${colors.fontCode}`;
  const text = fit(ctx, ok ? label : `✕ ${label}`, layout.compact ? 196 : 240);
  const h = layout.compact ? 21 : 24;
  const w = ctx.measureText(text).width + 22;
  const paneW = scene.window.w + scene.window.x * 2;
  const cx = Math.max(w / 2 + 6, Math.min(paneW - w / 2 - 6, at.x * view.zoom + view.x));
  const cy = at.y * view.zoom + view.y;
  // A glow of three rings: a blurred shadow costs more than all the rest of the picture.
  for (const [spread, strength] of glow) {
    roundRect(ctx, cx - w / 2 - spread, cy - h / 2 - spread, w + 2 * spread, h + 2 * spread, h / 2 + spread);
    ctx.fillStyle = alpha(colors[hue], strength);
    ctx.fill();
  }
  roundRect(ctx, cx - w / 2, cy - h / 2, w, h, h / 2);
  ctx.fillStyle = colors[hue];
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = colors.sea;
  ctx.stroke();
  ctx.fillStyle = hue === 'me' ? colors.sea : colors['on-hue'];
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  ctx.fillText(text, cx, cy + 0.5);
  ctx.textAlign = 'start';
}
