import { fill } from '../../i18n/core.ts';
import { inspectorEn, inspectorKo } from '../../i18n/inspector.ts';
import { useLang } from '../text.ts';

/** The inspector's texts in the language on screen; apart from the page's, so that they load with it. */
export function useInspectorText(): (
  key: keyof typeof inspectorEn,
  values?: Readonly<Record<string, string | number>>,
) => string {
  const lang = useLang();
  return (key, values) => fill((lang === 'ko' ? inspectorKo : inspectorEn)[key], values);
}
