import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { Icon } from '../icons.tsx';
import { usePanels } from '../panels.ts';
import { useText } from '../text.ts';
import styles from './shell.module.css';

const Course = lazy(() => import('./Course.tsx'));
const loadPalette = (): Promise<typeof import('../palette/Palette.tsx')> => import('../palette/Palette.tsx');
const Palette = lazy(loadPalette);

/** Fetched before it is wanted: what is typed right after `/` must not be lost. */
export const preparePalette = (): void => void loadPalette();
const Keys = lazy(() => import('./Keys.tsx'));

const close = (): void => usePanels.setState({ dialog: undefined });

/** What opens over the page: native dialogs, so that focus stays inside and Esc closes. */
export function Dialogs() {
  const text = useText();
  const dialog = usePanels((p) => p.dialog);
  if (!dialog) return null;
  return (
    <Dialog
      key={dialog}
      label={text(dialog === 'course' ? 'course.title' : dialog === 'keys' ? 'keys.title' : 'palette.title')}
      kind={dialog}
    >
      <Suspense fallback={<p className={styles.opening}>{text('side.loading')}</p>}>
        {dialog === 'course' && <Course onClose={close} />}
        {dialog === 'palette' && <Palette onClose={close} />}
        {dialog === 'keys' && <Keys />}
      </Suspense>
    </Dialog>
  );
}

function Dialog({
  label,
  kind,
  children,
}: {
  readonly label: string;
  readonly kind: 'course' | 'palette' | 'keys';
  readonly children: ReactNode;
}) {
  const text = useText();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // The backdrop belongs to the dialog: a click on it closes, as Esc does.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={ref}
      className={styles.dialog}
      data-kind={kind}
      aria-label={label}
      onCancel={close}
      onClose={close}
      onClick={(event) => event.target === ref.current && close()}
    >
      <div className={styles.dialogBox}>
        {kind !== 'palette' && (
          <header className={styles.dialogHead}>
            <h2>{label}</h2>
            <button type="button" className={styles.iconButton} aria-label={text('act.close')} onClick={close}>
              <Icon name="close" size={15} />
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
