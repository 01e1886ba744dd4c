import { playhead } from '../playhead.ts';
import { usePrefs } from '../prefs.ts';
import { usePage } from '../store.ts';
import type { Layout, Rect } from './layout.ts';
import { detailOf, drawsMachines, paintAll, paintPlaces, type CellScene } from './paint-cells.ts';
import { paintPackets } from './paint-packets.ts';
import { palette } from './palette.ts';
import { pods, type PodCell } from './pods.ts';
import { cellRect, type View } from './view.ts';
import type { NodeView } from '../../worker/protocol.ts';
import type { Wires } from './wires.ts';

/** Whether a machine has to be drawn anew: its numbers stand elsewhere, its frame tells only of these. */
const looksOther = (now: readonly NodeView[], before: readonly NodeView[]): boolean =>
  now.length !== before.length ||
  now.some(
    (node, i) =>
      node.ready !== before[i]!.ready ||
      node.unschedulable !== before[i]!.unschedulable ||
      node.name !== before[i]!.name,
  );

/** The bitmap is this much larger than the pane on every side, so that a pan shows no bare edge before the repaint. */
const overscan = 90;
/** With fewer pods than this a full repaint is cheaper than moving an unsharp bitmap. */
const sharpBelow = 500;
const repaintRestMs = 140;
const repaintMostMs = 500;

export interface Marks {
  readonly hover: number | undefined;
  readonly selected: number | undefined;
}

/**
 * The two canvases above the cards: pods (repainted cell by cell, moved as a bitmap while one pans) and packets
 * (repainted on every tick of the play-head). Draws only when something changed; owns no animation frame.
 */
export class Surface {
  private layout: Layout | undefined;
  private wires: Wires | undefined;
  private view: View = { x: 0, y: 0, zoom: 1 };
  /** The view the bitmap of the pods was painted for. */
  private painted: View = { x: 0, y: 0, zoom: 1 };
  private ratio = 1;
  private marks: Marks = { hover: undefined, selected: undefined };
  private changed: ReadonlySet<number> = new Set();
  private changedAt = -1;
  private places = new Map<number, { node: number; rect: Rect }>();
  private rest: ReturnType<typeof setTimeout> | undefined;
  private lastPaint = 0;
  private readonly stop: (() => void)[] = [];

  constructor(
    private readonly cells: HTMLCanvasElement,
    private readonly packets: HTMLCanvasElement,
  ) {
    this.stop.push(
      pods.listen((changed) => this.onPods(changed)),
      playhead.onTick(() => this.paintPackets()),
      usePage.subscribe((page, before) => {
        if (
          page.nodes !== before.nodes &&
          this.layout &&
          drawsMachines(this.layout) &&
          looksOther(page.nodes, before.nodes)
        )
          this.paintCells();
        if (page.beat !== before.beat || page.flights !== before.flights) this.paintPackets();
      }),
      usePrefs.subscribe((prefs, before) => {
        if (prefs.shown !== before.shown) queueMicrotask(() => this.paint());
      }),
    );
    document.fonts?.ready.then(
      () => this.paint(),
      () => undefined,
    );
  }

  destroy(): void {
    for (const stop of this.stop) stop();
    clearTimeout(this.rest);
  }

  setLayout(layout: Layout, wires: Wires, view: View): void {
    this.layout = layout;
    this.view = view;
    this.wires = wires;
    this.ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    for (const canvas of [this.cells, this.packets]) {
      const w = layout.width + 2 * overscan;
      const h = layout.height + 2 * overscan;
      canvas.style.left = canvas.style.top = `${-overscan}px`;
      canvas.style.width = `${w}px`;
      canvas.style.height = `${h}px`;
      canvas.width = Math.round(w * this.ratio);
      canvas.height = Math.round(h * this.ratio);
    }
    this.paint();
  }

