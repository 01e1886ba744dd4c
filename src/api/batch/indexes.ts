import { goQuote } from '../field.ts';

/** Go's Atoi reads no more. */
const int64Max = 2 ** 63;

/** Lists of completion indexes: `0,2-4,7`. The number of indexes, or what is wrong. Models: pkg/apis/batch/validation validateIndexesFormat. */
export function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let last: number | undefined;
  let total = 0;
  for (const interval of text.split(',')) {
    const parsed = parseInterval(interval, completions);
    if (typeof parsed === 'string') return parsed;
    const [from, to] = parsed;
    if (last !== undefined && last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    total += to - from + 1;
    last = to;
  }
  return total;
}

function parseInterval(text: string, completions: number): readonly [number, number] | string {
  const limits = text.split('-');
  if (limits.length > 2)
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const numbers: number[] = [];
  for (const limit of limits) {
    if (!/^[+-]?\d+$/.test(limit) || Math.abs(Number(limit)) > int64Max)
      return `cannot convert string to integer for index: ${goQuote(limit)}`;
    if (Number(limit) >= completions) return `too large index: ${goQuote(limit)}`;
    numbers.push(Number(limit));
  }
  const [from, to = from] = numbers as [number, number?];
  if (numbers.length === 2 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
  return [from, to];
}
