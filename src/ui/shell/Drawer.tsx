import { AnimatePresence } from 'framer-motion';
import * as m from 'framer-motion/m';
import { Icon } from '../icons.tsx';
import { usePanels } from '../panels.ts';
import { Slot } from '../slots.tsx';
import { useText } from '../text.ts';
import { Moving } from './Moving.tsx';
import styles from './shell.module.css';

/** Tablet: what the buttons of the top bar open, lying over the graph. */
export function SideDrawer() {
  const text = useText();
  const { revealed, drawer } = usePanels();
  const shown = (['editor', 'terminal', 'inspector'] as const).find((name) => name === drawer && revealed.has(name));
  return (
    <Moving>
      <AnimatePresence>
        {shown && (
          <m.aside
            key="drawer"
            className={styles.drawer}
            initial={{ x: 40, opacity: 0 }}
            animate={{ x: 0, opacity: 1 }}
            exit={{ x: 40, opacity: 0 }}
            transition={{ duration: 0.2 }}
          >
            <div className={styles.drawerHead}>
              <b>{text(`side.${shown}`)}</b>
              <button
                type="button"
                className={styles.iconButton}
                aria-label={text('side.close')}
                onClick={() => usePanels.setState({ drawer: undefined })}
              >
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
  );
}