  setView(view: View): void {
    this.view = view;
    this.paintPackets();
    if (pods.pods.size < sharpBelow) return this.paintCells();
    // A point painted at p (pane pixels) belongs at (p − painted) × scale + view; the bitmap's corner lies at −overscan.
    const scale = view.zoom / this.painted.zoom;
    const x = view.x - this.painted.x * scale + overscan * (1 - scale);
    const y = view.y - this.painted.y * scale + overscan * (1 - scale);
    this.cells.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.repaintSoon();
  }

  setMarks(marks: Marks): void {
    if (marks.hover === this.marks.hover && marks.selected === this.marks.selected) return;
    this.marks = marks;
    this.paintPackets();
  }

  private repaintSoon(): void {
    clearTimeout(this.rest);
    const late = performance.now() - this.lastPaint > repaintMostMs;
    this.rest = setTimeout(() => this.paintCells(), late ? 0 : repaintRestMs);
  }

  private onPods(changed: ReadonlySet<number> | 'all'): void {
    const { at } = usePage.getState();
    this.changed = changed === 'all' || changed.size > 40 ? new Set() : changed;
    this.changedAt = at.step;
    if (changed === 'all' || !this.layout) return this.paint();
    this.paintChanged(changed);
    this.paintPackets();
  }

  private scene(canvas: HTMLCanvasElement, view: View): CellScene | undefined {
    const ctx = canvas.getContext('2d');
    if (!ctx || !this.layout) return undefined;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, overscan * this.ratio, overscan * this.ratio);
    return {
      ctx,
      layout: this.layout,
      view,
      colors: palette(usePrefs.getState().shown),
      nodes: usePage.getState().nodes,
      window: { x: -overscan, y: -overscan, w: this.layout.width + 2 * overscan, h: this.layout.height + 2 * overscan },
      pixelRatio: this.ratio,
    };
  }

  private paint(): void {
    this.paintCells();
    this.paintPackets();
  }

  private paintCells(): void {
    clearTimeout(this.rest);
    this.painted = this.view;
    this.lastPaint = performance.now();
    this.cells.style.transform = '';
    const scene = this.scene(this.cells, this.painted);
    if (!scene) return;
    paintAll(scene);
    this.places.clear();
    for (const pod of pods.pods.values()) this.remember(pod);
  }

  private remember(pod: PodCell): { node: number; rect: Rect } | undefined {
    const rect = this.layout && cellRect(this.layout, pod);
    if (!rect) {
      this.places.delete(pod.id);
      return undefined;
    }
    const place = { node: pod.node, rect };
    this.places.set(pod.id, place);
    return place;
  }

  private paintChanged(ids: ReadonlySet<number>): void {
    const scene = this.scene(this.cells, this.painted);
    if (!scene) return;
    const todo: { node: number; rect: Rect; pod: PodCell | undefined }[] = [];
    for (const id of ids) {
      const old = this.places.get(id);
      const pod = pods.pods.get(id);
      if (old) todo.push({ ...old, pod: undefined });
      if (!pod) this.places.delete(id);
    }
    for (const id of ids) {
      const pod = pods.pods.get(id);
      const now = pod && this.remember(pod);
      if (pod && now) todo.push({ ...now, pod });
    }
    paintPlaces(scene, todo);
  }

  private paintPackets(): void {
    const scene = this.scene(this.packets, this.view);
    if (!scene || !this.wires) return;
    const page = usePage.getState();
    const marked = [
      ...(this.marks.selected === undefined ? [] : [{ id: this.marks.selected, how: 'selected' as const }]),
      ...(this.marks.hover === undefined || this.marks.hover === this.marks.selected
        ? []
        : [{ id: this.marks.hover, how: 'hover' as const }]),
    ];
    paintPackets({
      ...scene,
      wires: this.wires,
      beat: page.beat,
      flights: page.flights,
      atMs: page.atMs,
      progress: playhead.progress,
      changed: this.changedAt === page.at.step ? this.changed : new Set(),
      marked,
    });
  }

  get detail(): ReturnType<typeof detailOf> | undefined {
    return this.layout && detailOf(this.layout.grid, this.view.zoom);
  }
}
