import { useEffect, useRef, useState } from 'react';
import type { ObjectRef } from '../../sim/notes.ts';
import type { Advice as Found } from '../../worker/protocol.ts';
import { command } from '../actions.ts';
import { Icon } from '../icons.tsx';
import { listen, nextRequest, post } from '../link.ts';
import styles from './inside.module.css';
import { useInsideText } from './text.ts';

/** What would make a Pod fit: asked for, tried by the simulation on copies of the cluster, and done at a press. */
export function Advice({ pod }: { readonly pod: ObjectRef }) {
  const text = useInsideText();
  const [asked, setAsked] = useState<number>();
  const [found, setFound] = useState<{ readonly advice: Found | undefined }>();
  const latest = useRef<number | undefined>(undefined);
  useEffect(
    () =>
      listen((message) => {
        if (message.type === 'advice' && message.request === latest.current) setFound({ advice: message.advice });
      }),
    [],
  );
  const ask = (): void => {
    const request = nextRequest();
    latest.current = request;
    setAsked(request);
    setFound(undefined);
    post({ type: 'advise', request, pod });
  };
  if (asked === undefined) {
    return (
      <button type="button" className={styles.ask} onClick={ask}>
        <Icon name="bulb" size={15} /> {text('inside.advice.ask')}
      </button>
    );
  }
  return (
    <div className={styles.advice} role="status">
      {!found ? (
        text('inside.advice.asking')
      ) : found.advice ? (
        <Way advice={found.advice} />
      ) : (
        text('inside.advice.none')
      )}
    </div>
  );
}

function Way({ advice }: { readonly advice: Found }) {
  const text = useInsideText();
  return (
    <>
      <h3>{text('inside.advice.title')}</h3>
      <ol>
        {advice.changes.map((change) => {
          const line = change.line;
          return (
            <li key={line ?? (change.type === 'edit' ? change.field : '')}>
              {change.type === 'edit' && (
                <p>{text('inside.advice.edit', { field: change.field, from: change.from, to: change.to })}</p>
              )}
              {line !== undefined && (
                <p className={styles.line}>
                  <code>{line}</code>
                  <button type="button" onClick={() => command(line)}>
                    <Icon name="play" size={11} /> {text('inside.advice.run')}
                  </button>
                </p>
              )}
            </li>
          );
        })}
      </ol>
      <p className={styles.proven}>✓ {text('inside.advice.proven', { node: advice.node })}</p>
    </>
  );
}
