import { lazy, Suspense } from 'react';
import { PlainProse } from './inline.tsx';
import styles from './lesson.module.css';

const Markdown = lazy(() => import('./Markdown.tsx'));

/** A piece of a lesson's text. */
export function Prose({ text }: { readonly text: string }) {
  if (!text) return null;
  // Plain paragraphs need no renderer: it is fetched only for tables, lists, links and directives.
  const plain = !/(^|\n)\s*([|>#-]|\d+\.|:{2,3}|```)|\[[^\]]+\]\(|:\w+\[/.test(text);
  return (
    <div className={styles.prose}>
      {plain ? (
        <PlainProse text={text} />
      ) : (
        <Suspense fallback={<PlainProse text={text} />}>
          <Markdown text={text} />
        </Suspense>
      )}
    </div>
  );
}
