import type { DiffLine } from './views.ts';

/** Unchanged lines kept around a change. */
const around = 2;
/** Larger texts are shown as they are: their table would take longer than a frame. */
const cellsMax = 1_000_000;

/** The lines of two texts as one: `-` only before, `+` only after. Long unchanged stretches become one `…`. */
export function diffOf(before: readonly string[], after: readonly string[]): DiffLine[] {
  let first = 0;
  while (first < before.length && first < after.length && before[first] === after[first]) first++;
  let last = 0;
  const most = Math.min(before.length, after.length) - first;
  while (last < most && before[before.length - 1 - last] === after[after.length - 1 - last]) last++;
  const middle = changesOf(before.slice(first, before.length - last), after.slice(first, after.length - last));
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ mark: ' ', text }));
  return folded([...same(before.slice(0, first)), ...middle, ...same(before.slice(before.length - last))]);
}

/** Longest common subsequence, the plain table: an object has some hundred lines. */
function changesOf(before: readonly string[], after: readonly string[]): DiffLine[] {
  const [rows, columns] = [before.length + 1, after.length + 1];
  const gone = before.map((text): DiffLine => ({ mark: '-', text }));
  const come = after.map((text): DiffLine => ({ mark: '+', text }));
  if (rows * columns > cellsMax) return [...gone, ...come];
  const common = new Uint16Array(rows * columns);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * columns + j] =
        before[i] === after[j]
          ? common[(i + 1) * columns + j + 1]! + 1
          : Math.max(common[(i + 1) * columns + j]!, common[i * columns + j + 1]!);
  const out: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      out.push({ mark: ' ', text: before[i]! });
      i++;
      j++;
    } else if (common[(i + 1) * columns + j]! >= common[i * columns + j + 1]!) out.push(gone[i++]!);
    else out.push(come[j++]!);
  }
  return [...out, ...gone.slice(i), ...come.slice(j)];
}

function folded(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ mark }, i) => {
    if (mark !== ' ') near.fill(1, Math.max(0, i - around), i + around + 1);
  });
  // The line a change stands under tells what it is a part of.
  const out: DiffLine[] = [];
  lines.forEach((line, i) => {
    if (near[i]) out.push(line);
    else if (isHeading(line, lines, near, i)) out.push(line);
    else if (out.at(-1)?.text !== '…') out.push({ mark: ' ', text: '…' });
  });
  return out;
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

/** Whether the nearest shown line after an unchanged one lies deeper, with nothing of the same depth between. */
function isHeading({ text }: DiffLine, lines: readonly DiffLine[], near: Uint8Array, at: number): boolean {
  const depth = indentOf(text);
  for (let i = at + 1; i < lines.length; i++) {
    if (indentOf(lines[i]!.text) <= depth) return false;
    if (near[i]) return true;
  }
  return false;
}
