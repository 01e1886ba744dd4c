import { podShapes, type PodShape } from '../shapes.ts';
import type { NodeView } from '../../worker/protocol.ts';
import type { CellGrid } from './cells.ts';
import type { Layout, Rect } from './layout.ts';
import { machineCardsMax } from './layout.ts';
import { alpha, drawShape, roundRect, type Palette } from './palette.ts';
import { pods, trayIndex, type PodCell } from './pods.ts';
import { cellRect, machineByIndex, type View } from './view.ts';

/** What the painter of pods needs to know; the context is already scaled to CSS pixels and moved by the overscan. */
export interface CellScene {
  readonly ctx: CanvasRenderingContext2D;
  readonly layout: Layout;
  readonly view: View;
  readonly colors: Palette;
  readonly nodes: readonly NodeView[];
  /** What is to be painted, in screen pixels. */
  readonly window: Rect;
  readonly pixelRatio: number;
}

/** How much of a Pod a cell of this size on the screen can show. */
export type Detail = 'card' | 'chip' | 'icon' | 'dot' | 'bar';

export function detailOf(grid: CellGrid, zoom: number): Detail {
  const w = grid.w * zoom;
  const h = grid.h * zoom;
  if (w >= 104 && h >= 36) return 'card';
  if (w >= 62 && h >= 20) return 'chip';
  if (Math.min(w, h) >= 12) return 'icon';
  return Math.min(w, h) >= 2.2 ? 'dot' : 'bar';
}

export const drawsMachines = (layout: Layout): boolean => layout.machines.length > machineCardsMax;

export function paintAll(scene: CellScene): void {
  const { ctx, layout, window: w } = scene;
  ctx.clearRect(w.x, w.y, w.w, w.h);
  if (drawsMachines(layout)) paintMachines(scene);
  const detail = detailOf(layout.grid, scene.view.zoom);
  if (detail === 'bar') {
    for (const machine of layout.machines) paintBar(scene, machine.index);
  } else if (detail === 'dot') {
    paintDots(scene, pods.pods.values());
  } else {
    for (const pod of pods.pods.values())
      if (pod.node >= 0 && pod.node !== layout.frameIndex) paintCell(scene, pod, false);
  }
  for (const pod of pods.onNode(trayIndex)) paintCell(scene, pod, false);
  for (const pod of pods.onNode(layout.frameIndex)) paintCell(scene, pod, false);
}

/** Repaints the places given (a Pod's old and new one) and nothing else. */
export function paintPlaces(
  scene: CellScene,
  places: Iterable<{ node: number; rect: Rect; pod: PodCell | undefined }>,
): void {
  const bars = detailOf(scene.layout.grid, scene.view.zoom) === 'bar' ? new Set<number>() : undefined;
  for (const { node, rect, pod } of places) {
    if (bars && node >= 0 && node !== scene.layout.frameIndex) {
      bars.add(node);
      continue;
    }
    erase(scene, rect);
    if (pod) paintCell(scene, pod, true);
  }
  for (const node of bars ?? []) paintBar(scene, node);
}

/** A world rectangle on the screen, on whole device pixels: repainted edges must not pile up. */
export function onScreen({ view, pixelRatio }: Pick<CellScene, 'view' | 'pixelRatio'>, r: Rect): Rect {
  const snap = (v: number): number => Math.round(v * pixelRatio) / pixelRatio;
  const x = snap(r.x * view.zoom + view.x);
  const y = snap(r.y * view.zoom + view.y);
  return {
    x,
    y,
    w: Math.max(1 / pixelRatio, snap((r.x + r.w) * view.zoom + view.x) - x),
    h: Math.max(1 / pixelRatio, snap((r.y + r.h) * view.zoom + view.y) - y),
  };
}

const visible = (r: Rect, window: Rect): boolean =>
  r.x < window.x + window.w && r.x + r.w > window.x && r.y < window.y + window.h && r.y + r.h > window.y;

function erase(scene: CellScene, world: Rect): void {
  const r = onScreen(scene, world);
  const margin = drawsMachines(scene.layout) ? 0 : 1;
  if (drawsMachines(scene.layout)) {
    scene.ctx.fillStyle = scene.colors.glass;
    scene.ctx.fillRect(r.x, r.y, r.w, r.h);
  } else {
    scene.ctx.clearRect(r.x - margin, r.y - margin, r.w + 2 * margin, r.h + 2 * margin);
  }
}

