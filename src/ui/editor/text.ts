import { fill } from '../../i18n/core.ts';
import { editorEn, editorKo } from '../../i18n/editor.ts';
import { useLang } from '../text.ts';

/** The editor's texts in the language on screen; apart from the page's, so that they load with the editor. */
export function useEditorText(): (
  key: keyof typeof editorEn,
  values?: Readonly<Record<string, string | number>>,
) => string {
  const lang = useLang();
  return (key, values) => fill((lang === 'ko' ? editorKo : editorEn)[key], values);
}
