import { playhead } from '../playhead.ts';
import { usePrefs } from '../prefs.ts';
import { usePage } from '../store.ts';
import type { Layout, Rect } from './layout.ts';
import { drawsMachines, paintAll, paintPlaces, type CellScene } from './paint-cells.ts';
import { paintPackets } from './paint-packets.ts';
import { palette } from './palette.ts';
import { pods, type PodCell } from './pods.ts';
import { cellRect, home, type View } from './view.ts';
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

/** The Pods' bitmap is this much larger than the pane on every side, so that a pan shows no bare edge before the repaint. */
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
 * The two canvases above the cards: pods (repainted cell by cell, moved as a bitmap while one pans) and packets. What
 * happens only notes what is to be painted; painting is once per animation frame, and only when there is something to
 * paint: a browser that draws in a task, and again in the next, uploads the bitmap each time.
 */
export class Surface {
  private layout: Layout | undefined;
  /** The layout the bitmaps have the size of. */
  private fitted: Layout | undefined;
  private wires: Wires | undefined;
  private view: View = home;
  /** The views the bitmaps were painted for. */
  private cellsView: View = home;
  private packetsView: View = home;
  private ratio = 1;
  private marks: Marks = { hover: undefined, selected: undefined };
  private changed: ReadonlySet<number> = new Set();
  private changedAt = -1;
  private places = new Map<number, { node: number; rect: Rect }>();
  /** Pods to be painted anew in the next animation frame. */
  private due: Set<number> | 'all' = new Set();
  private packetsDue = false;
  private frame = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private restAt = 0;
  private lastPaint = 0;
  private readonly stop: (() => void)[] = [];

  constructor(
    private readonly cells: HTMLCanvasElement,
    private readonly packets: HTMLCanvasElement,
  ) {
    this.stop.push(
      pods.listen((changed) => this.onPods(changed)),
      playhead.onTick(() => this.packetsSoon()),
      usePage.subscribe((page, before) => {
        if (
          page.nodes !== before.nodes &&
          this.layout &&
          drawsMachines(this.layout) &&
          looksOther(page.nodes, before.nodes)
        )
          this.cellsSoon();
        if (page.beat !== before.beat || page.flights !== before.flights || page.atMs !== before.atMs)
          this.packetsSoon();
      }),
      usePrefs.subscribe((prefs, before) => {
        if (prefs.shown !== before.shown) this.allSoon();
      }),
    );
    document.fonts?.ready.then(
      () => this.allSoon(),
      () => undefined,
    );
  }

  destroy(): void {
    for (const stop of this.stop) stop();
    clearTimeout(this.rest);
    cancelAnimationFrame(this.frame);
  }

  setLayout(layout: Layout, wires: Wires, view: View): void {
    this.layout = layout;
    this.view = view;
    this.wires = wires;
    this.allSoon();
  }

  /** The bitmaps move with the cards at once; they are painted for the new view when their turn comes. */
  setView(view: View): void {
    this.view = view;
    this.place(this.cells, this.cellsView, overscan);
    this.place(this.packets, this.packetsView, 0);
    this.packetsSoon();
    if (pods.pods.size < sharpBelow) this.cellsSoon();
    else this.repaintAtRest();
  }

  setMarks(marks: Marks): void {
    if (marks.hover === this.marks.hover && marks.selected === this.marks.selected) return;
    this.marks = marks;
    this.packetsSoon();
  }

  /** A point painted at p (pane pixels) belongs at (p − painted) × scale + view; the bitmap's corner lies at −margin. */
  private place(canvas: HTMLCanvasElement, painted: View, margin: number): void {
    const { view } = this;
    const scale = view.zoom / painted.zoom;
    const x = view.x - painted.x * scale + margin * (1 - scale);
    const y = view.y - painted.y * scale + margin * (1 - scale);
    canvas.style.transform = x === 0 && y === 0 && scale === 1 ? '' : `translate(${x}px, ${y}px) scale(${scale})`;
  }

  /** Paints the pods' bitmap for the view it is moved to, when the view rests; now and then while it does not. */
  private repaintAtRest(): void {
    this.restAt = performance.now() + repaintRestMs;
    this.rest ??= setTimeout(() => this.onRest(), repaintRestMs);
  }

  private onRest(): void {
    const now = performance.now();
    this.rest = undefined;
    if (now >= this.restAt || now - this.lastPaint > repaintMostMs) this.cellsSoon();
    else this.rest = setTimeout(() => this.onRest(), this.restAt - now);
  }

  private onPods(changed: ReadonlySet<number> | 'all'): void {
    const { at } = usePage.getState();
    this.changed = changed === 'all' || changed.size > 40 ? new Set() : changed;
    this.changedAt = at.step;
    if (changed === 'all') this.due = 'all';
    else if (this.due !== 'all') for (const id of changed) this.due.add(id);
    this.packetsSoon();
  }

  private cellsSoon(): void {
    this.due = 'all';
    this.soon();
  }

  private packetsSoon(): void {
    this.packetsDue = true;
    this.soon();
  }

  private allSoon(): void {
    this.cellsSoon();
    this.packetsSoon();
  }

  private soon(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.frame = 0;
    this.fitLayout();
    if (this.due === 'all') this.paintCells();
    else if (this.due.size > 0) this.paintChanged(this.due);
    this.due = new Set();
    if (this.packetsDue) this.paintPackets();
    this.packetsDue = false;
  }

  private scene(canvas: HTMLCanvasElement, view: View, margin: number): CellScene | undefined {
    const ctx = canvas.getContext('2d');
    if (!ctx || !this.layout) return undefined;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, margin * this.ratio, margin * this.ratio);
    return {
      ctx,
      layout: this.layout,
      view,
      colors: palette(usePrefs.getState().shown),
      nodes: usePage.getState().nodes,
      window: { x: -margin, y: -margin, w: this.layout.width + 2 * margin, h: this.layout.height + 2 * margin },
      pixelRatio: this.ratio,
    };
  }

  /** Gives the bitmaps the layout's size. Setting a size, even the same, lays a new bitmap out: so only when it differs. */
  private fitLayout(): void {
    const { layout } = this;
    if (!layout || this.fitted === layout) return;
    this.fitted = layout;
    this.ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    for (const [canvas, margin] of [
      [this.cells, overscan],
      [this.packets, 0],
    ] as const) {
      const w = layout.width + 2 * margin;
      const h = layout.height + 2 * margin;
      canvas.style.left = canvas.style.top = `${-margin}px`;
      canvas.style.width = `${w}px`;
      canvas.style.height = `${h}px`;
      const [width, height] = [Math.round(w * this.ratio), Math.round(h * this.ratio)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
  }

  private paintCells(): void {
    clearTimeout(this.rest);
    this.rest = undefined;
    this.cellsView = this.view;
    this.lastPaint = performance.now();
    this.place(this.cells, this.cellsView, overscan);
    const scene = this.scene(this.cells, this.cellsView, overscan);
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
    const scene = this.scene(this.cells, this.cellsView, overscan);
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
    this.packetsView = this.view;
    this.place(this.packets, this.packetsView, 0);
    const scene = this.scene(this.packets, this.packetsView, 0);
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
}
