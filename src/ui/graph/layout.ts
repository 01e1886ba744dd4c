import { cellGrid, type CellGrid } from './cells.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A machine below the API server. On large clusters `agents` is undefined: kubelet and kube-proxy show when one zooms in. */
export interface MachineBox extends Rect {
  /** Index in the frame's `nodes`. */
  readonly index: number;
  readonly kubelet: Rect | undefined;
  readonly proxy: Rect | undefined;
  /** Where its pods stand: the container runtime's room. */
  readonly pods: Rect;
}

/**
 * Where everything stands, a pure function of the size of the pane, the cluster's machines and how full they are. At
 * zoom 1 all of it fits: a hundred nodes are small, not off screen. Nothing here depends on what happens, so nothing jumps.
 */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Phone: short names, no narration band, no registry. */
  readonly compact: boolean;
  /** Free room for the narration bubble. */
  readonly band: Rect;
  readonly user: Rect;
  readonly etcd: Rect;
  readonly scheduler: Rect;
  readonly controllers: Rect;
  readonly bus: Rect;
  /** Pods without a node wait here, below the API server that holds their record. */
  readonly tray: Rect;
  /** The control plane machine: the frame around the upper half, and its own pods and agents in the frame's head. */
  readonly frame: Rect;
  readonly frameIndex: number;
  readonly framePods: Rect;
  readonly machines: readonly MachineBox[];
  readonly registry: Rect | undefined;
  readonly grid: CellGrid;
  readonly trayGrid: CellGrid;
  readonly frameGrid: CellGrid;
}

export interface LayoutInput {
  readonly width: number;
  readonly height: number;
  readonly machines: readonly { readonly controlPlane: boolean }[];
  /** Places in use on the fullest worker. */
  readonly fullest: number;
  /** Pods on the control plane machine and in the tray. */
  readonly onFrame: number;
  readonly inTray: number;
  /** Leave room above for the narration bubble (not on a phone, where it stands below the graph). */
  readonly narration: boolean;
  /** First lesson: the API server without its stages, no strip below the nodes. */
  readonly simple: boolean;
}

const compactBelow = 640;
/** Up to this many workers are drawn as cards with their agents. */
export const machineCardsMax = 12;

export function layoutGraph(input: LayoutInput): Layout {
  const compact = input.width < compactBelow;
  const width = Math.max(300, input.width);
  const height = Math.max(compact ? (input.narration ? 350 : 260) : 400, input.height);
  const rows = compact ? compactRows(height, input.narration) : wideRows(height, input.narration, input.simple);
  const pad = compact ? 14 : width > 900 ? 28 : 20;
  const inner = width - 2 * pad;

  const userWidth = compact ? (inner - 24) / 4 : Math.min(184, Math.max(118, inner * 0.212));
  const user: Rect = { x: pad + (compact ? 0 : 6), y: rows.cards, w: userWidth, h: rows.cardHeight };
  const frameX = compact ? pad - 8 : pad + userWidth + 26;
  const frame: Rect = {
    x: frameX,
    y: rows.frame,
    w: width - pad - frameX + (compact ? 8 : 0),
    h: rows.frameBottom - rows.frame,
  };
  const cardsX = compact ? pad + userWidth + 8 : frameX + 14;
  const gap = compact ? 8 : 14;
  const cardWidth = (width - pad - (compact ? 0 : 14) - cardsX - 2 * gap) / 3;
  const card = (i: number): Rect => ({
    x: cardsX + i * (cardWidth + gap),
    y: rows.cards,
    w: cardWidth,
    h: rows.cardHeight,
  });
  const bus: Rect = { x: compact ? pad : pad - 4, y: rows.bus, w: compact ? inner : inner - 6, h: rows.busHeight };
  const tray: Rect = compact
    ? { x: bus.x + bus.w * 0.42, y: bus.y + 8, w: bus.w * 0.58 - 10, h: bus.h - 16 }
    : { x: frameX + 14, y: rows.tray, w: frame.w - 28, h: rows.trayHeight };

  const controlPlane = input.machines.findIndex((m) => m.controlPlane);
  const workers = input.machines.flatMap((m, index) => (m.controlPlane ? [] : [index]));
  // One machine that is everything: it also stands below, where its pods are.
  const below = workers.length > 0 ? workers : input.machines.map((_, i) => i);
  const area: Rect = { x: pad, y: rows.machines, w: inner, h: rows.machinesBottom - rows.machines };
  const machines = placeMachines(below, area, compact);

  const podRoom = machines[0]?.pods ?? { x: 0, y: 0, w: 100, h: 60 };
  const framePods: Rect = compact
    ? { x: 0, y: 0, w: 0, h: 0 }
    : { x: frame.x + frame.w * 0.62, y: frame.y + 5, w: frame.w * 0.38 - 12, h: 18 };
  return {
    width,
    height,
    compact,
    band: { x: pad, y: 12, w: inner, h: rows.bandHeight },
    user,
    etcd: card(0),
    scheduler: card(1),
    controllers: card(2),
    bus,
    tray,
    frame,
    frameIndex: workers.length > 0 ? controlPlane : -2,
    framePods,
    machines,
    registry: compact || input.simple ? undefined : { x: width - pad - 176, y: rows.strip, w: 176, h: 40 },
    grid: cellGrid(podRoom.w, podRoom.h, steady(input.fullest)),
    trayGrid: cellGrid(tray.w - (compact ? 0 : 112), tray.h - (compact ? 0 : 6), steady(input.inTray), 1),
    frameGrid: cellGrid(framePods.w, framePods.h, steady(input.onFrame), 1),
  };
}

