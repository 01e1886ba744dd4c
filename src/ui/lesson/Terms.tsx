import { useEffect, useState } from 'react';
import type { GlossaryTerm } from '../../lessons/content.ts';
import { useLang, useText } from '../text.ts';
import styles from './lesson.module.css';

/** The words a lesson is the first to use: each opens to one sentence, and in Korean to how it is said. */
export function Terms({ ids }: { readonly ids: readonly string[] }) {
  const text = useText();
  const lang = useLang();
  const [glossary, setGlossary] = useState<Readonly<Record<string, GlossaryTerm>>>();
  useEffect(() => {
    let wanted = true;
    void import('../../lessons/content.ts')
      .then(({ loadGlossary }) => loadGlossary())
      .then((loaded) => {
        if (wanted) setGlossary(loaded);
      });
    return () => {
      wanted = false;
    };
  }, []);
  const terms = ids.flatMap((id) => (glossary?.[id] ? [{ id, term: glossary[id] }] : []));
  if (terms.length === 0) return null;
  return (
    <div className={styles.terms} role="group" aria-label={text('lesson.introduces')}>
      {terms.map(({ id, term }) => (
        <details key={id} className={styles.term}>
          <summary>
            {term[lang]}
            {lang === 'ko' && term.en !== term.ko && <small>{term.en}</small>}
          </summary>
          <p>
            {term.about[lang]}
            {lang === 'ko' && term.say !== term.ko && <small> {text('lesson.said', { say: term.say })}</small>}
          </p>
        </details>
      ))}
    </div>
  );
}
