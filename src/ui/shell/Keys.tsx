import { useText } from '../text.ts';
import type { UiKey } from '../../i18n/ui.ts';
import styles from './shell.module.css';

export default function Keys() {
  const text = useText();
  const rows: readonly (readonly [readonly string[], UiKey])[] = [
    [[text('keys.space')], 'keys.play'],
    [['→', '←'], 'keys.step'],
    [['Shift →', 'Shift ←'], 'keys.phase'],
    [['Home', 'End'], 'keys.ends'],
    [['M'], 'keys.detail'],
    [['+', '−', '0'], 'keys.zoom'],
    [['/'], 'keys.palette'],
    [['?'], 'keys.help'],
    [['Esc'], 'keys.close'],
  ];
  return (
    <>
      <dl className={styles.keys}>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text(what)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.keysNote}>{text('keys.tab')}</p>
    </>
  );
}
