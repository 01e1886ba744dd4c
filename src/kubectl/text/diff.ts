/** Lines that differ, in hunks with three lines around them: `diff -u`. */
export function unifiedDiff(before: string, after: string): string {
  const a = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const b = after === '' ? [] : after.replace(/\n$/, '').split('\n');
  const edits = script(a, b);
  const around = 3;
  let out = '';
  for (let i = 0; i < edits.length;) {
    if (edits[i]!.sign === ' ') {
      i++;
      continue;
    }
    let end = i;
    for (let j = i; j < edits.length && j - end <= 2 * around + 1; j++) if (edits[j]!.sign !== ' ') end = j;
    const from = Math.max(0, i - around);
    const to = Math.min(edits.length, end + 1 + around);
    const part = edits.slice(from, to);
    const start = (sign: string): number => edits.slice(0, from).filter((e) => e.sign !== sign).length;
    const count = (sign: string): number => part.filter((e) => e.sign !== sign).length;
    const range = (at: number, n: number): string => (n === 1 ? `${at + 1}` : `${n === 0 ? at : at + 1},${n}`);
    out += `@@ -${range(start('+'), count('+'))} +${range(start('-'), count('-'))} @@\n${part.map((e) => `${e.sign}${e.line}\n`).join('')}`;
    i = to;
  }
  return out;
}

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** A shortest edit script, deletions first. Equal ends are taken off, so the table covers only what differs. */
function script(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail);
  const y = b.slice(head, b.length - tail);
  const same = Array.from({ length: x.length + 1 }, () => new Int32Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--)
      same[i]![j] = x[i] === y[j] ? same[i + 1]![j + 1]! + 1 : Math.max(same[i + 1]![j]!, same[i]![j + 1]!);
  const out: Edit[] = a.slice(0, head).map((line) => ({ sign: ' ', line }));
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      out.push({ sign: ' ', line: x[i]! });
      i++;
      j++;
    } else if (i < x.length && (j >= y.length || same[i + 1]![j]! >= same[i]![j + 1]!))
      out.push({ sign: '-', line: x[i++]! });
    else out.push({ sign: '+', line: y[j++]! });
  }
  return [...out, ...a.slice(a.length - tail).map((line): Edit => ({ sign: ' ', line }))];
}
