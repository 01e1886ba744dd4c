import type { Because } from '../sim/notes.ts';
import { fill, type Dictionary, type Lang, type Values } from './core.ts';
import { controllersEn, controllersKo } from './controllers.ts';
import { kubeletEn, kubeletKo } from './kubelet.ts';
import { narrationEn, narrationKo } from './narration.ts';
import { schedulerEn, schedulerKo } from './scheduler.ts';
import { uiEn, uiKo } from './ui.ts';

export type { Lang, Values } from './core.ts';
export { actorName } from './narration.ts';

/**
 * Every text of the shell and of the cluster's story (editor and inspector bring their own with them). Keys are unique
 * over all parts; a test holds the languages equal.
 */
export const dictionaries: Readonly<Record<Lang, Dictionary>> = {
  en: { ...uiEn, ...narrationEn, ...controllersEn, ...schedulerEn, ...kubeletEn },
  ko: { ...uiKo, ...narrationKo, ...controllersKo, ...schedulerKo, ...kubeletKo },
};

/** The text of a key. An unknown key comes back as it is, so that it is seen. */
export function translate(lang: Lang, key: string, values?: Values): string {
  const entry = dictionaries[lang][key];
  return entry === undefined ? key : fill(entry, values);
}

/** A reason of the trace, in words. */
export const say = (lang: Lang, because: Because): string => translate(lang, because.key, because.values);
