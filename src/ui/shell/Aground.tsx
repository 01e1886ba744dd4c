import { Component, type ReactNode } from 'react';
import { flush, forgetSession } from '../persist.ts';
import { useText } from '../text.ts';
import { Helm } from '../icons.tsx';
import styles from './shell.module.css';

/** The page's last line: says what happened, keeps the work, offers the way back. */
export class Aground extends Component<{ readonly children: ReactNode }, { readonly error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Wreck error={error} /> : this.props.children;
  }
}

function Wreck({ error }: { readonly error: Error }) {
  const text = useText();
  return (
    <main className={styles.aground}>
      <Helm size={52} />
      <h1>{text('error.title')}</h1>
      <p>{text('error.text')}</p>
      <p className={styles.agroundActions}>
        <button type="button" className={styles.brass} onClick={() => void flush().then(() => location.reload())}>
          {text('error.reload')}
        </button>
        <button
          type="button"
          className={styles.plain}
          onClick={() => void forgetSession().then(() => location.reload())}
        >
          {text('error.fresh')}
        </button>
      </p>
      <details>
        <summary>{text('error.details')}</summary>
        <pre>{error.stack ?? error.message}</pre>
      </details>
    </main>
  );
}
