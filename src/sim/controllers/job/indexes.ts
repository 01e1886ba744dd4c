/** Completion indexes as runs of neighbours, ascending. Models: pkg/controller/job/indexed_job_utils.go orderedIntervals. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

export type Indexes = readonly Interval[];

export const total = (all: Indexes): number => all.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export const hasIndex = (all: Indexes, index: number): boolean =>
  all.some(({ first, last }) => first <= index && index <= last);

/** `0-2,4`; what lies beyond `completions` (which may have shrunk) is left out, as is what is no index. */
export function parseIndexes(text: string | undefined, completions: number): Interval[] {
  const out: Interval[] = [];
  for (const part of (text ?? '').split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) continue;
    const first = Number(match[1]);
    if (first >= completions) break;
    add(out, first, Math.min(Number(match[2] ?? first), completions - 1));
  }
  return out;
}

/** Three or more in a row are written as a run. */
export const formatIndexes = (all: Indexes): string =>
  all
    .map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');

export function withIndexes(all: Indexes, more: readonly number[]): Interval[] {
  const parts = [...all, ...more.map((index) => ({ first: index, last: index }))].sort((a, b) => a.first - b.first);
  const out: Interval[] = [];
  for (const { first, last } of parts) add(out, first, last);
  return out;
}

function add(out: Interval[], first: number, last: number): void {
  const end = out.at(-1);
  if (end && first <= end.last + 1) out[out.length - 1] = { first: end.first, last: Math.max(end.last, last) };
  else out.push({ first, last });
}

/** The first `count` indexes nobody works on or is done with. */
export function firstPending(
  count: number,
  completions: number,
  busy: ReadonlySet<number>,
  ...done: readonly Indexes[]
): number[] {
  const out: number[] = [];
  for (let index = 0; index < completions && out.length < count; index++)
    if (!busy.has(index) && !done.some((all) => hasIndex(all, index))) out.push(index);
  return out;
}

/** The prefix of an indexed Pod's name, short enough for the random end. */
export function generateName(job: string, index: number): string {
  const end = `-${index}-`;
  return job.slice(0, 58 - end.length) + end;
}
