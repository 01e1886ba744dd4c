import type { Editor } from './line-editor.ts';

/** How the line a person is typing falls onto the screen. */
/** Columns a character takes: 2 for Hangul, CJK and emoji, 0 for marks that join the one before. Models: wcwidth. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (code < 0x300) cells += 1;
    else if (/\p{Mn}|\p{Me}|\u200d|[\ufe00-\ufe0f]/u.test(c)) cells += 0;
    else if (
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0x303e) ||
      (code >= 0x3041 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0xffe0 && code <= 0xffe6) ||
      (code >= 0x1f300 && code <= 0x1f64f) ||
      (code >= 0x1f680 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd)
    )
      cells += 2;
    else cells += 1;
  }
  return cells;
}

export interface Layout {
  /** Text of each screen row. */
  readonly rows: readonly string[];
  /** Where the cursor stands, from 0. */
  readonly row: number;
  readonly column: number;
}

/** Prompt of continued lines. */
const continued = '> ';

/** How prompt and line fall onto rows of `columns` cells. The prompt may hold colour sequences. */
export function layout(editor: Editor, prompt: string, columns: number): Layout {
  const search = editor.search;
  const lead = search
    ? `${search.failed ? '(failed reverse-i-search)' : '(reverse-i-search)'}\`${search.query}': `
    : prompt;
  const rows: string[] = [''];
  let width = 0;
  let [row, column] = [0, 0];
  const put = (text: string): void => {
    for (const piece of text.match(/\u001b\[[0-9;]*m|[\s\S]/gu) ?? []) {
      const cells = piece.startsWith('\u001b') ? 0 : cellsOf(piece);
      if (width + cells > columns) {
        rows.push('');
        width = 0;
      }
      rows[rows.length - 1] += piece;
      width += cells;
    }
  };
  put(lead);
  let at = 0;
  const mark = (): void => {
    if (at !== editor.cursor) return;
    [row, column] = width >= columns ? [rows.length, 0] : [rows.length - 1, width];
  };
  for (const c of editor.line) {
    mark();
    if (c === '\n') {
      rows.push('');
      width = 0;
      put(continued);
    } else put(c);
    at += c.length;
  }
  mark();
  if (row === rows.length) rows.push('');
  return { rows, row, column };
}

/** Terminal sequences that turn one layout on the screen into the next. */
export function redraw(old: Layout | undefined, next: Layout): string {
  const changed = old && changedAtEnd(old, next);
  if (changed !== undefined) return changed;
  const up = old && old.row > 0 ? `\u001b[${old.row}A` : '';
  const down = next.rows.length - 1 - next.row;
  return `${up}\r\u001b[J${next.rows.join('\r\n')}${down > 0 ? `\u001b[${down}A` : ''}\r${next.column > 0 ? `\u001b[${next.column}C` : ''}`;
}

/** A key at the very end of the line is written alone, so that a screen reader hears the key and not the line again. */
function changedAtEnd(old: Layout, next: Layout): string | undefined {
  const last = old.rows.length - 1;
  if (next.rows.length !== old.rows.length || !old.rows.every((row, i) => i === last || row === next.rows[i])) {
    return undefined;
  }
  const [before, after] = [old.rows[last]!, next.rows[last]!];
  const atEnd = (at: Layout, text: string): boolean => at.row === last && at.column === shownCells(text);
  if (!atEnd(old, before) || !atEnd(next, after)) return undefined;
  if (after.startsWith(before)) return after.slice(before.length);
  return before.startsWith(after) ? `\u001b[${old.column - next.column}D\u001b[K` : undefined;
}

const shownCells = (row: string): number => cellsOf(row.replace(/\u001b\[[0-9;]*m/g, ''));