function paintMachines(scene: CellScene): void {
  const { ctx, layout, colors, nodes } = scene;
  ctx.lineWidth = 1;
  for (const machine of layout.machines) {
    const r = onScreen(scene, machine);
    if (!visible(r, scene.window)) continue;
    const node = nodes[machine.index];
    roundRect(ctx, r.x + 0.5, r.y + 0.5, r.w - 1, r.h - 1, Math.min(10, r.w * 0.08));
    ctx.fillStyle = colors.glass;
    ctx.fill();
    ctx.strokeStyle = node && !node.ready ? colors.bad : colors.line;
    ctx.setLineDash(node?.unschedulable ? [4, 3] : []);
    if (r.w > 7) ctx.stroke();
    ctx.setLineDash([]);
    const head = machine.pods.y - machine.y;
    if (!node || head * scene.view.zoom < 9) continue;
    const size = Math.min(13, head * scene.view.zoom * 0.72);
    ctx.font = `600 ${size}px ${colors.fontUi}`;
    ctx.fillStyle = node.ready ? colors['ink-2'] : colors.bad;
    ctx.textBaseline = 'middle';
    ctx.fillText(
      fit(ctx, node.name, r.w - 10),
      r.x + Math.min(8, r.w * 0.06) + 2,
      r.y + (head * scene.view.zoom) / 2 + 1,
    );
  }
}

/** Far away: one bar per machine, divided by state. */
function paintBar(scene: CellScene, node: number): void {
  const machine = machineByIndex(scene.layout, node);
  if (!machine) return;
  const r = onScreen(scene, machine.pods);
  if (!visible(r, scene.window)) return;
  const { ctx, colors } = scene;
  ctx.fillStyle = colors.glass;
  ctx.fillRect(r.x, r.y, r.w, r.h);
  const counts = new Map<PodShape['hue'], number>();
  for (const pod of pods.onNode(node)) {
    const { hue } = podShapes[pod.state];
    counts.set(hue, (counts.get(hue) ?? 0) + 1);
  }
  const room = scene.layout.grid.columns * scene.layout.grid.rows;
  let x = r.x;
  for (const hue of ['ok', 'kubelet', 'wait', 'bad', 'cloud'] as const) {
    const w = ((counts.get(hue) ?? 0) / room) * r.w;
    if (w <= 0) continue;
    ctx.fillStyle = colors[hue];
    ctx.fillRect(x, r.y, w, r.h);
    x += w;
  }
}

function paintDots(scene: CellScene, all: Iterable<PodCell>): void {
  const { ctx, layout, colors, window: w } = scene;
  const filled = new Map<string, Rect[]>();
  const hollow = new Map<string, Rect[]>();
  for (const pod of all) {
    if (pod.node < 0 || pod.node === layout.frameIndex) continue;
    const world = cellRect(layout, pod);
    if (!world) continue;
    const r = onScreen(scene, world);
    if (!visible(r, w)) continue;
    const shape = podShapes[pod.state];
    const group = shape.filled ? filled : hollow;
    const list = group.get(shape.hue);
    if (list) list.push(r);
    else group.set(shape.hue, [r]);
  }
  for (const [hue, list] of filled) fillRects(ctx, colors[hue as PodShape['hue']], list);
  for (const [hue, list] of hollow) {
    fillRects(ctx, colors[hue as PodShape['hue']], list);
    ctx.fillStyle = colors.glass;
    for (const r of list) if (r.w >= 4) ctx.fillRect(r.x + r.w * 0.3, r.y + r.h * 0.3, r.w * 0.4, r.h * 0.4);
  }
}

function fillRects(ctx: CanvasRenderingContext2D, color: string, list: readonly Rect[]): void {
  ctx.fillStyle = color;
  ctx.beginPath();
  for (const r of list) ctx.rect(r.x, r.y, r.w, r.h);
  ctx.fill();
}

