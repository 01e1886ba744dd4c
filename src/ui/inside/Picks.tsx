import { Children, type ReactNode } from 'react';
import { Icon } from '../icons.tsx';
import { playhead } from '../playhead.ts';
import styles from './inside.module.css';
import { useInsideText } from './text.ts';

/** The list on the left: one of its lines is shown whole on the right. */
export function Picks({
  title,
  empty,
  hint,
  children,
}: {
  readonly title: string;
  readonly empty: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.picks}>
      <h3>{title}</h3>
      {Children.count(children) === 0 ? <p className={styles.hint}>{empty}</p> : <ol>{children}</ol>}
      {hint && <p className={styles.hint}>{hint}</p>}
    </div>
  );
}

export function Pick({
  picked,
  step,
  onPick,
  children,
}: {
  readonly picked: boolean;
  /** The moment it is about, if it is about one. */
  readonly step?: number;
  readonly onPick: () => void;
  readonly children: ReactNode;
}) {
  const text = useInsideText();
  return (
    <li className={styles.pick} data-picked={picked || undefined}>
      <button type="button" aria-pressed={picked} onClick={onPick}>
        {children}
      </button>
      {step !== undefined && step > 0 && (
        <button
          type="button"
          className={styles.goTo}
          aria-label={text('inside.at')}
          title={text('inside.at')}
          onClick={() => playhead.seek(step)}
        >
          <Icon name="clock" size={13} />
        </button>
      )}
    </li>
  );
}
