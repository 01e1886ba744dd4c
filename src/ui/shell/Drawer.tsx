import { AnimatePresence } from 'framer-motion';
import * as m from 'framer-motion/m';
import { Icon } from '../icons.tsx';
import { usePanels } from '../panels.ts';
import { Slot } from '../slots.tsx';
import { useText } from '../text.ts';
import { Moving } from './Moving.tsx';
import { icons } from './Side.tsx';
import styles from './shell.module.css';

/** Tablet: buttons at the graph's edge, and what they open lying over the graph. */
export function SideDrawer() {
  const text = useText();
  const { revealed, drawer } = usePanels();
  const names = (['editor', 'terminal', 'inspector'] as const).filter((name) => revealed.has(name));
  const shown = names.find((name) => name === drawer);
  if (names.length === 0) return null;
  return (
    <>
      <div className={styles.drawerButtons} data-open={shown ? '' : undefined}>
        {names.map((name) => (
          <button key={name} type="button" aria-expanded={name === shown} aria-label={text('side.open', { name: text(`side.${name}`) })} title={text(`side.${name}`)} onClick={() => usePanels.setState({ drawer: name === shown ? undefined : name })}>
            <Icon name={icons[name]} />
          </button>
        ))}
      </div>
      <Moving>
        <AnimatePresence>
        {shown && (
          <m.aside key="drawer" className={styles.drawer} initial={{ x: 40, opacity: 0 }} animate={{ x: 0, opacity: 1 }} exit={{ x: 40, opacity: 0 }} transition={{ duration: 0.2 }}>
            <div className={styles.drawerHead}>
              <b>{text(`side.${shown}`)}</b>
              <button type="button" className={styles.iconButton} aria-label={text('side.close')} onClick={() => usePanels.setState({ drawer: undefined })}>
                <Icon name="close" size={14} />
              </button>
            </div>
            <div className={styles.slot}>
              <Slot name={shown} />
            </div>
          </m.aside>
        )}
        </AnimatePresence>
      </Moving>
    </>
  );
}
