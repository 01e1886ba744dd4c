import { cellAt, slotAt, type CellGrid } from './cells.ts';
import type { Layout, Rect } from './layout.ts';
import { pods, trayIndex, type PodCell } from './pods.ts';

/** How the world lies on the screen: screen = world × zoom + offset. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** All of it, as large as laid out. */
export const home: View = { x: 0, y: 0, zoom: 1 };

/** The room a node index has for pods, and its division. */
export function roomOf(layout: Layout, node: number): { room: Rect; grid: CellGrid } | undefined {
  if (node === trayIndex) {
    const { tray, compact } = layout;
    return {
      room: compact ? tray : { x: tray.x + 106, y: tray.y + 3, w: tray.w - 112, h: tray.h - 6 },
      grid: layout.trayGrid,
    };
  }
  if (node === layout.frameIndex)
    return layout.framePods.w > 0 ? { room: layout.framePods, grid: layout.frameGrid } : undefined;
  const machine = machineByIndex(layout, node);
  return machine && { room: machine.pods, grid: layout.grid };
}

const byIndex = new WeakMap<Layout, Map<number, Layout['machines'][number]>>();
export function machineByIndex(layout: Layout, index: number): Layout['machines'][number] | undefined {
  let map = byIndex.get(layout);
  if (!map) byIndex.set(layout, (map = new Map(layout.machines.map((m) => [m.index, m]))));
  return map.get(index);
}

/** Where a Pod stands, in the world; undefined when its node is not drawn or the room is full. */
export function cellRect(layout: Layout, pod: PodCell): Rect | undefined {
  const place = roomOf(layout, pod.node);
  if (!place || pod.slot < 0 || pod.slot >= place.grid.columns * place.grid.rows) return undefined;
  const { x, y } = cellAt(place.grid, pod.slot);
  return { x: place.room.x + x, y: place.room.y + y, w: place.grid.w, h: place.grid.h };
}

/** The Pod under a point of the world. Looks at one machine and one place, whatever the number of pods. */
export function podAt(layout: Layout, x: number, y: number): PodCell | undefined {
  const rooms: number[] = [trayIndex, layout.frameIndex];
  const machine = machineAt(layout, x, y);
  if (machine !== undefined) rooms.unshift(machine);
  for (const node of rooms) {
    const place = roomOf(layout, node);
    if (!place) continue;
    const slot = slotAt(place.grid, x - place.room.x, y - place.room.y);
    const pod = slot < 0 ? undefined : pods.at(node, slot);
    if (pod) return pod;
  }
  return undefined;
}

/** Machines stand in a regular grid: the index follows from the position of the first two. */
function machineAt(layout: Layout, x: number, y: number): number | undefined {
  const first = layout.machines[0];
  if (!first) return undefined;
  const second = layout.machines[1];
  const stepX = second && second.y === first.y ? second.x - first.x : first.w + 1;
  const columns = second && second.y === first.y ? layout.machines.findIndex((m) => m.y > first.y) : 1;
  const perRow = columns > 0 ? columns : layout.machines.length;
  const nextRow = layout.machines[perRow];
  const stepY = nextRow ? nextRow.y - first.y : first.h + 1;
  const column = Math.floor((x - first.x) / stepX);
  const row = Math.floor((y - first.y) / stepY);
  if (column < 0 || row < 0 || column >= perRow) return undefined;
  return layout.machines[row * perRow + column]?.index;
}
