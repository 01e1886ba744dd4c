import { useCallback } from 'react';
import { fill, type Lang, type Values } from '../i18n/core.ts';
import { uiEn, uiKo, type UiKey } from '../i18n/ui.ts';
import { usePrefs } from './prefs.ts';

export type Text = (key: UiKey, values?: Values) => string;

export const textIn = (lang: Lang, key: UiKey, values?: Values): string =>
  fill((lang === 'ko' ? uiKo : uiEn)[key], values);

/** The interface's texts in the language on screen: `const text = useText(); text('top.share')`. */
export function useText(): Text {
  const lang = usePrefs((p) => p.lang);
  return useCallback((key, values) => textIn(lang, key, values), [lang]);
}

export const useLang = (): Lang => usePrefs((p) => p.lang);
