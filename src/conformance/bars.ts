import type { Score } from './corpus.ts';

/** What share of a figure must come out as recorded, in percent. Sets and figures may end with `*`. */
interface Bar {
  readonly set: string;
  readonly figure?: string;
  readonly percent: number;
}

const bars: readonly Bar[] = [
  { set: 'manifests-*', figure: 'status', percent: 100 },
  { set: 'manifests-*', figure: 'object', percent: 98 },
  { set: 'manifests-*', figure: 'row', percent: 98 },
  ...['mutations-*', 'validation-*'].flatMap((set) => [
    { set, figure: 'status', percent: 99 },
    { set, figure: 'causes', percent: 95 },
    { set, figure: 'message', percent: 90 },
  ]),
  ...[
    'api-sequences',
    'labels-*',
    'fields-selector',
    'names',
    'quantity',
    'intstr*',
    'duration-human',
    'strategic-merge-patch',
    'smp-real-types',
    'discovery',
    'columns',
    'schemas',
  ].map((set) => ({ set, percent: 100 })),
];

const fits = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

/** The share that passed, in percent. */
export function share({ passed, misses }: Score): number {
  const all = passed + misses.length;
  return all === 0 ? 100 : (100 * passed) / all;
}

export const barOf = ({ name, figure }: Score): number | undefined =>
  bars.find((bar) => fits(bar.set, name) && (bar.figure === undefined || bar.figure === figure))?.percent;

/** Below what it must reach: to be told before everything else. */
export const isBelow = (score: Score): boolean => share(score) < (barOf(score) ?? 0);
