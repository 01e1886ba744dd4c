import type { ReactNode } from 'react';

/** Bold, code and emphasis of one line: titles, choices and hints need no Markdown renderer, nor does the first paint. */
export function Inline({ text }: { readonly text: string }): ReactNode {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i) => {
    if (part.startsWith('**')) return <b key={i}>{part.slice(2, -2)}</b>;
    if (part.startsWith('`')) return <code key={i}>{part.slice(1, -1)}</code>;
    return part;
  });
}

/** Paragraphs only: what stands there until the renderer has come. */
export function PlainProse({ text }: { readonly text: string }): ReactNode {
  return text
    .split(/\n{2,}/)
    .filter((p) => p && !/^[|:#>-]/.test(p))
    .map((p, i) => (
      <p key={i}>
        <Inline text={p.replaceAll('\n', ' ')} />
      </p>
    ));
}