function paintCell(scene: CellScene, pod: PodCell, single: boolean): void {
  const world = cellRect(scene.layout, pod);
  if (!world) return;
  const r = onScreen(scene, world);
  if (!visible(r, scene.window)) return;
  const shape = podShapes[pod.state];
  const detail: Detail =
    r.w >= 104 && r.h >= 36 ? 'card' : r.w >= 62 && r.h >= 20 ? 'chip' : Math.min(r.w, r.h) >= 12 ? 'icon' : 'dot';
  if (detail === 'dot') {
    if (single || pod.node === trayIndex || pod.node === scene.layout.frameIndex) paintDot(scene, r, shape);
    return;
  }
  const { ctx, colors } = scene;
  const hue = colors[shape.hue];
  roundRect(ctx, r.x + 0.75, r.y + 0.75, r.w - 1.5, r.h - 1.5, detail === 'icon' ? 5 : 7);
  ctx.fillStyle = shape.filled ? colors['glass-2'] : colors.glass;
  ctx.fill();
  if (shape.filled || shape.hue === 'bad') {
    ctx.fillStyle = alpha(hue, shape.hue === 'bad' ? 0.16 : 0.12);
    ctx.fill();
  }
  ctx.lineWidth = 1.25;
  ctx.strokeStyle = alpha(hue, shape.border === 'solid' ? 0.75 : 0.9);
  ctx.setLineDash(shape.border === 'dashed' ? [5, 3.5] : shape.border === 'dotted' ? [1.5, 3] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  if (detail === 'icon') {
    const size = Math.min(16, Math.min(r.w, r.h) - 4);
    drawShape(ctx, shape.path, r.x + (r.w - size) / 2, r.y + (r.h - size) / 2, size, hue, 1.8);
    return;
  }
  if (detail === 'chip') {
    drawShape(ctx, shape.path, r.x + 7, r.y + r.h / 2 - 6.5, 13, hue, 1.8);
    ctx.font = `600 11px ${colors.fontCode}`;
    ctx.textBaseline = 'middle';
    paintName(ctx, colors, pod, r.x + 25, r.y + r.h / 2 + 0.5, r.w - 32);
    return;
  }
  drawShape(ctx, shape.path, r.x + 10, r.y + r.h / 2 - 8, 16, hue, 1.7);
  ctx.font = `600 11.5px ${colors.fontCode}`;
  ctx.textBaseline = 'alphabetic';
  paintName(ctx, colors, pod, r.x + 34, r.y + r.h / 2 - 3, r.w - 42);
  ctx.font = `500 11px ${colors.fontUi}`;
  ctx.fillStyle = shape.hue === 'ok' ? colors['ink-2'] : hue;
  const status = fit(ctx, pod.status, r.w - 42);
  ctx.fillText(status, r.x + 34, r.y + r.h / 2 + 12);
  const used = ctx.measureText(status).width;
  const rest = [pod.ready, pod.restarts > 0 ? `↻${pod.restarts}` : ''].filter(Boolean).join('  ');
  if (rest && used + ctx.measureText(rest).width + 12 < r.w - 42) {
    ctx.fillStyle = colors['ink-3'];
    ctx.fillText(rest, r.x + 34 + used + 8, r.y + r.h / 2 + 12);
  }
}

function paintDot(scene: CellScene, r: Rect, shape: PodShape): void {
  const { ctx, colors } = scene;
  ctx.fillStyle = colors[shape.hue];
  ctx.fillRect(r.x, r.y, r.w, r.h);
  if (shape.filled || r.w < 4) return;
  ctx.fillStyle = colors.glass;
  ctx.fillRect(r.x + r.w * 0.3, r.y + r.h * 0.3, r.w * 0.4, r.h * 0.4);
}

/** `web-7d4f9c-` quietly, `x2k8p` clearly: the part that tells siblings apart is the part one reads. */
function paintName(
  ctx: CanvasRenderingContext2D,
  colors: Palette,
  pod: PodCell,
  x: number,
  y: number,
  room: number,
): void {
  // The API server's generateName adds five characters: they are the Pod's own, what stands before is its family's.
  const family = pod.owner === undefined ? '' : (/^(.+-)[a-z0-9]{5}$/.exec(pod.name)?.[1] ?? '');
  const own = pod.name.slice(family.length);
  const ownWidth = ctx.measureText(own).width;
  if (family === '' || ownWidth >= room) {
    ctx.fillStyle = colors.ink;
    ctx.fillText(fit(ctx, own, room), x, y);
    return;
  }
  const shown = fitEnd(ctx, family, room - ownWidth);
  ctx.fillStyle = colors['ink-3'];
  ctx.fillText(shown, x, y);
  ctx.fillStyle = colors.ink;
  ctx.fillText(own, x + ctx.measureText(shown).width, y);
}

/** As much of the beginning as fits, with an ellipsis. */
export function fit(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let n = Math.max(1, Math.floor((text.length * room) / ctx.measureText(text).width));
  while (n > 1 && ctx.measureText(`${text.slice(0, n)}…`).width > room) n--;
  return `${text.slice(0, n)}…`;
}

/** `web-7d4f9c-` → `web-…-` when room is short: the first word says most. */
function fitEnd(ctx: CanvasRenderingContext2D, family: string, room: number): string {
  if (ctx.measureText(family).width <= room) return family;
  const short = `${family.split('-')[0]!}-…`;
  if (ctx.measureText(short).width <= room) return short;
  return ctx.measureText('…').width <= room ? '…' : '';
}
