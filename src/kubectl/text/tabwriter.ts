/**
 * Elastic tab stops. A column is a run of consecutive lines that have a tab-terminated cell at that place; text after
 * the last tab of a line belongs to no column.
 * Models: Go text/tabwriter with padchar ' ' and flags 0. Left out: escapes, HTML, right alignment, panic on huge widths.
 */
export interface TabStops {
  /** Smallest width of a cell, padding included. */
  readonly minWidth: number;
  readonly padding: number;
}

/** `get`, `top`, `rollout history`: cli-runtime printers.GetNewTabWriter. */
export const tableStops: TabStops = { minWidth: 6, padding: 3 };
/** `describe`: tabwriter.NewWriter(out, 0, 8, 2, ' ', 0). */
export const describeStops: TabStops = { minWidth: 0, padding: 2 };

export function alignTabs(text: string, stops: TabStops): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
  const widths: number[] = [];
  const out: string[] = [];
  format(0, lines.length);
  return out.join('\n') + (ended ? '\n' : '');

  /** Lines [from, to) share all columns in `widths`; finds the next column's blocks among them. */
  function format(from: number, to: number): void {
    const column = widths.length;
    let start = from;
    for (let i = from; i < to; i++) {
      if (column >= lines[i]!.length - 1) continue;
      write(start, i);
      let width = stops.minWidth;
      let end = i;
      for (; end < to; end++) {
        const line = lines[end]!;
        if (column >= line.length - 1) break;
        const cell = runes(line[column]!) + stops.padding;
        if (cell > width) width = cell;
      }
      widths.push(width);
      format(i, end);
      widths.pop();
      i = end - 1;
      start = end;
    }
    write(start, to);
  }

  function write(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const line = lines[i]!;
      let text = '';
      for (let j = 0; j < line.length; j++) {
        const cell = line[j]!;
        text += j < line.length - 1 && j < widths.length ? cell.padEnd(widths[j]! + (cell.length - runes(cell))) : cell;
      }
      out.push(text);
    }
  }
}

const runes = (text: string): number => {
  let n = 0;
  for (const c of text) n += c === '' ? 0 : 1;
  return n;
};

/** The same for streams of rows that must line up with rows printed earlier (`get -w`): remembers column widths. */
export class GrowingTable {
  private widths: number[] = [];

  rows(rows: readonly (readonly string[])[]): string {
    for (const row of rows) {
      row.forEach((cell, i) => {
        if (i < row.length - 1)
          this.widths[i] = Math.max(this.widths[i] ?? tableStops.minWidth, runes(cell) + tableStops.padding);
      });
    }
    return rows
      .map(
        (row) =>
          `${row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(this.widths[i]! + cell.length - runes(cell)) : cell)).join('')}\n`,
      )
      .join('');
  }
}
