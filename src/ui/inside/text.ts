import { fill } from '../../i18n/core.ts';
import { insideEn, insideKo } from '../../i18n/inside.ts';
import { formatMs } from '../timeline/format.ts';
import { usePage } from '../store.ts';
import { useLang } from '../text.ts';

export type InsideKey = keyof typeof insideEn;

/** The texts of the inside views in the language on screen. */
export function useInsideText(): (key: InsideKey, values?: Readonly<Record<string, string | number>>) => string {
  const lang = useLang();
  return (key, values) => fill((lang === 'ko' ? insideKo : insideEn)[key], values);
}

/** Virtual time as the timeline tells it: since the story began. */
export function useStoryTime(): (atMs: number) => string {
  const startMs = usePage((page) => page.startMs);
  return (atMs) => formatMs(atMs - startMs);
}
