/**
 * Layout of nested Go values: on one line where nothing changed and it fits, else a line per entry, keys aligned.
 * Models: github.com/google/go-cmp/cmp/report_text.go.
 */
export type DiffMark = '' | '-' | '+';

export type Text = string | Wrap | readonly Entry[];

export interface Wrap {
  readonly prefix: string;
  readonly value: Text;
  readonly suffix: string;
}

export interface Entry {
  readonly mark: DiffMark;
  readonly key: string;
  readonly value: Text;
  /** Stands after the entry as `// comment`; entries with one have no comma. */
  readonly comment?: string;
}

const lineMax = 80;
export const ellipsis = '...';

const isList = (text: Text): text is readonly Entry[] => Array.isArray(text);

/** Joins what fits on one line into a string. */
export function compact(text: Text, mark: DiffMark): Text {
  if (typeof text === 'string') return text;
  if (isList(text)) {
    let whole = '';
    let lines = false;
    const entries = text.map((entry, i) => {
      const value = compact(entry.value, entry.mark || mark);
      if (entry.mark !== '' || typeof value !== 'string' || entry.comment !== undefined) lines = true;
      whole += (entry.key === '' ? '' : `${entry.key}: `) + flat(value) + (i < text.length - 1 ? ', ' : '');
      return { ...entry, value };
    });
    if (mark !== '' && whole.length > lineMax) lines = true;
    return lines ? entries : whole;
  }
  const value = compact(text.value, mark);
  return typeof value === 'string' ? text.prefix + value + text.suffix : { ...text, value };
}

/** All of it on one line, for measuring. */
export function flat(text: Text): string {
  if (typeof text === 'string') return text;
  if (!isList(text)) return text.prefix + flat(text.value) + text.suffix;
  return text.map((entry) => (entry.key === '' ? '' : `${entry.key}: `) + flat(entry.value)).join(', ');
}

const indent = (mark: DiffMark, depth: number): string => `${mark === '' ? ' ' : mark} ${'\t'.repeat(depth)}`;

/** Writes compacted text out. `depth` is that of the line the text starts on. */
export function expand(text: Text, mark: DiffMark, depth: number): string {
  if (typeof text === 'string') return text;
  if (!isList(text)) return text.prefix + expand(text.value, mark, depth) + text.suffix;
  if (
    text.length > 0 &&
    text.every(
      (entry) =>
        entry.mark === '' && entry.key === '' && typeof entry.value === 'string' && entry.comment === undefined,
    )
  )
    return batches(
      text.map((entry) => entry.value as string),
      mark,
      depth,
    );
  const widths = keyWidths(text);
  let result = '';
  text.forEach((entry, i) => {
    const own = entry.mark || mark;
    const key = entry.key === '' ? '' : `${entry.key}: `;
    result += `\n${indent(own, depth + 1)}${key}${' '.repeat(widths[i]!)}${expand(entry.value, own, depth + 1)}`;
    result += entry.comment === undefined ? ',' : ` // ${entry.comment}`;
  });
  return `${result}\n${indent(mark, depth)}`;
}

function batches(items: readonly string[], mark: DiffMark, depth: number): string {
  let [result, batch] = ['', ''];
  const emit = (): void => {
    if (batch !== '') result += `\n${indent(mark, depth + 1)}${batch.trimEnd()}`;
    batch = '';
  };
  for (const item of items) {
    if (batch.length + item.length + 2 > lineMax) emit();
    batch += `${item}, `;
  }
  emit();
  return `${result}\n${indent(mark, depth)}`;
}

/** Spaces after each key so that values of neighbouring one-line entries line up. */
function keyWidths(entries: readonly Entry[]): number[] {
  const widths = entries.map(() => 0);
  let start = 0;
  const close = (end: number): void => {
    const longest = Math.max(0, ...entries.slice(start, end).map((entry) => entry.key.length));
    for (let i = start; i < end; i++) widths[i] = longest - entries[i]!.key.length;
    start = end + 1;
  };
  entries.forEach((entry, i) => {
    if (entry.key === '' || typeof entry.value !== 'string') close(i);
  });
  close(entries.length);
  return widths;
}
