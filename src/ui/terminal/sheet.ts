import { FitAddon } from '@xterm/addon-fit';
import type { Terminal } from '@xterm/xterm';
import { cellsOf } from '../../kubectl/line-editor.ts';

/** Lines longer than this are broken after all. */
const columnsMax = 260;
/** Room for xterm's own scrollbar, in px. */
const scrollbarPx = 14;

/**
 * The size of the terminal: as many rows as the pane has, and as many columns as the longest line printed. A table is
 * then scrolled sideways instead of falling apart in a narrow pane; what is typed keeps to the pane's width.
 */
export class Sheet {
  /** Columns that are seen without scrolling. */
  columns = 80;
  private longest = 0;
  private readonly fit = new FitAddon();

  constructor(
    private readonly term: Terminal,
    private readonly host: HTMLElement,
  ) {
    term.loadAddon(this.fit);
    host.addEventListener('scroll', () => this.place());
  }

  /** Takes the pane's size as it is now. */
  measure(): void {
    const size = this.fit.proposeDimensions();
    if (!size || Number.isNaN(size.cols)) return;
    this.columns = size.cols;
    const { term } = this;
    term.resize(Math.max(size.cols, Math.min(this.longest, columnsMax)), size.rows);
    const drawn = term.element?.querySelector<HTMLElement>('.xterm-screen');
    if (term.element && drawn) {
      term.element.style.minWidth = term.cols > size.cols ? `${drawn.offsetWidth + scrollbarPx}px` : '';
    }
    this.place();
  }

  /** Makes room for what is about to be printed. */
  takes(text: string): void {
    const longest = text
      .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
      .split('\n')
      .reduce((most, line) => Math.max(most, cellsOf(line)), this.longest);
    if (longest === this.longest) return;
    this.longest = longest;
    if (longest > this.columns) this.measure();
  }

  clear(): void {
    this.longest = 0;
    this.measure();
  }

  /** xterm's scrollbar stands at the far end of the sheet; the pane's edge is where it is looked for. */
  private place(): void {
    const { host, term } = this;
    const hidden = (term.element?.offsetWidth ?? 0) - host.clientWidth - host.scrollLeft;
    host.style.setProperty('--hidden', `${Math.max(0, hidden)}px`);
  }
}

/** Prose for a pane this wide: broken between words, so that an error can be read without scrolling. */
export function wrapped(text: string, columns: number): string {
  return text.replace(/[^\n]+/g, (line) => {
    const rows = [''];
    for (const piece of line.match(/ +|[^ ]+/g) ?? []) {
      const row = rows.at(-1)!;
      if (cellsOf(row + piece) <= columns) rows[rows.length - 1] = row + piece;
      else if (piece.startsWith(' ')) rows.push('');
      else if (row === '' || row.trim() === '') rows[rows.length - 1] = row + piece;
      else rows.splice(-1, 1, row.trimEnd(), piece);
    }
    return rows.join('\n');
  });
}