/** Rounds up in coarse steps, so that one more Pod does not change the size of every cell. */
function steady(count: number): number {
  let step = 2;
  while (step < count) step *= step < 8 ? 2 : 1.5;
  return Math.ceil(step);
}

interface Rows {
  bandHeight: number;
  frame: number;
  cards: number;
  cardHeight: number;
  bus: number;
  busHeight: number;
  tray: number;
  trayHeight: number;
  frameBottom: number;
  machines: number;
  machinesBottom: number;
  strip: number;
}

function wideRows(height: number, narration: boolean, simple: boolean): Rows {
  const low = height < 610;
  const bandHeight = narration ? (low ? 86 : 90) : 8;
  const head = low ? 27 : 31;
  const cardHeight = low ? 46 : 54;
  const busHeight = simple ? 56 : low ? 66 : 72;
  const trayHeight = low ? 31 : 34;
  const foot = simple ? 14 : low ? 56 : 64;
  // Everything but the gaps and the machines; what is left is shared between those by weight.
  const fixed = 12 + bandHeight + head + cardHeight + busHeight + 7 + trayHeight + foot;
  const room = Math.max(140, height - fixed);
  const gap = (share: number, least: number, most: number): number => Math.max(least, Math.min(most, room * share));
  const frame = 12 + bandHeight + gap(0.03, 6, 16);
  const cards = frame + head;
  const bus = cards + cardHeight + gap(0.13, 26, 92);
  const tray = bus + busHeight + 7;
  const frameBottom = tray + trayHeight + gap(0.03, 8, 14);
  const machines = frameBottom + gap(0.12, 24, 84);
  const machinesBottom = Math.min(height - foot, machines + 300);
  return {
    bandHeight,
    frame,
    cards,
    cardHeight,
    bus,
    busHeight,
    tray,
    trayHeight,
    frameBottom,
    machines,
    machinesBottom,
    strip: height - foot + (low ? 8 : 12),
  };
}

function compactRows(height: number, narration: boolean): Rows {
  const bandHeight = narration ? 84 : 0;
  const cards = 26 + bandHeight;
  const cardHeight = 46;
  const spare = Math.max(0, height - bandHeight - 270);
  const bus = cards + cardHeight + 34 + spare * 0.2;
  const machines = bus + 46 + 34 + spare * 0.2;
  return {
    bandHeight,
    frame: 8 + bandHeight,
    cards,
    cardHeight,
    bus,
    busHeight: 46,
    tray: bus,
    trayHeight: 30,
    frameBottom: bus + 46 + 8,
    machines,
    machinesBottom: height - 10,
    strip: height,
  };
}

function placeMachines(indexes: readonly number[], area: Rect, compact: boolean): MachineBox[] {
  const count = indexes.length;
  if (count === 0) return [];
  const cards = count <= (compact ? 4 : machineCardsMax);
  const gap = cards ? (compact ? 8 : 16) : count > 300 ? 3 : 6;
  const columns = cards
    ? Math.min(count, compact ? 4 : count <= 5 ? 5 : Math.ceil(count / 2))
    : bestColumns(count, area, gap);
  const rows = Math.ceil(count / columns);
  const w = Math.min((area.w - gap * (columns - 1)) / columns, cards ? 380 : Infinity);
  const h = (area.h - gap * (rows - 1)) / rows;
  const left = area.x + (area.w - (columns * w + (columns - 1) * gap)) / 2;
  return indexes.map((index, i) => {
    const x = left + (i % columns) * (w + gap);
    const y = area.y + Math.floor(i / columns) * (h + gap);
    return machineBox(index, { x, y, w, h }, cards, compact);
  });
}

/** Number of columns that makes the boxes closest to 4:3. */
function bestColumns(count: number, area: Rect, gap: number): number {
  let best = 1;
  let bestError = Infinity;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const w = (area.w - gap * (columns - 1)) / columns;
    const h = (area.h - gap * (rows - 1)) / rows;
    if (w < 3 || h < 3) continue;
    const error = Math.abs(w / h - 4 / 3) + (columns * rows - count) / count;
    if (error < bestError) [best, bestError] = [columns, error];
  }
  return best;
}

function machineBox(index: number, box: Rect, cards: boolean, compact: boolean): MachineBox {
  const { x, y, w, h } = box;
  if (!cards) {
    const edge = Math.max(0.6, Math.min(4, w * 0.06));
    const head = h > 40 ? Math.min(14, h * 0.18) : 0;
    return {
      ...box,
      index,
      kubelet: undefined,
      proxy: undefined,
      pods: { x: x + edge, y: y + edge + head, w: w - 2 * edge, h: h - 2 * edge - head },
    };
  }
  if (compact) {
    return {
      ...box,
      index,
      kubelet: { x: x + w - 44, y: y + 6, w: 17, h: 17 },
      proxy: { x: x + w - 24, y: y + 6, w: 17, h: 17 },
      pods: { x: x + 8, y: y + 30, w: w - 16, h: h - 38 },
    };
  }
  const short = h < 130;
  const agentsWidth = w - 20 - 6;
  const agents = short ? y + 30 : y + 36;
  const agentHeight = short ? 24 : 28;
  // Room for what kubelet and runtime say to each other.
  const podTop = agents + agentHeight + (short ? 5 : h < 165 ? 8 : 30);
  return {
    ...box,
    index,
    kubelet: { x: x + 10, y: agents, w: agentsWidth * 0.45, h: agentHeight },
    proxy: { x: x + 16 + agentsWidth * 0.45, y: agents, w: agentsWidth * 0.55, h: agentHeight },
    pods: { x: x + 10, y: podTop, w: w - 20, h: y + h - 10 - podTop },
  };
}
