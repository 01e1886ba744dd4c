/** How a room is divided into equal places for pods. Measures in world pixels. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly w: number;
  readonly h: number;
  readonly gap: number;
}

/** Preferred shapes, roomiest first: a card with two lines, a chip with a name, a block with an icon. */
const shapes = [
  { minW: 118, minH: 38, maxW: 360, maxH: 46, gap: 6 },
  { minW: 84, minH: 25, maxW: 180, maxH: 30, gap: 6 },
  { minW: 20, minH: 20, maxW: 24, maxH: 24, gap: 4 },
] as const;

/** The roomiest grid with at least `places` places; `maxRows` for strips. Below the last shape: dots as small as needed. */
export function cellGrid(width: number, height: number, places: number, maxRows = Infinity): CellGrid {
  const wanted = Math.max(1, places);
  for (const shape of shapes) {
    const columns = Math.floor((width + shape.gap) / (shape.minW + shape.gap));
    const rows = Math.min(maxRows, Math.floor((height + shape.gap) / (shape.minH + shape.gap)));
    if (columns < 1 || rows < 1 || columns * rows < wanted) continue;
    // Cards fill the width as few columns as the pods need: one column while it is enough.
    const used = shape.minW >= 100 && maxRows !== 1 ? Math.min(columns, Math.ceil(wanted / rows)) : columns;
    return {
      columns: used,
      rows,
      w: Math.min(shape.maxW, (width - shape.gap * (used - 1)) / used),
      h: Math.min(shape.maxH, (height - shape.gap * (rows - 1)) / rows),
      gap: shape.gap,
    };
  }
  return dots(Math.max(1, width), Math.max(1, height), wanted);
}

function dots(width: number, height: number, places: number): CellGrid {
  const pitch = Math.sqrt((width * height) / places);
  let columns = Math.max(1, Math.floor(width / pitch));
  let rows = Math.ceil(places / columns);
  while (height / rows < Math.min(pitch * 0.75, width / columns) && columns < places) {
    columns++;
    rows = Math.ceil(places / columns);
  }
  const step = Math.min(16, width / columns, height / rows);
  const gap = Math.min(2.5, step * 0.2);
  return { columns, rows, w: step - gap, h: step - gap, gap };
}

/** Left upper corner of a place inside its room. */
export function cellAt(grid: CellGrid, slot: number): { x: number; y: number } {
  return { x: (slot % grid.columns) * (grid.w + grid.gap), y: Math.floor(slot / grid.columns) * (grid.h + grid.gap) };
}

/** The place under a point of the room, or -1. */
export function slotAt(grid: CellGrid, x: number, y: number): number {
  const column = Math.floor(x / (grid.w + grid.gap));
  const row = Math.floor(y / (grid.h + grid.gap));
  if (x < 0 || y < 0 || column >= grid.columns || row >= grid.rows) return -1;
  if (x - column * (grid.w + grid.gap) > grid.w || y - row * (grid.h + grid.gap) > grid.h) return -1;
  return row * grid.columns + column;
}
